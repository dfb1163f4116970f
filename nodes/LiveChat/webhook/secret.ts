import { createHmac } from 'node:crypto';

import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What a webhook secret of your own needs, in characters. */
export const webhookSecretLength = { min: 16, max: Infinity };

/**
 * The `secret_key` that LiveChat gets at registration and puts into every delivery. It is derived, so that it is
 * stored nowhere: n8n's static data can be read by whoever can read the workflow.
 * @param key the credential's webhook secret, or its personal access token
 * @returns 64 hex characters; '' without a key, which no delivery can prove
 */
export function secretKey(workflowId: string, webhookId: string, key: string): string {
	if (key === '') return '';
	return createHmac('sha256', key).update(`${workflowId}/${webhookId}`).digest('hex');
}

/**
 * What deliveries are proved with: for v3 the derived secret, for the legacy source the stored one.
 * @param stored the credential's webhook secret, '' when there is none
 */
export function deliverySecret(
	context: IWebhookFunctions | IHookFunctions,
	stored: string,
	{ personalAccessToken }: IDataObject,
): string {
	if (context.getNodeParameter('source', 'v3') === 'legacy') return stored;
	const { id, webhookId } = context.getNode();
	// Spaces alone are no key: everybody could compute what they derive.
	const key = stored.trim() || String(personalAccessToken ?? '').trim();
	return secretKey(String(context.getWorkflow().id ?? ''), webhookId ?? id, key);
}
