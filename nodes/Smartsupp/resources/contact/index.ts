import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { create } from './create';
import { findByEmail } from './findByEmail';
import { get } from './get';

export const contactOperations = { create, findByEmail, get };

export const contactFields: INodeProperties[] = [
	operationField(
		'contact',
		[
			{
				name: 'Create',
				value: 'create',
				action: 'Create contact',
				description: 'Create a contact (experimental)',
			},
			{
				name: 'Find by E-Mail',
				value: 'findByEmail',
				action: 'Find contact by e mail',
				description: 'Retrieve the contact with an e-mail address (experimental)',
			},
			{ name: 'Get', value: 'get', action: 'Get contact', description: 'Retrieve a contact' },
		],
		'get',
	),
	...Object.entries(contactOperations).flatMap(([name, { fields }]) => showFor('contact', name, fields)),
];
