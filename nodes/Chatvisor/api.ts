import type {
	IDataObject,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	INodeListSearchResult,
} from 'n8n-workflow';

import { type ItemContext, searchResults } from '../shared/action';
import { toId, toText } from '../shared/chat-event';
import { isJsonObject } from '../shared/json';
import {
	type ApiResponse,
	collectPages,
	expectObject,
	expectObjects,
	type Page,
	type VendorApi,
	vendorRequest,
	vendorWords,
} from '../shared/request';
import { endpoints, type Endpoint } from './endpoints';
import { fillPath } from './pathTemplate';

const chatvisorApi: VendorApi = {
	name: 'Chatvisor',
	credential: 'chatvisorApi',
	baseUrlField: 'baseUrl',
	needs: { 'API Token': 'apiToken' },
};

interface Call {
	/** What the placeholders in Path stand for. */
	values?: Record<string, string>;
	query?: IDataObject;
	/** What is sent as JSON, unless a person wrote a Body. */
	body?: IDataObject;
}

/** Sends an item's request to an endpoint, under the method and path that a person sees in the node. */
async function call(item: ItemContext, endpoint: Endpoint, sent: Call): Promise<ApiResponse> {
	const { query } = sent;
	if (endpoint.basis === 'documented') {
		return await item.request(chatvisorApi, { method: endpoint.method, path: endpoint.path, query });
	}
	const method = item.choice('method') as IHttpRequestMethods;
	const template = item.text('path');
	// A reading operation that is set to POST still has to send a body.
	const body = method === 'GET' ? undefined : (sent.body ?? {});
	return await item.request(
		{ ...chatvisorApi, explain: (response) => explainUnknown(method, template, response) },
		{ method, path: fillPath(template, sent.values ?? {}), query, body, reads: endpoint.method === 'GET' },
	);
}

function explainUnknown(method: string, template: string, { status, body }: ApiResponse) {
	if (status !== 404 && status !== 405) return null;
	const said = vendorWords(body);
	return {
		message: `Chatvisor does not know ${method} ${template} (${status})${said ? `: ${said}` : ''}`,
		description:
			"The address of this operation is assumed. Look it up at developers.chatvisor.com and correct 'Method' and 'Path'; if they are right, check the ID.",
	};
}

/**
 * Sends what an operation changes.
 * @param body under the names that we assume, or a person's own Body in place of it
 * @returns the vendor's answer; what was sent when it says nothing more than that it is done
 */
export async function write(
	item: ItemContext,
	endpoint: Endpoint,
	{ values = {}, body }: { values?: Record<string, string>; body: IDataObject },
): Promise<IDataObject | IDataObject[]> {
	const sent = ownBody(item) ?? body;
	const { body: answer } = await call(item, endpoint, { values, body: sent });
	// The answers are not documented: the change is made, so an answer without content is no reason to fail.
	const isEmpty = Array.isArray(answer) && answer.length === 0;
	if (answer === '' || answer === null || typeof answer === 'boolean' || isEmpty) return sent;
	return Array.isArray(answer)
		? expectObjects(item.context, chatvisorApi, answer, item.itemIndex)
		: expectObject(item.context, chatvisorApi, answer, item.itemIndex);
}

/** The JSON object that a person wrote in place of the names that we assume; undefined without one. */
export function ownBody(item: ItemContext): IDataObject | undefined {
	// An expression that finds nothing is a fault, as in any other field.
	if (item.optionalJson('body') === undefined) return undefined;
	return item.jsonObject('body', '{ "email": "nathan@example.com" }');
}

/** Asks for one thing. An answer that is only a web address comes out as `{ url }`. */
export async function read(
	item: ItemContext,
	endpoint: Endpoint,
	{ values, body }: Required<Pick<Call, 'values' | 'body'>>,
): Promise<IDataObject> {
	const { body: answer } = await call(item, endpoint, { values, body });
	const isAddress = typeof answer === 'string' && /^https?:\/\/\S+$/.test(answer.trim());
	return isAddress
		? { url: answer.trim() }
		: expectObject(item.context, chatvisorApi, answer, item.itemIndex);
}

const PAGE_SIZE = 100;

/**
 * Reads a list by pageNumber (from 0) and pageSize up to the item's Limit, as the list of customers is documented:
 * `{ page, results }`. A bare array is the whole list; so is, from an endpoint that is not documented, an object
 * without results: the one record that was found.
 */
export async function readList(
	item: ItemContext,
	endpoint: Endpoint,
	values: Record<string, string> = {},
): Promise<IDataObject[]> {
	const limit = item.limit();
	const pageSize = Math.min(PAGE_SIZE, limit);
	return await collectPages<IDataObject, number>(async (pageNumber = 0) => {
		const { body } = await call(item, endpoint, { values, query: { pageNumber, pageSize } });
		if (Array.isArray(body)) return { items: expectObjects(item.context, chatvisorApi, body), next: null };
		const answer = expectObject(item.context, chatvisorApi, body, item.itemIndex);
		if (answer.results === undefined && endpoint.basis !== 'documented')
			return { items: [answer], next: null };
		return pageOf(
			expectObjects(item.context, chatvisorApi, answer.results, item.itemIndex),
			pageNumber,
			answer,
		);
	}, limit);
}

/**
 * Nothing says how many pages there are, or whether a page may be shorter than asked for: the first empty page ends the
 * list, and so does one that says it is another than was asked for.
 */
function pageOf(
	records: IDataObject[],
	pageNumber: number,
	{ page }: IDataObject,
): Page<IDataObject, number> {
	const isEnd = records.length === 0 || (typeof page === 'number' && page !== pageNumber);
	return isEnd ? { items: [], next: null } : { items: records, next: pageNumber + 1 };
}

/** A customer by Chatvisor's customer ID, read from the list of customers; null when it is not among them. */
export async function findCustomer(item: ItemContext, customerId: string): Promise<IDataObject | null> {
	const { method, path } = endpoints.getCustomers;
	const read = await collectPages<IDataObject, number>(async (pageNumber = 0) => {
		const query = { pageNumber, pageSize: PAGE_SIZE };
		const { body } = await item.request(chatvisorApi, { method, path, query });
		const answer = expectObject(item.context, chatvisorApi, body, item.itemIndex);
		const records = expectObjects(item.context, chatvisorApi, answer.results, item.itemIndex);
		const { items, next } = pageOf(records, pageNumber, answer);
		return { items, next: items.some((customer) => idOf(customer) === customerId) ? null : next };
	}, Infinity);
	return read.find((customer) => idOf(customer) === customerId) ?? null;
}

/** How many customers the list of a Customer field holds. */
export const MOST_LISTED = 500;

export const listSearch = {
	async searchCustomers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { method, path } = endpoints.getCustomers;
		const customers = await collectPages<IDataObject, number>(async (pageNumber = 0) => {
			const query = { pageNumber, pageSize: PAGE_SIZE };
			const { body } = await vendorRequest(this, chatvisorApi, { method, path, query });
			const answer = isJsonObject(body) ? (body as IDataObject) : { results: body };
			return pageOf(expectObjects(this, chatvisorApi, answer.results), pageNumber, answer as IDataObject);
		}, MOST_LISTED);
		return searchResults(
			customers.filter((customer) => idOf(customer) !== ''),
			filter,
			(customer) => ({ name: nameOf(customer), value: idOf(customer) }),
		);
	},
};

/**
 * `customerId`, as the WebHooks call it; the fields of a customer in the list are not documented. Never `id`: in the
 * documented body of Label that is the person's own identifier, which may be another customer's ID.
 */
const idOf = ({ customerId }: IDataObject): string => toId(customerId) ?? '';

function nameOf(customer: IDataObject): string {
	const name = [customer.firstname, customer.lastname].map(toText).filter((part) => part !== null);
	return name.join(' ') || toText(customer.email) || idOf(customer);
}
