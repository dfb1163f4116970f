import type { INodeProperties } from 'n8n-workflow';

import { type Operation, operationField, showFor } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';

/** Shows or hides the chat ("REST API to set the visibility of the chat"); nothing else is documented. */
const set: Operation = {
	fields: withEndpoint(
		endpoints.setChatVisibility,
		[],
		[
			{
				displayName: 'Visible',
				name: 'visible',
				type: 'boolean',
				default: true,
				description:
					'Whether visitors see the chat on your website. Action Rules in Chatvisor can still hide it.',
			},
		],
	),
	run: async (item) =>
		await write(item, endpoints.setChatVisibility, {
			values: {},
			body: { visible: item.get<boolean>('visible') },
		}),
};

export const chatVisibilityOperations = { set };

export const chatVisibilityFields: INodeProperties[] = [
	operationField(
		'chatVisibility',
		[
			{
				name: 'Set',
				value: 'set',
				action: 'Set chat visibility',
				description: 'Show or hide the chat on your website (address to be filled in)',
			},
		],
		'set',
	),
	...showFor('chatVisibility', 'set', set.fields),
];
