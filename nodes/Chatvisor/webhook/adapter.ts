import { z } from 'zod';

import { type VendorParts, field, messageEventId, slotId, toText, unread } from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import {
	type EventTable,
	removeKeys,
	urlSecret,
	type VendorAdapter,
	type VendorEvent,
} from '../../shared/receive';

/**
 * What Chatvisor's WebHooks send: a Conversation, a Message (its fields are documented nowhere) or a Customer. One
 * lenient shape reads all three. `lastMessage.test` is as the documents print it, probably for `text`. `assignedUser`,
 * the e-mail address of an agent, is documented of a Customer; `messageId` is how Chatvisor's audit log calls the id of
 * a message.
 */
const payload = z.object({
	customerId: field.id,
	status: field.text,
	lastMessage: field.any.transform(toLastMessage),
	url: field.text,
	text: field.text,
	messageId: field.id,
	id: field.id,
	email: field.text,
	phone: field.text,
	firstname: field.text,
	lastname: field.text,
	assignedUser: field.text,
	additionalTaggingData: field.object,
});

type Payload = z.output<typeof payload>;
type Said = Pick<VendorEvent, 'event'> & { parts: Omit<VendorParts, 'eventId'> };

/**
 * Chatvisor's four WebHooks, by the name that Trigger On gives each: a body does not say which one it came by. So each
 * common event has to be what one of them alone becomes.
 */
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
 * time and no proof: which event it is comes from Trigger On, so every event comes out.
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
		const { customerId, messageId } = read;
		const eventId =
			webhook === 'newMessage' && customerId !== null && messageId !== null
				? messageEventId('chatvisor', customerId, messageId)
				: // With the WebHook's name, because one conversation goes to several WebHooks as the same body.
					slotId([webhook, body], receivedAt);
		return [{ trigger: webhook, event: said.event, parts: { ...said.parts, eventId } }];
	},
};

/**
 * A Conversation has no id of its own: a customer has one conversation, and its id names both.
 * @param isUnread nothing says who wrote the last message, but what opens a conversation or makes it unread is the
 * customer's
 */
function fromConversation(read: Payload, body: JsonObject, isUnread: boolean): Said | null {
	const { customerId, status, lastMessage, url, messageId, assignedUser } = read;
	if (customerId === null && status === null && (lastMessage === null || lastMessage.text === null))
		return null;
	const message = isUnread ? lastMessage : null;
	const taken = message === null ? {} : { messageId, lastMessage: body.lastMessage };
	return {
		parts: {
			chat: { id: customerId, url, extra: unread(body, { customerId, url, assignedUser, ...taken }) },
			visitor: { id: customerId },
			agents: agentsOf(assignedUser),
			messages: message ? [{ id: messageId, author: 'visitor', authorId: customerId, ...message }] : [],
		},
	};
}

/** "New message" is sent for what a customer writes. Its body is the message itself, or a Conversation with it. */
function fromMessage(read: Payload, body: JsonObject): Said | null {
	const { customerId, text, lastMessage, url, messageId, assignedUser } = read;
	if (text === null && lastMessage !== null) return fromConversation(read, body, true);
	if (customerId === null && text === null) return null;
	const extra = unread(body, { customerId, text, url, messageId, assignedUser });
	return {
		parts: {
			chat: { id: customerId, url },
			visitor: { id: customerId },
			agents: agentsOf(assignedUser),
			messages: [{ id: messageId, author: 'visitor', authorId: customerId, text, extra }],
		},
	};
}

function fromCustomer(read: Payload, body: JsonObject): Said | null {
	const visitor = visitorOf(read, body);
	const { id, name, email } = visitor;
	if (id === null && name === null && email === null) return null;
	const { assignedUser } = read;
	const extra = unread(visitor.extra, { assignedUser });
	return { parts: { visitor: { ...visitor, extra }, agents: agentsOf(assignedUser) } };
}

/** Who a Customer is. First and last name stay apart in extra as well. */
function visitorOf(read: Payload, body: JsonObject) {
	const { customerId, id, email, phone, firstname, lastname, additionalTaggingData } = read;
	const name = [firstname, lastname].filter((part) => part !== null).join(' ');
	const ownId = customerId === null ? { id } : { customerId };
	return {
		id: customerId ?? id,
		name: toText(name),
		email,
		phone,
		customFields: additionalTaggingData,
		extra: unread(body, { ...ownId, email, phone, additionalTaggingData }),
	};
}

/** Who a Customer of the API's list is, in the words of the ChatEvent. */
export function customerToVisitor(customer: JsonObject): ReturnType<typeof visitorOf> {
	removeKeys(customer, chatvisorAdapter.secretKeys);
	return visitorOf(payload.parse(customer), customer);
}

const agentsOf = (user: string | null): NonNullable<VendorParts['agents']> =>
	user === null ? [] : [{ id: user, email: user.includes('@') ? user : null }];

/** What a last message says; null for nothing, and for what is neither a text nor an object. */
function toLastMessage(said: unknown): { text: string | null; extra: JsonObject } | null {
	if (!isJsonObject(said)) {
		const text = toText(said);
		return text === null ? null : { text, extra: {} };
	}
	const text = toText(said.text);
	const read = text === null ? { test: toText(said.test) } : { text };
	const message = { text: text ?? toText(said.test), extra: unread(said, read) };
	return message.text === null && Object.keys(message.extra).length === 0 ? null : message;
}
