import type { ItemContext, Operation } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { conversationField, experimentalNotice, smartsuppApi } from '../../api';

/** `PATCH /conversations/{id}/close`, without a body. */
export const close: Operation = {
	name: 'Close',
	action: 'Close conversation',
	description: 'Close a conversation',
	fields: [conversationField],
	run: async (item) => await patch(item, (id) => path`/conversations/${id}/close`, 'closed'),
};

/** `PATCH /conversations/{id}/open`: one source tells of it. */
export const open: Operation = {
	name: 'Open',
	action: 'Open conversation',
	description: 'Open a closed conversation again (experimental)',
	fields: [experimentalNotice, conversationField],
	run: async (item) => await patch(item, (id) => path`/conversations/${id}/open`, 'open'),
};

async function patch(item: ItemContext, pathOf: (id: string) => string, status: string) {
	const id = item.locator('conversation');
	const { body } = await item.request(smartsuppApi, { method: 'PATCH', path: pathOf(id) });
	// What is in the answer is not documented; without any, this is what is known.
	return body === '' ? { id, status } : expectObject(item.context, smartsuppApi, body, item.itemIndex);
}
