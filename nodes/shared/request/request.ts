import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestMethods,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { isJsonObject } from '../chat-event/values';
import { oncePerExecution } from './once';
import {
	LEAST_WAIT_MILLISECONDS,
	LONGEST_WAIT_MILLISECONDS,
	pause,
	throwIfCancelled,
	waitFor,
} from './retry';
import { joinUrl } from './url';

export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions;

/** A vendor's HTTP API. */
export interface VendorApi {
	/** The vendor's name in messages. */
	name: string;
	/** The credential type that signs the requests. */
	credential: string;
	/** The credential's field with the base URL. */
	baseUrlField: string;
	/** What a refusal means and what to do, where the vendor documents it; null for the general message. */
	explain?(response: ApiResponse): Explanation | null;
	/** Whether a refusal asks to come back later, for a vendor that says so otherwise than by 429 and 503. */
	isBusy?(response: ApiResponse): boolean;
	/** Headers with which a refused request is sent once more, such as the region that the vendor names; else null. */
	correction?(response: ApiResponse): Record<string, string> | null;
}

export interface ApiResponse {
	status: number;
	headers: IDataObject;
	/** Parsed JSON; the text itself when it is none; '' when there is no body. */
	body: unknown;
}

export interface Explanation {
	message: string;
	description: string;
}

export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Starts with a slash; values are encoded by the `path` tag. */
	path: string;
	query?: IDataObject;
	/** Sent as JSON, also when it is an empty object. */
	body?: unknown;
	/** An absolute URL instead of base URL and path, for example a page's `next`. Its origin has to be the base URL's. */
	url?: string;
	/** Milliseconds until a request is given up. */
	timeout?: number;
	/** Statuses beyond 2xx that the caller deals with. */
	acceptStatus?: readonly number[];
	/** Refusals that the caller deals with, for a vendor that tells them apart by the body. */
	accepts?(response: ApiResponse): boolean;
	/** The item that the request is made for; shown in messages. */
	itemIndex?: number;
	/** How often a GET is sent again after the network failed; 2 by default. */
	networkRetries?: number;
	/** The most to wait for 429 and 503, in milliseconds, all waits together. */
	longestWait?: number;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 30_000;

/**
 * Sends one authenticated request to a vendor. Redirects are not followed, because n8n's helper would send the
 * credential along. 429 and 503 are waited out; after a network fault only a GET is sent again, because nobody knows
 * whether the vendor acted on the first one.
 * @throws NodeApiError with the vendor's own words and what to do next; it holds neither credential nor URL query
 */
export async function vendorRequest(
	context: RequestContext,
	api: VendorApi,
	request: ApiRequest,
): Promise<ApiResponse> {
	const { itemIndex, networkRetries = 2, longestWait = LONGEST_WAIT_MILLISECONDS } = request;
	const url = await requestUrl(context, api, request);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	let waited = 0;
	let busyAnswers = 0;
	let networkFaults = 0;
	let correction: Record<string, string> | null = null;
	for (;;) {
		throwIfCancelled(signal);
		const result = await send(context, api, request, url, correction);
		let wait: number;
		if ('networkFault' in result) {
			const mayRepeat = request.method === 'GET' && !isTimeout(result.networkFault) && !signal?.aborted;
			if (!mayRepeat || networkFaults++ >= networkRetries) {
				throw apiError(context, networkExplanation(api, result.networkFault), itemIndex);
			}
			wait = waitFor(undefined, networkFaults - 1, Date.now()) / 2;
		} else {
			const { status, headers } = result;
			if ((status >= 200 && status < 300) || request.acceptStatus?.includes(status)) return result;
			if (request.accepts?.(result)) return result;
			if (correction === null) {
				correction = api.correction?.(result) ?? null;
				if (correction !== null) continue;
			}
			// A vendor that says "at once" again and again would be asked for ever.
			const least = busyAnswers === 0 ? 0 : LEAST_WAIT_MILLISECONDS * 2 ** busyAnswers;
			wait = Math.max(least, waitFor(headers['retry-after'], busyAnswers++, Date.now()));
			const isBusy = status === 429 || status === 503 || api.isBusy?.(result);
			if (!isBusy || waited + wait > longestWait) {
				throw apiError(context, explain(api, result), itemIndex, status);
			}
		}
		waited += wait;
		await pause(wait, signal);
	}
}

const credentials = oncePerExecution<ICredentialDataDecryptedObject>();

/**
 * The vendor's credential, read once in an execution of a node: n8n takes it from its database and decrypts it each
 * time it is asked.
 * @throws what n8n throws, for example when no credential is chosen
 */
export async function credentialOf(
	context: RequestContext,
	api: VendorApi,
): Promise<ICredentialDataDecryptedObject> {
	return await credentials(context, async () => await context.getCredentials(api.credential));
}

async function requestUrl(context: RequestContext, api: VendorApi, request: ApiRequest): Promise<string> {
	const credential = await credentialOf(context, api);
	const baseUrl = String(credential[api.baseUrlField] ?? '').trim();
	if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
		throw apiError(
			context,
			{
				message: `The base URL in the ${api.name} credential is not a web address`,
				description: 'Open the credential and enter an address such as https://api.example.com.',
			},
			request.itemIndex,
		);
	}
	if (request.url === undefined) return joinUrl(baseUrl, request.path);
	const absolute = URL.canParse(request.url, baseUrl) ? new URL(request.url, baseUrl) : null;
	if (absolute?.origin !== new URL(baseUrl).origin) {
		throw apiError(
			context,
			{
				message: `${api.name} named a next page on another server, ${absolute?.host ?? 'which cannot be read'}`,
				description: 'The request was not sent, because your credential would have gone there.',
			},
			request.itemIndex,
		);
	}
	return absolute.toString();
}

async function send(
	context: RequestContext,
	api: VendorApi,
	request: ApiRequest,
	url: string,
	correction: Record<string, string> | null,
): Promise<ApiResponse | { networkFault: unknown }> {
	const { method, query, body, timeout = DEFAULT_TIMEOUT_MILLISECONDS } = request;
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(context, api.credential, {
			url,
			method,
			...(query && { qs: query }),
			headers: {
				Accept: 'application/json',
				...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
				...correction,
			},
			// As text: n8n's helper leaves an empty object out.
			...(body !== undefined && { body: JSON.stringify(body) }),
			timeout,
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as IN8nHttpFullResponse;
		return {
			status: response.statusCode,
			headers: response.headers as IDataObject,
			body: response.body ?? '',
		};
	} catch (error) {
		return { networkFault: error };
	}
}

function apiError(
	context: RequestContext,
	{ message, description }: Explanation,
	itemIndex?: number,
	status?: number,
): NodeApiError {
	// Built from these words alone: the helper's own error holds the request with its Authorization header.
	return new NodeApiError(
		context.getNode(),
		{ message },
		{ message, description, itemIndex, ...(status !== undefined && { httpCode: String(status) }) },
	);
}

/**
 * What `vendorRequest` would have thrown for an answer: for a caller that accepted its status and cannot go on after
 * all.
 */
export function refusal(
	context: RequestContext,
	api: VendorApi,
	response: ApiResponse,
	itemIndex?: number,
): NodeApiError {
	return apiError(context, explain(api, response), itemIndex, response.status);
}

function networkExplanation(api: VendorApi, fault: unknown): Explanation {
	if (isTimeout(fault)) {
		return {
			message: `${api.name} did not answer in time`,
			description: "Try again later, or raise 'Timeout' under Options.",
		};
	}
	const code = networkCode(fault);
	const said = fault instanceof Error ? fault.message : '';
	return {
		message: `${api.name} could not be reached`,
		// n8n puts a text of its own in place of a message that holds one of these codes.
		description: code
			? `Check the base URL in the credential and the network of your n8n (${code}).`
			: `n8n says: ${said}`,
	};
}

/** The time is up that the user allows; a second request would double it. */
function isTimeout(fault: unknown): boolean {
	return ['ECONNABORTED', 'ETIMEDOUT'].includes(networkCode(fault) ?? '');
}

function networkCode(fault: unknown): string | undefined {
	for (let error = fault; isJsonObject(error) || error instanceof Error; error = (error as Error).cause) {
		const { code } = error as { code?: unknown };
		if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return code;
	}
	return undefined;
}

function explain(api: VendorApi, response: ApiResponse): Explanation {
	const { status } = response;
	const own = api.explain?.(response);
	if (own) return own;
	const said = vendorWords(response.body);
	const saying = said ? `: ${said}` : '';
	if (status >= 300 && status < 400) {
		return {
			message: `${api.name} answered with a redirect (${status}), which is not followed`,
			description: 'Your credential would have gone along. Check the base URL in the credential.',
		};
	}
	if (status === 401) {
		return {
			message: `${api.name} does not accept the credential (401)${saying}`,
			description: 'Open the credential, check every field, and press Save to test it.',
		};
	}
	if (status === 403) {
		return {
			message: `${api.name} does not allow this (403)${saying}`,
			description: 'The owner of the credential lacks a permission, or your plan does not include this.',
		};
	}
	if (status === 404) {
		return {
			message: `${api.name} does not find it (404)${saying}`,
			description: 'Check the ID. It may have been deleted meanwhile, or belong to another account.',
		};
	}
	if (status === 429) {
		return {
			message: `${api.name} takes no more requests for now (429)${saying}`,
			description: "Lower 'Items at Once' under Options, or run this later.",
		};
	}
	if (status >= 500) {
		return {
			message: `${api.name} is out of order (${status})${saying}`,
			description: 'Try again later. Nothing is known to be wrong with your workflow.',
		};
	}
	return {
		message: `${api.name} refused the request (${status})${saying}`,
		description: 'Check the values of the fields.',
	};
}

const LONGEST_SAYING = 300;

/** What the vendor says of a refusal, from the usual places of a JSON body or from a short text. */
export function vendorWords(body: unknown): string {
	const words = isJsonObject(body)
		? [body.message, body.Message, body.detail, body.error_description, body.error]
				.map((word) => (isJsonObject(word) ? word.message : word))
				.find((word) => typeof word === 'string' && word !== '')
		: body;
	const text = typeof words === 'string' && !/^\s*</.test(words) ? words.replace(/\s+/g, ' ').trim() : '';
	return text.length > LONGEST_SAYING ? `${text.slice(0, LONGEST_SAYING)}…` : text;
}

/** The objects of an answer that is to be a list. @throws NodeApiError when it is none */
export function expectObjects(
	context: RequestContext,
	api: VendorApi,
	value: unknown,
	itemIndex?: number,
): IDataObject[] {
	if (Array.isArray(value) && value.every(isJsonObject)) return value as IDataObject[];
	throw unexpectedAnswer(context, api, itemIndex);
}

/** The object of an answer. @throws NodeApiError when it is none */
export function expectObject(
	context: RequestContext,
	api: VendorApi,
	value: unknown,
	itemIndex?: number,
): IDataObject {
	if (isJsonObject(value)) return value as IDataObject;
	throw unexpectedAnswer(context, api, itemIndex);
}

function unexpectedAnswer(context: RequestContext, api: VendorApi, itemIndex?: number): NodeApiError {
	return apiError(
		context,
		{
			message: `${api.name} did not answer with the JSON that its documentation describes`,
			description: 'Check the base URL in the credential: it may lead to a web page instead of the API.',
		},
		itemIndex,
	);
}
