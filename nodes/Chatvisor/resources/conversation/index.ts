import type { INodeProperties } from 'n8n-workflow';

import { type Operation, operationField, pagingFields, showFor } from '../../../shared/action';
import { readList } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';

/** Lists conversations ("You can also poll the conversations via the REST API"); the path is not documented. */
const getMany: Operation = {
	fields: withEndpoint(endpoints.getConversations, [], pagingFields),
	run: async (item) => await readList(item, endpoints.getConversations),
};

export const conversationOperations = { getMany };

export const conversationFields: INodeProperties[] = [
	operationField(
		'conversation',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many conversations',
				description: 'Retrieve a list of conversations with their status and last message (assumed address)',
			},
		],
		'getMany',
	),
	...showFor('conversation', 'getMany', getMany.fields),
];
