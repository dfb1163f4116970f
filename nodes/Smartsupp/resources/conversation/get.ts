import { type Operation, simplifyField } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { conversationTarget } from '../chat';
import { simplifier } from '../simplify';

/** `GET /conversations/{id}`. */
export const get: Operation = {
	name: 'Get',
	action: 'Get conversation',
	description: 'Retrieve a conversation',
	fields: [...conversationTarget.fields, simplifyField],
	async run(item) {
		const simplify = simplifier(item, 'conversation');
		const { conversation: id } = await conversationTarget.read(item);
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/conversations/${id}` });
		const conversation = expectObject(item.context, smartsuppApi, body, item.itemIndex);
		return simplify([conversation]);
	},
};
