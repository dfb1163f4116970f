import { type Operation, orderField, pagingFields, simplifyField } from '../../../shared/action';
import { path } from '../../../shared/request';
import { collectItems, smartsuppApi } from '../../api';
import { conversationTarget } from '../chat';
import { simplifier } from '../simplify';

/**
 * `GET /conversations/{id}/messages?size=&sort=`. The answer names an `after`; that it goes into the query as it came is
 * assumed, because nobody tells how this list is read on.
 */
export const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many messages',
	description: 'Retrieve the messages of a conversation',
	fields: [
		...conversationTarget.fields,
		{ ...orderField, default: 'asc' },
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
		const sort = item.choice('order');
		const messages = await collectItems(item, async (size, after) => {
			const { conversation: id } = await conversationTarget.read(item);
			return await item.request(smartsuppApi, {
				method: 'GET',
				path: path`/conversations/${id}/messages`,
				query: { size, sort, ...(after !== undefined && { after: cursorText(after) }) },
			});
		});
		return simplify(messages);
	},
};

/** A list with one value, as Search has it, is sent as that value. */
function cursorText(after: unknown): string {
	const [first, ...more] = [after].flat();
	return more.length === 0 && typeof first !== 'object' ? String(first) : JSON.stringify(after);
}
