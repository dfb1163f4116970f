import { z } from 'zod';

import {
	type ChatEvent,
	field,
	fromMilliseconds,
	hashedId,
	rest,
	slotId,
	toText,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

const channel = {
	id: field.id,
	isMissed: field.boolean,
	isOffline: field.boolean,
	duration: field.number,
	rating: field.number,
	ratingDesc: field.text,
};

const visitor = {
	id: field.id,
	name: field.text,
	email: field.text,
	ipAddress: field.text,
	city: field.text,
	countryCode: field.text,
	country: field.text,
	userAgent: field.text,
	referer: field.text,
};

const readMessage = ({ type, name, email, from, content, sentAt, triggeredBy }: JsonObject) => ({
	type: toText(type),
	name: toText(name),
	email: toText(email),
	from: toText(from),
	content: toText(content),
	sentAt: fromMilliseconds(sentAt),
	triggeredBy: toText(triggeredBy),
});

type Message = ReturnType<typeof readMessage>;

const body = {
	accountId: field.id,
	beginAt: field.milliseconds,
	endAt: field.milliseconds,
	channel: z.object(channel).passthrough(),
	visitor: field.shape(z.object(visitor).passthrough()),
	paths: field.listOf(({ url, title }) => ({ url: toText(url), title: toText(title) })),
	messages: field.listOf(readMessage),
};

const payload = z.object(body).passthrough();

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
		},
		chatMissed: {
			name: 'Chat Missed',
			description: 'A conversation ended, and no agent answered the last message of the visitor',
			event: 'chatMissed',
		},
		offlineMessage: {
			name: 'Offline Message',
			description: 'A visitor left a message while you were offline',
			event: 'offlineMessage',
		},
	},
	payload,
	proofs: { urlSecret },
	secretKeys: [],
	toChatEvents(conversation, { body: whole, receivedAt }): VendorEvent[] {
		const { accountId, beginAt, endAt, channel: chat, visitor: person, messages } = conversation;
		const trigger = kindOf(chat);
		const vendorEvent = names[trigger];
		// The document has no id of the event; a channel may well be taken up again, then the times differ.
		const isIdentified = chat.id !== null && (beginAt !== null || endAt !== null);
		const { variables, ...moreOfVisitor } = rest(person, Object.keys(visitor));
		return [
			{
				trigger,
				vendorEvent,
				parts: {
					eventId: isIdentified
						? hashedId(vendorEvent, accountId, chat.id, beginAt, endAt)
						: slotId(whole, receivedAt),
					occurredAt: endAt ?? beginAt,
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
						extra: {
							...rest(chat, Object.keys(channel)),
							...rest(conversation, Object.keys(body)),
						},
					},
					visitor: {
						id: person.id,
						name: person.name,
						email: person.email,
						ipAddress: person.ipAddress,
						city: person.city,
						countryCode: person.countryCode,
						country: person.country,
						userAgent: person.userAgent,
						referrer: person.referer,
						customFields: valuesOf(variables),
						extra: { ...moreOfVisitor, ...(isJsonObject(variables) && { variables }) },
					},
					agents: agentsOf(messages),
					messages: messages.map((said) => ({
						author: authorOf(said),
						authorId: authorIdOf(said),
						authorName: said.name ?? said.triggeredBy,
						text: said.content,
						sentAt: said.sentAt,
					})),
					pages: conversation.paths,
				},
			},
		];
	},
};

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

function authorOf(said: Message): ChatEvent['messages'][number]['author'] {
	const [, prefix] = senderOf(said);
	const type = ['visitor', 'agent', 'system'].includes(said.type ?? '') ? said.type : prefix;
	if (type === 'visitor') return 'visitor';
	// Smartsupp says `agent` of automatic messages too.
	if (type === 'agent' && said.triggeredBy === null && said.from !== 'system') return 'agent';
	return type === 'agent' || said.triggeredBy !== null ? 'bot' : 'system';
}

function authorIdOf(said: Message): string | null {
	const [, , id] = senderOf(said);
	return id === '' || id === 'system' ? null : id;
}

/** The agents who joined or wrote, each once. */
function agentsOf(messages: Message[]): ChatEvent['agents'] {
	const agents = new Map<string, ChatEvent['agents'][number]>();
	for (const said of messages) {
		const [, prefix, id] = senderOf(said);
		if (prefix !== 'agent' || id === '') continue;
		const known = agents.get(id);
		agents.set(id, { id, name: known?.name ?? said.name, email: known?.email ?? said.email, extra: {} });
	}
	return [...agents.values()];
}
