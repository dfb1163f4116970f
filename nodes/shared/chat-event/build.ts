import type { ChatEvent, ChatMessage } from './schema';

type Known = Pick<ChatEvent, 'vendor' | 'event' | 'vendorEvent' | 'eventId' | 'receivedAt'>;
type Said = Partial<Pick<ChatEvent, 'attempt' | 'occurredAt' | 'accountId' | 'pages' | 'survey'>> & {
	chat?: Partial<ChatEvent['chat']>;
	visitor?: Partial<ChatEvent['visitor']>;
	agents?: Array<Partial<ChatEvent['agents'][number]>>;
	messages?: Array<Partial<ChatMessage> & Pick<ChatMessage, 'author'>>;
};

/** What a vendor says of one event; what it leaves out is filled by `buildChatEvent`. */
export type ChatEventParts = Known & Said;

/** What an adapter reads of a delivery; the core knows the rest. */
export type VendorParts = Said & Pick<Known, 'eventId'>;

/** A whole ChatEvent: every key there, null, [] or {} where the vendor does not say. */
export function buildChatEvent(parts: ChatEventParts): ChatEvent {
	return {
		vendor: parts.vendor,
		event: parts.event,
		vendorEvent: parts.vendorEvent,
		eventId: parts.eventId,
		attempt: parts.attempt ?? null,
		occurredAt: parts.occurredAt ?? null,
		receivedAt: parts.receivedAt,
		accountId: parts.accountId ?? null,
		chat: {
			id: null,
			threadId: null,
			roomId: null,
			url: null,
			startedAt: null,
			endedAt: null,
			durationSeconds: null,
			rating: null,
			ratingComment: null,
			tags: [],
			isMissed: null,
			isOffline: null,
			extra: {},
			...parts.chat,
		},
		visitor: {
			id: null,
			name: null,
			email: null,
			phone: null,
			language: null,
			country: null,
			countryCode: null,
			city: null,
			timezone: null,
			ipAddress: null,
			userAgent: null,
			referrer: null,
			currentPage: null,
			customFields: {},
			extra: {},
			...parts.visitor,
		},
		agents: (parts.agents ?? []).map((agent) => ({ id: null, name: null, email: null, ...agent })),
		messages: (parts.messages ?? []).map((message) => ({
			id: null,
			authorId: null,
			authorName: null,
			text: null,
			sentAt: null,
			visibility: 'all',
			...message,
		})),
		pages: parts.pages ?? [],
		survey: parts.survey ?? [],
	};
}
