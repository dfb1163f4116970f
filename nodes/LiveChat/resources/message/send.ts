import type { ItemContext, Operation } from '../../../shared/action';
import {
	type ApiResponse,
	credentialOf,
	expectObject,
	expectObjects,
	refusal,
	type VendorApi,
	vendorWords,
} from '../../../shared/request';
import { agentAction, refusalType, saysNotInChat, writeChats } from '../../api';
import { chat, ofChat } from '../../fields';
import { lists } from '../../lists';

/**
 * `send_event` with a message. LiveChat takes it only from a user who is in the chat; *Join the Chat First* adds the
 * token's user, whom the list of agents names by the account ID.
 */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Say something in an active chat, to everybody or to agents only',
	writes: ofChat,
	fields: [
		{
			displayName:
				'The message comes from the user of the personal access token, who has to be in the chat. If that is not sure, turn on "Join the Chat First".',
			name: 'presenceNotice',
			type: 'notice',
			default: '',
		},
		...chat.fields,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Your parcel is on its way',
			description: 'At most 16 KB',
		},
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
				'Whether to add the user of the token to the chat before. The token needs the scope agents--all:ro as well.',
		},
	],
	async run(item) {
		const { chat: chat_id } = await chat.read(item);
		const text = item.message('text');
		const visibility = item.choice('visibility');
		const joined = item.boolean('joinFirst') ? await join(item, chat_id, visibility) : null;
		const event = { type: 'message', text, visibility };
		const response = await item.request(writeChats, {
			...agentAction('send_event', { chat_id, event }),
			accepts: (response) => joined !== null && isAbsent(response),
		});
		// The user is not in the chat after all: then the reason is why joining was refused.
		if (joined !== null && isAbsent(response)) {
			throw refusal(item.context, joining, joined, item.itemIndex);
		}
		return { chat_id, ...expectObject(item.context, writeChats, response.body, item.itemIndex) };
	},
};

const isAbsent = (response: ApiResponse): boolean =>
	refusalType(response) === 'missing_access' || saysNotInChat(response);

const joining: VendorApi = {
	...writeChats,
	explain: (response) => ({
		message: `LiveChat does not let the user of the token join the chat (${refusalType(response)}): ${vendorWords(response.body)}`,
		description: 'Take somebody out of the chat, or send the message with the token of a user who is in it.',
	}),
};

/**
 * Adds the token's user. Who is there already cannot be added, and which refusal tells so is not documented.
 * @returns a refusal that may mean so; null when the user was added
 */
async function join(item: ItemContext, chat_id: string, visibility: string): Promise<ApiResponse | null> {
	const { accountId } = await credentialOf(item.context, writeChats);
	const { api, request } = lists.agents;
	const { body } = await item.request(api, request);
	const agents = expectObjects(item.context, api, body, item.itemIndex);
	const self = agents.find(({ account_id }) => account_id === String(accountId).trim());
	if (self === undefined) {
		throw item.fault(
			'LiveChat lists no agent with the Account ID of the credential',
			"Add the user to the chat with 'Chat: Add User', and turn off 'Join the Chat First'.",
		);
	}
	const response = await item.request(writeChats, {
		...agentAction('add_user_to_chat', {
			chat_id,
			user_id: String(self.id),
			user_type: 'agent',
			visibility,
			ignore_requester_presence: true,
		}),
		accepts: (response) => ['validation', 'already_exists'].includes(refusalType(response) ?? ''),
	});
	return refusalType(response) === null ? null : response;
}
