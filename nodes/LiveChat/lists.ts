import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { type ItemContext, searchResults } from '../shared/action';
import {
	type ApiRequest,
	collectPages,
	expectObject,
	expectObjects,
	type VendorApi,
	vendorRequest,
} from '../shared/request';
import { agentAction, configurationAction, liveChat, readChats } from './api';
import { clientIdOf, listWebhooks, shownUrl, webhooksApi } from './webhook/registered';

/** What the Configuration API lists at once, without pages. */
export const lists = {
	agents: {
		api: liveChat('agents--all:ro'),
		request: configurationAction('list_agents', {
			fields: ['groups', 'job_title', 'max_chats_count', 'suspended'],
		}),
	},
	groups: {
		api: liveChat('groups--all:ro'),
		request: configurationAction('list_groups', { fields: ['routing_status'] }),
	},
	tags: { api: liveChat('tags--all:ro or tags--groups:ro'), request: configurationAction('list_tags', {}) },
};

interface List {
	api: VendorApi;
	request: ApiRequest;
}

/** The entries of one of the lists, as Return All and Limit say. */
export async function getListed(item: ItemContext, { api, request }: List): Promise<IDataObject[]> {
	const most = item.limit();
	const { body } = await item.request(api, request);
	return expectObjects(item.context, api, body, item.itemIndex).slice(0, most);
}

const MOST_PER_PAGE = 100;

/**
 * The entries of a list that LiveChat pages, as Return All and Limit say.
 * @param key the answer's field with the entries
 * @param requestWith a request with the page's part of the body: it adds what each page has to name, such as the chat
 * @param body `filters` and `sort_order`, which cannot go with `page_id`: LiveChat remembers those of the first request
 */
export async function collectByPageId(
	item: ItemContext,
	api: VendorApi,
	key: string,
	requestWith: (body: IDataObject) => ApiRequest,
	body: IDataObject,
): Promise<IDataObject[]> {
	const limit = item.limit();
	return await collectPages(async (pageId: unknown) => {
		const page =
			pageId === undefined ? { ...body, limit: Math.min(limit, MOST_PER_PAGE) } : { page_id: pageId };
		const response = await item.request(api, requestWith(page as IDataObject));
		const answer = expectObject(item.context, api, response.body, item.itemIndex);
		return {
			items: expectObjects(item.context, api, answer[key], item.itemIndex),
			next: answer.next_page_id,
		};
	}, limit);
}

async function fetch(
	context: ILoadOptionsFunctions,
	{ api, request }: List,
	toEntry: (entry: IDataObject) => { name: string; value: string },
	filter?: string,
): Promise<INodeListSearchResult> {
	const { body } = await vendorRequest(context, api, request);
	return searchResults(expectObjects(context, api, body), filter, toEntry);
}

const agentEntry = ({ id, name }: IDataObject) => ({
	name: name ? `${String(name)} (${String(id)})` : String(id),
	value: String(id),
});
const groupEntry = ({ id, name }: IDataObject) => ({ name: String(name || id), value: String(id) });
const tagEntry = ({ name }: IDataObject) => ({ name: String(name), value: String(name) });

/** A chat has no name: its customer does. */
function chatEntry({ id, users }: IDataObject): { name: string; value: string } {
	const customer = [users].flat().find((user) => Object(user).type === 'customer') as IDataObject | undefined;
	const who = customer?.name ?? customer?.email ?? 'Without a customer';
	return { name: `${String(who)} (${String(id)})`, value: String(id) };
}

const webhookEntry = ({ id, action, url }: IDataObject) => ({
	name: `${String(action)}: ${shownUrl(url)}`,
	value: String(id),
});

export const listSearch = {
	async searchAgents(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await fetch(this, lists.agents, agentEntry, filter);
	},
	async searchGroups(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await fetch(this, lists.groups, groupEntry, filter);
	},
	async searchTags(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await fetch(this, lists.tags, tagEntry, filter);
	},
	async searchWebhooks(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const request = listWebhooks(await clientIdOf(this));
		return await fetch(this, { api: webhooksApi, request }, webhookEntry, filter);
	},
	async searchChats(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const request = agentAction('list_chats', { limit: MOST_PER_PAGE });
		const { body } = await vendorRequest(this, readChats, request);
		const { chats_summary } = expectObject(this, readChats, body);
		return searchResults(expectObjects(this, readChats, chats_summary), filter, chatEntry);
	},
};

async function options(listed: Promise<INodeListSearchResult>): Promise<INodePropertyOptions[]> {
	return (await listed).results.map(({ name, value }) => ({ name, value }));
}

export const loadOptions = {
	async loadAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await options(listSearch.searchAgents.call(this));
	},
	async loadGroups(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await options(listSearch.searchGroups.call(this));
	},
	async loadTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await options(listSearch.searchTags.call(this));
	},
};
