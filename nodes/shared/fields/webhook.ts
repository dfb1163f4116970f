import type { IWebhookDescription } from 'n8n-workflow';

/**
 * The POST webhook of every trigger. Without `responseData: ''` n8n 2.41 ignores the node's `webhookResponse` and
 * answers with the literal text firstEntryJson.
 */
export const deliveryWebhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	path: 'webhook',
	responseMode: 'onReceived',
	responseData: '',
};
