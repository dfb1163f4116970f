import type { IDataObject } from 'n8n-workflow';

import { fromIso, toId, toText } from '../../shared/chat-event';
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
import { withVisitorsInPoll } from '../../shared/trigger';
import { MOST_PER_PAGE, readMessages, searchConversations, smartsuppApi } from '../api';
import { apiWebhooksAdapter } from '../webhook/apiWebhooks';
import { smartsuppVisitor } from '../webhook/visitor';

/**
 * POST /conversations/search again and again, newest first, and the messages of the conversations that changed. What is
 * found is told as Smartsupp's API webhooks tell it. A search goes by when conversations were made, the one order that is
 * known to work.
 */
export const smartsuppPoll: PollTrigger = {
	adapter: apiWebhooksAdapter,
	api: smartsuppApi,
	events: ['chatStarted', 'chatEnded', 'messageFromVisitor', 'messageFromAgent'],
	hasTimes: true,
	async list(poll) {
		const ask = async (after: unknown) =>
			await searchConversations(
				poll.context,
				{ size: MOST_PER_PAGE, order: 'desc', after },
				async (request) => await poll.request(smartsuppApi, request),
			);
		return await newestFirst(async (after: unknown) => {
			const { items, next } = await ask(after);
			return { items: items.flatMap((conversation) => listed(poll, conversation)), next };
		}, poll);
	},
	complete: withVisitorsInPoll(smartsuppVisitor),
};

function listed(poll: Poll, conversation: IDataObject): BegunChat[] {
	const id = toId(conversation.id);
	if (id === null) return [];
	const isClosed = conversation.status === 'closed';
	const wantsMessages = poll.wants('messageFromVisitor', 'messageFromAgent');
	const { created_at, finished_at, updated_at, last_message_at, last_message_text } = conversation;
	// The last message stands in fields of its own, or in one.
	const last = Object(conversation.last_message) as { text?: unknown; created_at?: unknown };
	const [startedAt, finishedAt, updatedAt] = [created_at, finished_at, updated_at].map(fromIso);
	const saidAt = fromIso(last_message_at) ?? fromIso(last.created_at);
	const endedAt = isClosed ? finishedAt : null;
	const said = wantsMessages ? [saidAt ?? updatedAt, last_message_text ?? last.text] : null;
	const tell = (event: string, timestamp: string | null, more: object = {}): Happened => ({
		body: { event, timestamp, account_id: conversation.account_id, data: { conversation, ...more } },
	});
	return [
		{
			id,
			state: `${isClosed ? 'over' : 'open'}${short(endedAt, said)}`,
			startedAt,
			changedAt: latestOf(startedAt, endedAt, updatedAt, saidAt),
			async happened() {
				return [
					...(poll.wants('chatStarted') ? [tell('conversation.opened', startedAt)] : []),
					...(wantsMessages ? await messagesOf(poll, id, tell) : []),
					...(isClosed && poll.wants('chatEnded') ? [tell('conversation.closed', endedAt)] : []),
				];
			},
		},
	];
}

/** Which event of the webhooks brings a message, by who wrote it. */
const eventsBySubType = new Map<unknown, string>([
	['contact', 'conversation.contact_replied'],
	['agent', 'conversation.agent_replied'],
	['bot', 'conversation.bot_replied'],
	['trigger', 'conversation.bot_replied'],
]);

/** What people and bots wrote. What the system tells, and notes for agents, are no messages to anybody. */
async function messagesOf(
	poll: Poll,
	id: string,
	tell: (event: string, timestamp: string | null, more: object) => Happened,
): Promise<Happened[]> {
	const messages = await backTo(
		poll.from,
		async (after: unknown) =>
			await readMessages(
				poll.context,
				{ id, size: MOST_PER_PAGE, after },
				async (request) => await poll.request(smartsuppApi, request),
			),
		({ created_at }) => fromIso(created_at),
	);
	return messages.flatMap((message) => {
		const event = eventsBySubType.get(message.sub_type);
		const isMessage = [null, 'message'].includes(toText(message.type));
		return event !== undefined && isMessage ? [tell(event, fromIso(message.created_at), { message })] : [];
	});
}
