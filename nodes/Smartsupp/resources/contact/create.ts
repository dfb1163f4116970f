import { chatTarget, type Operation } from '../../../shared/action';
import { toText } from '../../../shared/chat-event';
import { expectObject } from '../../../shared/request';
import { experimentalNotice, smartsuppApi } from '../../api';
import { ofSmartsupp } from '../chat';

const target = chatTarget({
	...ofSmartsupp,
	ids: [
		{
			field: {
				displayName: 'Email',
				name: 'email',
				type: 'string',
				default: '={{ $json.visitor?.email ?? $json.visitor_email ?? $json.email }}',
				placeholder: 'e.g. nathan@example.com',
				description: "The contact's e-mail address. Leave empty if there is none.",
			},
			from: ({ visitor }) => toText(visitor.email),
			isOptional: true,
		},
		{
			field: {
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '={{ $json.visitor?.name ?? $json.visitor_name ?? $json.name }}',
				placeholder: 'e.g. Nathan Smith',
				description: "The contact's name. Leave empty if there is none.",
			},
			from: ({ visitor }) => toText(visitor.name),
			isOptional: true,
		},
	],
});

/** `POST /contacts` with name, email, phone and identity_id, of which at least one has to be there. */
export const create: Operation = {
	name: 'Create',
	action: 'Create contact',
	description: 'Create a contact (experimental)',
	writes: 'new',
	fields: [
		experimentalNotice,
		...target.fields,
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
		const { email, name } = await target.read(item);
		const phone = item.optionalText('additionalFields.phone');
		const identityId = item.optionalText('additionalFields.identity_id');
		const contact = {
			...(name !== '' && { name }),
			...(email !== '' && { email }),
			...(phone !== undefined && { phone }),
			...(identityId !== undefined && { identity_id: identityId }),
		};
		if (Object.keys(contact).length === 0) {
			throw item.fault(
				'Nothing is known of the contact',
				'A contact needs at least one of Email, Name, Phone and Identity ID.',
			);
		}
		const { body } = await item.request(smartsuppApi, { method: 'POST', path: '/contacts', body: contact });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
