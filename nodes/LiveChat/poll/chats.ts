import type { IDataObject } from 'n8n-workflow';

import { buildChatEvent, type ChatEvent, fromIso, toId, toText } from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import {
	type BegunChat,
	type Happened,
	latestOf,
	newestFirst,
	type Poll,
	type PollTrigger,
	short,
} from '../../shared/poll';
import { credentialOf, expectObject, expectObjects } from '../../shared/request';
import { mergedVisitor } from '../../shared/trigger';
import { agentAction, readChats } from '../api';
import { liveChatAdapter } from '../webhook/adapter';
import { chatFrom } from '../webhook/chat';
import { asMissed, withRecord } from '../webhook/transcript';

/**
 * `list_chats` again and again, and `list_threads` of the chats that changed. What is found is told as the webhooks of
 * version 3 tell it; a chat's end with its transcript. Each request is billed: one when nothing happened, and one more for
 * each chat that changed.
 * https://platform.text.com/docs/messaging/agent-chat-api/v3.6/#list-chats
 */
export const liveChatPoll: PollTrigger = {
	adapter: liveChatAdapter,
	api: readChats,
	events: [
		'chatStarted',
		'chatEnded',
		'messageFromVisitor',
		'messageFromAgent',
		'chatMissed',
		'offlineMessage',
	],
	hasTimes: true,
	async list(poll) {
		const { organizationId } = await credentialOf(poll.context, readChats);
		return await newestFirst<string>(async (pageId) => {
			const body =
				pageId === undefined
					? { limit: MOST_PER_PAGE, filters: { include_chats_without_threads: false } }
					: { page_id: pageId };
			const answer = await ask(poll, 'list_chats', body);
			const chats = expectObjects(poll.context, readChats, answer.chats_summary);
			return {
				items: chats.flatMap((chat) => listed(poll, toText(organizationId), chat)),
				next: toText(answer.next_page_id),
			};
		}, poll);
	},
};

const MOST_PER_PAGE = 100;
/** So many threads of one chat may begin between two polls. */
const MOST_THREADS = 3;

async function ask(poll: Poll, action: string, body: IDataObject): Promise<IDataObject> {
	const { body: answer } = await poll.request(readChats, agentAction(action, body));
	return expectObject(poll.context, readChats, answer);
}

/** A chat summary: `{ id, users, last_thread_summary, last_event_per_type, properties, access }`. */
function listed(poll: Poll, organizationId: string | null, summary: IDataObject): BegunChat[] {
	const { last_thread_summary: thread, last_event_per_type: lastEvents, ...chat } = summary;
	const id = toId(chat.id);
	if (id === null || !isJsonObject(thread)) return [];
	const startedAt = fromIso(thread.created_at);
	const said = (isJsonObject(lastEvents) ? Object.values(lastEvents) : [])
		.map((last) => (isJsonObject(last) && isJsonObject(last.event) ? last.event : {}))
		.map((event) => ({ id: toId(event.id), at: fromIso(event.created_at) }));
	const wantsMessages = poll.wants('messageFromVisitor', 'messageFromAgent');
	return [
		{
			id,
			state: `${thread.active === true ? 'open' : 'over'}${short(thread.id)}${wantsMessages ? short(said) : ''}`,
			startedAt,
			changedAt: latestOf(startedAt, ...said.map(({ at }) => at)),
			async happened(before) {
				const { threads } = await ask(poll, 'list_threads', { chat_id: id, limit: MOST_THREADS });
				return expectObjects(poll.context, readChats, threads)
					.reverse()
					.flatMap((one) => {
						const wentOn = before?.startsWith(`open${short(one.id)}`) === true;
						return inThread(poll, organizationId, { ...chat, thread: one }, one, wentOn);
					});
			},
		},
	];
}

/**
 * What happened in one thread, as the webhooks tell it.
 * @param wentOn whether it went on at the last poll
 */
function inThread(
	poll: Poll,
	organizationId: string | null,
	chat: JsonObject,
	thread: IDataObject,
	wentOn: boolean,
): Happened[] {
	const ids = { chat_id: chat.id, thread_id: thread.id };
	const events = (Array.isArray(thread.events) ? thread.events : []).filter(isJsonObject);
	const read = chatFrom(chat);
	const tell = (action: string, payload: JsonObject): Happened => ({
		body: { action, organization_id: organizationId, payload },
		finish: (event) => withPeople(event, read),
	});
	const started = poll.wants('chatStarted', 'offlineMessage')
		? [tell('incoming_chat', { chat: { ...chat, thread: atItsStart(thread, events) } })]
		: [];
	const said = poll.wants('messageFromVisitor', 'messageFromAgent')
		? events.map((event) => tell('incoming_event', { ...ids, event }))
		: [];
	const hasEnded = thread.active === false && poll.wants('chatEnded', 'chatMissed');
	const ended: Happened = {
		...tell('chat_deactivated', ids),
		// Where LiveChat lists no event of the end itself, the time is that of the last words.
		isCertain: wentOn,
		time: latestOf(fromIso(thread.created_at), ...events.map(({ created_at: at }) => fromIso(at))),
		finish: (event) => endAsChosen(poll, withRecord(event, chat)),
	};
	return [...started, ...said, ...(hasEnded ? [ended] : [])];
}

/** Forms and first words are written with the thread. */
const START_MILLISECONDS = 5000;
const MOST_EVENTS_AT_START = 50;

/** A thread with what was in it when it began, as the webhook brings it. */
function atItsStart(thread: IDataObject, events: JsonObject[]): JsonObject {
	const end = Date.parse(fromIso(thread.created_at) ?? '') + START_MILLISECONDS;
	const isLater = ({ created_at: at }: JsonObject) => Date.parse(fromIso(at) ?? '') > end;
	return { ...thread, events: events.filter((event) => !isLater(event)).slice(0, MOST_EVENTS_AT_START) };
}

/** A missed chat ended as well; one that was not missed is nothing to whom wants missed ones alone. */
function endAsChosen(poll: Poll, event: ChatEvent): ChatEvent | null {
	if (event.chat.isMissed === true) return asMissed(event);
	return poll.wants('chatEnded') ? event : null;
}

/**
 * The event with who wrote and who the visitor is, of whom the webhook tells ids: the list of chats says it, at no cost.
 */
function withPeople(event: ChatEvent, { visitor, messages }: ReturnType<typeof chatFrom>): ChatEvent {
	const named = new Map(messages.map((message) => [message.id, message]));
	return buildChatEvent({
		...event,
		visitor: mergedVisitor(event.visitor, visitor),
		messages: event.messages.map((message) => named.get(message.id) ?? message),
	});
}
