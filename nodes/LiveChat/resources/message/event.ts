import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type ItemContext, ownAnswersNotice } from '../../../shared/action';
import { isJsonObject } from '../../../shared/json';
import {
	type ApiRequest,
	type ApiResponse,
	expectObject,
	refusal,
	type VendorApi,
} from '../../../shared/request';
import { agentAction, perform, readChats, reasonOf, refusalType, saysNotInChat, writeChats } from '../../api';
import { chat } from '../../fields';
import { type Sender, sendAsField, senderOf } from '../../sender';

/** The fields of an operation that says something in a chat, around its own. */
export const eventFields = (own: INodeProperties[]): INodeProperties[] => [
	{
		displayName:
			'The message comes from the user of the personal access token (or from the bot), who has to be in the chat. If that is not sure, turn on "Join the Chat First".',
		name: 'presenceNotice',
		type: 'notice',
		default: '',
	},
	ownAnswersNotice,
	...chat.fields,
	...own,
	{
		displayName: 'Visible To',
		name: 'visibility',
		type: 'options',
		options: [
			{
				name: 'Agents Only',
				value: 'agents',
				description: 'A note beside the chat: the customer does not see it',
			},
			{ name: 'Everybody', value: 'all' },
		],
		default: 'all',
		description: 'Who sees the message',
	},
	{
		displayName: 'Join the Chat First',
		name: 'joinFirst',
		type: 'boolean',
		default: false,
		description:
			'Whether to add the user of the token, or the bot, to the chat before. For a user the token needs the scope agents--all:ro as well.',
	},
	sendAsField,
];

/** In which chat something is said, by whom and to whom. */
export interface Place {
	chat_id: string;
	visibility: string;
	sender: Sender;
	/** Whether it is added to the chat: before, or only once LiveChat says that it is not in it. */
	joins: 'never' | 'first' | 'ifNeeded';
}

/** Reads `eventFields`, before anything is said. @throws NodeOperationError that names the field */
export async function placeOf(item: ItemContext): Promise<Place> {
	const visibility = item.choice('visibility');
	const joins = item.boolean('joinFirst') ? 'first' : 'never';
	const sender = await senderOf(item);
	return { chat_id: (await chat.read(item)).chat, visibility, sender, joins };
}

/** `send_event`. LiveChat takes it only from a user who is in the chat. */
export async function sendEvent(item: ItemContext, place: Place, event: IDataObject): Promise<IDataObject> {
	const { chat_id, visibility, sender } = place;
	const { body } = await sayIn(item, place, 'send_event', { chat_id, event: { ...event, visibility } });
	return { chat_id, ...expectObject(item.context, sender.api, body, item.itemIndex) };
}

/**
 * Calls a method of the chat as the sender, who joins first if that is wanted. Who joined for a note is hidden from the
 * customer, and says nothing to everybody from then on ("Users with visibility:agents cannot send events with
 * visibility:all"): such a sender leaves and joins again for all to see.
 */
export async function sayIn(
	item: ItemContext,
	place: Place,
	action: string,
	body: IDataObject,
): Promise<ApiResponse> {
	const { sender, joins, visibility } = place;
	const say = async (accepts?: ApiRequest['accepts']) =>
		await sender.request({ ...agentAction(action, body), accepts });
	let joined: ApiResponse | null = null;
	let response = joins === 'ifNeeded' ? await say(mayBeHidden) : null;
	if (response === null || isAbsent(response)) {
		joined = joins === 'never' ? null : await join(item, place);
		response = await say(joined === null ? undefined : mayBeHidden);
	}
	if (!mayBeHidden(response)) return response;
	const isToShow = visibility === 'all' && (await isHidden(item, place));
	if (isToShow) {
		await leave(item, place);
		joined = await join(item, place);
		if (joined === null) return await say();
	}
	// The sender is not in the chat after all: then the reason is why joining was refused.
	throw joined !== null && (isToShow || isAbsent(response))
		? refusal(item.context, joiningOf(sender), joined, item.itemIndex)
		: refusal(item.context, sender.api, response, item.itemIndex);
}

const isAbsent = (response: ApiResponse): boolean =>
	refusalType(response) === 'missing_access' || saysNotInChat(response);

/** Which refusal tells that the sender is hidden is not documented. */
const mayBeHidden = (response: ApiResponse): boolean =>
	isAbsent(response) || ['authorization', 'validation'].includes(refusalType(response) ?? '');

/** Whether the sender is in the chat for agents alone: who is there otherwise must not leave it, for it may be routed on. */
async function isHidden(item: ItemContext, { chat_id, sender }: Place): Promise<boolean> {
	const { body } = await item.request(readChats, {
		...agentAction('get_chat', { chat_id }),
		accepts: (response) =>
			['authorization', 'missing_access', 'not_found'].includes(refusalType(response) ?? ''),
	});
	const users = isJsonObject(body) && Array.isArray(body.users) ? body.users.filter(isJsonObject) : [];
	const hidden = users.filter(({ visibility }) => visibility === 'agents').map(({ id }) => id);
	return hidden.length > 0 && hidden.includes(await sender.id());
}

const joiningOf = ({ api, who, advice }: Sender): VendorApi => ({
	...api,
	explain: (response) => ({
		message: `LiveChat does not let ${who} join the chat ${reasonOf(response)}`,
		description: `Take somebody out of the chat, or ${advice}.`,
	}),
});

/**
 * Adds the sender, with the person's token: it may add others. Who is there already cannot be added, and which refusal
 * tells so is not documented.
 * @returns a refusal that may mean so; null when the sender was added
 */
async function join(item: ItemContext, { chat_id, visibility, sender }: Place): Promise<ApiResponse | null> {
	const response = await item.request(writeChats, {
		...agentAction('add_user_to_chat', {
			...(await userOf(chat_id, sender)),
			visibility,
		}),
		accepts: (response) =>
			['validation', 'already_exists', 'limit_reached'].includes(refusalType(response) ?? ''),
	});
	return refusalType(response) === null ? null : response;
}

/** Takes the sender out of the chat, with the person's token. */
async function leave(item: ItemContext, { chat_id, sender }: Place): Promise<void> {
	await perform(item, writeChats, agentAction('remove_user_from_chat', await userOf(chat_id, sender)));
}

const userOf = async (chat_id: string, sender: Sender): Promise<IDataObject> => ({
	chat_id,
	user_id: await sender.id(),
	user_type: 'agent',
	ignore_requester_presence: true,
});
