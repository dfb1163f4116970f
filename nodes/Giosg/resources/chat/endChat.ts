import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../../shared/action';
import { refusal } from '../../../shared/request';
import { chatPath, getRecord, giosgApi, toRecord } from '../../api';

/**
 * Ends a chat: PATCH /api/v5/orgs/{organization_id}/owned_chats/{chat_id} with is_ended true. What giosg answers for a
 * chat that has ended already is not documented: on a refusal the chat is read, and one that has ended is fine.
 * @throws NodeApiError when the chat is still open
 */
export async function endChat(
	item: ItemContext,
	organization: string,
	chatId: string,
): Promise<{ chat: IDataObject; hadEnded: boolean }> {
	const chat = chatPath(organization, chatId);
	const response = await item.request(giosgApi, {
		method: 'PATCH',
		path: chat,
		body: { is_ended: true },
		acceptStatus: [400, 409],
	});
	if (response.status < 300) {
		const answer = response.body === '' ? { id: chatId, is_ended: true } : response.body;
		return { chat: toRecord(item, answer), hadEnded: false };
	}
	const current = await getRecord(item, chat);
	if (current.is_ended === true) return { chat: current, hadEnded: true };
	throw refusal(item.context, giosgApi, response, item.itemIndex);
}
