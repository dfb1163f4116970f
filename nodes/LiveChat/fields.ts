import type { INodeProperties } from 'n8n-workflow';

import {
	type ChatId,
	chatTarget,
	idsInItem,
	type ItemContext,
	locatorField,
	pagingFields,
} from '../shared/action';
import { toId } from '../shared/chat-event';
import { isJsonObject } from '../shared/json';
import { apiChat, isLegacy } from './lookup';

const chatField: INodeProperties = locatorField({
	displayName: 'Chat ID',
	name: 'chat',
	searchListMethod: 'searchChats',
	defaultId: `={{ ${idsInItem.chat} ?? $json.id }}`,
	placeholder: 'e.g. PJ0MRSHTDG',
	description: 'The chat, chosen from the latest 100 or by ID. The trigger gives the ID.',
});

const threadField: INodeProperties = {
	displayName: 'Thread ID',
	name: 'threadId',
	type: 'string',
	required: true,
	// Thread: Get Many names the thread by `id`, beside its `chat_id`.
	default:
		'={{ $json.chat?.threadId ?? $json.chat_thread_id ?? $json.thread_id ?? $json.thread?.id ?? $json.last_thread_summary?.id ?? ($json.chat_id && $json.id) }}',
	placeholder: 'e.g. K600PKZON8',
	description: 'As the LiveChat Trigger gave it. A chat that is resumed gets another thread.',
};

const customerField: INodeProperties = {
	displayName: 'Customer ID',
	name: 'customerId',
	type: 'string',
	required: true,
	// A chat, as Chat: Get and the archive put it out, has an `id` too, and its customer among its users.
	default: `={{ ${idsInItem.visitor} ?? $json.customer_id ?? ($json.users ? $json.users.find((user) => user.type === 'customer')?.id : $json.id) }}`,
	placeholder: 'e.g. b7eff798-f8df-4364-8059-649c35c9ed0c',
	description: 'As the LiveChat Trigger gave it. LiveChat cannot list customers.',
};

const ofLiveChat = { vendor: 'liveChat', name: 'LiveChat' };

const chatId: ChatId = {
	field: chatField,
	from: (event) => (isLegacy(event) ? null : event.chat.id),
	find: async (event, item) => (isLegacy(event) ? toId((await apiChat(event, item))?.id) : null),
};

const threadId: ChatId = {
	field: threadField,
	from: (event) => (isLegacy(event) ? null : event.chat.threadId),
	find: async (event, item) => {
		const { thread } = (await apiChat(event, item)) ?? {};
		return isJsonObject(thread) ? toId(thread.id) : null;
	},
};

/** Return All and Limit, for a list that comes in pages of 100. */
export const pagedFields = pagingFields.map((field) =>
	field.name === 'returnAll'
		? { ...field, hint: 'LiveChat bills every call. This makes one for each 100 results.' }
		: field,
);

/** The chat that an operation acts on, as `chat`. */
export const chat = chatTarget({ ...ofLiveChat, ids: [chatId] });

/** The thread that an operation acts on, as `chat` and `threadId`: the latest where the event names none. */
export const thread = chatTarget({ ...ofLiveChat, ids: [chatId, threadId] });

/** The customer that an operation acts on, as `customerId`. */
export const customer = chatTarget({
	...ofLiveChat,
	ids: [
		{
			field: customerField,
			from: (event) => (isLegacy(event) ? null : event.visitor.id),
			find: async (event, item) => {
				const { users } = (await apiChat(event, item)) ?? {};
				const customer = [users].flat().find((user) => isJsonObject(user) && user.type === 'customer');
				return isJsonObject(customer) ? toId(customer.id) : null;
			},
		},
	],
});

/** What changes one chat goes in the order of the items. */
export const ofChat = async (item: ItemContext): Promise<string> => `chat/${(await chat.read(item)).chat}`;

export const agentField: INodeProperties = locatorField({
	displayName: 'Agent',
	name: 'agent',
	searchListMethod: 'searchAgents',
	placeholder: 'e.g. smith@example.com',
	description: 'The agent, chosen from the list or by ID, which is the e-mail address',
});

export const groupField: INodeProperties = locatorField({
	displayName: 'Group',
	name: 'group',
	searchListMethod: 'searchGroups',
	placeholder: 'e.g. 0',
	description: 'The group, chosen from the list or by ID',
});

export const tagField: INodeProperties = locatorField({
	displayName: 'Tag',
	name: 'tag',
	searchListMethod: 'searchTags',
	placeholder: 'e.g. support',
	description: 'The tag, chosen from the list or by name. Upper and lower case count.',
});

/** Shown where LiveChat otherwise wants the token's user among the users of the chat. */
export const fromOutsideField: INodeProperties = {
	displayName: 'Even From Outside the Chat',
	name: 'ignoreRequesterPresence',
	type: 'boolean',
	default: true,
	description:
		'Whether this works although the user of the token is not in the chat. If off, LiveChat refuses it then.',
};

export const agentsField: INodeProperties = {
	displayName: 'Agent Names or IDs',
	name: 'agents',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'loadAgents' },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const groupsField: INodeProperties = {
	displayName: 'Group Names or IDs',
	name: 'groups',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'loadGroups' },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const tagsField: INodeProperties = {
	displayName: 'Tag Names or IDs',
	name: 'tags',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'loadTags' },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const fromField: INodeProperties = {
	displayName: 'Created After',
	name: 'from',
	type: 'dateTime',
	default: '',
	description: 'Only threads that were created at this time or later',
};

export const toField: INodeProperties = {
	displayName: 'Created Before',
	name: 'to',
	type: 'dateTime',
	default: '',
	description: 'Only threads that were created at this time or earlier',
};
