import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { getMany } from './getMany';
import { send } from './send';

export const messageOperations = { getMany, send };

export const messageFields: INodeProperties[] = [
	operationField(
		'message',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many messages',
				description: 'Retrieve the messages of a conversation',
			},
			{
				name: 'Send',
				value: 'send',
				action: 'Send message',
				description: 'Send a message to the visitor of a conversation',
			},
		],
		'send',
	),
	...Object.entries(messageOperations).flatMap(([name, { fields }]) => showFor('message', name, fields)),
];
