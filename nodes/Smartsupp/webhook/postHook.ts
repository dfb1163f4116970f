import { z } from 'zod';

import {
	type ChatEvent,
	chatEventId,
	field,
	fromMilliseconds,
	slotId,
	toBoolean,
	toNumber,
	toText,
	unread,
	type VendorParts,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

/** Flags as true and false, also as text, or as 1 and 0. */
const flag = field.any.transform((value) => toBoolean(value) ?? [false, true][toNumber(value) ?? -1] ?? null);

const channel = z.object({
	id: field.id,
	isMissed: flag,
	isOffline: flag,
	duration: field.number,
	rating: field.number,
	ratingDesc: field.text,
});

const visitor = z.object({
	id: field.id,
	name: field.text,
	email: field.text,
	ipAddress: field.text,
	city: field.text,
	countryCode: field.text,
	country: field.text,
	userAgent: field.text,
	referer: field.text,
});

const readMessage = (said: JsonObject) => ({
	said,
	type: toText(said.type),
	name: toText(said.name),
	email: toText(said.email),
	from: toText(said.from),
	content: toText(said.content),
	sentAt: fromMilliseconds(said.sentAt),
	triggeredBy: toText(said.triggeredBy),
});

type Message = ReturnType<typeof readMessage>;

function readPage(said: JsonObject): ChatEvent['pages'][number] {
	const page = { url: toText(said.url), title: toText(said.title) };
	return { ...page, extra: unread(said, page) };
}

const payload = z.object({
	accountId: field.id,
	beginAt: field.milliseconds,
	endAt: field.milliseconds,
	channel,
	visitor: field.shape(visitor),
	paths: field.listOf(readPage),
	messages: field.listOf(readMessage),
});

/** The hook names no event: these are our names for what its flags tell, by their Trigger On values. */
const names = { chatEnded: 'ended', chatMissed: 'missed', offlineMessage: 'offline' } as const;

/** Whether an event came by the POST hook: the API does not know its ids. */
export const isOfPostHook = ({ vendorEvent }: Pick<ChatEvent, 'vendorEvent'>): boolean =>
	(Object.values(names) as string[]).includes(vendorEvent);

/**
 * Smartsupp's POST hook ("Export to 3rd party system"): one body per conversation that ended, was missed, or was left
 * as an offline message. It names no event, so the flags of `channel` tell which it is. Times are in milliseconds,
 * `duration`, `avgResponse` and `firstResponse` in seconds.
 */
export const postHookAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'smartsupp',
	events: {
		chatEnded: {
			name: 'Chat Ended',
			description: 'A conversation ended, and an agent had answered',
			event: 'chatEnded',
			isDefault: true,
		},
		chatMissed: {
			name: 'Chat Missed',
			description: 'A conversation ended, and no agent answered the last message of the visitor',
			event: 'chatMissed',
			isDefault: true,
		},
		offlineMessage: {
			name: 'Offline Message',
			description: 'A visitor left a message while you were offline',
			event: 'offlineMessage',
			isDefault: true,
		},
	},
	payload,
	proofs: { urlSecret },
	secretKeys: [],
	toChatEvents(conversation, { body, receivedAt }): VendorEvent[] {
		const { accountId, beginAt, endAt, channel: chat, visitor: person, messages, paths } = conversation;
		const trigger = kindOf(chat);
		const said = { channel: body.channel as JsonObject, visitor: objectOf(body.visitor) };
		const { variables } = said.visitor;
		// A channel may be taken up again: then the times differ.
		const time = endAt ?? beginAt;
		const visitor = {
			id: person.id,
			name: person.name ?? typed(messages, 'name'),
			email: person.email ?? typed(messages, 'email'),
			ipAddress: person.ipAddress,
			city: person.city,
			countryCode: person.countryCode,
			country: person.country,
			userAgent: person.userAgent,
			referrer: person.referer,
			customFields: valuesOf(variables),
			extra: unread(said.visitor, person),
		};
		const agents = agentsOf(messages);
		return [
			{
				trigger,
				vendorEvent: names[trigger],
				parts: {
					eventId:
						chat.id !== null && time !== null
							? chatEventId('smartsupp', trigger, { id: chat.id, time })
							: slotId(body, receivedAt),
					occurredAt: time,
					accountId,
					chat: {
						id: chat.id,
						startedAt: beginAt,
						endedAt: endAt,
						durationSeconds: chat.duration,
						rating: chat.rating,
						ratingComment: chat.ratingDesc,
						isMissed: chat.isMissed,
						isOffline: chat.isOffline,
						extra: unread(said.channel, chat),
					},
					visitor,
					agents: [...agents.values()],
					messages: messages.map((message) => partsOf(message, agents, visitor.email)),
					pages: paths,
					extra: unread(body, {
						...conversation,
						channel: body.channel,
						visitor: isJsonObject(body.visitor) ? body.visitor : null,
					}),
				},
			},
		];
	},
};

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** What the visitor is called in the messages. */
const typed = (messages: Message[], what: 'name' | 'email'): string | null =>
	messages.find((said) => authorOf(said) === 'visitor' && said[what] !== null)?.[what] ?? null;

/** Offline wins over missed, missed over ended: an offline message that nobody answered has both flags. */
function kindOf({
	isOffline,
	isMissed,
}: Record<'isMissed' | 'isOffline', boolean | null>): keyof typeof names {
	if (isOffline) return 'offlineMessage';
	return isMissed ? 'chatMissed' : 'chatEnded';
}

/** `{ userId: { label: 'User ID', value: '1234' } }` as `{ userId: '1234' }`. */
function valuesOf(variables: unknown): JsonObject {
	return Object.fromEntries(
		Object.entries(isJsonObject(variables) ? variables : {}).map(([name, variable]) => [
			name,
			isJsonObject(variable) && 'value' in variable ? variable.value : variable,
		]),
	);
}

/** `from` is `agent:3`, `visitor:mxTiqn9a…`, `system`, or (in an older form of the hook) the visitor's id alone. */
const senderOf = ({ from }: Message) => /^(?:(agent|visitor):)?(.*)$/s.exec(from ?? '')!;

const isKind = (type: string | null): boolean => ['visitor', 'agent', 'system'].includes(type ?? '');

function authorOf(said: Message): ChatEvent['messages'][number]['author'] {
	const [, prefix] = senderOf(said);
	const type = isKind(said.type) ? said.type : prefix;
	if (type === 'visitor') return 'visitor';
	// Smartsupp says `agent` of automatic messages too.
	if (type === 'agent' && said.triggeredBy === null && said.from !== 'system') return 'agent';
	return type === 'agent' || said.triggeredBy !== null ? 'bot' : 'system';
}

function authorIdOf(said: Message): string | null {
	const [, , id] = senderOf(said);
	return id === '' || id === 'system' ? null : id;
}

type Agents = Map<string, ChatEvent['agents'][number]>;

/** The agents who joined or wrote, each once, by their ids. */
function agentsOf(messages: Message[]): Agents {
	const agents: Agents = new Map();
	for (const said of messages) {
		const [, prefix, id] = senderOf(said);
		const isAgent = prefix === 'agent' || (prefix === undefined && authorOf(said) === 'agent');
		if (!isAgent || id === '') continue;
		const known = agents.get(id);
		agents.set(id, { id, name: known?.name ?? said.name, email: known?.email ?? said.email, extra: {} });
	}
	return agents;
}

/** @param visitorEmail what stands in the ChatEvent */
function partsOf(
	read: Message,
	agents: Agents,
	visitorEmail: string | null,
): NonNullable<VendorParts['messages']>[number] {
	const { said, type, name, email, from, content, sentAt, triggeredBy } = read;
	const author = authorOf(read);
	const authorId = authorIdOf(read);
	const [, prefix] = senderOf(read);
	const emailOfAuthor = author === 'visitor' ? visitorEmail : agents.get(authorId ?? '')?.email;
	return {
		author,
		authorId,
		authorName: name ?? triggeredBy,
		text: content,
		sentAt,
		extra: unread(said, {
			name,
			content,
			sentAt,
			type: isKind(type) ? type : null,
			from: prefix === undefined || prefix === author ? from : null,
			email: email === emailOfAuthor ? email : null,
			triggeredBy: name === null ? triggeredBy : null,
		}),
	};
}
