import { z } from 'zod';

import {
	type ChatEvent,
	type ChatMessage,
	buildMessage,
	type ChatEventParts,
	field,
	fromIso,
	toBoolean,
	toId,
	toNumber,
	toText,
	unread,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';

/*
 * The chat, thread, event and user structures of the Agent Chat API 3.6 and 3.7, read leniently, in a ChatEvent's parts:
 * https://platform.text.com/docs/messaging/agent-chat-api/data-structures
 *
 * What is not read stays in the nearest `extra`. `recipients`, `last_visit` and a form field's `value` are what 3.2
 * called `visibility`, `visit` and `answer`; `last_thread_info` is 3.7's name of `last_thread_summary`.
 *
 * The legacy webhooks (legacyAdapter.ts) have structures of their own, and share `isUnanswered` alone.
 */

type Agent = ChatEvent['agents'][number];
type Answer = ChatEvent['survey'][number];

/** The objects of a list; [] for anything else. */
const objectsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

const isFilled = (object: object): boolean => Object.keys(object).length > 0;

/** One event of a chat: a message, a file, a form, what the system tells and others. */
export const readEvent = (value: unknown) => {
	const said = objectOf(value);
	return { said, type: toText(said.type), id: toId(said.id), author_id: toId(said.author_id) };
};

export type LiveChatEvent = ReturnType<typeof readEvent>;

/** Who is in a chat, by id. */
export type Users = ReadonlyMap<string, { type: string | null; name: string | null }>;

const nobody: Users = new Map();

const usersOf = (users: JsonObject[]): Users =>
	new Map(users.map(({ id, type, name }) => [toId(id) ?? '', { type: toText(type), name: toText(name) }]));

const isEmail = (id: string) => id.includes('@');
const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
const authors: Record<string, ChatMessage['author']> = { customer: 'visitor', agent: 'agent', bot: 'bot' };

/**
 * Who has an id: what the chat's list of users says, else, as the id is all that LiveChat gives, an e-mail is an
 * agent's, a UUID a visitor's, the rest bots'.
 */
export function authorOf(id: string | null, users: Users = nobody): ChatMessage['author'] {
	if (id === null) return 'system';
	const type = users.get(id)?.type ?? '';
	if (Object.hasOwn(authors, type)) return authors[type];
	if (isEmail(id)) return 'agent';
	return isUuid(id) ? 'visitor' : 'bot';
}

/** What a chat's list of users says of one; without a type the id tells. Null for a type that nobody knows. */
function kindOf({ id, type }: JsonObject): ChatMessage['author'] | null {
	const said = toText(type);
	if (said === null) return authorOf(toId(id));
	return Object.hasOwn(authors, said) ? authors[said] : null;
}

/** An agent or bot of whom only the id is known; an agent's id is the e-mail address. */
export const agentOf = (id: string): Agent => ({ id, name: null, email: isEmail(id) ? id : null, extra: {} });

/** An agent's or bot's record, of the Agent Chat API or of the Configuration API; [] without an id. */
export function agentFrom(user: JsonObject): Agent[] {
	const id = toId(user.id);
	if (id === null) return [];
	const [name, email] = [toText(user.name), toText(user.email)];
	const type = user.type === 'agent' ? user.type : null;
	return [{ id, name, email: email ?? agentOf(id).email, extra: unread(user, { id, type, name, email }) }];
}

/** Agents of two lists, each once: of one who is in both, the first says more. */
export function mergedAgents(first: Agent[], second: Agent[]): Agent[] {
	const known = new Set(first.map(({ id }) => id));
	return [...first, ...second.filter(({ id }) => !known.has(id))];
}

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
	last_pages: field.listOf((page) => {
		const read = { url: toText(page.url), title: toText(page.title) };
		return { ...read, extra: unread(page, read) };
	}),
});

/**
 * A customer's record as a ChatEvent's visitor and pages.
 * @param threadVisit the visit of the thread, which older threads have in place of the customer's
 * @param referrer what the thread says of it, which comes first
 */
export function customerFrom(
	user: JsonObject,
	{ threadVisit = {}, referrer = null }: { threadVisit?: JsonObject; referrer?: string | null } = {},
): { visitor: Partial<ChatEvent['visitor']>; pages: ChatEvent['pages']; visit: object } {
	const place = (['visit', 'last_visit'] as const).find((name) => isJsonObject(user[name]));
	const visit = visitSchema.parse(place === undefined ? threadVisit : user[place]);
	const takenVisit = { ...visit, referrer: referrer === null ? visit.referrer : null };
	const { geolocation, last_pages: pages } = visit;
	const customer = {
		id: toId(user.id),
		name: toText(user.name),
		email: toText(user.email),
		phone_number: toText(user.phone_number),
	};
	const read = {
		...customer,
		type: user.type === 'customer' ? user.type : null,
		session_fields: takenFields(user.session_fields),
		...(place !== undefined && { [place]: takenVisit }),
	};
	return {
		visitor: {
			id: customer.id,
			name: customer.name,
			email: customer.email,
			phone: customer.phone_number,
			country: geolocation.country,
			countryCode: geolocation.country_code,
			city: geolocation.city,
			timezone: geolocation.timezone,
			ipAddress: visit.ip,
			userAgent: visit.user_agent,
			referrer: referrer ?? visit.referrer,
			// LiveChat lists them in the order in which they were opened.
			currentPage: pages.at(-1)?.url ?? null,
			customFields: sessionFields(user.session_fields),
			extra: unread(user, read),
		},
		pages,
		visit: place === undefined ? takenVisit : {},
	};
}

/** `session_fields` are objects of one pair each, in the customer's order; a later one wins. */
export const sessionFields = (value: unknown): JsonObject =>
	Object.assign({}, ...objectsOf(value)) as JsonObject;

/** What `sessionFields` takes: the list, unless one field has several values, of which only the last is taken. */
export function takenFields(value: unknown): JsonObject[] {
	const fields = objectsOf(value);
	const names = fields.flatMap(Object.keys);
	return new Set(names).size === names.length ? fields : [];
}

/** What people say in a chat. The others tell what happened, ask, or are for programs. */
const SAID = new Set(['message', 'file', 'rich_message']);

/** Whether an event is something that somebody said, so that it can be a message of the visitor or of an agent. */
export const isSaid = (event: LiveChatEvent): boolean => SAID.has(event.type ?? '') && !isDeleted(event);

/** Whether an event was deleted: the token of an administrator gets it as it was, any other without the words. */
const isDeleted = ({ said }: LiveChatEvent): boolean => said.deleted === true;

/** What LiveChat tells of a deleted event to those who do not get its words. */
const DELETED_NAMES = ['id', 'type', 'author_id', 'custom_id', 'created_at', 'visibility', 'deleted'];

/** Deleted events for `extra`, of all events: that there was one, of whom and when. {} where none was deleted. */
export function deletedEvents(events: LiveChatEvent[]): JsonObject {
	const deleted = events
		.filter(isDeleted)
		.map(({ said }) =>
			Object.fromEntries(Object.entries(said).filter(([name]) => DELETED_NAMES.includes(name))),
		);
	return deleted.length > 0 ? { deleted_events: deleted } : {};
}

const OF_THE_SYSTEM = new Set(['system_message', 'system', 'custom', 'form']);

/**
 * An event as a message; null for a form that was filled in (`formFrom`, `answersFrom`), for a deleted event
 * (`deletedEvents`), and for an empty one. What the system tells, custom events and forms to fill in have the author system.
 */
export function messageFrom(event: LiveChatEvent, users: Users = nobody): ChatMessage | null {
	const { said, type, id, author_id } = event;
	if (isForm(event) || isDeleted(event) || !isFilled(said)) return null;
	const { text, attachments, taken } = contentOf(event);
	const sentAt = fromIso(said.created_at);
	const [seenBy] = [said.visibility, said.recipients].filter(
		(value) => value === 'all' || value === 'agents',
	);
	return buildMessage({
		id,
		author: OF_THE_SYSTEM.has(type ?? '') ? 'system' : authorOf(author_id, users),
		authorId: author_id,
		authorName: users.get(author_id ?? '')?.name ?? null,
		text,
		sentAt,
		visibility: seenBy === 'agents' ? 'agents' : 'all',
		attachments,
		extra: unread(said, {
			id,
			author_id,
			created_at: sentAt,
			visibility: said.visibility === seenBy ? seenBy : null,
			recipients: said.recipients === seenBy ? seenBy : null,
			// that it is a message goes without saying
			type: type === 'message' ? type : null,
			...taken,
		}),
	});
}

type Content = Pick<ChatMessage, 'text' | 'attachments'> & { taken: JsonObject };

/** What an event says in words and files, and what of it is said with that. */
function contentOf({ said, type }: LiveChatEvent): Content {
	switch (type) {
		case 'file': {
			const file = fileFrom(said);
			const { name, url, contentType: content_type, sizeBytes: size } = file;
			const attachments = name === null && url === null ? [] : [file];
			return { text: name, attachments, taken: { name, url, content_type, size } };
		}
		case 'rich_message':
			return {
				text: wordsOf(said.elements),
				attachments: objectsOf(said.elements)
					.map(({ image }) => fileFrom(objectOf(image)))
					.filter(({ url }) => url !== null),
				taken: {},
			};
		case 'form':
			return { text: buttonsOf(said.fields, 'label') || null, attachments: [], taken: {} };
		case 'system':
			return { text: toText(said.subtype)?.replaceAll('_', ' ') ?? null, attachments: [], taken: {} };
		default: {
			const text = toText(said.text);
			return { text, attachments: [], taken: { text } };
		}
	}
}

const fileFrom = ({ name, url, content_type, size }: JsonObject): ChatMessage['attachments'][number] => ({
	name: toText(name),
	url: toText(url),
	contentType: toText(content_type),
	sizeBytes: toNumber(size),
});

/** A rich message as one reads it: of each card its title, subtitle and buttons, a line each. */
function wordsOf(elements: unknown): string | null {
	const lines = objectsOf(elements).flatMap(({ title, subtitle, buttons }) => [
		toText(title),
		toText(subtitle),
		buttonsOf(buttons, 'text'),
	]);
	return lines.filter((line) => line !== null && line !== '').join('\n') || null;
}

const buttonsOf = (buttons: unknown, key: string): string =>
	objectsOf(buttons)
		.map((button) => toText(button[key]))
		.filter((text) => text !== null)
		.map((text) => `[${text}]`)
		.join(' ');

/**
 * A button of a rich message that was pressed, as a message of whoever pressed it. LiveChat sends the button's value
 * and the id of its action, and its text where that is the value.
 */
export function pressedButton({ user_id, event_id, postback }: JsonObject): ChatMessage {
	const button = objectOf(postback);
	const isText = button.button_type === 'message' || button.button_type === 'webview';
	const words = [button.text, isText ? button.button_value : null, button.id, button.button_value];
	return buildMessage({
		author: authorOf(toId(user_id)),
		authorId: toId(user_id),
		text: words.map(toText).find((text) => text !== null) ?? null,
		extra: unread({ event_id, postback }, {}),
	});
}

/** A filled form's questions and answers; several chosen answers are joined by commas. */
export function answersFrom(form: LiveChatEvent): Answer[] {
	const formType = otherFormType(form);
	return objectsOf(form.said.fields).map((said) => {
		const chosen = objectsOf(said.answers);
		const single = said.answer ?? said.value;
		const label = isJsonObject(single) ? toText(single.label) : toText(single);
		const answer = label ?? toText(chosen.map((option) => toText(option.label)).join(', '));
		const read = {
			id: toId(said.id),
			type: toText(said.type),
			label: toText(said.label),
			answer: isJsonObject(said.answer) ? { label } : label,
			...(said.answer === undefined && { value: isJsonObject(said.value) ? { label } : label }),
			answers: label === null ? chosen : [],
		};
		const isWhole = Array.isArray(said.answers) && said.answers.length === chosen.length;
		const options = chosen.map((option) => unread(option, { label: toText(option.label) }));
		return {
			id: read.id,
			type: read.type,
			question: read.label,
			answer,
			extra: {
				...unread(said, read),
				...(isWhole && label === null && options.some(isFilled) && { answers: options }),
				...(formType !== null && { form_type: formType }),
			},
		};
	});
}

export const isForm = (event: LiveChatEvent): boolean => event.type === 'filled_form' && !isDeleted(event);

/** A filled form without its questions and answers: which form it was, who filled it in and when. */
export const formFrom = ({ said, type }: LiveChatEvent): JsonObject =>
	unread(said, { type, fields: objectsOf(said.fields) });

/** When a form was not filled in before the chat: `postchat`, `ask_for_email`, `ticket` and others. */
function otherFormType({ said: { form_type, properties } }: LiveChatEvent): string | null {
	const type = toText(form_type) ?? toText(objectOf(objectOf(properties).lc2).form_type);
	return type === 'prechat' ? null : type;
}

/** What the customer thinks of the chat, from the properties of a chat or thread: score 1 is good, 0 is bad. */
export function ratingFrom(properties: JsonObject) {
	const { score, comment } = objectOf(properties.rating);
	const [rating, ratingComment] = [toNumber(score), toText(comment)];
	return { rating, ratingComment, taken: { rating: { score: rating, comment: ratingComment } } };
}

/**
 * Whether the visitor's last words stayed without an answer, of messages in their order; null when nobody said anything
 * that the visitor could see.
 */
export function isUnanswered(messages: readonly ChatMessage[]): boolean | null {
	const last = messages.findLast(
		({ author, visibility, text, attachments }) =>
			author !== 'system' && visibility === 'all' && (text !== null || attachments.length > 0),
	);
	return last === undefined ? null : last.author === 'visitor';
}

/** How a thread ended, as `system_message_type` says it in every language. */
const CLOSINGS =
	/^(routing\.archived_|manual_archived_|system_archived$|customer_banned$|archived_customer_disconnected$)/;
/** "No agent could be selected after chat was placed in the queue." */
const NOBODY_THERE = 'routing.archived_offline';

function endOf(messages: readonly ChatMessage[], startedAt: string | null, unreplied: boolean | null) {
	const closing = messages.findLast(({ extra }) => CLOSINGS.test(toText(extra.system_message_type) ?? ''));
	const endedAt = closing?.sentAt ?? null;
	const isSaidMissed = unreplied === true || closing?.extra.system_message_type === NOBODY_THERE;
	return {
		endedAt,
		durationSeconds: startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : null,
		isMissed: isSaidMissed || (isUnanswered(messages) ?? (unreplied === null ? null : false)),
	};
}

const properties = z.object({
	routing: field.shape(
		z.object({
			start_url: field.text,
			referrer: field.text,
			unreplied: field.boolean,
			offline_message: field.boolean,
		}),
	),
	rating: field.object,
});

const threadSchema = z.object({
	id: field.id,
	created_at: field.iso,
	events: field.listOf(readEvent),
	tags: field.ids,
	properties: field.shape(properties),
	access: field.shape(z.object({ group_ids: field.ids })),
	customer_visit: field.object,
});

const THREAD_NAMES = ['thread', 'last_thread_summary', 'last_thread_info'] as const;

/** The thread of a chat, and what of the chat's record is said with it. */
function threadOf(chat: JsonObject): { thread: JsonObject; taken: JsonObject } {
	const name = THREAD_NAMES.find((one) => isJsonObject(chat[one]));
	if (name !== undefined) return { thread: objectOf(chat[name]), taken: { [name]: chat[name] } };
	const [thread, ...others] = objectsOf(chat.threads);
	return thread === undefined || others.length > 0
		? { thread: {}, taken: {} }
		: { thread, taken: { threads: [thread] } };
}

/** A chat in a ChatEvent's parts; `said` are those of the messages that somebody said. */
type ReadChat = Required<Pick<ChatEventParts, 'chat' | 'visitor' | 'pages' | 'survey'>> & {
	agents: Agent[];
	messages: ChatMessage[];
	said: ChatMessage[];
};

/**
 * A whole chat with one thread, as `incoming_chat` brings it and `get_chat` answers it.
 * @param hasEnded when it is known that the thread ended, whatever the record says
 */
export function chatFrom(value: unknown, { hasEnded = false } = {}): ReadChat {
	const record = objectOf(value);
	const { thread: threadRecord, taken: takenThread } = threadOf(record);
	const thread = threadSchema.parse(threadRecord);
	const { routing } = thread.properties;

	const users = objectsOf(record.users);
	const who = usersOf(users);
	const customer = users.find((user) => kindOf(user) === 'visitor') ?? {};
	const isAgent = (user: JsonObject) =>
		['agent', 'bot'].includes(kindOf(user) ?? '') && toId(user.id) !== null;
	const others = users.filter((user) => user !== customer && !isAgent(user));
	const { visitor, pages, visit } = customerFrom(customer, {
		threadVisit: thread.customer_visit,
		referrer: routing.referrer,
	});

	const read = thread.events.flatMap((event) => {
		const message = messageFrom(event, who);
		return message === null ? [] : [{ event, message }];
	});
	const messages = read.map(({ message }) => message);
	const forms = thread.events.filter(isForm);

	const isOver = hasEnded || toBoolean(threadRecord.active) === false;
	const end = isOver
		? endOf(messages, thread.created_at, routing.unreplied)
		: { endedAt: null, durationSeconds: null, isMissed: null };

	const isRatedInThread = isFilled(thread.properties.rating);
	const { taken: takenRating, ...rating } = ratingFrom(
		objectOf((isRatedInThread ? threadRecord : record).properties),
	);
	const hasThreadGroups = thread.access.group_ids.length > 0;
	const groups = field.ids.parse(objectOf((hasThreadGroups ? threadRecord : record).access).group_ids);
	const takenAccess = { access: { group_ids: groups } };
	const id = toId(record.id);

	const ofChat = unread(record, {
		id,
		users,
		...takenThread,
		...(!hasThreadGroups && takenAccess),
		...(!isRatedInThread && { properties: takenRating }),
	});
	const ofThread = unread(threadRecord, {
		...thread,
		...(hasThreadGroups && takenAccess),
		properties: {
			routing: { ...routing, unreplied: end.isMissed === routing.unreplied ? end.isMissed : null },
			...(isRatedInThread && takenRating),
		},
		customer_visit: visit,
	});
	return {
		chat: {
			id,
			threadId: thread.id,
			url: routing.start_url,
			startedAt: thread.created_at,
			tags: thread.tags,
			isOffline: routing.offline_message,
			...end,
			...rating,
			extra: {
				...ofChat,
				...inside('thread', ofThread),
				...(groups.length > 0 && { groups }),
				...(others.length > 0 && { users: others }),
				...(forms.length > 0 && { forms: forms.map(formFrom) }),
				...deletedEvents(thread.events),
			},
		},
		visitor,
		agents: users.filter(isAgent).flatMap(agentFrom),
		messages,
		pages,
		survey: forms.flatMap(answersFrom),
		said: read
			.filter(({ event, message }) => isSaid(event) && message.author !== 'system')
			.map(({ message }) => message),
	};
}

/** An object under a name, unless it is empty. */
export const inside = (name: string, object: JsonObject): JsonObject =>
	isFilled(object) ? { [name]: object } : {};
