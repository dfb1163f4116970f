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
	type ApiRequest,
	type ApiResponse,
	collectPages,
	expectObject,
	expectObjects,
	type Page,
	type RequestContext,
	type VendorApi,
	vendorRequest,
	vendorWords,
} from '../shared/request';
import { endpoints, type Endpoint } from './endpoints';
import { fillPath } from './pathTemplate';

export const chatvisorApi: VendorApi = {
	name: 'Chatvisor',
	credential: 'chatvisorApi',
	baseUrlField: 'baseUrl',
	needs: { 'API Token': 'apiToken' },
};

interface Call {
	/** What the placeholders in Path stand for; only what Path names is asked for. */
	values?: Record<string, () => Promise<string> | string>;
	/** What the request is about, as a placeholder in Path and in words. It may stand in the body under that name instead. */
	about?: { placeholder: string; words: string };
	query?: IDataObject;
	/** What is sent as JSON. */
	body?: IDataObject;
}

/** Sends an item's request to an endpoint, under the method and path that a person sees in the node. */
async function call(item: ItemContext, endpoint: Endpoint, sent: Call): Promise<ApiResponse> {
	const { about, query, values = {} } = sent;
	if (endpoint.basis === 'documented') {
		const { method, path, reads } = endpoint;
		return await item.request(chatvisorApi, { method, path, query, body: sent.body, reads });
	}
	const method = item.choice('method') as IHttpRequestMethods;
	const template = pathOf(item);
	// A reading operation that is set to POST still has to send a body.
	const body = method === 'GET' ? undefined : (sent.body ?? {});
	if (about && !template.includes(`{${about.placeholder}}`) && body?.[about.placeholder] === undefined) {
		throw unsaid(item, endpoint, about);
	}
	const known: Record<string, string> = {};
	for (const [name, value] of Object.entries(values)) {
		known[name] = template.includes(`{${name}}`) ? await value() : '';
	}
	return await item.request(
		{ ...chatvisorApi, explain: (response) => explainUnknown(method, template, response) },
		{ method, path: fillPath(template, known), query, body, reads: endpoint.method === 'GET' },
	);
}

/**
 * Where a person says that an operation is.
 * @throws NodeOperationError when nobody filled it in, or when it was left to an AI model
 */
export function pathOf(item: ItemContext): string {
	const { path: written } = item.context.getNode().parameters;
	if (typeof written === 'string' && /\$fromAI\(/i.test(written)) {
		throw item.fault(
			"'Path' cannot be left to an AI model",
			'Your API token goes wherever it leads. Look the address up, and fill it in yourself.',
		);
	}
	return item.text('path');
}

function unsaid(
	item: ItemContext,
	endpoint: Exclude<Endpoint, { basis: 'documented' }>,
	{ placeholder, words }: NonNullable<Call['about']>,
) {
	const example = endpoint.basis === 'unknown' ? endpoint.example : endpoint.path;
	const orBody =
		endpoint.method === 'GET' ? '' : " If Chatvisor wants it in the body, write the 'Body' to send yourself.";
	return item.fault(
		`'Path' holds no {${placeholder}}, so Chatvisor would not be told ${words}`,
		`Nothing was sent. Write {${placeholder}} into 'Path' where Chatvisor's API reference has the value, such as ${example}: the node fills it in.${orBody}`,
	);
}

function explainUnknown(
	method: string,
	template: string,
	{ status, body }: ApiResponse,
	advice = "correct 'Method' and 'Path'; if they are right, check the ID.",
) {
	if (status !== 404 && status !== 405) return null;
	const said = vendorWords(body);
	return {
		message: `Chatvisor does not know ${method} ${template} (${status})${said ? `: ${said}` : ''}`,
		description: `The address of this operation is assumed. Look it up at developers.chatvisor.com and ${advice}`,
	};
}

/**
 * Sends what an operation changes.
 * @param body under the names that we assume; not asked for where a person wrote a Body
 * @returns the vendor's answer; what was sent when it says nothing more than that it is done
 */
export async function write(
	item: ItemContext,
	endpoint: Endpoint,
	{ values, about, body }: Pick<Call, 'about' | 'values'> & { body(): Promise<IDataObject> | IDataObject },
): Promise<IDataObject | IDataObject[]> {
	const own = ownBody(item);
	const sent = own ?? (await body());
	// What a person's own Body says, and under which name, is theirs.
	const { body: answer } = await call(item, endpoint, { values, body: sent, ...(!own && { about }) });
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
	asked: Pick<Call, 'about' | 'body' | 'values'>,
): Promise<IDataObject> {
	const { body: answer } = await call(item, endpoint, asked);
	const isAddress = typeof answer === 'string' && /^https?:\/\/\S+$/.test(answer.trim());
	return isAddress
		? { url: answer.trim() }
		: expectObject(item.context, chatvisorApi, answer, item.itemIndex);
}

/** What a documented endpoint answers. */
export async function ask(item: ItemContext, endpoint: Endpoint, body: IDataObject): Promise<unknown> {
	return (await call(item, endpoint, { body })).body;
}

const PAGE_SIZE = 100;

/** What an endpoint answers to one page that is asked for. */
interface Listed {
	records: IDataObject[];
	/** The number that the answer gives the page. */
	page?: unknown;
	/** The answer is no page: it holds all there is. */
	isWhole?: boolean;
}

/**
 * Reads a list by pageNumber (from 0) and pageSize, as the list of customers is documented: `{ page, results }`. Nothing
 * says how many pages there are, or whether a page may be shorter than asked for: the first empty page ends the list. So
 * does one that says it is another than was asked for, or that says nothing and is all that came before: then the
 * endpoint does not page, and had less to give than it was asked for.
 */
async function readPages(
	ask: (query: { pageNumber: number; pageSize: number }) => Promise<Listed>,
	limit: number,
	isLast: (records: IDataObject[]) => boolean = () => false,
): Promise<IDataObject[]> {
	const pageSize = Math.min(PAGE_SIZE, limit);
	const end: Page<IDataObject, number> = { items: [], next: null };
	let first = '';
	return await collectPages<IDataObject, number>(async (pageNumber = 0) => {
		const { records, page, isWhole = false } = await ask({ pageNumber, pageSize });
		if (records.length === 0 || (typeof page === 'number' && page !== pageNumber)) return end;
		const content = JSON.stringify(records);
		if (pageNumber === 0) first = content;
		else if (page === undefined && records.length < pageSize && content === first) return end;
		return { items: records, next: isWhole || isLast(records) ? null : pageNumber + 1 };
	}, limit);
}

/**
 * Reads a list up to the item's Limit. A bare array is the whole list; so is, from an endpoint that is not documented,
 * an object without results: the one record that was found.
 */
export async function readList(
	item: ItemContext,
	endpoint: Endpoint,
	asked: Pick<Call, 'about' | 'values'> = {},
): Promise<IDataObject[]> {
	return await readPages(async (query) => {
		const { body } = await call(item, endpoint, { ...asked, query });
		const isOne = isJsonObject(body) && body.results === undefined && endpoint.basis !== 'documented';
		return isOne ? { records: [body as IDataObject], isWhole: true } : listedIn(item.context, body, item);
	}, item.limit());
}

function listedIn(context: RequestContext, body: unknown, item?: ItemContext): Listed {
	const itemIndex = item?.itemIndex;
	if (Array.isArray(body)) {
		return { records: expectObjects(context, chatvisorApi, body, itemIndex), isWhole: true };
	}
	const { results, page } = expectObject(context, chatvisorApi, body, itemIndex);
	return { records: expectObjects(context, chatvisorApi, results, itemIndex), page };
}

/**
 * All conversations, from the address that a person sees in the node.
 * @param template the Path of the node
 * @param send sends a request
 */
export async function readConversations(
	context: RequestContext,
	template: string,
	send: (api: VendorApi, request: ApiRequest) => Promise<ApiResponse>,
): Promise<IDataObject[]> {
	const { method } = endpoints.getConversations;
	const api: VendorApi = {
		...chatvisorApi,
		explain: (response) => explainUnknown(method, template, response, "correct 'Path'."),
	};
	const path = fillPath(template, {});
	return await readPages(async (query) => {
		const { body } = await send(api, { method, path, query });
		return listedIn(context, body);
	}, Infinity);
}

/** The pages of customers that an execution of the node has read, for all its items. */
const readCustomers = new WeakMap<object, Map<number, Promise<Listed>>>();

/** A customer by Chatvisor's customer ID, read from the list of customers; null when it is not among them. */
export async function findCustomer(item: ItemContext, customerId: string): Promise<IDataObject | null> {
	const known = readCustomers.get(item.context) ?? new Map<number, Promise<Listed>>();
	readCustomers.set(item.context, known);
	return await findListed(customerId, async (query) => {
		const { pageNumber } = query;
		const asked =
			known.get(pageNumber) ??
			call(item, endpoints.getCustomers, { query }).then(({ body }) => listedIn(item.context, body, item));
		known.set(pageNumber, asked);
		// The next item may be luckier, for example after a timeout.
		asked.catch(() => known.delete(pageNumber));
		return await asked;
	});
}

/**
 * A customer for an event, read from the list of customers; null when it is not among them.
 * @param limits of each request
 */
export async function findCustomerOfEvent(
	context: RequestContext,
	customerId: string,
	limits: Partial<ApiRequest>,
): Promise<IDataObject | null> {
	const { method, path } = endpoints.getCustomers;
	return await findListed(customerId, async (query) => {
		const { body } = await vendorRequest(context, chatvisorApi, { method, path, query, ...limits });
		return listedIn(context, body);
	});
}

async function findListed(
	customerId: string,
	ask: Parameters<typeof readPages>[0],
): Promise<IDataObject | null> {
	const isWanted = (customer: IDataObject) => idOf(customer) === customerId;
	const customers = await readPages(ask, Infinity, (records) => records.some(isWanted));
	return customers.find(isWanted) ?? null;
}

/** How many customers the list of a Customer field holds. */
export const MOST_LISTED = 500;

export const listSearch = {
	async searchCustomers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const { method, path } = endpoints.getCustomers;
		const customers = await readPages(async (query) => {
			const { body } = await vendorRequest(this, chatvisorApi, { method, path, query });
			return listedIn(this, body);
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
