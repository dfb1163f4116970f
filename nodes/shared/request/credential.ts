import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

import { oncePerExecution } from './once';
import type { RequestContext, VendorApi } from './types';

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

/** A second webhook secret, so that the first can be changed without losing a delivery. */
export const previousWebhookSecretField: INodeProperties = {
	displayName: 'Previous Webhook Secret',
	name: 'previousWebhookSecret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	hint: 'Only while you change the webhook secret: what it was before. Empty it when the vendor has the new one.',
	description:
		'Deliveries that are proved with it are taken as well, so that none is lost while you change the secret',
};

/**
 * To be called by a credential's `authenticate`: when the request is the credential's Test, it says which fields are
 * missing and whether the webhook secret can be used. Other requests pass, so that a webhook secret that is not used
 * does not stop an action.
 * @param required the fields that calling the vendor needs, by their display names
 * @param faultOf what is wrong with a webhook secret, as a sentence; null when a proof can be made with it
 * @throws UserError, which the Test shows
 */
export function checkCredentialTest(
	request: IHttpRequestOptions,
	credential: ICredentialDataDecryptedObject,
	required: Record<string, string>,
	faultOf: (secret: string) => string | null,
): void {
	if (request.headers?.[TEST_MARK] === undefined) return;
	delete request.headers[TEST_MARK];
	const stored = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
	const secret = stored(credential.webhookSecret);
	const secrets = {
		'Webhook Secret': secret,
		'Previous Webhook Secret': stored(credential.previousWebhookSecret),
	};
	for (const [displayName, value] of Object.entries(secrets)) {
		const fault = value === '' ? null : faultOf(value);
		if (fault !== null) throw new UserError(`${displayName}: ${fault}`);
	}
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

const credentials = oncePerExecution<ICredentialDataDecryptedObject>();

/**
 * The vendor's credential, read once in an execution of a node: n8n takes it from its database and decrypts it each
 * time it is asked. A node for several vendors has one of each.
 * @throws what n8n throws, for example when no credential is chosen
 */
export async function credentialOf(
	context: RequestContext,
	api: VendorApi,
): Promise<ICredentialDataDecryptedObject> {
	const { credential } = api;
	return await credentials(context, async () => await context.getCredentials(credential), credential);
}
