import {
	NodeOperationError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { searchResults } from '../shared/action';
import { isJsonObject } from '../shared/json';
import { removeKeys } from '../shared/receive';
import {
	type ApiRequest,
	type ApiResponse,
	collectPages,
	credentialOf,
	expectObject,
	expectObjects,
	type Explanation,
	oncePerExecution,
	type Page,
	path,
	refusal,
	type RequestContext,
	type VendorApi,
	vendorRequest,
	vendorWords,
} from '../shared/request';
import { giosgSecretKeys } from './webhook/secrets';

/** giosg's HTTP API. https://docs.giosg.com/api_reference/giosg_live/giosg_http_api/ */
export const giosgApi: VendorApi = {
	name: 'giosg',
	credential: 'giosgApi',
	baseUrlField: 'baseUrl',
	needs: { 'API Token': 'apiToken' },
	explain,
};

/** Who asks giosg: an item of a running operation, or the editor. */
export interface Caller {
	context: RequestContext;
	itemIndex?: number;
	request(api: VendorApi, request: ApiRequest): Promise<ApiResponse>;
}

const editor = (context: ILoadOptionsFunctions): Caller => ({
	context,
	request: async (api, request) => await vendorRequest(context, api, request),
});

const tokenHint =
	'Open the credential and enter a token from Settings, Company, Access tokens. A token stops working when the user who made it is deleted.';

/** The documented reasons for 403, by the words that name them; giosg does not document its words. */
const reasonsFor403: Array<{ words: RegExp; message: string; description: string }> = [
	{
		words: /subscription/i,
		message: 'your account has no active giosg subscription',
		description: 'The HTTP API needs one. Ask whoever manages your giosg account.',
	},
	{
		words: /settings/i,
		message: "the API token's user lacks the 'settings' permission",
		description:
			'Give that user the permission in giosg, or enter the token of a user who has it in the credential.',
	},
	{
		words: /organi[sz]ation/i,
		message: 'the API token has no access to this organization',
		description:
			"Check 'Organization ID' in the credential, or leave it empty to use the organization of the token's user.",
	},
];

/** 400, 401, 403 and 404 in words, as the pages of the endpoints list them. */
function explain({ status, body }: ApiResponse): Explanation | null {
	const said = fieldWords(body) || vendorWords(body);
	const saying = said ? `: ${said}` : '';
	if (status === 400) {
		return {
			message: `giosg does not accept the values (400)${saying}`,
			description: 'A value that giosg needs is missing or has the wrong format. Check the fields.',
		};
	}
	if (status === 401) {
		return { message: `giosg does not accept the API token (401)${saying}`, description: tokenHint };
	}
	if (status === 403) {
		const reason = reasonsFor403.find(({ words }) => words.test(said));
		if (reason)
			return { message: `${capitalize(reason.message)} (403)${saying}`, description: reason.description };
		return {
			message: `giosg does not allow this (403)${saying}`,
			description: `One of three: ${reasonsFor403.map(({ message }) => message).join('; ')}.`,
		};
	}
	if (status === 404) {
		const missing = missingPart(body);
		return {
			message: `giosg does not find ${missing === null ? 'it' : `the ${missing}`} (404)${saying}`,
			description:
				"Check the room, the visitor, the chat or the key: it may be gone, or belong to another organization than 'Organization ID' in the credential names.",
		};
	}
	return null;
}

/** The API with refusals that name the key of the visitor variable that a request is about. */
export function apiForKey(key: string): VendorApi {
	return {
		...giosgApi,
		explain(response) {
			const explanation = explain(response);
			return explanation && { ...explanation, message: `${explanation.message} [key '${key}']` };
		},
	};
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The words of a refused field, as Django REST framework gives them: { "key": ["This field is required."] }. */
function fieldWords(body: unknown): string {
	if (!isJsonObject(body)) return '';
	return Object.entries(body)
		.flatMap(([name, words]) => {
			if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) return [];
			const sentence = words.join(' ');
			return [name === 'non_field_errors' ? sentence : `${name}: ${sentence}`];
		})
		.join(' ')
		.slice(0, 300);
}

export type MissingPart = 'room' | 'visitor' | 'key';

/** The narrowest first: a sentence that says where something is not also names the room, or the visitor. */
const wordsOf404: Array<[MissingPart, RegExp]> = [
	['key', /key|variable/i],
	['visitor', /visitor/i],
	['room', /room/i],
];

/**
 * What a 404 says is not there, of the three that a visitor variable can lack; null when it does not say, as in the
 * plain "Not found." of Django REST framework.
 */
export function missingPart(body: unknown): MissingPart | null {
	const said = vendorWords(body);
	return wordsOf404.find(([, words]) => words.test(said))?.[0] ?? null;
}

const organizations = oncePerExecution<string>();

/**
 * The organization to work on: that of the credential, else that of the token's user. It is asked for once in an
 * execution of a node, also when items run at the same time.
 * @throws NodeApiError when giosg does not tell
 */
export async function organizationId(caller: Caller): Promise<string> {
	const { context } = caller;
	const credential = await credentialOf(context, giosgApi);
	const stored = String(credential.organizationId ?? '').trim();
	if (stored !== '') return stored;
	return await organizations(context, async () => await readOrganization(caller));
}

async function readOrganization(caller: Caller): Promise<string> {
	const { organization_id: id } = await getCurrentUser(caller);
	if (typeof id === 'string' && id !== '') return id;
	throw new NodeOperationError(
		caller.context.getNode(),
		'giosg does not say which organization the API token belongs to',
		{ description: "Enter 'Organization ID' in the credential." },
	);
}

/** A chat in one of the organization's own rooms. */
export const chatPath = (organization: string, chatId: string): string =>
	path`/api/v5/orgs/${organization}/owned_chats/${chatId}`;

/**
 * The user to act as: the chosen one, else that of the token, asked for once in an execution of a node.
 * @throws NodeApiError when giosg does not tell
 */
export async function actingUserId(caller: Caller, chosen: string | undefined): Promise<string> {
	if (chosen !== undefined) return chosen;
	return await ownUsers(caller.context, async () => {
		const { id } = await getCurrentUser(caller);
		if (typeof id === 'string' && id !== '') return id;
		throw new NodeOperationError(caller.context.getNode(), 'giosg does not say whose the API token is', {
			description: "Choose a 'User' in the node.",
		});
	});
}

const ownUsers = oncePerExecution<string>();

/** GET /api/v5/users/me: the user of the token, with organization_id. */
export async function getCurrentUser(caller: Caller): Promise<IDataObject> {
	return await getRecord(caller, path`/api/v5/users/me`);
}

/** One resource, without what opens something. */
export async function getRecord(caller: Caller, pathName: string): Promise<IDataObject> {
	const { body } = await caller.request(giosgApi, { method: 'GET', path: pathName });
	return toRecord(caller, body);
}

/** A resource of an answer, without what opens something. @throws NodeApiError when the answer is no object */
export function toRecord({ context, itemIndex }: Caller, body: unknown): IDataObject {
	return withoutSecrets(expectObject(context, giosgApi, body, itemIndex));
}

function withoutSecrets(record: IDataObject): IDataObject {
	removeKeys(record, giosgSecretKeys);
	return record;
}

interface ListOptions {
	query?: IDataObject;
	/** Which entries count; all of them unless given. */
	keep?: (entry: IDataObject) => boolean;
	/** What answers to take as an empty list instead of a refusal; only 404 can be. */
	isEmpty?: (body: unknown) => boolean;
}

/**
 * A list, read page after page: `next` is a full URL, and giosg promises the order but not how many entries a page
 * has. https://docs.giosg.com/api_reference/common_api_guidelines
 * @param options.limit the most entries; all of them unless given
 */
export async function getList(
	caller: Caller,
	pathName: string,
	{ limit = Infinity, ...options }: ListOptions & { limit?: number } = {},
): Promise<IDataObject[]> {
	return await collectPages<IDataObject, string>(
		async (next) => await getPage(caller, pathName, next, options),
		limit,
	);
}

/** One page of a list. @param next what the page before named; undefined for the first */
export async function getPage(
	caller: Caller,
	pathName: string,
	next: string | undefined,
	{ query, keep = () => true, isEmpty }: ListOptions = {},
): Promise<Page<IDataObject, string>> {
	const { context, itemIndex } = caller;
	const response = await caller.request(giosgApi, {
		method: 'GET',
		path: pathName,
		...(next === undefined ? { query } : { url: next }),
		...(isEmpty && { acceptStatus: [404] }),
	});
	if (response.status === 404) {
		if (isEmpty?.(response.body)) return { items: [], next: null };
		throw refusal(context, giosgApi, response, itemIndex);
	}
	const page = expectObject(context, giosgApi, response.body, itemIndex);
	return {
		items: expectObjects(context, giosgApi, page.results, itemIndex).filter(keep).map(withoutSecrets),
		next: typeof page.next === 'string' ? page.next : null,
	};
}

/** GET /api/v5/orgs/{organization_id}/rooms: the organization's rooms, and those shared with it. */
export async function getRooms(caller: Caller, limit?: number): Promise<IDataObject[]> {
	return await getList(caller, path`/api/v5/orgs/${await organizationId(caller)}/rooms`, { limit });
}

/** GET /api/v5/orgs/{organization_id}/users */
async function getUsers(caller: Caller): Promise<IDataObject[]> {
	return await getList(caller, path`/api/v5/orgs/${await organizationId(caller)}/users`);
}

const toEntry = (room: IDataObject) => ({ name: String(room.name ?? room.id), value: String(room.id) });

export const listSearch = {
	async searchRooms(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return searchResults(await getRooms(editor(this)), filter, toEntry);
	},
	async searchUsers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return searchResults(await getUsers(editor(this)), filter, ({ id, full_name, alias, email }) => ({
			name: String(full_name ?? alias ?? email ?? id),
			value: String(id),
		}));
	},
};

export const loadOptions = {
	async getRooms(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return (await getRooms(editor(this))).map(toEntry);
	},
};
