import type { IWebhookFunctions } from 'n8n-workflow';

import { buildChatEvent, type ChatEvent, toBoolean } from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { commonEvent, type TakenEvent } from '../../shared/receive';
import { type ApiRequest, expectObject, type RequestContext, vendorRequest } from '../../shared/request';
import { agentAction, readChats } from '../api';
import { chatFrom, mergedAgents } from './chat';
import type { actions } from './events';

/** LiveChat waits about 10 seconds for the answer to a delivery. */
const TIMEOUT_MILLISECONDS = 5000;

const ENDED: keyof typeof actions = 'chat_deactivated';

/** What one end of a chat is to be asked about, and told as. */
interface Choice {
	/** The chat is wanted, and becomes part of the event. */
	withTranscript: boolean;
	/** Whether the chat was missed has to be known. */
	toJudge: boolean;
	/** Any end is chosen, not the missed ones alone. */
	takesEnded: boolean;
}

/**
 * What became of the chats that ended: `chat_deactivated` names the chat alone. Where *Include Transcript* is on, or
 * *Chat Missed* is chosen, LiveChat is asked for the chat. Then:
 *
 * - A chat whose last words of the visitor stayed without an answer is `chatMissed`, also for those who chose *Chat
 *   Ended*: a missed chat ended as well.
 * - Any other is left out where *Chat Missed* alone is chosen.
 * - Where the chat cannot be fetched, the event goes out as `chatEnded`, whatever is chosen: it may have been missed.
 *   `chat.extra.transcriptMissing` says why.
 *
 * `eventId` is made for the name under which it goes out, as docs/chat-event.md says.
 */
export async function includeTranscript(
	context: IWebhookFunctions,
	events: TakenEvent[],
): Promise<TakenEvent[]> {
	if (context.getNodeParameter('source', 'v3') !== 'v3') return events;
	if (!events.some(isEnd)) return events;
	const choice = choiceOf(context);
	const told = events.map(async (one) => (isEnd(one) ? await asChosen(context, one, choice) : one));
	return (await Promise.all(told)).filter((one) => one !== null);
}

const isEnd = ({ event }: TakenEvent): boolean => event.vendorEvent === ENDED;

function choiceOf(context: IWebhookFunctions): Choice {
	const chosen = [context.getNodeParameter('events', [])].flat() as string[];
	const takesEnded = ['*', ENDED, commonEvent('chatEnded')].some((choice) => chosen.includes(choice));
	const isRaw = context.getNodeParameter('output', 'chatEvent') === 'raw';
	return {
		withTranscript:
			!isRaw && toBoolean(context.getNodeParameter('options.includeTranscript', false)) === true,
		toJudge: chosen.includes(commonEvent('chatMissed')) && !(isRaw && takesEnded),
		takesEnded,
	};
}

/** @returns null for what was not chosen */
async function asChosen(
	context: IWebhookFunctions,
	one: TakenEvent,
	{ withTranscript, toJudge, takesEnded }: Choice,
): Promise<TakenEvent | null> {
	const isAsked = withTranscript || (toJudge && one.event.chat.isMissed === null);
	const event = isAsked ? await withChat(context, one.event) : one.event;
	const { isMissed, extra } = event.chat;
	if (isMissed === true) return { ...one, event: asMissed(event) };
	const isUnknown = extra.transcriptMissing !== undefined;
	return takesEnded || isUnknown ? { ...one, event } : null;
}

/** The end of a chat as that of a missed one. */
export const asMissed = (event: ChatEvent): ChatEvent => ({ ...event, event: 'chatMissed' });

async function withChat(context: IWebhookFunctions, event: ChatEvent): Promise<ChatEvent> {
	try {
		return await completed(context, event, {
			timeout: TIMEOUT_MILLISECONDS,
			networkRetries: 0,
			longestWait: 0,
		});
	} catch (error) {
		const reason = (error as Error).message;
		context.logger.warn(`${context.getNode().name}: no transcript of chat ${event.chat.id}: ${reason}`);
		const extra = { ...event.chat.extra, transcriptMissing: reason };
		return { ...event, chat: { ...event.chat, extra } };
	}
}

/**
 * The event with what LiveChat says of its chat (`get_chat`: one request). What the event itself says comes first.
 * @throws what the request throws, and an Error for an event that names no chat
 */
export async function completed(
	context: RequestContext,
	event: ChatEvent,
	limits: Pick<ApiRequest, 'timeout' | 'timeLeft' | 'networkRetries' | 'longestWait'>,
): Promise<ChatEvent> {
	const { id, threadId } = event.chat;
	if (id === null || (isEndOf(event) && threadId === null)) throw new Error('LiveChat named no chat');
	const { body } = await vendorRequest(context, readChats, {
		...agentAction('get_chat', { chat_id: id, ...(threadId !== null && { thread_id: threadId }) }),
		...limits,
	});
	return withRecord(event, expectObject(context, readChats, body));
}

/** The event with what a chat's record says, which holds one thread. What the event itself says comes first. */
export function withRecord(event: ChatEvent, record: JsonObject): ChatEvent {
	const found = chatFrom(record, { hasEnded: isEndOf(event) });
	const { chat, visitor, agents, messages, pages, survey } = found;
	const { occurredAt = null } = isEndOf(event) ? { occurredAt: chat.endedAt } : {};
	return buildChatEvent({
		...event,
		occurredAt: event.occurredAt ?? occurredAt,
		chat: {
			...merged(chat, event.chat),
			tags: [...new Set([...event.chat.tags, ...(chat.tags ?? [])])],
			extra: { ...chat.extra, ...event.chat.extra },
		},
		visitor: {
			...merged(visitor, event.visitor),
			customFields: { ...visitor.customFields, ...event.visitor.customFields },
			extra: { ...visitor.extra, ...event.visitor.extra },
		},
		agents: mergedAgents(agents, event.agents),
		messages: messages.length > 0 ? messages : event.messages,
		pages: pages.length > 0 ? pages : event.pages,
		survey: survey.length > 0 ? survey : event.survey,
	});
}

const isEndOf = ({ vendorEvent }: ChatEvent): boolean => vendorEvent === ENDED;

/** What the second says, and what the first says where the second does not. */
const merged = <Part extends object>(first: Part, second: Part): Part => ({
	...first,
	...(Object.fromEntries(Object.entries(second).filter(([, value]) => value !== null)) as Part),
});
