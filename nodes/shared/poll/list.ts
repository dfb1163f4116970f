import { collectPages, type Page } from '../request';
import { type ListedChat, type Mark, short } from './mark';

/** How far a list has to be read. */
export interface Reach {
	/** Chats that began before this (ISO 8601) need not be looked for; null when one page is enough. */
	from: string | null;
	/** The short ids of chats that went on at the last poll: each is looked for, whenever it began. */
	open: ReadonlySet<string>;
	/** Whether chats that go on are to be known that were not known before. */
	isFirst: boolean;
	/** Milliseconds that the poll still has. */
	timeLeft(): number;
}

/** Chats that went on at the last poll. */
export const openChats = ({ states }: Mark): ReadonlySet<string> =>
	new Set(Object.keys(states).filter((id) => states[id].startsWith('open')));

/** So many pages are read for the sake of chats that go on; an older one is given up. */
const MOST_PAGES_FOR_OPEN = 10;
/** With less time than this, a first poll knows the chats that it has read. */
const ENOUGH_FOR_FIRST_MILLISECONDS = 15_000;

/** A chat of a list that goes by when chats began. */
export type BegunChat = ListedChat & { startedAt: string | null };

/**
 * Reads a list of chats, newest first, as far as it has to be read.
 * @returns the oldest first
 * @param fetchPage gets one page; called with undefined for the first
 */
export async function newestFirst<Cursor>(
	fetchPage: (cursor: Cursor | undefined) => Promise<Page<BegunChat, Cursor>>,
	{ from, open, isFirst, timeLeft }: Reach,
): Promise<BegunChat[]> {
	const missing = new Set(open);
	let pages = 0;
	const knowsOpen = () => (isFirst ? timeLeft() < ENOUGH_FOR_FIRST_MILLISECONDS : missing.size === 0);
	return await backTo(
		from,
		async (cursor: Cursor | undefined) => {
			const page = await fetchPage(cursor);
			pages++;
			for (const { id } of page.items) missing.delete(short(id));
			return page;
		},
		({ startedAt }) => startedAt,
		() => knowsOpen() || pages >= MOST_PAGES_FOR_OPEN,
	);
}

/**
 * Reads a list, newest first, until its entries are older than need be. One that turns out to begin with the oldest is
 * read to its end.
 * @returns the oldest first
 * @param from ISO 8601; null when one page is enough
 * @param fetchPage gets one page; called with undefined for the first
 * @param timeOf when an entry was made, by which the list goes
 * @param isComplete whether nothing else is missing
 */
export async function backTo<Item, Cursor>(
	from: string | null,
	fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
	timeOf: (item: Item) => string | null,
	isComplete: () => boolean = () => true,
): Promise<Item[]> {
	let isOldestFirst = false;
	const fetchUntilFarEnough = async (cursor: Cursor | undefined) => {
		const page = await fetchPage(cursor);
		const times = page.items.map((item) => Date.parse(timeOf(item) ?? '')).filter(Number.isFinite);
		const [first, last] = [times[0], times.at(-1)];
		isOldestFirst ||= first !== undefined && last !== undefined && first < last;
		const isFarEnough = from === null || (last !== undefined && last < Date.parse(from));
		return !isOldestFirst && isFarEnough && isComplete() ? { ...page, next: null } : page;
	};
	const read = await collectPages(fetchUntilFarEnough, Infinity, 'Ask the vendor.');
	return isOldestFirst ? read : read.reverse();
}

/** The latest of some times (ISO 8601), of which some may be missing; null when all are. */
export const latestOf = (...times: Array<string | null>): string | null =>
	times.reduce(
		(latest, time) =>
			time !== null && (latest === null || Date.parse(time) > Date.parse(latest)) ? time : latest,
		null,
	);
