import { z } from 'zod';

import { type VendorParts, field, rest, slotId, toText } from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { type EventTable, urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

/**
 * What Chatvisor's WebHooks send: a Conversation, a Message (its fields are documented nowhere) or a Customer. One
 * lenient shape reads all three. `lastMessage.test` is as the documents print it, probably for `text`.
 */
const payload = z.object({
	customerId: field.id,
	status: field.text,
	lastMessage: field.object,
	url: field.text,
	text: field.text,
	id: field.id,
	email: field.text,
	firstname: field.text,
	lastname: field.text,
	additionalTaggingData: field.object,
});

type Payload = z.output<typeof payload>;
type Said = Pick<VendorEvent, 'event'> & { parts: Omit<VendorParts, 'eventId'> };

/** Chatvisor's four WebHooks, by the name that Trigger On gives each: a body does not say which one it came by. */
const events = {
	newConversation: {
		name: 'New Conversation',
		description: 'A new customer writes, or one whose conversation was done writes again',
		event: 'chatStarted',
		isDefault: true,
	},
	newMessage: {
		name: 'New Message',
		description: 'A message of a customer arrives',
		event: 'messageFromVisitor',
	},
	newSubscriber: {
		name: 'New Subscriber',
		description: 'A customer subscribes (only in the first version of Chatvisor)',
		event: 'visitorUpdated',
	},
	statusChange: {
		name: 'Status Change',
		description: 'A conversation becomes unread, unresolved or done',
		event: ['chatUpdated', 'chatEnded'],
	},
} satisfies EventTable;

/** What the body of each WebHook says, or null when it is not such a body. */
const readers: Record<string, (read: Payload, body: JsonObject) => Said | null> = {
	newConversation: (read, body) => fromConversation(read, body, true),
	statusChange: (read, body) => {
		const said = fromConversation(read, body, read.status === 'UNREAD');
		return said && read.status === 'DONE' ? { ...said, event: 'chatEnded' } : said;
	},
	newMessage: fromMessage,
	newSubscriber: fromCustomer,
};

/**
 * Chatvisor's WebHooks ("Settings - API - WebHooks" in the API reference). Their bodies name no event and carry no
 * id, no time and no proof: which event it is comes from Trigger On, so every event comes out.
 */
export const chatvisorAdapter: VendorAdapter<Payload> = {
	vendor: 'chatvisor',
	events,
	payload,
	proofs: { urlSecret },
	secretKeys: ['access_token', 'externalToken'],
	toChatEvents(read, { body, receivedAt, events: [webhook] }): VendorEvent[] {
		const said = Object.hasOwn(readers, webhook) ? readers[webhook](read, body) : null;
		if (said === null) return [];
		// With the WebHook's name, because one conversation goes to several WebHooks as the same body.
		const eventId = slotId([webhook, body], receivedAt);
		const parts = { ...said.parts, eventId };
		return [{ trigger: webhook, event: said.event, parts, keepRaw: webhook === 'newMessage' }];
	},
};

/**
 * A Conversation has no id of its own: a customer has one conversation, and its id names both.
 * @param isUnread nothing says who wrote the last message, but what opens a conversation or makes it unread is the
 * customer's
 */
function fromConversation(read: Payload, body: JsonObject, isUnread: boolean): Said | null {
	const { customerId, status, lastMessage, url } = read;
	const text = textOf(lastMessage);
	if (customerId === null && status === null && text === null) return null;
	const isCustomers = text !== null && isUnread;
	return {
		parts: {
			chat: {
				id: customerId,
				url,
				extra: rest(body, ['customerId', 'url', ...(isCustomers ? ['lastMessage'] : [])]),
			},
			visitor: { id: customerId },
			messages: isCustomers ? [{ author: 'visitor', authorId: customerId, text }] : [],
		},
	};
}

/** "New message" is sent for what a customer writes. The raw body goes along, since its fields are not documented. */
function fromMessage({ customerId, text, lastMessage, url }: Payload): Said | null {
	const said = text ?? textOf(lastMessage);
	if (customerId === null && said === null) return null;
	return {
		parts: {
			chat: { id: customerId, url },
			visitor: { id: customerId },
			messages: [{ author: 'visitor', authorId: customerId, text: said }],
		},
	};
}

function fromCustomer(read: Payload, body: JsonObject): Said | null {
	const { customerId, id, email, firstname, lastname, additionalTaggingData } = read;
	const name = [firstname, lastname].filter((part) => part !== null).join(' ');
	if ([customerId, id, email].every((part) => part === null) && name === '') return null;
	const known = ['customerId', 'email', 'additionalTaggingData', ...(customerId === null ? ['id'] : [])];
	return {
		parts: {
			visitor: {
				id: customerId ?? id,
				email,
				name: toText(name),
				customFields: additionalTaggingData,
				extra: rest(body, known),
			},
		},
	};
}

const textOf = ({ text, test }: JsonObject): string | null => toText(text) ?? toText(test);
