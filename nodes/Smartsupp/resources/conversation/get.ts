import { type Operation, simplifyField } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { conversationField, smartsuppApi } from '../../api';
import { simplified } from '../simplify';

/** `GET /conversations/{id}`. */
export const get: Operation = {
	name: 'Get',
	action: 'Get conversation',
	description: 'Retrieve a conversation',
	fields: [conversationField, simplifyField],
	async run(item) {
		const id = item.locator('conversation');
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/conversations/${id}` });
		const conversation = expectObject(item.context, smartsuppApi, body, item.itemIndex);
		return simplified(item, 'conversation', [conversation]);
	},
};
