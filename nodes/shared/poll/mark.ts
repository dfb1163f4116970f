import { z } from 'zod';

import { type ChatEvent, hashedId } from '../chat-event';
import type { JsonObject } from '../json';

/** Something that happened in a chat, as the vendor's webhook would have told it. */
export interface Happened {
	/** The body that the adapter reads. Without secrets. */
	body: JsonObject;
	/** The vendor's own events that it may be, where bodies do not say which one they are. */
	events?: string[];
	/** When it happened (ISO 8601), where the event itself tells no time. */
	time?: string | null;
	/** The list shows that it happened since the last poll, whatever time it tells. */
	isCertain?: boolean;
	/** Adds what the vendor's lists tell beyond the webhook; null leaves the event out. */
	finish?(event: ChatEvent): ChatEvent | null;
}

/** A chat as the vendor's list shows it, or one thread of a chat. */
export interface ListedChat {
	/** Names it among all of the list. */
	id: string;
	/**
	 * What tells how it is now from how it was: in few characters, because it is kept, and beginning with `open` where the
	 * chat goes on. Null for what need not be kept.
	 */
	state: string | null;
	/** When it changed last, as far as the list tells (ISO 8601); null where the vendor tells no times. */
	changedAt: string | null;
	/**
	 * Tells, or asks the vendor, what happened in it lately, in its order where times are the same; what was put out before
	 * may be among it.
	 * @param before its state at the last poll; undefined when it was not listed then
	 */
	happened(before: string | undefined): Promise<Happened[]> | Happened[];
}

/** Few characters for a long id or a whole record. */
export const short = (...parts: unknown[]): string => hashedId(...parts).slice(0, 12);

/**
 * Where a poll left off. Small, because n8n keeps it with the workflow, where everybody who may read the workflow reads
 * it: hashes and times alone.
 */
export interface Mark {
	/** The account and what is asked of it: with another account it begins anew. */
	of: string;
	/** What Trigger On asks for. States are of these events alone. */
	wants: string;
	/** What happened before this (ISO 8601) is done with. */
	from: string;
	/** How each listed chat was, by its short id. */
	states: Record<string, string>;
	/** What was put out of what happened since `from`: when (Unix time in seconds), by short event id. */
	seen: Record<string, number>;
	/** In how many polls in a row the vendor would not tell of a chat, by its short id. */
	refused: Record<string, number>;
}

const markSchema = z.object({
	of: z.string(),
	wants: z.string(),
	from: z.string().min(1),
	states: z.record(z.string(), z.string()),
	seen: z.record(z.string(), z.number()),
	refused: z.record(z.string(), z.number()).default({}),
});

/**
 * Events come into a vendor's lists late, and clocks differ: so long before the newest event known, an older one may
 * still turn up.
 */
export const OVERLAP_MILLISECONDS = 10 * 60 * 1000;

/** So many event ids are kept; with more of them in 10 minutes, events that turn up late are lost sooner. */
export const MOST_SEEN = 500;
/** While chats are left for the next poll, nothing is done with: what is forgotten then would come again. */
export const MOST_SEEN_WHILE_LEFT = 5000;
/** So many chats that a list without times left out are still known. */
export const MOST_UNLISTED = 500;

/** The mark that was kept; null without one, and for one of another account. */
export function readMark(kept: unknown, of: string): Mark | null {
	const read = markSchema.safeParse(kept);
	return read.success && read.data.of === of ? read.data : null;
}

const timeOf = (time: string | null): number => (time === null ? -Infinity : Date.parse(time));

/**
 * The mark before a first poll: from now on, and after the last change that the list shows.
 * @param now on the vendor's clock, Unix time in milliseconds
 * @param lookBack how far back to begin instead, in milliseconds; 0 for now
 */
export function firstMark(
	chats: readonly ListedChat[],
	now: number,
	lookBack: number,
	{ of, wants }: Pick<Mark, 'of' | 'wants'>,
): Mark {
	const newest = chats.reduce((latest, { changedAt }) => Math.max(latest, timeOf(changedAt)), -Infinity);
	const from = lookBack > 0 ? now - lookBack : Math.max(newest + 1, now);
	return { of, wants, from: new Date(from).toISOString(), states: {}, seen: {}, refused: {} };
}

/** Clocks that differ by less agree: the header Date has whole seconds, and an answer takes its time. */
const AGREED_MILLISECONDS = 3000;

/**
 * What time it is for the vendor.
 * @param now n8n's clock, Unix time in milliseconds
 * @param date the header Date of an answer that came just now
 */
export function vendorsNow(now: number, date: unknown): number {
	const said = typeof date === 'string' ? Date.parse(date) : NaN;
	return Math.abs(said - now) > AGREED_MILLISECONDS ? said : now;
}

/**
 * The chats in which something may have happened since the mark, those that changed first before the others.
 * @param isFirst nothing was polled before: chats without times are only looked at, to know them from now on
 */
export function changedSince(
	chats: readonly ListedChat[],
	{ from, states }: Mark,
	isFirst: boolean,
): ListedChat[] {
	return chats
		.filter(({ id, state, changedAt }) => {
			const before = stateBefore(states, id);
			if (before !== undefined) return before !== state;
			if (state === null) return false;
			return changedAt === null ? !isFirst : timeOf(changedAt) >= Date.parse(from);
		})
		.sort((a, b) => compare(timeOf(a.changedAt), timeOf(b.changedAt)));
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The state of a chat at the last poll. */
export const stateBefore = (states: Mark['states'], id: string): string | undefined =>
	Object.hasOwn(states, short(id)) ? states[short(id)] : undefined;

/** What tells one event from another. */
export interface Occurred {
	eventId: string;
	occurredAt: string | null;
	/** It is known to have happened since the last poll, whatever time it tells. */
	isCertain?: boolean;
}

/** Whether an event happened since the mark and was not put out. Those that tell no time are told apart by states alone. */
export const isNew = ({ eventId, occurredAt, isCertain = false }: Occurred, { from, seen }: Mark): boolean =>
	occurredAt === null ||
	((isCertain || Date.parse(occurredAt) >= Date.parse(from)) && !Object.hasOwn(seen, short(eventId)));

/** Events in the order in which they happened; those that tell no time stay where they are, behind the others. */
export const inOrder = <Event extends Occurred>(events: readonly Event[]): Event[] =>
	[...events].sort((a, b) => compare(timeOrLast(a.occurredAt), timeOrLast(b.occurredAt)));

const timeOrLast = (time: string | null): number => (time === null ? Infinity : Date.parse(time));

/** What a poll found. */
interface Polled {
	/** All that was listed. */
	chats: readonly ListedChat[];
	/** Those of them that changed and were left for the next poll. */
	left: readonly ListedChat[];
	/** What happened in the others, and was new. */
	events: readonly Occurred[];
	/** When it was, on the vendor's clock; Unix time in milliseconds. */
	now: number;
	/** A chat that is not listed may still be there. */
	mayBeUnlisted: boolean;
	/** As in the mark. */
	refused: Mark['refused'];
}

/** The mark after a poll. */
export function markAfter(mark: Mark, { chats, left, events, now, mayBeUnlisted, refused }: Polled): Mark {
	const isLeft = new Set(left.map(({ id }) => id));
	const listed = new Set(chats.map(({ id }) => short(id)));
	const unlisted = mayBeUnlisted ? Object.entries(mark.states).filter(([id]) => !listed.has(id)) : [];
	const states = Object.fromEntries([
		...chats.flatMap(({ id, state }): Array<[string, string]> => {
			const kept = isLeft.has(id) ? stateBefore(mark.states, id) : state;
			return kept === undefined || kept === null ? [] : [[short(id), kept]];
		}),
		...unlisted.slice(0, MOST_UNLISTED),
	]);
	const timed = events.flatMap(({ eventId, occurredAt }): Array<[string, number]> =>
		occurredAt === null ? [] : [[short(eventId), Date.parse(occurredAt)]],
	);
	// Also what Trigger On leaves out is looked at: else a list would be read back to the last event that was put out.
	const times = [...timed.map(([, time]) => time), ...chats.map(({ changedAt }) => timeOf(changedAt))];
	const newest = times.reduce((latest, time) => Math.max(latest, time), -Infinity);
	// What is left may have happened before what was taken.
	const reached = left.length > 0 ? -Infinity : Math.min(newest, now) - OVERLAP_MILLISECONDS;
	const seen = [
		...Object.entries(mark.seen),
		...timed.map(([id, time]): [string, number] => [id, Math.floor(time / 1000)]),
	].sort(([, a], [, b]) => compare(b, a));
	const tooMany = left.length > 0 ? undefined : seen[MOST_SEEN];
	// The oldest second that is not kept whole is done with.
	const dropped = tooMany === undefined ? -Infinity : (tooMany[1] + 1) * 1000;
	const from = Math.max(Date.parse(mark.from), reached, dropped);
	return {
		...mark,
		from: new Date(from).toISOString(),
		states,
		seen: Object.fromEntries(
			seen
				.slice(0, left.length > 0 ? MOST_SEEN_WHILE_LEFT : MOST_SEEN)
				.filter(([, time]) => time >= Math.floor(from / 1000)),
		),
		refused,
	};
}
