import { z } from 'zod';

import {
	type ChatAttachment,
	type ChatEvent,
	field,
	toId,
	toText,
	unread,
	type VendorParts,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';

/**
 * Conversations, messages, contacts and visitors as deliveries of the API webhooks and answers of the REST API hold them.
 * Smartsupp documents none of it: the fields are those that others have met in 2026, and some of the OpenAPI document
 * "Smartsupp Core API 1.0.0" (GitHub smartsupp/openapi-client, commit 4683704 of 2021, spec2.json).
 */
const contact = z.object({
	id: field.id,
	name: field.text,
	email: field.text,
	phone: field.text,
	properties: field.object,
});

const location = z.object({ ip: field.text, code: field.text, country: field.text, city: field.text });

const conversation = z.object({
	id: field.id,
	visitor_id: field.id,
	contact_id: field.id,
	contact: field.shape(contact),
	contact_details: field.shape(contact),
	contact_name: field.text,
	contact_email: field.text,
	contact_phone: field.text,
	assigned_agent_ids: field.ids,
	assigned_ids: field.ids,
	agent_ids: field.ids,
	created_at: field.iso,
	finished_at: field.iso,
	is_offline: field.boolean,
	referer: field.text,
	rating_value: field.number,
	rating_text: field.text,
	location: field.shape(location),
	tags: field.ids,
	variables: field.object,
});

const visitor = z.object({
	id: field.id,
	contact_id: field.id,
	name: field.text,
	email: field.text,
	lang: field.text,
	location_country: field.text,
	location_country_code: field.text,
	location_city: field.text,
	user_agent: field.text,
	referrer: field.text,
	page_url: field.text,
	variables: field.object,
});

const message = z.object({
	id: field.id,
	conversation_id: field.id,
	type: field.text,
	sub_type: field.text,
	author_name: field.text,
	agent_id: field.id,
	visitor_id: field.id,
	contact_id: field.id,
	bot_id: field.id,
	bot_name: field.text,
	trigger_id: field.id,
	trigger_name: field.text,
	page_url: field.text,
	created_at: field.iso,
});

/** Numbers and texts as ids: one of them, or a list. */
const oneOrMoreIds = field.any.transform((value) =>
	[value]
		.flat()
		.map(toId)
		.filter((id) => id !== null),
);

const records = z.object({
	conversation: field.shape(conversation),
	message: field.any.transform(asMessage).pipe(message.nullable()),
	contact: field.shape(contact),
	visitor: field.shape(visitor),
	conversation_id: field.id,
	contact_id: field.id,
	visitor_id: field.id,
	agent_id: field.id,
	assigned: oneOrMoreIds,
	rating_value: field.number,
	rating_text: field.text,
});

/** A message may be its text alone. */
function asMessage(value: unknown): JsonObject | null {
	if (isJsonObject(value)) return value;
	const content = toText(value);
	return content === null ? null : { content };
}

type Read = z.output<typeof records>;
type Message = NonNullable<VendorParts['messages']>[number];

/** What `data` of a delivery says, or what was put together of the API's answers in the same form. */
export interface Told {
	chat: NonNullable<VendorParts['chat']>;
	visitor: Partial<ChatEvent['visitor']>;
	agents: NonNullable<VendorParts['agents']>;
	message: Message | null;
	/** What `data` says beyond its records, where that belongs to no chat. */
	extra: JsonObject;
}

/**
 * Reads the records.
 * @param data `{ conversation, message, contact, visitor, conversation_id, agent_id ... }`, each of which may be missing
 * @param vendorEvent tells who wrote a message that does not say it
 */
export function readRecords(data: JsonObject, vendorEvent = ''): Told {
	const read = records.parse(data);
	const said = {
		conversation: objectOf(data.conversation),
		contact: objectOf(data.contact),
		visitor: objectOf(data.visitor),
	};
	const chatId = read.conversation.id ?? read.conversation_id ?? read.message?.conversation_id ?? null;
	const rating = {
		rating: read.rating_value ?? read.conversation.rating_value,
		ratingComment: read.rating_text ?? read.conversation.rating_text,
	};
	const visitor = visitorOf(read, said);
	const written = asMessage(data.message);
	const ids = { conversation_id: chatId, contact_id: visitor.extra?.contact_id, visitor_id: visitor.id };
	const told =
		read.message && written
			? messageOf(read.message, written, vendorEvent, { ...ids, page_url: visitor.currentPage })
			: null;

	const beyond = unread(data, {
		...lessOutdone(read, ids),
		conversation: isJsonObject(data.conversation) ? data.conversation : null,
		message: written === null ? null : data.message,
		contact: isJsonObject(data.contact) ? data.contact : null,
		visitor: isJsonObject(data.visitor) ? data.visitor : null,
	});
	const ofConversation = unread(said.conversation, {
		...lessOutdone(read.conversation, {
			visitor_id: visitor.id,
			contact_id: visitor.extra?.contact_id,
			contact_name: visitor.name,
			contact_email: visitor.email,
			contact_phone: visitor.phone,
			referer: visitor.referrer,
			rating_value: rating.rating,
			rating_text: rating.ratingComment,
		}),
		// What these say beyond is the visitor's.
		...Object.fromEntries(
			(['contact', 'contact_details', 'location', 'variables'] as const)
				.filter((name) => isJsonObject(said.conversation[name]))
				.map((name) => [name, said.conversation[name]]),
		),
	});
	return {
		chat: {
			id: chatId,
			startedAt: read.conversation.created_at,
			endedAt: read.conversation.finished_at,
			...rating,
			tags: read.conversation.tags,
			isOffline: read.conversation.is_offline,
			extra: chatId === null ? ofConversation : sideBySide({ conversation: ofConversation, data: beyond }),
		},
		visitor,
		agents: agentsOf(read, told),
		message: told,
		extra: chatId === null ? beyond : {},
	};
}

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/**
 * What was read, without what another record outdid: that was said and has to stand somewhere.
 * @param put what stands in the ChatEvent, by the names under which it was read
 */
const lessOutdone = (read: object, put: object): JsonObject => ({
	...read,
	...Object.fromEntries(
		Object.entries(put).map(([name, value]) => [
			name,
			(read as JsonObject)[name] === value ? (value as unknown) : null,
		]),
	),
});

/** What several records say, side by side; a name that an earlier one took stands below the record's own name. */
export function sideBySide(words: Record<string, JsonObject>): JsonObject {
	const all: JsonObject = {};
	for (const [record, said] of Object.entries(words)) {
		const apart: JsonObject = {};
		for (const [name, value] of Object.entries(said)) {
			if (!Object.hasOwn(all, name)) all[name] = value;
			else if (all[name] !== value) apart[name] = value;
		}
		if (Object.keys(apart).length > 0) all[record] = { ...objectOf(all[record]), ...apart };
	}
	return all;
}

function visitorOf(
	read: Read,
	said: Record<'conversation' | 'contact' | 'visitor', JsonObject>,
): Told['visitor'] {
	const { contact: person, visitor: browser, conversation: chat, message: written } = read;
	const contact_id =
		person.id ??
		read.contact_id ??
		chat.contact_id ??
		chat.contact.id ??
		written?.contact_id ??
		browser.contact_id;
	const known = {
		id: browser.id ?? read.visitor_id ?? chat.visitor_id ?? written?.visitor_id ?? null,
		name: person.name ?? chat.contact.name ?? chat.contact_details.name ?? chat.contact_name ?? browser.name,
		email:
			person.email ?? chat.contact.email ?? chat.contact_details.email ?? chat.contact_email ?? browser.email,
		phone: person.phone ?? chat.contact.phone ?? chat.contact_details.phone ?? chat.contact_phone,
		language: browser.lang,
		country: browser.location_country ?? chat.location.country,
		countryCode: browser.location_country_code ?? chat.location.code,
		city: browser.location_city ?? chat.location.city,
		ipAddress: chat.location.ip,
		userAgent: browser.user_agent,
		referrer: browser.referrer ?? chat.referer,
		currentPage: browser.page_url ?? written?.page_url ?? null,
	};
	const customFields = {
		...chat.variables,
		...browser.variables,
		...chat.contact_details.properties,
		...chat.contact.properties,
		...person.properties,
	};
	const ofContact = (words: JsonObject, { properties, ...own }: z.output<typeof contact>): JsonObject =>
		unread(words, {
			...lessOutdone(own, { id: contact_id, name: known.name, email: known.email, phone: known.phone }),
			properties: lessOutdone(properties, customFields),
		});
	const ofConversation = {
		location: unread(
			objectOf(said.conversation.location),
			lessOutdone(chat.location, { code: known.countryCode, country: known.country, city: known.city }),
		),
		variables: unread(objectOf(said.conversation.variables), lessOutdone(chat.variables, customFields)),
	};
	const extra = sideBySide({
		ids: contact_id == null ? {} : { contact_id },
		contact: ofContact(said.contact, person),
		'conversation.contact': ofContact(objectOf(said.conversation.contact), chat.contact),
		contact_details: ofContact(objectOf(said.conversation.contact_details), chat.contact_details),
		visitor: unread(said.visitor, {
			...lessOutdone(browser, { contact_id, name: known.name, email: known.email }),
			variables: lessOutdone(browser.variables, customFields),
		}),
		conversation: unread(ofConversation, {}),
	});
	return { ...known, customFields, extra };
}

/** The agents whom the event names. Their names stand in messages alone. */
function agentsOf(read: Read, told: Message | null): Told['agents'] {
	const { conversation: chat, message: written } = read;
	const ids = new Set(
		[
			read.agent_id,
			...read.assigned,
			written?.agent_id,
			...chat.assigned_agent_ids,
			...chat.assigned_ids,
			...chat.agent_ids,
		].filter((id) => id !== null && id !== undefined),
	);
	return [...ids].map((id) => ({
		id,
		...(told?.author === 'agent' && told.authorId === id && { name: told.authorName }),
	}));
}

const authors: Record<string, Message['author']> = {
	agent: 'agent',
	contact: 'visitor',
	bot: 'bot',
	trigger: 'bot',
	system: 'system',
};

const authorsByEvent: Record<string, Message['author']> = {
	'conversation.agent_replied': 'agent',
	'conversation.contact_replied': 'visitor',
	'conversation.bot_replied': 'bot',
};

/**
 * Who wrote it is told by `sub_type`; where that is missing or new, by the event's name. A note is for agents only.
 * @param put what of it stands outside of the message, by the names under which it was read
 */
function messageOf(
	read: z.output<typeof message>,
	said: JsonObject,
	vendorEvent: string,
	put: JsonObject,
): Message {
	const isTold = read.sub_type !== null && Object.hasOwn(authors, read.sub_type);
	const byEvent = Object.hasOwn(authorsByEvent, vendorEvent) ? authorsByEvent[vendorEvent] : 'system';
	const author = isTold ? authors[read.sub_type!] : byEvent;
	const authorId = {
		agent: read.agent_id,
		visitor: read.visitor_id ?? read.contact_id,
		bot: read.bot_id ?? read.trigger_id,
		system: null,
	}[author];
	const authorName = read.author_name ?? read.bot_name ?? read.trigger_name;
	const { text, attachments, taken } = contentOf(said.content);
	const files = filesOf(said.attachments);
	const known = {
		...lessOutdone(read, {
			author_name: authorName,
			bot_name: authorName,
			trigger_name: authorName,
			bot_id: authorId,
			trigger_id: authorId,
			...put,
			...(author === 'visitor' && { visitor_id: read.visitor_id }),
		}),
		type: ['message', 'note'].includes(read.type ?? '') ? read.type : null,
		sub_type: isTold ? read.sub_type : null,
		content: taken,
		attachments: files.isWhole ? said.attachments : null,
	};
	return {
		id: read.id,
		author,
		authorId,
		authorName,
		text: text ?? nameOf([...attachments, ...files.attachments]),
		sentAt: read.created_at,
		visibility: read.type === 'note' ? 'agents' : 'all',
		attachments: [...attachments, ...files.attachments],
		extra: unread(said, known),
	};
}

const nameOf = (attachments: Array<Partial<ChatAttachment>>): string | null =>
	attachments.find(({ name }) => name)?.name ?? null;

interface Content {
	text: string | null;
	attachments: Array<Partial<ChatAttachment>>;
	/** What of it these two tell; null when it is more than a text, so that all of it stays. */
	taken: unknown;
}

/** `{ type: 'text', text }`, or the text alone; a file is `{ type: 'image', data: { url ... } }`. */
function contentOf(said: unknown): Content {
	if (!isJsonObject(said)) return { text: toText(said), attachments: [], taken: toText(said) };
	const { data } = said;
	const html = toText(said.html);
	const text = toText(said.text);
	const isFile = isJsonObject(data) && (toText(data.url) ?? fileOf(data).name) !== null;
	const isText = (said.type ?? 'text') === 'text' && !isFile;
	return {
		text: text ?? html,
		attachments: isFile ? [fileOf(data)] : [],
		taken: isText ? { type: 'text', text, html: text === null ? html : null } : null,
	};
}

const file = z.object({
	url: field.text,
	file_name: field.text,
	fileName: field.text,
	file_type: field.text,
	fileType: field.text,
	size: field.number,
});

/** A file in the names of the API or of the vendor's own document of 2021. */
function fileOf(said: JsonObject): ChatAttachment {
	const { url, size, ...read } = file.parse(said);
	return {
		name: read.file_name ?? read.fileName ?? toText(said.name),
		url,
		contentType: read.file_type ?? read.fileType,
		sizeBytes: size,
	};
}

/** The files of a message, and whether that is all that is said of them. */
function filesOf(said: unknown): { attachments: ChatAttachment[]; isWhole: boolean } {
	const list = Array.isArray(said) ? said : [];
	const files = list.filter(isJsonObject);
	const isWhole =
		Array.isArray(said) &&
		files.length === list.length &&
		files.every((entry) => Object.keys(unread(entry, file.parse(entry))).length === 0);
	return { attachments: files.map(fileOf), isWhole };
}
