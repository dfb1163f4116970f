import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { get } from './get';
import { search } from './search';
import { close, open } from './status';

export const conversationOperations = { close, get, open, search };

export const conversationFields: INodeProperties[] = [
	operationField(
		'conversation',
		[
			{
				name: 'Close',
				value: 'close',
				action: 'Close conversation',
				description: 'Close a conversation',
			},
			{ name: 'Get', value: 'get', action: 'Get conversation', description: 'Retrieve a conversation' },
			{
				name: 'Open',
				value: 'open',
				action: 'Open conversation',
				description: 'Open a closed conversation again (experimental)',
			},
			{
				name: 'Search',
				value: 'search',
				action: 'Search conversations',
				description: 'Retrieve a list of conversations, by status and other filters',
			},
		],
		'search',
	),
	...Object.entries(conversationOperations).flatMap(([name, { fields }]) =>
		showFor('conversation', name, fields),
	),
];
