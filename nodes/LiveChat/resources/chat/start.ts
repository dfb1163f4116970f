import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { collectionField, type ItemContext, type Operation, toList } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { agentAction, writeChats } from '../../api';
import { agentsField, chatField, groupsField } from '../../fields';
import { filled, toGroupIds } from '../values';

const optionalFields: INodeProperties[] = [
	{
		displayName: 'Active',
		name: 'active',
		type: 'boolean',
		default: true,
		description: 'Whether the chat is open at once. If off, it goes to the archives.',
	},
	{
		...agentsField,
		description: `Up to four agents to add to the chat, beside the user of the token. ${agentsField.description}.`,
	},
	{
		displayName: 'Continuous',
		name: 'continuous',
		type: 'boolean',
		default: false,
		description: 'Whether the chat goes on without end, also while nobody is online',
	},
	{
		...groupsField,
		description: `Who may see the chat. ${groupsField.description}.`,
	},
	{
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Hello, you asked us to call back',
		description: 'What the user of the token says first',
	},
];

const additionalFields = collectionField(
	'Additional Fields',
	'additionalFields',
	'Add Field',
	optionalFields,
);

const startCustomerField: INodeProperties = {
	displayName: 'Customer ID',
	name: 'customerId',
	type: 'string',
	default: '={{ $json.visitor.id }}',
	placeholder: 'e.g. b7eff798-f8df-4364-8059-649c35c9ed0c',
	description:
		'Whom to chat with, as the LiveChat Trigger gave it. Leave empty for a chat without a customer.',
};

/** `start_chat`. The token's user is in the chat by itself. */
export const start: Operation = {
	fields: [startCustomerField, additionalFields],
	async run(item) {
		const { chat, ...others } = readOptional(item);
		return await send(item, 'start_chat', { ...others, ...(Object.keys(chat).length > 0 && { chat }) });
	},
};

/** `resume_chat`: an archived chat goes on, with a new thread. */
export const resume: Operation = {
	fields: [
		chatField,
		{ ...startCustomerField, default: '', description: 'Only if another customer is to join' },
		additionalFields,
	],
	async run(item) {
		const id = item.locator('chat', 'Chat');
		const { chat, ...others } = readOptional(item);
		return { chat_id: id, ...(await send(item, 'resume_chat', { chat: { id, ...chat }, ...others })) };
	},
};

async function send(item: ItemContext, action: string, body: IDataObject): Promise<IDataObject> {
	const response = await item.request(writeChats, agentAction(action, body));
	return expectObject(item.context, writeChats, response.body, item.itemIndex);
}

function readOptional(item: ItemContext): { chat: IDataObject } & IDataObject {
	const { agents, groups, message, ...flags } = item.get<IDataObject>('additionalFields', {});
	const customerId = String(item.get<unknown>('customerId', '') ?? '').trim();
	const groupIds = toGroupIds(item, toList(groups), 'Group Names or IDs');
	return {
		chat: filled({
			users: [
				...(customerId === '' ? [] : [{ id: customerId, type: 'customer' }]),
				...toList(agents).map((id) => ({ id, type: 'agent' })),
			],
			access: groupIds.length > 0 ? { group_ids: groupIds } : undefined,
			thread: message ? { events: [{ type: 'message', text: message, visibility: 'all' }] } : undefined,
		}),
		...flags,
	};
}
