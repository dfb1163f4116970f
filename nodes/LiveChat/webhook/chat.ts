import { z } from 'zod';

import {
	type ChatEvent,
	buildMessage,
	type ChatEventParts,
	field,
	fromIso,
	rest,
	toId,
	toNumber,
	toText,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';

/**
 * The chat, thread, event and user structures of the Agent Chat API 3.6, read leniently. `recipients`, `last_visit` and
 * a form field's `value` are what 3.2 called `visibility`, `visit` and `answer`.
 */
export const readEvent = (value: unknown) => {
	const event = isJsonObject(value) ? value : {};
	return {
		id: toId(event.id),
		type: toText(event.type),
		text: toText(event.text),
		author_id: toId(event.author_id),
		created_at: fromIso(event.created_at),
		visibility: toText(event.visibility) ?? toText(event.recipients),
		form_type: toText(event.form_type),
		properties: isJsonObject(event.properties) ? event.properties : {},
		fields: event.fields,
		name: toText(event.name),
		url: toText(event.url),
		content_type: toText(event.content_type),
	};
};

const formFields = field.list(
	z.object({
		label: field.text,
		answer: field.any,
		value: field.any,
		answers: field.list(z.object({ label: field.text })),
	}),
);

const visitSchema = z.object({
	ip: field.text,
	user_agent: field.text,
	referrer: field.text,
	geolocation: field.shape(
		z.object({
			country: field.text,
			country_code: field.text,
			city: field.text,
			timezone: field.text,
		}),
	),
	last_pages: field.list(z.object({ url: field.text, title: field.text })),
});

const threadSchema = z.object({
	id: field.id,
	active: field.boolean,
	created_at: field.iso,
	events: field.listOf(readEvent),
	tags: field.ids,
	properties: field.object,
	access: field.object,
	queue: field.object,
	summary: field.object,
	customer_visit: field.object,
});

const chatSchema = z.object({
	id: field.id,
	users: field.list(field.object),
	thread: field.shape(threadSchema),
	properties: field.object,
	access: field.object,
});

export type LiveChatEvent = ReturnType<typeof readEvent>;
type Message = ChatEvent['messages'][number];

const isEmail = (id: string) => id.includes('@');
const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/** Who has an id, where the id is all that LiveChat says: an e-mail is an agent's, a UUID a visitor's, the rest bots'. */
export function authorOf(id: string | null): Message['author'] {
	if (id === null) return 'system';
	if (isEmail(id)) return 'agent';
	return isUuid(id) ? 'visitor' : 'bot';
}

/** An agent or bot of whom only the id is known; an agent's id is the e-mail address. */
export function agentOf(id: string): ChatEvent['agents'][number] {
	return { id, name: null, email: isEmail(id) ? id : null, extra: {} };
}

/** An agent's or bot's record, of the Agent Chat API or of the Configuration API. */
export function agentFrom(user: JsonObject): ChatEvent['agents'] {
	const id = field.id.parse(user.id);
	return id === null
		? []
		: [{ ...agentOf(id), name: toText(user.name), email: toText(user.email) ?? agentOf(id).email }];
}

const KNOWN_OF_CUSTOMER = [
	'id',
	'type',
	'name',
	'email',
	'phone_number',
	'visit',
	'last_visit',
	'session_fields',
	// about the chat at hand, not about the visitor
	'present',
	'visibility',
	'events_seen_up_to',
];

/**
 * A customer's record as a ChatEvent's visitor and pages.
 * @param threadVisit the visit of the thread, which older threads have in place of the customer's
 */
export function customerFrom(
	user: JsonObject,
	threadVisit: JsonObject = {},
): { visitor: Partial<ChatEvent['visitor']>; pages: ChatEvent['pages'] } {
	const visit = visitSchema.parse([user.visit, user.last_visit, threadVisit].find(isJsonObject) ?? {});
	return {
		visitor: {
			id: field.id.parse(user.id),
			name: toText(user.name),
			email: toText(user.email),
			phone: toText(user.phone_number),
			country: visit.geolocation.country,
			countryCode: visit.geolocation.country_code,
			city: visit.geolocation.city,
			timezone: visit.geolocation.timezone,
			ipAddress: visit.ip,
			userAgent: visit.user_agent,
			referrer: visit.referrer,
			// LiveChat lists them in the order in which they were opened.
			currentPage: visit.last_pages.at(-1)?.url ?? null,
			customFields: sessionFields(user.session_fields),
			extra: rest(user, KNOWN_OF_CUSTOMER),
		},
		pages: visit.last_pages.map((page) => ({ ...page, extra: {} })),
	};
}

/** `session_fields` are objects of one pair each, in the customer's order; a later one wins. */
export function sessionFields(value: unknown): JsonObject {
	return Object.assign({}, ...field.list(field.object).parse(value)) as JsonObject;
}

const IN_CONVERSATION = new Set(['message', 'file', 'rich_message', 'system_message']);

/** An event as a message; null for one that nobody reads in the chat (a form, a custom event). */
export function messageFrom(
	event: LiveChatEvent,
	nameOf: (id: string) => string | null = () => null,
): Message | null {
	if (event.type === null || !IN_CONVERSATION.has(event.type)) return null;
	return buildMessage({
		id: event.id,
		author: event.type === 'system_message' ? 'system' : authorOf(event.author_id),
		authorId: event.author_id,
		authorName: event.author_id === null ? null : nameOf(event.author_id),
		text: event.text,
		sentAt: event.created_at,
		visibility: event.visibility === 'agents' ? 'agents' : 'all',
	});
}

/** A filled form's questions and answers; several chosen answers are joined by commas. */
export function answersFrom({ fields }: LiveChatEvent): ChatEvent['survey'] {
	return formFields.parse(fields).map(({ label, answer, value, answers }) => {
		const single = answer ?? value;
		const chosen = isJsonObject(single) ? toText(single.label) : toText(single);
		return {
			id: null,
			type: null,
			extra: {},
			question: label,
			answer: chosen ?? toText(answers.map((option) => option.label).join(', ')),
		};
	});
}

/** When a form was not filled in before the chat: `postchat`, `ticket` and others. */
export function otherFormType({ form_type, properties }: LiveChatEvent): string | null {
	const type = form_type ?? (isJsonObject(properties.lc2) ? toText(properties.lc2.form_type) : null);
	return type === 'prechat' ? null : type;
}

/** What the customer thinks of the chat, from the properties of a chat or thread: score 1 is good, 0 is bad. */
export function ratingFrom({ rating }: JsonObject): { rating: number | null; ratingComment: string | null } {
	if (!isJsonObject(rating)) return { rating: null, ratingComment: null };
	return { rating: toNumber(rating.score), ratingComment: toText(rating.comment) };
}

/** A whole chat with one thread, as `incoming_chat` brings it and `get_chat` answers it, in a ChatEvent's parts. */
export function chatFrom(
	value: unknown,
): Required<Pick<ChatEventParts, 'chat' | 'visitor' | 'agents' | 'messages' | 'pages' | 'survey'>> {
	const chat = field.shape(chatSchema).parse(value);
	const { thread, users } = chat;
	const customer = users.find(({ type }) => type === 'customer') ?? {};
	const names = new Map(users.map(({ id, name }) => [id, toText(name)]));
	const nameOf = (id: string) => names.get(id) ?? null;
	const routing = isJsonObject(thread.properties.routing) ? thread.properties.routing : {};
	const forms = thread.events.filter(({ type }) => type === 'filled_form');
	const { visitor, pages } = customerFrom(customer, thread.customer_visit);
	return {
		chat: {
			id: chat.id,
			threadId: thread.id,
			url: toText(routing.start_url),
			startedAt: thread.created_at,
			tags: thread.tags,
			isMissed: thread.active === false ? field.boolean.parse(routing.unreplied) : null,
			isOffline: field.boolean.parse(routing.offline_message),
			...ratingFrom({ ...chat.properties, ...thread.properties }),
			extra: rest(
				{
					groups: field.ids.parse((thread.access.group_ids ?? chat.access.group_ids) as unknown),
					queue: isFilled(thread.queue),
					summary: isFilled(thread.summary),
					properties: isFilled({ ...chat.properties, ...thread.properties }),
					attachments: thread.events
						.filter(({ type }) => type === 'file')
						.map(({ id, name, url, content_type }) => ({ id, name, url, content_type })),
					forms: forms
						.filter((form) => otherFormType(form) !== null)
						.map((form) => ({ form_type: otherFormType(form), answers: answersFrom(form) })),
				},
				[],
			),
		},
		visitor: { ...visitor, referrer: toText(routing.referrer) ?? visitor.referrer },
		agents: users.filter(({ type }) => type === 'agent').flatMap(agentFrom),
		messages: thread.events.map((event) => messageFrom(event, nameOf)).filter((message) => message !== null),
		pages,
		survey: forms.filter((form) => otherFormType(form) === null).flatMap(answersFrom),
	};
}

const isFilled = (object: JsonObject): JsonObject | null => (Object.keys(object).length > 0 ? object : null);
