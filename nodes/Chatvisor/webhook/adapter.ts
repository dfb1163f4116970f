import { z } from 'zod';

import { buildChatEvent, type ChatEventParts, field, rest, slotId, toText } from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

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
type Parts = Omit<ChatEventParts, 'vendor' | 'vendorEvent' | 'eventId' | 'receivedAt'>;

/** By the WebHook that the URL was given to: what its body says, or null when it is not such a body. */
const readers: Record<string, (read: Payload, body: JsonObject) => Parts | null> = {
	newConversation: (read, body) => fromConversation('chatStarted', read, body),
	statusChange: (read, body) =>
		fromConversation(read.status === 'DONE' ? 'chatEnded' : 'chatUpdated', read, body),
	newMessage: fromMessage,
	newSubscriber: fromCustomer,
};

/**
 * Chatvisor's WebHooks ("Settings - API - WebHooks" in the API reference). Their bodies name no event and carry no
 * id, no time and no proof: which event it is comes from Trigger On, so every event comes out.
 */
export const chatvisorAdapter: VendorAdapter<Payload> = {
	vendor: 'chatvisor',
	payload,
	proofs: { urlSecret },
	secretKeys: ['access_token', 'externalToken'],
	toChatEvents(read, { body, receivedAt, events: [webhook] }): VendorEvent[] {
		const parts = Object.hasOwn(readers, webhook) ? readers[webhook](read, body) : null;
		if (parts === null) return [];
		const event = buildChatEvent({
			vendor: 'chatvisor',
			vendorEvent: webhook,
			// With the WebHook's name, because one conversation goes to several WebHooks as the same body.
			eventId: slotId([webhook, body], receivedAt),
			receivedAt: receivedAt.toISOString(),
			...parts,
		});
		return [{ event, keepRaw: webhook === 'newMessage' }];
	},
};

/** A Conversation has no id of its own: a customer has one conversation, and its id names both. */
function fromConversation(event: Parts['event'], read: Payload, body: JsonObject): Parts | null {
	const { customerId, status, lastMessage, url } = read;
	const text = textOf(lastMessage);
	if (customerId === null && status === null && text === null) return null;
	// Nothing says who wrote the last message, but what opens a conversation or makes it unread is the customer's.
	const isCustomers = text !== null && (event === 'chatStarted' || status === 'UNREAD');
	return {
		event,
		chat: {
			id: customerId,
			url,
			extra: rest(body, ['customerId', 'url', ...(isCustomers ? ['lastMessage'] : [])]),
		},
		visitor: { id: customerId },
		messages: isCustomers ? [{ author: 'visitor', authorId: customerId, text }] : [],
	};
}

/** "New message" is sent for what a customer writes. The raw body goes along, since its fields are not documented. */
function fromMessage({ customerId, text, lastMessage, url }: Payload): Parts | null {
	const said = text ?? textOf(lastMessage);
	if (customerId === null && said === null) return null;
	return {
		event: 'messageFromVisitor',
		chat: { id: customerId, url },
		visitor: { id: customerId },
		messages: [{ author: 'visitor', authorId: customerId, text: said }],
	};
}

function fromCustomer(read: Payload, body: JsonObject): Parts | null {
	const { customerId, id, email, firstname, lastname, additionalTaggingData } = read;
	const name = [firstname, lastname].filter((part) => part !== null).join(' ');
	if ([customerId, id, email].every((part) => part === null) && name === '') return null;
	const known = ['customerId', 'email', 'additionalTaggingData', ...(customerId === null ? ['id'] : [])];
	return {
		event: 'visitorUpdated',
		visitor: {
			id: customerId ?? id,
			email,
			name: toText(name),
			customFields: additionalTaggingData,
			extra: rest(body, known),
		},
	};
}

const textOf = ({ text, test }: JsonObject): string | null => toText(text) ?? toText(test);
