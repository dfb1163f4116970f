import { expectObject, path, type Operation } from '../../../shared/request';
import { conversationField, smartsuppApi } from '../../api';

/** `GET /conversations/{id}`. */
export const get: Operation = {
	fields: [conversationField],
	async run(item) {
		const id = item.locator('conversation', 'Conversation');
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/conversations/${id}` });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
