import { NodeApiError } from 'n8n-workflow';
import type { IDataObject } from 'n8n-workflow';

import { isJsonObject } from '../json';
import type { Advice, ApiResponse, Explanation, RequestContext, VendorApi } from './types';

/** A fault as the person sees it: what happened, and what to do. */
export function apiError(
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

/** What to say when no answer came. */
export function networkExplanation(api: VendorApi, fault: unknown, advice?: Advice): Explanation {
	if (isTimeout(fault)) {
		return {
			message: `${api.name} did not answer in time`,
			description: advice?.slow ?? "Try again later, or raise 'Timeout' under Options.",
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
export function isTimeout(fault: unknown): boolean {
	return ['ECONNABORTED', 'ETIMEDOUT'].includes(networkCode(fault) ?? '');
}

function networkCode(fault: unknown): string | undefined {
	for (let error = fault; isJsonObject(error) || error instanceof Error; error = (error as Error).cause) {
		const { code } = error as { code?: unknown };
		if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return code;
	}
	return undefined;
}

/** What an answer beyond 2xx means and what to do, in the vendor's own words where the API knows them. */
export function explain(api: VendorApi, response: ApiResponse): Explanation {
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
			description: "Lower 'Most at Once' under Options, or run this later.",
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
/** Control characters, and those that change the direction of a text: none may reach a log or a message. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Whether an answer is a page for people, as a proxy or a sign-in sends it in place of the API. */
export const isWebPage = (body: unknown): boolean =>
	typeof body === 'string' && /^\s*<(!doctype|html|head|body)\b/i.test(body);

/** What the vendor says of a refusal, from the usual places of a JSON body or from a short text. */
export function vendorWords(body: unknown): string {
	const words = isJsonObject(body)
		? [body.message, body.Message, body.detail, body.error_description, body.error]
				.map((word) => (isJsonObject(word) ? word.message : word))
				.find((word) => typeof word === 'string' && word !== '')
		: body;
	const text =
		typeof words === 'string' && !/^\s*</.test(words)
			? words.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
			: '';
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

/** What to throw for an answer that is not what the vendor documents. */
export function unexpectedAnswer(context: RequestContext, api: VendorApi, itemIndex?: number): NodeApiError {
	return apiError(
		context,
		{
			message: `${api.name} did not answer with the JSON that its documentation describes`,
			description: 'Check the base URL in the credential: it may lead to a web page instead of the API.',
		},
		itemIndex,
	);
}
