import { z } from 'zod';

import {
	type ChatEvent,
	field,
	hashedId,
	rest,
	slotId,
	toId,
	toText,
	type VendorParts,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import type { VendorAdapter } from '../../shared/receive';
import { webhookEvents } from './events';
import { smartsuppSignature } from './signature';

const conversation = {
	id: field.id,
	visitor_id: field.id,
	contact_id: field.id,
	assigned_agent_ids: field.ids,
	assigned_ids: field.ids,
	agent_ids: field.ids,
	created_at: field.iso,
	finished_at: field.iso,
	is_offline: field.boolean,
	referer: field.text,
	rating_value: field.number,
	rating_text: field.text,
	location: field.shape(
		z.object({ ip: field.text, code: field.text, country: field.text, city: field.text }),
	),
	tags: field.ids,
	variables: field.object,
};

const message = {
	id: field.id,
	conversation_id: field.id,
	sub_type: field.text,
	content: field.any.transform((content) =>
		isJsonObject(content) ? (toText(content.text) ?? toText(content.html)) : toText(content),
	),
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
};

const contact = {
	id: field.id,
	name: field.text,
	email: field.text,
	phone: field.text,
	properties: field.object,
};

const visitor = {
	id: field.id,
	lang: field.text,
	location_country: field.text,
	location_country_code: field.text,
	location_city: field.text,
	user_agent: field.text,
	referrer: field.text,
	page_url: field.text,
	variables: field.object,
};

const dataShape = {
	conversation: field.shape(z.object(conversation).passthrough()),
	message: field.any
		.transform((value): unknown => (isJsonObject(value) ? value : null))
		.pipe(z.object(message).passthrough().nullable()),
	contact: field.shape(z.object(contact).passthrough()),
	visitor: field.shape(z.object(visitor).passthrough()),
	conversation_id: field.id,
	contact_id: field.id,
	visitor_id: field.id,
	agent_id: field.id,
	assigned: field.any.transform((value) => [value].flat().map(toId)),
	rating_value: field.number,
	rating_text: field.text,
};

/**
 * The body of an API webhook (v2). The envelope is that of https://docs.smartsupp.com/rest-api/webhooks; what `data`
 * holds Smartsupp does not document, the fields here are those that others have met in deliveries of 2026.
 */
const payload = z.preprocess(
	withNamedData,
	z.object({
		event: z.string().min(1),
		timestamp: field.iso,
		account_id: field.id,
		app_id: field.id,
		data: field.shape(z.object(dataShape).passthrough()),
	}),
);

/** Some deliveries are said to carry the conversation (or contact …) as `data` itself instead of within it. */
function withNamedData(body: unknown): unknown {
	if (!isJsonObject(body) || !isJsonObject(body.data) || toId(body.data.id) === null) return body;
	const [kind] = String(body.event).split('.');
	const isNamed = !['conversation', 'message', 'contact', 'visitor'].includes(kind) || kind in body.data;
	return isNamed ? body : { ...body, data: { [kind]: body.data } };
}

type Data = z.output<typeof payload>['data'];
type Message = NonNullable<Data['message']>;

/** What a shape does not name, for `extra`. */
const beyond = (object: JsonObject, shape: object): JsonObject => rest(object, Object.keys(shape));

const distinct = (ids: Array<string | null | undefined>): string[] => [
	...new Set(ids.filter((id) => id !== null && id !== undefined)),
];

/** Smartsupp's API webhooks (v2): one event per delivery, all events to one URL. */
export const apiWebhooksAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'smartsupp',
	events: webhookEvents,
	payload,
	proofs: { signature: smartsuppSignature },
	secretKeys: [],
	toChatEvents({ event, timestamp, account_id, app_id, data }, { body, receivedAt }) {
		const parts: VendorParts = {
			eventId:
				timestamp === null
					? slotId(body, receivedAt)
					: hashedId(event, timestamp, account_id, identityOf(body.data)),
			occurredAt: timestamp,
			accountId: account_id,
			chat: chatOf(data, app_id),
			visitor: visitorOf(data),
			agents: distinct([
				data.agent_id,
				...data.assigned,
				data.message?.agent_id,
				...data.conversation.assigned_agent_ids,
				...data.conversation.assigned_ids,
				...data.conversation.agent_ids,
			]).map((id) => ({ id })),
			messages: data.message === null ? [] : [messageOf(data.message, event)],
		};
		return [{ trigger: event, parts }];
	},
};

/** The ids in `data`: with the event's name and time they tell one event from another. All of `data` without any. */
function identityOf(data: unknown): unknown {
	const ids = Object.entries(isJsonObject(data) ? data : {})
		.map(([key, value]) => {
			if (isJsonObject(value)) return [key, toId(value.id)];
			return [key, key === 'assigned' || /(^|_)id$/.test(key) ? (value ?? null) : null];
		})
		.filter(([, id]) => id !== null);
	return ids.length > 0 ? ids.sort() : data;
}

function chatOf(data: Data, appId: string | null): VendorParts['chat'] {
	const { conversation: chat, message: said } = data;
	const moreOfMessage = said === null ? {} : beyond(said, message);
	return {
		id: chat.id ?? data.conversation_id ?? said?.conversation_id ?? null,
		startedAt: chat.created_at,
		endedAt: chat.finished_at,
		rating: data.rating_value ?? chat.rating_value,
		ratingComment: data.rating_text ?? chat.rating_text,
		tags: chat.tags,
		isOffline: chat.is_offline,
		extra: {
			...(appId !== null && { app_id: appId }),
			...beyond(chat, conversation),
			...beyond(data, dataShape),
			...(Object.keys(moreOfMessage).length > 0 && { message: moreOfMessage }),
		},
	};
}

function visitorOf({ conversation: chat, message: said, ...data }: Data): Partial<ChatEvent['visitor']> {
	const { contact: person, visitor: browser } = data;
	const contactId = person.id ?? data.contact_id ?? chat.contact_id ?? said?.contact_id ?? null;
	return {
		id: browser.id ?? data.visitor_id ?? chat.visitor_id ?? said?.visitor_id ?? null,
		name: person.name,
		email: person.email,
		phone: person.phone,
		language: browser.lang,
		country: browser.location_country ?? chat.location.country,
		countryCode: browser.location_country_code ?? chat.location.code,
		city: browser.location_city ?? chat.location.city,
		ipAddress: chat.location.ip,
		userAgent: browser.user_agent,
		referrer: browser.referrer ?? chat.referer,
		currentPage: browser.page_url ?? said?.page_url ?? null,
		customFields: { ...chat.variables, ...browser.variables, ...person.properties },
		extra: {
			...beyond(browser, visitor),
			...beyond(person, contact),
			...(contactId !== null && { contact_id: contactId }),
		},
	};
}

const authors: Record<string, ChatEvent['messages'][number]['author']> = {
	agent: 'agent',
	contact: 'visitor',
	bot: 'bot',
	trigger: 'bot',
	system: 'system',
	'conversation.agent_replied': 'agent',
	'conversation.contact_replied': 'visitor',
	'conversation.bot_replied': 'bot',
};

/** By `sub_type`; where it is missing or new, by the event's name. */
function messageOf(said: Message, vendorEvent: string): NonNullable<VendorParts['messages']>[number] {
	const by = [said.sub_type, vendorEvent].find((name) => name !== null && Object.hasOwn(authors, name));
	const author = by ? authors[by] : 'system';
	const authorIds = {
		agent: said.agent_id,
		visitor: said.visitor_id ?? said.contact_id,
		bot: said.bot_id ?? said.trigger_id,
		system: null,
	};
	return {
		id: said.id,
		author,
		authorId: authorIds[author],
		authorName: said.author_name ?? said.bot_name ?? said.trigger_name,
		text: said.content,
		sentAt: said.created_at,
	};
}
