import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../shared/action';
import { toText } from '../shared/chat-event';
import { isJsonObject } from '../shared/json';
import {
	type ApiRequest,
	type ApiResponse,
	type Explanation,
	expectObject,
	type VendorApi,
	vendorWords,
} from '../shared/request';

/** The version of both APIs that LiveChat calls stable (released 2025-08-07). */
const VERSION = 'v3.6';

/** A method of the Agent Chat API: https://platform.text.com/docs/messaging/agent-chat-api */
export function agentAction(action: string, body: IDataObject): ApiRequest {
	return { method: 'POST', path: `/${VERSION}/agent/action/${action}`, body, reads: isReading(action) };
}

/** A method of the Configuration API: https://platform.text.com/docs/management/configuration-api */
export function configurationAction(action: string, body: IDataObject): ApiRequest {
	return {
		method: 'POST',
		path: `/${VERSION}/configuration/action/${action}`,
		body,
		reads: isReading(action),
	};
}

/** Every method is a POST; its name tells whether it changes something. */
const isReading = (action: string): boolean => /^(get|list)_/.test(action);

/** `error.type` of a refusal. LiveChat documents it, and not the HTTP status that comes with it. */
export function refusalType({ body }: ApiResponse): string | null {
	const error = isJsonObject(body) ? body.error : undefined;
	return isJsonObject(error) ? toText(error.type) : null;
}

/**
 * LiveChat's two APIs.
 * @param scopes what the token needs, for the message of a refusal
 */
export function liveChat(scopes: string): VendorApi {
	return {
		name: 'LiveChat',
		credential: 'liveChatApi',
		baseUrlField: 'baseUrl',
		needs: { 'Account ID': 'accountId', 'Personal Access Token': 'personalAccessToken' },
		// LiveChat documents error.type, and not the status that comes with it.
		isRefusal: (response) => refusalType(response) !== null,
		isBusy: (response) => refusalType(response) === 'too_many_requests',
		correction: rightRegion,
		explain: (response) => explanation(response, scopes),
	};
}

/** What every chat method asks for: administrators have the first, any agent the second. */
export const readChats = liveChat('chats--all:ro or chats--access:ro');
export const writeChats = liveChat('chats--all:rw or chats--access:rw');

/** Calls a method that answers with nothing. @throws NodeApiError when a web page comes instead */
export async function perform(item: ItemContext, api: VendorApi, request: ApiRequest): Promise<void> {
	const { body } = await item.request(api, request);
	if (body !== '') expectObject(item.context, api, body, item.itemIndex);
}

/** A token works in one region; `misdirected_request` names it, and the header X-Region leads there. */
function rightRegion(response: ApiResponse): Record<string, string> | null {
	if (refusalType(response) !== 'misdirected_request') return null;
	const { error } = response.body as { error: { data?: unknown } };
	const region = isJsonObject(error.data) ? error.data.region : undefined;
	return typeof region === 'string' && /^[a-z]{2,10}$/.test(region) ? { 'X-Region': region } : null;
}

/** Whether it is refused because the token's user is not in the chat. */
export const saysNotInChat = ({ body }: ApiResponse): boolean =>
	/not (a |an )?(user|member) of/i.test(vendorWords(body));

/** Why it is refused, in LiveChat's words: its type, and what it says. */
export function reasonOf(response: ApiResponse): string {
	const said = vendorWords(response.body);
	return `(${refusalType(response)})${said ? `: ${said}` : ''}`;
}

function explanation(response: ApiResponse, scopes: string): Explanation | null {
	const type = refusalType(response);
	if (type === null) return null;
	const because = reasonOf(response);
	const explain = (message: string, description: string) => ({
		message: `${message} ${because}`,
		description,
	});
	if (saysNotInChat(response)) {
		return explain(
			'The user of the token is not in the chat',
			"Turn on 'Join the Chat First' (Message) or 'Even From Outside the Chat' (Chat), or add the user with 'Chat: Add User'.",
		);
	}
	switch (type) {
		case 'authentication':
			return explain(
				'LiveChat does not accept the credential',
				'Open the credential and check Account ID and Personal Access Token. The token may have been removed.',
			);
		case 'authorization':
			return explain(
				'LiveChat does not let this token do that',
				`The token needs the scope ${scopes}. The scopes of a token cannot be changed: create a new one in the Developer Console under Settings, Authorization, and enter it in the credential.`,
			);
		case 'missing_access':
			return explain(
				'The user of the token has no access to this chat',
				'Add the user to the chat or to its group, or use a token of an administrator.',
			);
		case 'validation':
			return explain('LiveChat does not accept a value', 'Check the values of the fields.');
		case 'not_found':
		case 'group_not_found':
			return explain(
				'LiveChat does not find it',
				'Check the IDs. It may have been deleted meanwhile, or belong to another account.',
			);
		case 'chat_inactive':
			return explain('The chat is not active', "Use 'Chat: Resume' first, or choose an active chat.");
		case 'agent_offline':
			return explain('The agent is offline', 'Choose an agent who accepts chats, or a group.');
		case 'limit_reached':
			return explain('A limit of LiveChat is reached', 'Remove what is no longer needed, then try again.');
		case 'too_many_requests':
			return explain(
				'LiveChat takes no more requests for now',
				"Lower 'Most at Once' under Options, or run this later.",
			);
		case 'misdirected_request':
			return explain(
				'Your account is in another region of LiveChat',
				'Create the token in the region of your account, and check the base URL in the credential.',
			);
		case 'entity_too_large':
			return explain('The request is larger than LiveChat takes', 'Send less, at most 10 MB.');
		case 'license_expired':
		case 'license_not_found':
			return explain('Your LiveChat subscription is not active', 'Sign in to LiveChat and renew it.');
		case 'wrong_product_version':
			return explain('Your LiveChat plan does not include this', 'Ask LiveChat which plan does.');
		case 'unsupported_version':
			return explain(
				`LiveChat no longer offers the version ${VERSION} of its API`,
				'Update the package of this node.',
			);
		case 'internal':
		case 'request_timeout':
		case 'service_unavailable':
			return {
				message: `LiveChat is out of order (${type})`,
				description: 'Try again later. Nothing is known to be wrong with your workflow.',
			};
		default:
			return explain('LiveChat refused the request', 'Check the values of the fields.');
	}
}
