import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type ItemContext, type Operation, toList } from '../../../shared/action';
import { agentAction, perform, writeChats } from '../../api';
import {
	agentField,
	agentsField,
	chatField,
	customerField,
	fromOutsideField,
	groupField,
} from '../../fields';
import { toGroupIds } from '../values';

/** What the four methods answer is nothing; what was asked for comes out instead. */
async function change(item: ItemContext, action: string, body: IDataObject): Promise<void> {
	const ignore_requester_presence = item.get<boolean>('ignoreRequesterPresence', true);
	await perform(item, writeChats, agentAction(action, { ...body, ignore_requester_presence }));
}

/** `deactivate_chat`: closes the open thread. */
export const end: Operation = {
	fields: [chatField, fromOutsideField],
	async run(item) {
		const id = item.locator('chat', 'Chat');
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
	fields: [
		chatField,
		{
			displayName: 'Transfer To',
			name: 'target',
			type: 'options',
			options: [
				{ name: 'Agents', value: 'agent', description: 'One of these agents, who need access to the chat' },
				{ name: 'Group', value: 'group', description: 'Somebody in another group' },
				{ name: 'Same Group', value: 'none', description: 'Somebody else in the current group' },
			],
			default: 'group',
			description: 'Who takes the chat over',
		},
		when('target', 'group', groupField),
		when('target', 'agent', { ...agentsField, required: true }),
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
		const id = item.locator('chat', 'Chat');
		const target = readTarget(item);
		await change(item, 'transfer_chat', {
			id,
			...(target && { target }),
			ignore_agents_availability: item.get<boolean>('ignoreAgentsAvailability', false),
		});
		return { chat_id: id, transferred_to: target };
	},
};

function readTarget(item: ItemContext): IDataObject | null {
	switch (item.get<string>('target')) {
		case 'group':
			return { type: 'group', ids: toGroupIds(item, [item.locator('group', 'Group')], 'Group') };
		case 'agent': {
			const ids = toList(item.get<unknown>('agents', []));
			if (ids.length > 0) return { type: 'agent', ids };
			throw item.fault("'Agent Names or IDs' is empty", 'Choose at least one agent.');
		}
		default:
			return null;
	}
}

/** `add_user_to_chat`. The chat has to be active, and can have one customer. */
export const addUser: Operation = {
	fields: [
		chatField,
		{
			displayName: 'User Type',
			name: 'userType',
			type: 'options',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'Customer', value: 'customer' },
			],
			default: 'agent',
			description: 'Who joins the chat',
		},
		when('userType', 'agent', agentField),
		when('userType', 'customer', customerField),
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
		const chat_id = item.locator('chat', 'Chat');
		const isAgent = item.get('userType') === 'agent';
		const user_id = isAgent ? item.locator('agent', 'Agent') : item.text('customerId', 'Customer ID');
		const user = { user_id, user_type: isAgent ? 'agent' : 'customer' };
		await change(item, 'add_user_to_chat', {
			chat_id,
			...user,
			visibility: isAgent ? item.get<string>('visibility', 'all') : 'all',
		});
		return { chat_id, ...user, added: true };
	},
};

/** `remove_user_from_chat`: agents only, a customer cannot be removed. */
export const removeUser: Operation = {
	fields: [chatField, agentField, fromOutsideField],
	async run(item) {
		await change(item, 'remove_user_from_chat', {
			chat_id: item.locator('chat', 'Chat'),
			user_id: item.locator('agent', 'Agent'),
			user_type: 'agent',
		});
		return { deleted: true };
	},
};
