import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../shared/receive';

const ECHO = /^[A-Za-z0-9-]{1,128}$/;
const ORIGINS = ['https://livesupporti.com', 'https://www.livesupporti.com', 'https://app.livesupporti.com'];

/**
 * LiveSupporti asks that "your server should allow Cross-Origin Resource Sharing (CORS) for domain livesupporti.com",
 * on the verification and on deliveries. n8n itself answers the OPTIONS request before any node runs.
 */
export function corsHeaders({ headers }: Pick<Delivery, 'headers'>): Record<string, string> {
	const origin = ORIGINS.find((allowed) => allowed === headers.origin) ?? ORIGINS[0];
	return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin' };
}

/**
 * Answers the verification of a WebHook's URL: the value of `echo` as plain text, nothing else. No proof is asked
 * for, because the sender signs nothing here and drops the URL's own query. What is reflected is limited to the
 * characters of a GUID; anything else gets 400.
 */
export function answerHandshake(context: IWebhookFunctions): IWebhookResponseData {
	const { echo } = context.getQueryData() as { echo?: unknown };
	const response = context.getResponseObject();
	response.set(corsHeaders(context.getRequestObject()));
	const isToken = typeof echo === 'string' && ECHO.test(echo);
	response
		.status(isToken ? 200 : 400)
		.type('text/plain')
		.send(isToken ? echo : 'This URL takes WebHooks. A verification has to carry ?echo=<token>.');
	return { noWebhookResponse: true };
}
