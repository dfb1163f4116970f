import type { IN8nHttpFullResponse, IDataObject } from 'n8n-workflow';

import { credentialOf } from './credential';
import { apiError, explain, isTimeout, isWebPage, networkExplanation, unexpectedAnswer } from './explain';
import { multipart } from './multipart';
import { paceOf } from './pace';
import {
	LEAST_WAIT_MILLISECONDS,
	LONGEST_WAIT_MILLISECONDS,
	pause,
	throwIfCancelled,
	waitFor,
} from './retry';
import type { ApiRequest, ApiResponse, Explanation, RequestContext, VendorApi } from './types';
import { joinUrl } from './url';

const DEFAULT_TIMEOUT_MILLISECONDS = 30_000;
/** A vendor that asks for so long a wait is taken at its word. */
const LONG_ENOUGH_MILLISECONDS = 1000;

const busyErrors = new WeakSet<object>();

/** Whether an error of `vendorRequest` says that the vendor takes no more requests for now. */
export const saysBusy = (error: unknown): boolean =>
	typeof error === 'object' && error !== null && busyErrors.has(error);

const corrections = new WeakMap<object, Map<string, Record<string, string>>>();

/** What a vendor asked to be sent along, for the rest of an execution. */
function correctionsOf(context: RequestContext): Map<string, Record<string, string>> {
	const known = corrections.get(context) ?? new Map<string, Record<string, string>>();
	corrections.set(context, known);
	return known;
}

/**
 * Sends one authenticated request to a vendor. Redirects are not followed, because n8n's helper would send the
 * credential along. 429 and the vendor's own busy answer are waited out, 503 too where something is only read or the
 * vendor says when to come back; while it asks for a longer wait than that, no request of the execution is sent. After a
 * network fault only what reads is sent again, because nobody knows whether the vendor acted on the first one.
 * @throws NodeApiError with the vendor's own words and what to do next; it holds neither credential nor URL query
 */
export async function vendorRequest(
	context: RequestContext,
	api: VendorApi,
	request: ApiRequest,
): Promise<ApiResponse> {
	const { itemIndex, networkRetries = 2, longestWait = LONGEST_WAIT_MILLISECONDS, advice } = request;
	const { reads = request.method === 'GET' } = request;
	const url = await requestUrl(context, api, request);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const paced = paceOf(context);
	const known = correctionsOf(context);
	let waited = 0;
	let busyAnswers = 0;
	let networkFaults = 0;
	let isCorrected = false;
	const busyError = ({ explanation, status }: { explanation: Explanation; status: number }) => {
		const error = apiError(context, explanation, itemIndex, status);
		busyErrors.add(error);
		return error;
	};
	/** One try: what the vendor answered, or after how many milliseconds to try again. */
	const attempt = async (): Promise<ApiResponse | { again: number }> => {
		await paced?.pace.clear(signal);
		throwIfCancelled(signal);
		const refusal = paced?.pace.refused();
		if (refusal !== undefined) throw busyError(refusal);
		const waitsBefore = paced?.pace.waits ?? 0;
		const left = request.timeLeft?.() ?? Infinity;
		const end = Date.now() + left;
		const result = await send(context, api, request, url, left, known.get(api.name));
		if ('networkFault' in result) {
			const mayRepeat = reads && !isTimeout(result.networkFault) && !signal?.aborted;
			if (!mayRepeat || networkFaults++ >= networkRetries) {
				throw apiError(context, networkExplanation(api, result.networkFault, advice), itemIndex);
			}
			const again = waitFor(undefined, networkFaults - 1, Date.now()) / 2;
			waited += again;
			return { again };
		}
		const { status, headers } = result;
		const isTaken = status >= 200 && status < 300 && !api.isRefusal?.(result);
		if (isTaken && isWebPage(result.body)) throw unexpectedAnswer(context, api, itemIndex);
		if (isTaken) paced?.pace.answered();
		if (isTaken || request.acceptStatus?.includes(status) || request.accepts?.(result)) return result;
		if (!isCorrected) {
			const correction = api.correction?.(result) ?? null;
			if (correction !== null) {
				isCorrected = true;
				known.set(api.name, correction);
				return { again: 0 };
			}
		}
		const retryAfter = headers['retry-after'];
		// A vendor that says "at once" again and again would be asked for ever.
		const asked = waitFor(retryAfter, busyAnswers, Date.now());
		const least = busyAnswers === 0 ? 0 : LEAST_WAIT_MILLISECONDS * 2 ** busyAnswers;
		const wait = asked >= LONG_ENOUGH_MILLISECONDS ? asked : Math.max(least, asked);
		busyAnswers++;
		const isBusy =
			status === 429 || api.isBusy?.(result) || (status === 503 && (reads || retryAfter !== undefined));
		if (!isBusy) throw apiError(context, explain(api, result), itemIndex, status);
		if (waited + wait > longestWait || Date.now() + wait >= end) {
			const said = explain(api, result);
			const explanation = { ...said, description: advice?.busy ?? said.description };
			paced?.pace.refuse({ status, explanation, until: Date.now() + wait });
			throw busyError({ status, explanation });
		}
		waited += wait;
		if (paced === undefined) return { again: wait };
		paced.pace.busy(waitsBefore, wait);
		return { again: 0 };
	};
	for (;;) {
		throwIfCancelled(signal);
		// What an answer says of the pace is noted before its slot goes to the next request.
		const result = await (paced === undefined ? attempt() : paced.requests.run(attempt));
		if (!('again' in result)) return result;
		await pause(result.again, signal);
	}
}

async function requestUrl(context: RequestContext, api: VendorApi, request: ApiRequest): Promise<string> {
	const credential = await credentialOf(context, api);
	const missing = Object.entries(api.needs ?? {})
		.filter(([, field]) => String(credential[field] ?? '').trim() === '')
		.map(([displayName]) => displayName);
	if (missing.length > 0) {
		throw apiError(
			context,
			{
				message: `The ${api.name} credential lacks ${missing.join(' and ')}`,
				description: `Open the credential and fill it in, or choose another ${api.name} credential: this one can only receive events.`,
			},
			request.itemIndex,
		);
	}
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

/** A request's body. JSON goes as text: n8n's helper leaves an empty object out. */
function contentOf({ body, file }: ApiRequest): { type: string; body: Buffer | string } | null {
	if (file !== undefined) return multipart(file);
	if (body === undefined) return null;
	return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

async function send(
	context: RequestContext,
	api: VendorApi,
	request: ApiRequest,
	url: string,
	left: number,
	correction: Record<string, string> | undefined,
): Promise<ApiResponse | { networkFault: unknown }> {
	const { method, query, headers, timeout = DEFAULT_TIMEOUT_MILLISECONDS } = request;
	const content = contentOf(request);
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(context, api.credential, {
			url,
			method,
			...(query && { qs: query }),
			headers: {
				Accept: 'application/json',
				...(content && { 'Content-Type': content.type }),
				...headers,
				...correction,
			},
			...(content && { body: content.body }),
			timeout: Math.min(timeout, left),
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
