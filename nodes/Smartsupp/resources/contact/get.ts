import type { Operation } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';

/** `GET /contacts/{id}`. Deliveries of conversations name the contact by this ID only. */
export const get: Operation = {
	name: 'Get',
	action: 'Get contact',
	description: 'Retrieve a contact',
	fields: [
		{
			displayName: 'Contact ID',
			name: 'contactId',
			type: 'string',
			required: true,
			default: '={{ $json.visitor.extra.contact_id }}',
			placeholder: 'e.g. ctXXXXX',
			description: 'As the trigger gives it with the source API Webhooks',
		},
	],
	async run(item) {
		const contactId = item.text('contactId');
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/contacts/${contactId}` });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
