import { collectionField, type Operation, pagingFields, resource } from '../../../shared/action';
import { toText } from '../../../shared/chat-event';
import { expectObjects } from '../../../shared/request';
import { agentAction, liveChat, perform } from '../../api';
import { agentField, groupsField } from '../../fields';
import { getListed, lists } from '../../lists';
import { optionalGroupIds } from '../values';

const readStatuses = liveChat('agents--all:ro, for bots agents-bot--all:ro too');
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

/**
 * `list_routing_statuses`. One item comes out, also when nobody is there: an IF behind it can then go the other way. A bot
 * has an ID that is no e-mail address.
 */
const listRoutingStatuses: Operation = {
	name: 'List Routing Statuses',
	action: 'List routing statuses of agents',
	description: 'See whether an agent accepts chats, before you hand a chat over',
	fields: [collectionField('Filters', 'filters', 'Add Filter', [groupsField])],
	async run(item) {
		const group_ids = optionalGroupIds(item, 'filters.groups');
		const { body } = await item.request(
			readStatuses,
			agentAction('list_routing_statuses', group_ids === undefined ? {} : { filters: { group_ids } }),
		);
		const statuses = expectObjects(item.context, readStatuses, body, item.itemIndex);
		const accepting_agent_ids = statuses
			.filter(({ status }) => status === 'accepting_chats')
			.flatMap(({ agent_id }) => toText(agent_id) ?? [])
			.filter((id) => id.includes('@'));
		return { somebody_accepts_chats: accepting_agent_ids.length > 0, accepting_agent_ids, statuses };
	},
};

export const agent = resource({
	name: 'Agent',
	value: 'agent',
	operations: { getMany, listRoutingStatuses, setRoutingStatus },
	default: 'getMany',
});
