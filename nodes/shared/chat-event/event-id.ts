import { createHash } from 'node:crypto';

const SLOT_MILLISECONDS = 10 * 60 * 1000;

/** SHA-256, in hex, of what identifies an event. Equal parts give equal ids; the order counts. */
export function hashedId(...parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The id of a message, by whichever way it comes: a delivery of its own, within another one, or a poll. */
export const messageEventId = (vendor: string, chatId: string, messageId: string): string =>
	hashedId(vendor, 'message', chatId, messageId);

/**
 * The id of a chat's start or end, by whichever way it comes. An end is one event whether it is known as missed or not:
 * a delivery may not say it, and its redelivery with the transcript does.
 * @param event the ChatEvent's name
 * @param chat.time when it started or ended (ISO 8601), for a vendor that opens a closed chat again under the same ids
 */
export const chatEventId = (
	vendor: string,
	event: 'chatStarted' | 'chatEnded' | 'chatMissed' | 'offlineMessage',
	chat: { id: string; threadId?: string | null; time?: string | null },
): string =>
	hashedId(
		vendor,
		event === 'chatMissed' ? 'chatEnded' : event,
		chat.id,
		chat.threadId ?? null,
		chat.time ?? null,
	);

/**
 * The id of an event whose body names neither an id nor a time: SHA-256 of the body, which must come without tokens
 * and attempt, and of the 10-minute slot in which it was received. A redelivery within the slot has the same id; one
 * across a slot's end does not.
 */
export function slotId(body: unknown, receivedAt: Date): string {
	return hashedId(body, Math.floor(receivedAt.getTime() / SLOT_MILLISECONDS));
}
