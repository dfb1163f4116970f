import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { send } from './send';

export const messageOperations = { send };

export const messageFields: INodeProperties[] = [
	operationField(
		'message',
		[
			{
				name: 'Send',
				value: 'send',
				action: 'Send message',
				description: 'Say something in an active chat, to everybody or to agents only',
			},
		],
		'send',
	),
	...showFor('message', 'send', send.fields),
];
