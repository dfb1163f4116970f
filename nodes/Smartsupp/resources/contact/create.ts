import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { experimentalNotice, smartsuppApi } from '../../api';

/** `POST /contacts` with name, email, phone and identity_id, of which at least one has to be there. */
export const create: Operation = {
	name: 'Create',
	action: 'Create contact',
	description: 'Create a contact (experimental)',
	fields: [
		experimentalNotice,
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '={{ $json.visitor.email }}',
			placeholder: 'e.g. nathan@example.com',
			description: "The contact's e-mail address",
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '={{ $json.visitor.name }}',
			placeholder: 'e.g. Nathan Smith',
			description: "The contact's name",
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Identity ID',
					name: 'identity_id',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer-1001',
					description: 'The ID of the contact in your own system',
				},
				{
					displayName: 'Phone',
					name: 'phone',
					type: 'string',
					default: '',
					placeholder: 'e.g. +420 601 000 000',
					description: "The contact's telephone number",
				},
			],
		},
	],
	async run(item) {
		const { identity_id, phone } = item.get<IDataObject>('additionalFields', {});
		const given = { name: item.get('name'), email: item.get('email'), phone, identity_id };
		const contact = Object.fromEntries(
			Object.entries(given)
				.map(([key, value]) => [key, String(value ?? '').trim()])
				.filter(([, value]) => value !== ''),
		);
		if (Object.keys(contact).length === 0) {
			throw item.fault(
				"'Email' and 'Name' are both empty",
				'A contact needs at least one of Email, Name, Phone and Identity ID.',
			);
		}
		const { body } = await item.request(smartsuppApi, { method: 'POST', path: '/contacts', body: contact });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
