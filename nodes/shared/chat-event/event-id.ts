import { createHash } from 'node:crypto';

const SLOT_MILLISECONDS = 10 * 60 * 1000;

/** SHA-256, in hex, of what identifies an event. Equal parts give equal ids; the order counts. */
export function hashedId(...parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The id of an event whose body names neither an id nor a time: SHA-256 of the body, which must come without tokens
 * and attempt, and of the 10-minute slot in which it was received. A redelivery within the slot has the same id; one
 * across a slot's end does not.
 */
export function slotId(body: unknown, receivedAt: Date): string {
	return hashedId(body, Math.floor(receivedAt.getTime() / SLOT_MILLISECONDS));
}
