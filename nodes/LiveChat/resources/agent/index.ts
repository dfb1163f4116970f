import type { INodeProperties } from 'n8n-workflow';

import { type Operation, operationField, pagingFields, showFor } from '../../../shared/action';
import { agentAction, liveChat, perform } from '../../api';
import { agentField } from '../../fields';
import { getListed, lists } from '../../lists';

const writeStatus = liveChat(
	'agents--all:rw, or agents--my:rw for the user of the token; for a bot agents-bot--all:rw or agents-bot--my:rw',
);

/** `list_agents` of the Configuration API. */
const getMany: Operation = {
	fields: pagingFields,
	run: async (item) => await getListed(item, lists.agents),
};

/** `set_routing_status`. */
const setRoutingStatus: Operation = {
	fields: [
		agentField,
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: [
				{ name: 'Accepting Chats', value: 'accepting_chats' },
				{ name: 'Not Accepting Chats', value: 'not_accepting_chats' },
				{ name: 'Offline (Bots Only)', value: 'offline' },
			],
			default: 'accepting_chats',
			description: 'Whether the agent gets new chats',
		},
	],
	async run(item) {
		const status = {
			agent_id: item.locator('agent', 'Agent'),
			status: item.get<string>('status'),
		};
		await perform(item, writeStatus, agentAction('set_routing_status', status));
		return status;
	},
};

export const agentOperations = { getMany, setRoutingStatus };

export const agentFields: INodeProperties[] = [
	operationField(
		'agent',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many agents',
				description: 'Retrieve a list of agents',
			},
			{
				name: 'Set Routing Status',
				value: 'setRoutingStatus',
				action: 'Set routing status of agent',
				description: 'Let an agent accept chats, or stop it',
			},
		],
		'getMany',
	),
	...Object.entries(agentOperations).flatMap(([name, { fields }]) => showFor('agent', name, fields)),
];
