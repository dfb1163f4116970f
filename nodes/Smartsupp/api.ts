import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { type ItemContext, searchResults } from '../shared/action';
import {
	type ApiRequest,
	type ApiResponse,
	collectPages,
	expectObject,
	expectObjects,
	type Explanation,
	type Page,
	path,
	refusal,
	type RequestContext,
	type VendorApi,
	vendorRequest,
	vendorWords,
} from '../shared/request';

/**
 * Smartsupp's REST API v2: https://docs.smartsupp.com/rest-api/overview. That page documents the token and the
 * statuses; the operations themselves are known from those who use them.
 */
export const smartsuppApi: VendorApi = {
	name: 'Smartsupp',
	credential: 'smartsuppApi',
	baseUrlField: 'baseUrl',
	needs: { 'Access Token': 'accessToken' },
	explain: explainRefusal,
	isRefusal: ({ body }) => isNotDone(body),
};

/** `{ ok: false }`, where what was asked for is answered with `{ ok: true }`. */
const isNotDone = (body: unknown): boolean => Object(body).ok === false;

/** `{ code, message, errors: [{ path, message }] }`, which names each field that Smartsupp did not take. */
function explainRefusal({ status, body }: ApiResponse): Explanation | null {
	const { code, errors } = Object(body) as { code?: unknown; errors?: unknown };
	if (isNotDone(body)) {
		return {
			message: ['Smartsupp says that it did not do this', vendorWords(body)].filter(Boolean).join(': '),
			description:
				'Look at the conversation or the contact in Smartsupp. If it is as you expect, ask support@smartsupp.com why.',
		};
	}
	if (code === 'not_implemented') {
		return {
			message: `Smartsupp does not offer this (${status}): ${vendorWords(body)}`,
			description: 'Ask support@smartsupp.com whether your account can use it.',
		};
	}
	if (status === 404) {
		return {
			message: ['Smartsupp does not find it (404)', vendorWords(body)].filter(Boolean).join(': '),
			description:
				"Check the ID. It may have been deleted meanwhile, or belong to another account. An ID of digits alone is the POST hook's, which the API does not know: set 'Chat' to 'The One That Started the Workflow', or take the ID from Conversation: Search.",
		};
	}
	const fields = (Array.isArray(errors) ? errors : [])
		.map((entry) => Object(entry) as { path?: unknown; message?: unknown })
		.map(({ path, message }) => [[path].flat().join('.'), vendorWords(message)].filter(Boolean).join(': '))
		.filter((words) => words !== '');
	if (fields.length === 0) return null;
	return {
		message: `Smartsupp refused the request (${status}): ${vendorWords(body)}`,
		description: `Check these values: ${fields.slice(0, 10).join('; ')}`,
	};
}

/** The largest page that has been seen to work. */
export const MOST_PER_PAGE = 100;

/**
 * The entries of a list that Smartsupp pages by an `after` cursor.
 * @param fetchPage asks for a page of that size behind the cursor, which is whatever the page before named
 * @param limit the most entries; as Return All and Limit say unless given
 */
export async function collectItems(
	item: ItemContext,
	fetchPage: (size: number, after: unknown) => Promise<Page<IDataObject, unknown>>,
	limit = item.limit(),
): Promise<IDataObject[]> {
	return await collectPages(
		async (after: unknown) => await fetchPage(Math.min(limit, MOST_PER_PAGE), after),
		limit,
	);
}

/** What a search of conversations asks for, with fields as the answers spell them. */
export interface ConversationSearch {
	/** The most entries of the page. */
	size: number;
	/** By the time of creation. */
	order: string;
	/** All of them have to fit: one of the values, or a period of two times. */
	query?: Array<{ field: string; value: string[]; isPeriod?: boolean }>;
	/** The cursor of the page before. */
	after?: unknown;
}

/**
 * How a search spells its fields: `created_at` with values in lists, or `createdAt` with single ones. Programs of either
 * kind are in use; Smartsupp's own page has a period of `finishedAt` alone.
 * https://docs.smartsupp.com/rest-api/overview
 */
type Spelling = 'camel' | 'snake';

/** The spelling that Smartsupp took, for the rest of an execution. */
const spellings = new WeakMap<object, Spelling>();

/** With which Smartsupp refuses parameters. */
const refusesParameters = [400, 422];

/**
 * One page of `POST /conversations/search`. When Smartsupp refuses one spelling with 400 or 422 the other is tried once.
 * @param ask sends a body, and accepts 400 and 422
 * @throws NodeApiError with what was said of the first spelling, when neither is taken
 */
export async function searchConversations(
	context: RequestContext,
	search: ConversationSearch,
	ask: (request: ApiRequest) => Promise<ApiResponse>,
	itemIndex?: number,
): Promise<Page<IDataObject, unknown>> {
	const known = spellings.get(context);
	const first = known ?? (search.query?.some(({ isPeriod }) => isPeriod) ? 'camel' : 'snake');
	const asked = async (spelling: Spelling): Promise<ApiResponse> => {
		const response = await ask({
			method: 'POST',
			path: '/conversations/search',
			reads: true,
			body: spelled(spelling, search),
			acceptStatus: refusesParameters,
		});
		if (!refusesParameters.includes(response.status)) spellings.set(context, spelling);
		return response;
	};
	const response = await asked(first);
	if (!refusesParameters.includes(response.status)) return readPage(context, response.body, itemIndex);
	if (known === undefined && mayBeSpelling(response.body)) {
		const other = await asked(first === 'camel' ? 'snake' : 'camel');
		if (!refusesParameters.includes(other.status)) return readPage(context, other.body, itemIndex);
	}
	throw refusal(context, smartsuppApi, response, itemIndex);
}

function spelled(spelling: Spelling, { size, order, query = [], after }: ConversationSearch): IDataObject {
	const isCamel = spelling === 'camel';
	const name = (field: string) =>
		isCamel ? field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : field;
	return {
		size,
		...(query.length > 0 && {
			query: query.map(({ field, value }) => ({
				field: name(field),
				value: isCamel && value.length === 1 ? value[0] : value,
			})),
		}),
		sort: [{ [name('created_at')]: order }],
		...(after !== undefined && { after: after as IDataObject }),
	};
}

/** Whether a refusal can be about how `query` and `sort` are spelled: it names one of them, or nothing at all. */
function mayBeSpelling(body: unknown): boolean {
	const { code, errors } = Object(body) as { code?: unknown; errors?: unknown };
	if (code === 'not_implemented') return false;
	const paths = (Array.isArray(errors) ? errors : []).map((entry) =>
		[(Object(entry) as { path?: unknown }).path].flat().join('.'),
	);
	return paths.length === 0 || paths.some((path) => /^(query|sort)\b/.test(path));
}

/** One page of a list, as searches and lists of messages answer. @throws NodeApiError when it is none */
export function readPage(
	context: RequestContext,
	body: unknown,
	itemIndex?: number,
): Page<IDataObject, unknown> {
	const { items, after } = expectObject(context, smartsuppApi, body, itemIndex);
	const list = expectObjects(context, smartsuppApi, items, itemIndex);
	const isLast = list.length === 0 || after === '' || (Array.isArray(after) && after.length === 0);
	return { items: list, next: isLast ? null : after };
}

/**
 * One page of the messages of a conversation, newest first: `GET /conversations/{id}/messages?size=&sort=`. The answer
 * names an `after`; that it goes into the query as it came is assumed, because nobody tells how this list is read on.
 * Whether the order is asked for as `sort` or as `order`, sources do not agree, and newest first is the default of both.
 * @param ask sends the request
 */
export async function readMessages(
	context: RequestContext,
	{ id, size, after }: { id: string; size: number; after: unknown },
	ask: (request: ApiRequest) => Promise<ApiResponse>,
	itemIndex?: number,
): Promise<Page<IDataObject, unknown>> {
	const { body } = await ask({
		method: 'GET',
		path: path`/conversations/${id}/messages`,
		query: { size, sort: 'desc', ...(after !== undefined && { after: cursorText(after) }) },
	});
	return readPage(context, body, itemIndex);
}

/** A list with one value, as Search has it, is sent as that value. */
function cursorText(after: unknown): string {
	const [first, ...more] = [after].flat();
	return more.length === 0 && typeof first !== 'object' ? String(first) : JSON.stringify(after);
}

/** `GET /agents`: a bare list in the vendor's own specification of 2021, `{ agents }` in 2026; others met `{ items }`. */
export async function fetchAgents(
	context: RequestContext,
	fetch: () => Promise<ApiResponse>,
	itemIndex?: number,
): Promise<IDataObject[]> {
	const { body } = await fetch();
	if (Array.isArray(body)) return expectObjects(context, smartsuppApi, body, itemIndex);
	const { agents, items } = expectObject(context, smartsuppApi, body, itemIndex);
	return expectObjects(context, smartsuppApi, agents ?? items, itemIndex);
}

const experimental = (reason: string): INodeProperties => ({
	displayName: `Experimental: ${reason} Please check the result in Smartsupp.`,
	name: 'experimentalNotice',
	type: 'notice',
	default: '',
});

export const experimentalNotice = experimental(
	'Smartsupp does not publish how this works. It is built from what others use.',
);

/**
 * For what stands in the OpenAPI document "Smartsupp Core API 1.0.0" alone: its server is the dashboard's, its addresses
 * are those of the API. GitHub smartsupp/openapi-client, commit 4683704 (2021), packages/generator/test/data/spec2.json
 */
export const dashboardNotice = experimental(
	'it is built from a description of 2021 that Smartsupp made for its own dashboard. That your access token can do the same is assumed.',
);

export const listSearch = {
	async searchAgents(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const agents = await fetchAgents(
			this,
			async () => await vendorRequest(this, smartsuppApi, { method: 'GET', path: '/agents' }),
		);
		return searchResults(agents, filter, ({ id, name, email }) => ({
			name: String(name ?? email ?? id),
			value: String(id),
		}));
	},
	async searchConversations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { items } = await searchConversations(
			this,
			{ size: MOST_PER_PAGE, order: 'desc' },
			async (request) => await vendorRequest(this, smartsuppApi, request),
		);
		return searchResults(items, filter, ({ id, status, last_message_text, ...more }) => {
			const { text } = Object(more.last_message) as { text?: unknown };
			return { name: `${String(status)}: ${String(last_message_text ?? text ?? id)}`, value: String(id) };
		});
	},
};
