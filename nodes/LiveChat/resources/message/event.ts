import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type ItemContext, ownAnswersNotice } from '../../../shared/action';
import { type ApiResponse, expectObject, refusal, type VendorApi } from '../../../shared/request';
import { agentAction, reasonOf, refusalType, saysNotInChat, writeChats } from '../../api';
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

/** Calls a method of the chat as the sender, who joins first if that is wanted. */
export async function sayIn(
	item: ItemContext,
	place: Place,
	action: string,
	body: IDataObject,
): Promise<ApiResponse> {
	const { sender, joins } = place;
	const say = async (mayBeAbsent: boolean) =>
		await sender.request({
			...agentAction(action, body),
			accepts: (response) => mayBeAbsent && isAbsent(response),
		});
	const first = joins === 'ifNeeded' ? await say(true) : null;
	if (first !== null && !isAbsent(first)) return first;
	const joined = joins === 'never' ? null : await join(item, place);
	const response = await say(joined !== null);
	// The sender is not in the chat after all: then the reason is why joining was refused.
	if (joined !== null && isAbsent(response))
		throw refusal(item.context, joiningOf(sender), joined, item.itemIndex);
	return response;
}

const isAbsent = (response: ApiResponse): boolean =>
	refusalType(response) === 'missing_access' || saysNotInChat(response);

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
			chat_id,
			user_id: await sender.id(),
			user_type: 'agent',
			visibility,
			ignore_requester_presence: true,
		}),
		accepts: (response) =>
			['validation', 'already_exists', 'limit_reached'].includes(refusalType(response) ?? ''),
	});
	return refusalType(response) === null ? null : response;
}
