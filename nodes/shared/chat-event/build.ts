import type { ChatAttachment, ChatEvent, ChatMessage } from './schema';
import { transcriptOf } from './transcript';

type Known = Pick<ChatEvent, 'vendor' | 'event' | 'vendorEvent' | 'eventId' | 'receivedAt'>;
type SaidMessage = Partial<Omit<ChatMessage, 'attachments'>> &
	Pick<ChatMessage, 'author'> & { attachments?: Array<Partial<ChatAttachment>> };
type Said = Partial<Pick<ChatEvent, 'attempt' | 'occurredAt' | 'accountId' | 'extra'>> & {
	chat?: Partial<ChatEvent['chat']>;
	visitor?: Partial<ChatEvent['visitor']>;
	agents?: Array<Partial<ChatEvent['agents'][number]>>;
	messages?: SaidMessage[];
	pages?: Array<Partial<ChatEvent['pages'][number]>>;
	survey?: Array<Partial<ChatEvent['survey'][number]>>;
};

/** What a vendor says of one event; what it leaves out is filled by `buildChatEvent`. */
export type ChatEventParts = Known & Said;

/** What an adapter reads of a delivery; the core knows the rest. */
export type VendorParts = Said & Pick<Known, 'eventId'>;

/** A message with every key there. */
export const buildMessage = ({ attachments = [], ...message }: SaidMessage): ChatMessage => ({
	id: null,
	authorId: null,
	authorName: null,
	text: null,
	sentAt: null,
	visibility: 'all',
	extra: {},
	...message,
	attachments: attachments.map((attachment) => ({
		name: null,
		url: null,
		contentType: null,
		sizeBytes: null,
		...attachment,
	})),
});

/**
 * A whole ChatEvent: every key there, null, [] or {} where the vendor does not say. Name, e-mail and phone that the
 * visitor typed into a form stand for what the visitor's record does not say.
 */
export function buildChatEvent(parts: ChatEventParts): ChatEvent {
	const messages = (parts.messages ?? []).map(buildMessage);
	const survey = completed(parts.survey, { id: null, type: null, question: null, answer: null });
	const visitor = {
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
	};
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
			...visitor,
			name: visitor.name ?? typed(survey, 'name'),
			email: visitor.email ?? typed(survey, 'email'),
			phone: visitor.phone ?? typed(survey, 'phone'),
		},
		agents: completed(parts.agents, { id: null, name: null, email: null }),
		messages,
		pages: completed(parts.pages, { url: null, title: null }),
		survey,
		transcript: transcriptOf(messages),
		extra: parts.extra ?? {},
	};
}

const completedLists = new WeakMap<object, unknown[]>();

/**
 * A list's entries with every key there. Made once for each list: several events of one delivery share it, so that a
 * long list is not copied for each of them.
 */
function completed<Entry extends { extra: object }>(
	list: Array<Partial<Entry>> | undefined,
	empty: { [Key in Exclude<keyof Entry, 'extra'>]: null },
): Entry[] {
	if (list === undefined) return [];
	const known =
		completedLists.get(list) ?? list.map((entry) => ({ ...empty, extra: {}, ...entry }) as unknown);
	completedLists.set(list, known);
	return known as Entry[];
}

/** What the visitor typed where the form asks for it. */
const typed = (survey: ChatEvent['survey'], asksFor: 'name' | 'email' | 'phone'): string | null =>
	survey.find(({ type, answer }) => type?.toLowerCase() === asksFor && answer !== null)?.answer ?? null;
