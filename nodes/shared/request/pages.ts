import { UserError } from 'n8n-workflow';

/** One page of a vendor's list. */
export interface Page<Item, Cursor> {
	items: Item[];
	/** What to ask for next; null or undefined on the last page. */
	next: Cursor | null | undefined;
}

/** More pages than any list has that a workflow can use. */
const MOST_PAGES = 10_000;

/**
 * Reads a paged list to its end, which the vendor says, or to a limit. Pages without any entry are no end: what a page
 * holds may have been left out by a filter.
 * @param fetchPage gets one page; called with undefined for the first
 * @param limit the most items to return, at least 1; Infinity for all
 * @param advice what to do about a list that does not end
 * @throws UserError when the list does not end: a page that is asked for again, or the same entries twice in a row, as
 * a vendor sends them that ignores the cursor
 */
export async function collectPages<Item, Cursor>(
	fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
	limit: number,
	advice = "Set 'Return All' to off and a 'Limit', or ask the vendor.",
): Promise<Item[]> {
	const most = Math.max(1, limit);
	const items: Item[] = [];
	const asked = new Set<string>();
	let before = '';
	let cursor: Cursor | undefined;
	for (;;) {
		const page = await fetchPage(cursor);
		const content = JSON.stringify(page.items);
		if (page.items.length > 0 && content === before) throw endless('sends the same entries again', advice);
		before = content;
		for (const item of page.items) items.push(item);
		cursor = page.next ?? undefined;
		if (cursor === undefined || items.length >= most) break;
		const key = JSON.stringify(cursor);
		if (asked.has(key)) throw endless('leads back to a page that was read before', advice);
		if (asked.size >= MOST_PAGES) throw endless(`has more than ${MOST_PAGES} pages`, advice);
		asked.add(key);
	}
	return items.slice(0, most);
}

const endless = (how: string, advice: string) =>
	new UserError(`The vendor's list does not end: it ${how}`, {
		description: `Nothing of it was put out. ${advice}`,
	});
