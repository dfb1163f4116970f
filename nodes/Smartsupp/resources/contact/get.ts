import type { Operation } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { contactTarget } from '../chat';

/** `GET /contacts/{id}`. */
export const get: Operation = {
	name: 'Get',
	action: 'Get contact',
	description: 'Retrieve a contact',
	fields: contactTarget.fields,
	async run(item) {
		const { contactId } = await contactTarget.read(item);
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/contacts/${contactId}` });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
