import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { type ItemContext, searchResults } from '../shared/action';
import {
	type ApiResponse,
	collectPages,
	expectObject,
	expectObjects,
	type Explanation,
	type Page,
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
};

/** `{ code, message, errors: [{ path, message }] }`, which names each field that Smartsupp did not take. */
function explainRefusal({ status, body }: ApiResponse): Explanation | null {
	const { code, errors } = Object(body) as { code?: unknown; errors?: unknown };
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
 * The entries of a list that Smartsupp pages by an `after` cursor, as Return All and Limit say.
 * @param fetchPage asks for a page of that size behind the cursor, which is whatever the page before named
 */
export async function collectItems(
	item: ItemContext,
	fetchPage: (size: number, after: unknown) => Promise<ApiResponse>,
): Promise<IDataObject[]> {
	const limit = item.limit();
	return await collectPages(async (after: unknown) => {
		const { body } = await fetchPage(Math.min(limit, MOST_PER_PAGE), after);
		return readPage(item.context, body, item.itemIndex);
	}, limit);
}

/** One page of a list, as searches and lists of messages answer. @throws NodeApiError when it is none */
export function readPage(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	body: unknown,
	itemIndex?: number,
): Page<IDataObject, unknown> {
	const { items, after } = expectObject(context, smartsuppApi, body, itemIndex);
	const list = expectObjects(context, smartsuppApi, items, itemIndex);
	const isLast = list.length === 0 || after === '' || (Array.isArray(after) && after.length === 0);
	return { items: list, next: isLast ? null : after };
}

/** `GET /agents`: a bare list in the vendor's own specification of 2021, `{ agents }` in 2026; others met `{ items }`. */
export async function fetchAgents(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	fetch: () => Promise<ApiResponse>,
	itemIndex?: number,
): Promise<IDataObject[]> {
	const { body } = await fetch();
	if (Array.isArray(body)) return expectObjects(context, smartsuppApi, body, itemIndex);
	const { agents, items } = expectObject(context, smartsuppApi, body, itemIndex);
	return expectObjects(context, smartsuppApi, agents ?? items, itemIndex);
}

export const experimentalNotice: INodeProperties = {
	displayName:
		'Experimental: Smartsupp does not publish how this works. It is built from what others use. Please check the result in Smartsupp.',
	name: 'experimentalNotice',
	type: 'notice',
	default: '',
};

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
		const { body } = await vendorRequest(this, smartsuppApi, {
			method: 'POST',
			path: '/conversations/search',
			reads: true,
			body: { size: MOST_PER_PAGE, sort: [{ created_at: 'desc' }] },
		});
		return searchResults(readPage(this, body).items, filter, ({ id, status, last_message_text, ...more }) => {
			const { text } = Object(more.last_message) as { text?: unknown };
			return { name: `${String(status)}: ${String(last_message_text ?? text ?? id)}`, value: String(id) };
		});
	},
};
