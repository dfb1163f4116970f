import { z } from 'zod';

import {
	type ChatEvent,
	field,
	fromSeconds,
	hashedId,
	rest,
	slotId,
	toId,
	toText,
} from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { basicAuth, urlSecret, type VendorAdapter } from '../../shared/receive';
import { legacyEvents } from './events';

const personSchema = z.object({ id: field.id, login: field.id, name: field.text });

const chatSchema = z.object({
	id: field.id,
	started_timestamp: field.seconds,
	ended_timestamp: field.seconds,
	url: field.text,
	referer: field.text,
	messages: field.listOf(({ user_type, author_name, agent_id, text, timestamp }) => ({
		user_type: toText(user_type),
		author_name: toText(author_name),
		agent_id: toId(agent_id),
		text: toText(text),
		timestamp: fromSeconds(timestamp),
	})),
	events: field.list(z.object({ text: field.text, timestamp: field.seconds })),
	agents: field.list(personSchema),
	tags: field.ids,
});

const ticketSchema = z.object({
	id: field.id,
	subject: field.text,
	tags: field.ids,
	requester: field.object,
	assignee: field.object,
	events: field.list(
		z.object({
			type: field.text,
			author: field.shape(z.object({ id: field.id, name: field.text, type: field.text })),
			date: field.iso,
			is_private: field.boolean,
			message: field.text,
		}),
	),
});

/**
 * A delivery of the legacy webhooks (REST API 2.0), as in the original document and in LiveChat's page of 2019. Which
 * of the parts are there depends on the Data types that were chosen. `token` is a credential for LiveChat's API, not a
 * proof of origin.
 */
const payload = z.object({
	event_type: z.string().min(1),
	event_unique_id: field.id,
	license_id: field.id,
	chat: field.object,
	visitor: field.object,
	pre_chat_survey: field.list(
		z.object({
			label: field.text,
			answer: field.text,
			answers: field.list(z.object({ label: field.text, chosen: field.boolean })),
		}),
	),
	ticket: field.object,
});

type Message = ChatEvent['messages'][number];

/** LiveChat's legacy webhooks (v2), whose URL a person enters in LiveChat. */
export const liveChatLegacyAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'liveChat',
	events: legacyEvents,
	payload,
	proofs: { urlSecret, basicAuth },
	secretKeys: ['token'],
	toChatEvents(delivery, { body, receivedAt }) {
		const { event_type, event_unique_id, license_id, pre_chat_survey } = delivery;
		const chat = chatSchema.parse(delivery.chat);
		const ticket = ticketSchema.parse(delivery.ticket);
		const hasChat = Object.keys(delivery.chat).length > 0;
		const occurredAt = event_type === 'chat_ended' ? chat.ended_timestamp : chat.started_timestamp;
		const { started_timestamp: startedAt, ended_timestamp: endedAt } = chat;
		return [
			{
				trigger: event_type,
				parts: {
					eventId: event_unique_id ?? idWithout(event_type, chat, body, receivedAt),
					occurredAt: event_type === 'chat_changed' ? null : occurredAt,
					accountId: license_id,
					chat: {
						id: hasChat ? chat.id : null,
						url: chat.url,
						startedAt,
						endedAt,
						durationSeconds:
							startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : null,
						tags: hasChat ? chat.tags : ticket.tags,
						extra: {
							...rest(delivery.chat, [
								...['id', 'started_timestamp', 'ended_timestamp', 'url', 'referer'],
								...['messages', 'agents', 'tags'],
							]),
							...rest({ ticketId: ticket.id, subject: ticket.subject }, []),
						},
					},
					visitor: visitorFrom(delivery.visitor, ticket.requester, chat.referer),
					agents: (hasChat ? chat.agents : [personSchema.parse(ticket.assignee)])
						.map(({ id, login, name }) => ({ id: login ?? id, name, email: emailOf(login ?? id) }))
						.filter(({ id }) => id !== null),
					messages: hasChat ? messagesFrom(chat, toId(delivery.visitor.id)) : ticketMessages(ticket),
					survey: pre_chat_survey.map(({ label, answer, answers }) => ({
						question: label,
						answer: answer ?? toText(chosenOf(answers)),
					})),
				},
			},
		];
	},
};

/** The id of a delivery without event_unique_id, which no page of LiveChat's mentions. */
function idWithout(
	type: string,
	{ id, started_timestamp, ended_timestamp }: z.output<typeof chatSchema>,
	body: JsonObject,
	receivedAt: Date,
): string {
	const time = type === 'chat_started' ? started_timestamp : type === 'chat_ended' ? ended_timestamp : null;
	return id !== null && time !== null ? hashedId(type, id, time) : slotId(body, receivedAt);
}

const emailOf = (id: string | null): string | null => (id?.includes('@') ? id : null);

const chosenOf = (answers: Array<{ label: string | null; chosen: boolean | null }>): string =>
	answers
		.filter(({ chosen }) => chosen)
		.map(({ label }) => label)
		.join(', ');

const KNOWN_OF_VISITOR = [
	...['id', 'name', 'email', 'phone', 'language', 'country', 'country_code', 'city', 'timezone', 'ip'],
	...['user_agent', 'referrer', 'page_current', 'custom_variables'],
];

function visitorFrom(
	visitor: JsonObject,
	requester: JsonObject,
	referer: string | null,
): Partial<ChatEvent['visitor']> {
	const variables = field.list(field.object).parse(visitor.custom_variables);
	return {
		id: toId(visitor.id),
		name: toText(visitor.name) ?? toText(requester.name),
		email: toText(visitor.email) ?? toText(requester.mail),
		phone: toText(visitor.phone),
		language: toText(visitor.language),
		country: toText(visitor.country),
		countryCode: toText(visitor.country_code),
		city: toText(visitor.city),
		timezone: toText(visitor.timezone),
		ipAddress: toText(visitor.ip),
		userAgent: toText(visitor.user_agent),
		referrer: referer ?? toText(visitor.referrer),
		currentPage: toText(visitor.page_current),
		customFields: Object.fromEntries(
			variables.flatMap(({ key, value }) => (typeof key === 'string' ? [[key, value]] : [])),
		),
		extra: rest(visitor, KNOWN_OF_VISITOR),
	};
}

/** A supervisor's message is a whisper: only agents see it. What happened in the chat is told between the messages. */
function messagesFrom(
	chat: z.output<typeof chatSchema>,
	visitorId: string | null,
): Array<Partial<Message> & Pick<Message, 'author'>> {
	const said = chat.messages.map(({ user_type, author_name, agent_id, text, timestamp }) => {
		const author: Message['author'] =
			user_type === 'visitor'
				? 'visitor'
				: user_type === 'agent' || user_type === 'supervisor'
					? 'agent'
					: 'system';
		return {
			author,
			authorId: author === 'visitor' ? visitorId : agent_id,
			authorName: author_name,
			text,
			sentAt: timestamp,
			visibility: user_type === 'supervisor' ? ('agents' as const) : ('all' as const),
		};
	});
	const happened = chat.events.map(({ text, timestamp }) => ({
		author: 'system' as const,
		text,
		sentAt: timestamp,
	}));
	// Times of one format compare as texts.
	const timeOf = ({ sentAt }: { sentAt: string | null }) => sentAt ?? '';
	return [...said, ...happened].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
}

function ticketMessages({
	events,
}: z.output<typeof ticketSchema>): Array<Partial<Message> & Pick<Message, 'author'>> {
	return events
		.filter(({ message }) => message !== null)
		.map(({ author, date, is_private, message }) => ({
			author: author.type === 'agent' ? 'agent' : 'visitor',
			authorId: author.id,
			authorName: author.name,
			text: message,
			sentAt: date,
			visibility: is_private ? 'agents' : 'all',
		}));
}
