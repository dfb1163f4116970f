import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { assign } from './assign';
import { create } from './create';
import { generateAgentChatUrl } from './generateAgentChatUrl';
import { getMany } from './getMany';
import { label } from './label';
import { query } from './query';

export const customerOperations = { assign, create, generateAgentChatUrl, getMany, label, query };

export const customerFields: INodeProperties[] = [
	operationField(
		'customer',
		[
			{
				name: 'Assign',
				value: 'assign',
				action: 'Assign customer',
				description: 'Route a customer and the conversation to a user or to a team (address to be filled in)',
			},
			{
				name: 'Create',
				value: 'create',
				action: 'Create customer',
				description: 'Create a customer (assumed address)',
			},
			{
				name: 'Generate Agent Chat URL',
				value: 'generateAgentChatUrl',
				action: 'Generate agent chat URL for customer',
				description:
					'Get a link that signs an agent in and opens the chat with the customer (address to be filled in)',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many customers',
				description: 'Retrieve a list of customers',
			},
			{
				name: 'Label',
				value: 'label',
				action: 'Label customer',
				description:
					'Add your own identifier, names and labels to a customer, found by ID or e-mail (assumed address)',
			},
			{
				name: 'Query',
				value: 'query',
				action: 'Query customers',
				description: 'Search for customers by any of their fields (assumed address)',
			},
		],
		'label',
	),
	...Object.entries(customerOperations).flatMap(([name, { fields }]) => showFor('customer', name, fields)),
];
