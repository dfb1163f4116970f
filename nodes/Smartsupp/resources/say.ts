import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../shared/action';
import { expectObject, path } from '../../shared/request';
import { smartsuppApi } from '../api';
import { conversationTarget } from './chat';

/** What is said in a conversation, and by whom; the fields are `text` and `agent`. */
export const readSaid = (item: ItemContext) => ({
	text: item.message('text'),
	agentId: item.optionalLocator('agent'),
});

/**
 * `POST /conversations/{id}/messages` with `{ content: { type: "text", text }, agent_id }`. Without an agent it comes from
 * the sender that Smartsupp chose for the access token. The content of a note has `data: null` too: the one source that
 * knows notes, the description of 2021, requires it; who sends messages does without.
 * @param more what it is, where it is no message
 */
export async function say(item: ItemContext, more: { type?: 'note' } = {}): Promise<IDataObject> {
	const { text, agentId } = readSaid(item);
	const { conversation: id } = await conversationTarget.read(item);
	const { body } = await item.request(smartsuppApi, {
		method: 'POST',
		path: path`/conversations/${id}/messages`,
		body: {
			...more,
			content: { type: 'text', text, ...(more.type === 'note' && { data: null }) },
			...(agentId !== undefined && { agent_id: agentId }),
		},
	});
	return expectObject(item.context, smartsuppApi, body, item.itemIndex);
}
