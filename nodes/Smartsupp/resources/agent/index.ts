import { type Operation, pagingFields, resource } from '../../../shared/action';
import { fetchAgents, smartsuppApi } from '../../api';

/** `GET /agents`: all agents at once. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many agents',
	description: 'Retrieve a list of agents',
	fields: pagingFields,
	async run(item) {
		const limit = item.limit();
		const agents = await fetchAgents(
			item.context,
			async () => await item.request(smartsuppApi, { method: 'GET', path: '/agents' }),
			item.itemIndex,
		);
		return agents.slice(0, limit);
	},
};

export const agent = resource({
	name: 'Agent',
	value: 'agent',
	operations: { getMany },
	default: 'getMany',
});
