import { type Operation, pagingFields, resource } from '../../../shared/action';
import { agentAction, liveChat, perform } from '../../api';
import { agentField } from '../../fields';
import { getListed, lists } from '../../lists';

const writeStatus = liveChat(
	'agents--all:rw, or agents--my:rw for the user of the token; for a bot agents-bot--all:rw or agents-bot--my:rw',
);

/** `list_agents` of the Configuration API. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many agents',
	description: 'Retrieve a list of agents',
	fields: pagingFields,
	run: async (item) => await getListed(item, lists.agents),
};

/** `set_routing_status`. */
const setRoutingStatus: Operation = {
	name: 'Set Routing Status',
	action: 'Set routing status of agent',
	description: 'Let an agent accept chats, or stop it',
	writes: (item) => `agent/${item.locator('agent')}`,
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
			agent_id: item.locator('agent'),
			status: item.choice('status'),
		};
		await perform(item, writeStatus, agentAction('set_routing_status', status));
		return status;
	},
};

export const agent = resource({
	name: 'Agent',
	value: 'agent',
	operations: { getMany, setRoutingStatus },
	default: 'getMany',
});
