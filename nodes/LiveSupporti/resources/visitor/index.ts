import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/fields/request';
import { sendDetails } from './sendDetails';

export const visitorOperations = { sendDetails };

export const visitorFields: INodeProperties[] = [
	operationField(
		'visitor',
		[
			{
				name: 'Send Details',
				value: 'sendDetails',
				action: 'Send details of visitor',
				description: 'Show what you know about the visitor to the agent, beside the running chat',
			},
		],
		'sendDetails',
	),
	...showFor('visitor', 'sendDetails', sendDetails.fields),
];
