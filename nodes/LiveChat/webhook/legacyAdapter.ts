import { z } from 'zod';

import {
	type ChatEvent,
	type ChatEventName,
	type ChatEventParts,
	chatEventId,
	field,
	fromSeconds,
	hashedId,
	slotId,
	toBoolean,
	toId,
	toText,
	unread,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { basicAuth, type EventTable, namesOf, urlSecret, type VendorAdapter } from '../../shared/receive';
import { legacyEvents } from './events';

type Message = NonNullable<ChatEventParts['messages']>[number];
type Agent = NonNullable<ChatEventParts['agents']>[number];
type Answer = NonNullable<ChatEventParts['survey']>[number];

/** A tag is a text, or, in some accounts, an object with a name. */
const tags = field.any.transform((value): string[] =>
	Array.isArray(value)
		? value.map((tag) => toText(isJsonObject(tag) ? tag.name : tag)).filter((tag) => tag !== null)
		: [],
);

const chatSchema = z.object({
	id: field.id,
	started_timestamp: field.seconds,
	ended_timestamp: field.seconds,
	url: field.text,
	referer: field.text,
	messages: field.listOf(spokenFrom),
	events: field.listOf(happenedFrom),
	agents: field.listOf(agentFrom),
	tags,
});

const visitorSchema = z.object({
	id: field.id,
	name: field.text,
	email: field.text,
	phone: field.text,
	language: field.text,
	country: field.text,
	country_code: field.text,
	city: field.text,
	timezone: field.text,
	ip: field.text,
	user_agent: field.text,
	referrer: field.text,
	page_current: field.text,
});

const requesterSchema = z.object({
	mail: field.text,
	name: field.text,
	ip: field.text,
	utc_offset: field.text,
});

const ticketSchema = z.object({
	id: field.id,
	events: field.listOf(ticketMessageFrom),
	tags,
	requester: field.object,
	assignee: field.object,
	source: field.shape(z.object({ type: field.text, url: field.text })),
});

/**
 * A delivery of the legacy webhooks (REST API 2.0), as in the original document and in LiveChat's page of 2019; what
 * else is read was seen in public deliveries. Which of the parts are there depends on the Data types that were chosen.
 * `token` is a credential for LiveChat's API, not a proof of origin.
 */
const payload = z.object({
	event_type: z.string().min(1),
	event_unique_id: field.id,
	license_id: field.id,
	chat: field.object,
	visitor: field.object,
	pre_chat_survey: field.listOf(answerFrom),
	ticket: field.object,
});

/** LiveChat's legacy webhooks (v2), whose URL a person enters in LiveChat. */
export const liveChatLegacyAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'liveChat',
	events: legacyEvents,
	payload,
	proofs: { urlSecret, basicAuth },
	secretKeys: ['token'],
	toChatEvents(delivery, { body, receivedAt }) {
		const { event_type, license_id, pre_chat_survey: survey } = delivery;
		const parts =
			isFilled(delivery.ticket) && !isFilled(delivery.chat) ? ofTicket(delivery) : ofChat(delivery);
		const event = eventOf(event_type, parts);
		const eventId = idOf(event, parts, delivery) ?? identityOf(body) ?? slotId(body, receivedAt);
		const isIdOfDelivery = eventId === delivery.event_unique_id;
		return [
			{
				trigger: event_type,
				event,
				// A missed chat ended as well: whoever chose Chat Ended gets it.
				...(event === 'chatMissed' && { mayBecome: 'chatEnded' as const }),
				parts: {
					...parts,
					eventId,
					accountId: license_id,
					survey,
					extra: unread(body, { ...delivery, event_unique_id: isIdOfDelivery ? eventId : null }),
				},
			},
		];
	},
};

type Delivery = z.output<typeof payload>;
type Parts = Pick<ChatEventParts, 'occurredAt' | 'agents'> &
	Required<Pick<ChatEventParts, 'chat' | 'visitor' | 'messages'>>;

const isFilled = (object: JsonObject): boolean => Object.keys(object).length > 0;

function ofChat({ event_type, chat: said, visitor, ticket }: Delivery): Parts {
	const chat = chatSchema.parse(said);
	const { started_timestamp: startedAt, ended_timestamp: endedAt } = chat;
	const messages = inOrder([...chat.messages, ...chat.events]);
	const occurredAt = event_type === 'chat_started' ? startedAt : event_type === 'chat_ended' ? endedAt : null;
	const visitorId = toId(visitor.id);
	return {
		occurredAt,
		chat: {
			id: chat.id,
			url: chat.url,
			startedAt,
			endedAt,
			durationSeconds: startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : null,
			tags: chat.tags,
			isMissed: event_type === 'chat_ended' && Array.isArray(said.messages) ? isUnanswered(messages) : null,
			extra: {
				...unread(said, { ...chat, tags: saysOnly(said.tags, ['name']) ? chat.tags : null }),
				...(isFilled(ticket) && { ticket }),
			},
		},
		visitor: visitorFrom(visitor, chat.referer),
		agents: chat.agents,
		messages: messages.map((message) =>
			message.author === 'visitor' ? { ...message, authorId: visitorId } : message,
		),
	};
}

/** A ticket is no chat: its id stands in chat.extra.ticket. One of the chat window is the offline form. */
function ofTicket({ ticket: said, visitor }: Delivery): Parts {
	const ticket = ticketSchema.parse(said);
	const isForm = isOfChatWindow(ticket);
	const page = isForm ? ticket.source.url : null;
	const requester = requesterSchema.parse(ticket.requester);
	const isRequester = !isFilled(visitor);
	const taken = {
		events: ticket.events,
		tags: saysOnly(said.tags, ['name']) ? ticket.tags : null,
		requester: isRequester ? ticket.requester : null,
		assignee: ticket.assignee,
		source: { url: page },
	};
	return {
		occurredAt: ticket.events.find(({ sentAt }) => sentAt !== null)?.sentAt ?? null,
		chat: {
			url: page,
			tags: ticket.tags,
			isOffline: isForm ? true : null,
			extra: { ticket: unread(said, taken) },
		},
		visitor: isRequester
			? {
					name: requester.name,
					email: requester.mail,
					timezone: requester.utc_offset,
					ipAddress: requester.ip,
					currentPage: page,
					extra: unread(ticket.requester, requester),
				}
			: visitorFrom(visitor, null),
		agents: isFilled(ticket.assignee) ? [agentFrom(ticket.assignee)] : [],
		messages: ticket.events,
	};
}

/** Tickets come from archives (lc2), mail, facebook, agent-app-manual, or the form that stands for a chat (chat-window). */
const isOfChatWindow = ({ source }: z.output<typeof ticketSchema>): boolean => source.type === 'chat-window';

/** What an event is called where the body decides, and `other` where no table knows it. */
function eventOf(eventType: string, { chat }: Parts): ChatEventName {
	const table: EventTable = legacyEvents;
	if (!Object.hasOwn(table, eventType)) return 'other';
	if (eventType === 'chat_ended') return chat.isMissed ? 'chatMissed' : 'chatEnded';
	if (eventType === 'ticket_created') return chat.isOffline ? 'offlineMessage' : 'other';
	return namesOf(table[eventType])[0];
}

/**
 * A chat's id is what the API calls a thread: one that ended does not start again. Tickets come without LiveChat's own id
 * of the delivery, which no page mentions.
 */
function idOf(event: ChatEventName, { chat }: Parts, { event_unique_id }: Delivery): string | null {
	const isOfChat = event === 'chatStarted' || event === 'chatEnded' || event === 'chatMissed';
	return isOfChat && chat.id ? chatEventId('liveChat', event, { id: chat.id }) : event_unique_id;
}

/** What a body without an id of its own identifies: a ticket is created once, a canned response changes at a time. */
function identityOf({ event_type, ticket, canned_response }: JsonObject): string | null {
	if (event_type === 'ticket_created' && isJsonObject(ticket)) {
		const id = toId(ticket.id);
		if (id !== null) return hashedId('liveChat', event_type, id);
	}
	if (event_type === 'canned_response_changed' && isJsonObject(canned_response)) {
		const [id, time] = [toId(canned_response.id), fromSeconds(canned_response.modification_date)];
		if (id !== null && time !== null) return hashedId('liveChat', event_type, id, time);
	}
	return null;
}

/** Whether a list's entries say nothing beyond the named keys, so that reading these takes them whole. */
const saysOnly = (list: unknown, keys: readonly string[]): boolean =>
	Array.isArray(list) &&
	list.every((entry) => !isJsonObject(entry) || Object.keys(entry).every((key) => keys.includes(key)));

const emailOf = (id: string | null): string | null => (id?.includes('@') ? id : null);

/** An agent of a chat has a login, the assignee of a ticket an id; both are e-mail addresses. */
function agentFrom(said: JsonObject): Agent & { extra: JsonObject } {
	const key = toText(said.login) === null ? 'id' : 'login';
	const read = { [key]: toId(said[key]), name: toText(said.name) };
	return { id: read[key], name: read.name, email: emailOf(read[key]), extra: unread(said, read) };
}

function visitorFrom(said: JsonObject, referer: string | null): Partial<ChatEvent['visitor']> {
	const read = visitorSchema.parse(said);
	const variables = field.list(field.object).parse(said.custom_variables);
	const customFields = Object.fromEntries(
		variables.flatMap(({ key, value }) => (toText(key) === null ? [] : [[toText(key), value]])),
	);
	const areWhole =
		saysOnly(said.custom_variables, ['key', 'value']) &&
		Object.keys(customFields).length === (said.custom_variables as unknown[]).length;
	return {
		id: read.id,
		name: read.name,
		email: read.email,
		phone: read.phone,
		language: read.language,
		country: read.country,
		countryCode: read.country_code,
		city: read.city,
		timezone: read.timezone,
		ipAddress: read.ip,
		userAgent: read.user_agent,
		referrer: referer ?? read.referrer,
		currentPage: read.page_current,
		customFields,
		extra: unread(said, {
			...read,
			referrer: referer === null ? read.referrer : null,
			custom_variables: areWhole ? variables : null,
		}),
	};
}

/** An answer, or the labels of the chosen ones, joined by commas; all that could be chosen stays under extra. */
function answerFrom(said: JsonObject): Answer {
	const { id, type, label, answer } = {
		id: toId(said.id),
		type: toText(said.type),
		label: toText(said.label),
		answer: toText(said.answer),
	};
	const chosen = field
		.list(field.object)
		.parse(said.answers)
		.filter((one) => toBoolean(one.chosen));
	return {
		id,
		type,
		question: label,
		answer: answer ?? toText(chosen.flatMap((one) => toText(one.label) ?? []).join(', ')),
		extra: unread(said, { id, type, label, answer }),
	};
}

const speakers = new Map<unknown, 'visitor' | 'agent'>([
	['visitor', 'visitor'],
	['agent', 'agent'],
	['supervisor', 'agent'],
]);

/**
 * What somebody said. A supervisor's message is a whisper: only agents see it. `json` is a text; '{}' says nothing.
 */
function spokenFrom(said: JsonObject): Message & { sentAt: string | null } {
	const author = speakers.get(said.user_type) ?? null;
	const read = {
		user_type: author,
		author_name: toText(said.author_name),
		agent_id: author === 'visitor' ? null : toId(said.agent_id),
		text: toText(said.text),
		timestamp: fromSeconds(said.timestamp),
		json: said.json === '{}' ? said.json : null,
	};
	return {
		author: author ?? 'system',
		authorId: read.agent_id,
		authorName: read.author_name,
		text: read.text,
		sentAt: read.timestamp,
		visibility: said.user_type === 'supervisor' ? 'agents' : 'all',
		extra: unread(said, read),
	};
}

/** What happened in the chat, such as that somebody closed it. */
function happenedFrom(said: JsonObject): Message & { sentAt: string | null } {
	const read = { text: toText(said.text), timestamp: fromSeconds(said.timestamp) };
	return { author: 'system', text: read.text, sentAt: read.timestamp, extra: unread(said, read) };
}

/** What happened is told between the messages. Times of one format compare as texts. */
function inOrder<Entry extends { sentAt: string | null }>(messages: Entry[]): Entry[] {
	const timeOf = ({ sentAt }: Entry) => sentAt ?? '';
	return messages.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
}

/** Whether the last words are the visitor's. What agents whisper, and what LiveChat tells, is no answer. */
function isUnanswered(messages: Message[]): boolean {
	const last = messages.findLast(({ author, visibility }) => author !== 'system' && visibility !== 'agents');
	return last?.author === 'visitor';
}

/** Who wrote in a ticket, by `author.type`; without it the requester, who is asked for nothing but the message. */
const writers = new Map<unknown, 'visitor' | 'agent'>([
	['client', 'visitor'],
	['agent', 'agent'],
]);

/** A ticket's event: a message, or a change such as another assignee, which is told under extra. */
function ticketMessageFrom(said: JsonObject): Message & { sentAt: string | null } {
	const author = isJsonObject(said.author) ? said.author : {};
	const text = toText(said.message);
	const writer = writers.get(author.type) ?? (toText(author.type) === null ? 'visitor' : null);
	const read = {
		author: { id: toId(author.id), name: toText(author.name), type: writer },
		date: fromSeconds(said.date),
		is_private: toBoolean(said.is_private),
		message: text,
		type: said.type === 'message' ? said.type : null,
	};
	return {
		author: (text === null ? null : writer) ?? 'system',
		authorId: read.author.id,
		authorName: read.author.name,
		text,
		sentAt: read.date,
		visibility: read.is_private ? 'agents' : 'all',
		extra: unread(said, read),
	};
}
