import type { IDataObject } from 'n8n-workflow';

import { fromIso, toId, toNumber } from '../../shared/chat-event';
import {
	backTo,
	type BegunChat,
	type Happened,
	latestOf,
	newestFirst,
	type Poll,
	type PollTrigger,
	short,
} from '../../shared/poll';
import { path } from '../../shared/request';
import { withVisitorsInPoll } from '../../shared/trigger';
import { chatPath, getPage, giosgApi, organizationId } from '../api';
import { giosgAdapter } from '../webhook/adapter';
import { giosgVisitor } from '../webhook/visitor';

/**
 * GET /api/v5/orgs/{organization_id}/owned_chats again and again, and the messages of the chats that changed. What is found
 * is told as the channels of giosg's webhooks tell it: a channel is the path of the related address of the API.
 */
export const giosgPoll: PollTrigger = {
	adapter: giosgAdapter,
	api: giosgApi,
	events: ['chatStarted', 'chatEnded', 'messageFromVisitor', 'messageFromAgent'],
	hasTimes: true,
	async list(poll) {
		const organization = await organizationId(poll);
		const owned = path`/api/v5/orgs/${organization}/owned_chats`;
		return await newestFirst<string>(async (cursor) => {
			const { items, next } = await getPage(poll, owned, cursor);
			return { items: items.flatMap((chat) => listed(poll, organization, owned, chat)), next };
		}, poll);
	},
	complete: withVisitorsInPoll(giosgVisitor),
};

function listed(poll: Poll, organization: string, owned: string, chat: IDataObject): BegunChat[] {
	const id = toId(chat.id);
	if (id === null) return [];
	const isEnded = chat.is_ended === true;
	const wantsMessages = poll.wants('messageFromVisitor', 'messageFromAgent');
	const [startedAt, updatedAt, endedAt] = [chat.created_at, chat.updated_at, chat.ended_at].map(fromIso);
	const said = wantsMessages ? (toNumber(chat.message_count) ?? updatedAt) : null;
	return [
		{
			id,
			state: `${isEnded ? 'over' : 'open'}${said === null ? '' : short(said)}`,
			startedAt,
			changedAt: latestOf(startedAt, updatedAt, endedAt),
			async happened() {
				const change = { channel: owned, resource_id: id, resource: chat };
				return [
					...(poll.wants('chatStarted') ? [{ body: { ...change, action: 'added' } }] : []),
					...(wantsMessages ? await messagesOf(poll, organization, id) : []),
					...(isEnded && poll.wants('chatEnded') ? [{ body: { ...change, action: 'changed' } }] : []),
				];
			},
		},
	];
}

/** GET .../owned_chats/{chat_id}/messages, newest first as giosg's papers of 2016 have it. */
async function messagesOf(poll: Poll, organization: string, chatId: string): Promise<Happened[]> {
	const channel = `${chatPath(organization, chatId)}/messages`;
	const messages = await backTo(
		poll.from,
		async (cursor: string | undefined) => await getPage(poll, channel, cursor),
		({ created_at }) => fromIso(created_at),
	);
	return messages.map((resource) => ({
		body: { channel, action: 'added', resource_id: resource.id, resource },
	}));
}
