import { z } from 'zod';

import {
	chatEventId,
	type ChatEventName,
	field,
	hashedId,
	messageEventId,
	slotId,
	toId,
	unread,
	type VendorParts,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { namesOf, type VendorAdapter, type VendorEvent } from '../../shared/receive';
import { webhookEvents } from './events';
import { readRecords, sideBySide, type Told } from './records';
import { smartsuppSignature } from './signature';

/**
 * The body of an API webhook (v2): https://docs.smartsupp.com/rest-api/webhooks documents the envelope, and not what
 * `data` holds.
 */
const payload = z.object({
	event: z.string().min(1),
	timestamp: field.iso,
	account_id: field.id,
	data: field.object,
});

type Payload = z.output<typeof payload>;

/** Some deliveries are said to carry the conversation (or contact …) as `data` itself instead of within it. */
function withNames({ event, data }: Payload): JsonObject {
	const [kind] = event.split('.');
	const isNamed = !['conversation', 'message', 'contact', 'visitor'].includes(kind) || kind in data;
	return isNamed || toId(data.id) === null ? data : { [kind]: data };
}

/** Smartsupp's API webhooks (v2): one event per delivery, all events to one URL. */
export const apiWebhooksAdapter: VendorAdapter<Payload> = {
	vendor: 'smartsupp',
	events: webhookEvents,
	payload,
	proofs: { signature: smartsuppSignature },
	secretKeys: [],
	toChatEvents(delivered, { body, receivedAt }): VendorEvent[] {
		const { event, timestamp, account_id } = delivered;
		const told = readRecords(withNames(delivered), event);
		const parts: VendorParts = {
			eventId: eventIdOf(delivered, told) ?? slotId(body, receivedAt),
			occurredAt: timestamp,
			accountId: account_id,
			chat: told.chat,
			visitor: told.visitor,
			agents: told.agents,
			messages: told.message === null ? [] : [told.message],
			extra: sideBySide({
				delivery: unread(body, { ...delivered, data: isJsonObject(body.data) ? body.data : null }),
				data: told.extra,
			}),
		};
		return [{ trigger: event, parts }, ...messageWithin(event, parts)];
	},
};

/** The message that comes with the start of its chat; it may also come as an event of its own, with the same id. */
function messageWithin(event: string, { messages: [said] = [], ...parts }: VendorParts): VendorEvent[] {
	const { id: chatId } = parts.chat ?? {};
	const isMessage = said?.id && chatId && said.author !== 'system' && said.visibility === 'all';
	if (kindOf(event) !== 'chatStarted' || !isMessage) return [];
	return [
		{
			trigger: event,
			event: said.author === 'visitor' ? 'messageFromVisitor' : 'messageFromAgent',
			isWithin: true,
			parts: {
				...parts,
				eventId: messageEventId('smartsupp', chatId, said.id!),
				occurredAt: said.sentAt ?? parts.occurredAt,
				messages: [said],
			},
		},
	];
}

/** What a delivery usually is. */
const kindOf = (event: string): ChatEventName =>
	Object.hasOwn(webhookEvents, event) ? namesOf(webhookEvents[event])[0] : 'other';

/** Null where the body tells neither an id nor a time. */
function eventIdOf({ event, timestamp, data }: Payload, { chat, message }: Told): string | null {
	const kind = kindOf(event);
	if (chat.id) {
		const isMessage = kind === 'messageFromVisitor' || kind === 'messageFromAgent';
		if (isMessage && message?.id) return messageEventId('smartsupp', chat.id, message.id);
		if (kind === 'chatStarted' || kind === 'chatEnded') {
			const said = kind === 'chatStarted' ? chat.startedAt : chat.endedAt;
			const time = timeOf(said ?? null, timestamp);
			return time === null ? null : chatEventId('smartsupp', kind, { id: chat.id, time });
		}
	}
	return timestamp === null ? null : hashedId('smartsupp', event, timestamp, identityOf(data));
}

const ONE_MINUTE = 60_000;

/**
 * When a conversation started or ended. Smartsupp opens closed ones again, under the same id, and does not say whether
 * `created_at` and `finished_at` are then set anew. So they count where they are those of this event: within a minute of
 * it. They are what the REST API names too, so that a poll comes to the same id. Otherwise it is the event's own time, as
 * where a conversation was opened again; and as where one was opened long after it was made, which a poll then tells twice.
 */
function timeOf(said: string | null, timestamp: string | null): string | null {
	if (said === null || timestamp === null) return said ?? timestamp;
	return Math.abs(Date.parse(timestamp) - Date.parse(said)) <= ONE_MINUTE ? said : timestamp;
}

/** The ids in `data`: with the event's name and time they tell one event from another. All of `data` without any. */
function identityOf(data: JsonObject): unknown {
	const ids = Object.entries(data)
		.map(([key, value]) => {
			if (isJsonObject(value)) return [key, toId(value.id)];
			return [key, key === 'assigned' || /(^|_)id$/.test(key) ? (value ?? null) : null];
		})
		.filter(([, id]) => id !== null);
	return ids.length > 0 ? ids.sort() : data;
}
