import { type Operation, orderField, pagingFields, simplifyField } from '../../../shared/action';
import { path } from '../../../shared/request';
import { collectItems, readPage, smartsuppApi } from '../../api';
import { conversationTarget } from '../chat';
import { simplifier } from '../simplify';

/**
 * `GET /conversations/{id}/messages?size=&sort=`. The answer names an `after`; that it goes into the query as it came is
 * assumed, because nobody tells how this list is read on. Whether the order is asked for as `sort` or as `order`, sources
 * do not agree, and newest first is the default of both: so the list is read like that, and turned round here.
 */
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
			async (size, after) => {
				const { body } = await item.request(smartsuppApi, {
					method: 'GET',
					path: path`/conversations/${id}/messages`,
					query: { size, sort: 'desc', ...(after !== undefined && { after: cursorText(after) }) },
				});
				return readPage(item.context, body, item.itemIndex);
			},
			isOldestFirst ? Infinity : limit,
		);
		return simplify(isOldestFirst ? messages.reverse().slice(0, limit) : messages);
	},
};

/** A list with one value, as Search has it, is sent as that value. */
function cursorText(after: unknown): string {
	const [first, ...more] = [after].flat();
	return more.length === 0 && typeof first !== 'object' ? String(first) : JSON.stringify(after);
}
