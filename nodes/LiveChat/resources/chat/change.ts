import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { idsInItem, type ItemContext, type Operation } from '../../../shared/action';
import { agentAction, perform, writeChats } from '../../api';
import { agentField, agentsField, chat, fromOutsideField, groupField, ofChat } from '../../fields';
import { toGroupIds } from '../values';

/** What the four methods answer is nothing; what was asked for comes out instead. */
async function change(item: ItemContext, action: string, body: IDataObject): Promise<void> {
	const ignore_requester_presence = item.boolean('ignoreRequesterPresence', true);
	await perform(item, writeChats, agentAction(action, { ...body, ignore_requester_presence }));
}

/** `deactivate_chat`: closes the open thread. */
export const end: Operation = {
	name: 'End',
	action: 'End chat',
	description: 'Close an active chat',
	writes: ofChat,
	fields: [...chat.fields, fromOutsideField],
	async run(item) {
		const { chat: id } = await chat.read(item);
		await change(item, 'deactivate_chat', { id });
		return { chat_id: id, active: false };
	},
};

const when = (name: string, value: string, field: INodeProperties): INodeProperties => ({
	...field,
	displayOptions: { show: { [name]: [value] } },
});

/** `transfer_chat`: to another group, to agents, or to somebody else of the same group. */
export const transfer: Operation = {
	name: 'Transfer',
	action: 'Transfer chat',
	description: 'Give an active chat to another group or to other agents',
	writes: ofChat,
	fields: [
		...chat.fields,
		{
			displayName: 'Transfer To',
			name: 'transferTo',
			type: 'options',
			// It shows and hides required fields: with an expression n8n would ask for all of them.
			noDataExpression: true,
			options: [
				{ name: 'Agents', value: 'agent', description: 'One of these agents, who need access to the chat' },
				{ name: 'Group', value: 'group', description: 'Somebody in another group' },
				{ name: 'Same Group', value: 'none', description: 'Somebody else in the current group' },
			],
			default: 'group',
			description: 'Who takes the chat over',
		},
		when('transferTo', 'group', groupField),
		when('transferTo', 'agent', { ...agentsField, required: true }),
		{
			displayName: 'Queue If Nobody Is Free',
			name: 'ignoreAgentsAvailability',
			type: 'boolean',
			default: false,
			description:
				'Whether the chat may wait in the queue. If off, LiveChat refuses when nobody can take it.',
		},
		fromOutsideField,
	],
	async run(item) {
		const { chat: id } = await chat.read(item);
		const target = readTarget(item);
		await change(item, 'transfer_chat', {
			id,
			...(target && { target }),
			ignore_agents_availability: item.boolean('ignoreAgentsAvailability'),
		});
		return { chat_id: id, transferred_to: target };
	},
};

function readTarget(item: ItemContext): IDataObject | null {
	switch (item.choice('transferTo')) {
		case 'group':
			return { type: 'group', ids: toGroupIds(item, 'group', [item.locator('group')]) };
		case 'agent':
			return { type: 'agent', ids: item.list('agents') };
		default:
			return null;
	}
}

/** Whoever joins is not in the chat yet, so that the chat cannot tell who it is. */
const joiningCustomerField: INodeProperties = {
	displayName: 'Customer ID',
	name: 'customerId',
	type: 'string',
	required: true,
	default: `={{ ${idsInItem.visitor} }}`,
	placeholder: 'e.g. b7eff798-f8df-4364-8059-649c35c9ed0c',
	description: 'As the LiveChat Trigger gave it. LiveChat cannot list customers.',
};

/** `add_user_to_chat`. The chat has to be active, and can have one customer. */
export const addUser: Operation = {
	name: 'Add User',
	action: 'Add user to chat',
	description: 'Let an agent or a customer join an active chat',
	writes: ofChat,
	fields: [
		...chat.fields,
		{
			displayName: 'User Type',
			name: 'userType',
			type: 'options',
			// It shows and hides required fields: with an expression n8n would ask for all of them.
			noDataExpression: true,
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'Customer', value: 'customer' },
			],
			default: 'agent',
			description: 'Who joins the chat',
		},
		when('userType', 'agent', agentField),
		when('userType', 'customer', joiningCustomerField),
		when('userType', 'agent', {
			displayName: 'Visible To',
			name: 'visibility',
			type: 'options',
			options: [
				{ name: 'Agents Only', value: 'agents', description: 'The customer does not see the agent' },
				{ name: 'Everybody', value: 'all' },
			],
			default: 'all',
			description: 'Who sees that the agent is there',
		}),
		fromOutsideField,
	],
	async run(item) {
		const { chat: chat_id } = await chat.read(item);
		const isAgent = item.choice('userType') === 'agent';
		const user_id = isAgent ? item.locator('agent') : item.text('customerId');
		const user = { user_id, user_type: isAgent ? 'agent' : 'customer' };
		await change(item, 'add_user_to_chat', {
			chat_id,
			...user,
			visibility: isAgent ? item.choice('visibility') : 'all',
		});
		return { chat_id, ...user, added: true };
	},
};

/** `remove_user_from_chat`: agents only, a customer cannot be removed. */
export const removeUser: Operation = {
	name: 'Remove User',
	action: 'Remove user from chat',
	description: 'Take an agent out of an active chat',
	writes: ofChat,
	fields: [...chat.fields, agentField, fromOutsideField],
	async run(item) {
		await change(item, 'remove_user_from_chat', {
			chat_id: (await chat.read(item)).chat,
			user_id: item.locator('agent'),
			user_type: 'agent',
		});
		return { deleted: true };
	},
};
