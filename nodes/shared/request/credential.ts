import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { secretFault } from '../receive/origin-proof';
import type { OriginProof } from '../receive/types';

const TEST_MARK = 'X-Live-Chat-Hub-Test';

/**
 * A credential's Test: one read-only request.
 * @param url the path, starting with a slash
 * @param baseURL an expression over $credentials
 */
export function credentialTest(
	vendor: string,
	request: Pick<ICredentialTestRequest['request'], 'baseURL' | 'url' | 'method' | 'body'>,
): ICredentialTestRequest {
	const redirect = `${vendor} answered with a redirect, which is not followed: check the base URL`;
	const messages: Record<number, string> = {
		301: redirect,
		302: redirect,
		307: redirect,
		308: redirect,
		401: `${vendor} does not accept these values (401): copy them from ${vendor} once more`,
		403: `${vendor} accepts the values, but their owner may not read what the test reads (403)`,
		404: `${vendor} has no API at this address (404): check the base URL`,
	};
	return {
		request: {
			...request,
			headers: {
				[TEST_MARK]: 'true',
				...(request.body !== undefined && { 'Content-Type': 'application/json' }),
			},
			disableFollowRedirect: true,
		},
		rules: Object.entries(messages).map(([status, message]) => ({
			type: 'responseCode',
			properties: { value: Number(status), message },
		})),
	};
}

/**
 * To be called by a credential's `authenticate`: when the request is the credential's Test, it says which fields are
 * missing and whether the webhook secret can be used. Other requests pass, so that a webhook secret that is not used
 * does not stop an action.
 * @param required the fields that calling the vendor needs, by their display names
 * @throws UserError, which the Test shows
 */
export function checkCredentialTest(
	request: IHttpRequestOptions,
	credential: ICredentialDataDecryptedObject,
	required: Record<string, string>,
	secretLength: OriginProof['secretLength'],
): void {
	if (request.headers?.[TEST_MARK] === undefined) return;
	delete request.headers[TEST_MARK];
	const secret = typeof credential.webhookSecret === 'string' ? credential.webhookSecret : '';
	const fault = secret === '' ? null : secretFault(secret, secretLength);
	if (fault !== null) throw new UserError(`Webhook Secret: ${fault}`);
	const missing = Object.entries(required)
		.filter(([, name]) => !credential[name])
		.map(([displayName]) => displayName);
	if (missing.length === 0) return;
	throw new UserError(
		secret === ''
			? `Fill in ${missing.join(' and ')} to call the vendor, or Webhook Secret to receive events`
			: `Webhook Secret can be used to receive events. To call the vendor as well, fill in ${missing.join(' and ')}`,
	);
}
