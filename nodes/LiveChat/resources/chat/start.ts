import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { collectionField, type ItemContext, type Operation } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { agentAction, writeChats } from '../../api';
import { agentsField, chat, customer, groupsField, ofChat } from '../../fields';
import { filled, optionalGroupIds, saidText, textLimit } from '../values';

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
		description: `What the user of the token says first. ${textLimit}.`,
	},
];

const additionalFields = collectionField(
	'Additional Fields',
	'additionalFields',
	'Add Field',
	optionalFields,
);

const withoutCustomer: INodeProperties = {
	displayName: 'Without a Customer',
	name: 'withoutCustomer',
	type: 'boolean',
	default: false,
	description: 'Whether the chat is among agents only',
};

const customerFields = customer.fields.map((field): INodeProperties => ({
	...field,
	displayOptions: { show: { withoutCustomer: [false], ...field.displayOptions?.show } },
}));

/** `start_chat`. The token's user is in the chat by itself. */
export const start: Operation = {
	name: 'Start',
	action: 'Start chat',
	description: 'Start a new chat',
	writes: 'new',
	fields: [withoutCustomer, ...customerFields, additionalFields],
	async run(item) {
		const isWithout = item.boolean('withoutCustomer');
		const customerId = isWithout ? undefined : (await customer.read(item)).customerId;
		const { chat: properties, ...others } = readOptional(item, customerId);
		return await send(item, 'start_chat', {
			...others,
			...(Object.keys(properties).length > 0 && { chat: properties }),
		});
	},
};

/** `resume_chat`: an archived chat goes on, with a new thread. */
export const resume: Operation = {
	name: 'Resume',
	action: 'Resume chat',
	description: 'Continue an archived chat',
	writes: ofChat,
	fields: [
		...chat.fields,
		{
			displayName: 'Customer ID',
			name: 'customerId',
			type: 'string',
			default: '',
			placeholder: 'e.g. b7eff798-f8df-4364-8059-649c35c9ed0c',
			description: 'Only if another customer is to join',
		},
		additionalFields,
	],
	async run(item) {
		const { chat: id } = await chat.read(item);
		const { chat: properties, ...others } = readOptional(item, item.optionalText('customerId'));
		const body = { chat: { id, ...properties }, ...others };
		return { chat_id: id, ...(await send(item, 'resume_chat', body)) };
	},
};

async function send(item: ItemContext, action: string, body: IDataObject): Promise<IDataObject> {
	const response = await item.request(writeChats, agentAction(action, body));
	return expectObject(item.context, writeChats, response.body, item.itemIndex);
}

function readOptional(item: ItemContext, customerId?: string): { chat: IDataObject } & IDataObject {
	const agents = item.optionalList('additionalFields.agents') ?? [];
	const group_ids = optionalGroupIds(item, 'additionalFields.groups');
	const text = item.isAdded('additionalFields.message')
		? saidText(item, 'additionalFields.message')
		: undefined;
	const flags = ['active', 'continuous'].filter((name) => item.isAdded(`additionalFields.${name}`));
	return {
		chat: filled({
			users: [
				...(customerId === undefined ? [] : [{ id: customerId, type: 'customer' }]),
				...agents.map((id) => ({ id, type: 'agent' })),
			],
			access: group_ids && { group_ids },
			thread: text && { events: [{ type: 'message', text, visibility: 'all' }] },
		}),
		...Object.fromEntries(flags.map((name) => [name, item.boolean(`additionalFields.${name}`)])),
	};
}
