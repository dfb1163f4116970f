import type { IWebhookFunctions } from 'n8n-workflow';

import { deliverySecret, secretKey } from '../../../../nodes/LiveChat/webhook/secret';

const contextOf = (source: string) =>
	({
		getNodeParameter: () => source,
		getNode: () => ({ id: 'node-1', webhookId: 'hook-1' }),
		getWorkflow: () => ({ id: 'workflow-1' }),
	}) as unknown as IWebhookFunctions;

const secret = 'example-livechat-secret-0123456789';
const token = 'example-personal-access-token';

test.each<[string, string, unknown, string]>([
	['the webhook secret', secret, token, secret],
	['the token without a webhook secret', '', token, token],
	['the token where the webhook secret is white space', ' \n\t ', token, token],
	['either without white space around it', ` ${secret}\n`, token, secret],
	['the token too', ' ', ` ${token}\n`, token],
	['nothing where both are white space', ' \t ', ' \n ', ''],
	['nothing where both are empty', '', '', ''],
	['nothing where there is no token', '', undefined, ''],
])('version 3 is proved with a key derived from %s', (_, stored, personalAccessToken, key) => {
	expect(
		deliverySecret(contextOf('v3'), stored, { personalAccessToken: personalAccessToken as string }),
	).toBe(key === '' ? '' : secretKey('workflow-1', 'hook-1', key));
});

test('the legacy webhook is proved with the webhook secret itself, never with the token', () => {
	expect(deliverySecret(contextOf('legacy'), secret, { personalAccessToken: token })).toBe(secret);
	expect(deliverySecret(contextOf('legacy'), '', { personalAccessToken: token })).toBe('');
});

test('another workflow or another webhook has another key', () => {
	const keys = [
		secretKey('workflow-1', 'hook-1', secret),
		secretKey('workflow-2', 'hook-1', secret),
		secretKey('workflow-1', 'hook-2', secret),
	];
	expect(new Set(keys).size).toBe(3);
	for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
});
