import type { INodeProperties } from 'n8n-workflow';

import { type Operation, operationField, pagingFields, showFor } from '../../../shared/action';
import { fetchAgents, smartsuppApi } from '../../api';

/** `GET /agents`: all agents at once. */
const getMany: Operation = {
	fields: pagingFields,
	async run(item) {
		const agents = await fetchAgents(
			item.context,
			async () => await item.request(smartsuppApi, { method: 'GET', path: '/agents' }),
			item.itemIndex,
		);
		return agents.slice(0, item.limit());
	},
};

export const agentOperations = { getMany };

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
		],
		'getMany',
	),
	...showFor('agent', 'getMany', getMany.fields),
];
