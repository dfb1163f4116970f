import type { IDataObject } from 'n8n-workflow';

import type { ItemContext, Operation } from '../../../shared/action';
import { path } from '../../../shared/request';
import { experimentalNotice, smartsuppApi } from '../../api';
import { answered } from '../answered';
import { conversationLane, conversationTarget } from '../chat';

/** `PATCH /conversations/{id}/close`, without a body. */
export const close: Operation = {
	name: 'Close',
	action: 'Close conversation',
	description: 'Close a conversation',
	writes: conversationLane(() => {}),
	fields: conversationTarget.fields,
	run: async (item) => await patch(item, 'close', 'closed'),
};

/** `PATCH /conversations/{id}/open`: one source tells of it. */
export const open: Operation = {
	name: 'Open',
	action: 'Open conversation',
	description: 'Open a closed conversation again (experimental)',
	writes: conversationLane(() => {}),
	fields: [experimentalNotice, ...conversationTarget.fields],
	run: async (item) => await patch(item, 'open', 'open'),
};

async function patch(item: ItemContext, change: 'close' | 'open', status: string): Promise<IDataObject> {
	const { conversation: id } = await conversationTarget.read(item);
	const { body } = await item.request(smartsuppApi, {
		method: 'PATCH',
		path: path`/conversations/${id}/${change}`,
	});
	return answered(item, body, { id, status });
}
