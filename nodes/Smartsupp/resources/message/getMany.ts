import { type Operation, orderField, pagingFields, simplifyField } from '../../../shared/action';
import { collectItems, readMessages, smartsuppApi } from '../../api';
import { conversationTarget } from '../chat';
import { simplifier } from '../simplify';

/** Smartsupp lists the newest first, whatever is asked for: so the list is read like that, and turned round here. */
export const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many messages',
	description: 'Retrieve the messages of a conversation',
	fields: [
		...conversationTarget.fields,
		{
			...orderField,
			default: 'asc',
			description: 'By the time of creation. Oldest First reads the whole conversation, whatever Limit says.',
		},
		...pagingFields,
		{
			displayName:
				'How Smartsupp reads on after the first 100 messages is not published, it is assumed here. In a longer conversation, please check that none is missing or comes twice.',
			name: 'cursorNotice',
			type: 'notice',
			default: '',
		},
		simplifyField,
	],
	async run(item) {
		const simplify = simplifier(item, 'message');
		const isOldestFirst = item.choice('order') === 'asc';
		const limit = item.limit();
		const { conversation: id } = await conversationTarget.read(item);
		const messages = await collectItems(
			item,
			async (size, after) =>
				await readMessages(
					item.context,
					{ id, size, after },
					async (request) => await item.request(smartsuppApi, request),
					item.itemIndex,
				),
			isOldestFirst ? Infinity : limit,
		);
		return simplify(isOldestFirst ? messages.reverse().slice(0, limit) : messages);
	},
};
