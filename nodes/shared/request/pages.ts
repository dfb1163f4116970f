/** One page of a vendor's list. */
export interface Page<Item, Cursor> {
	items: Item[];
	/** What to ask for next; null or undefined on the last page. */
	next: Cursor | null | undefined;
}

/** So many pages in a row without any entry, and the rest is taken for empty too. */
const MOST_EMPTY_PAGES = 100;

/**
 * Reads a paged list to its end or to a limit. A page that repeats the one before ends it and is left out: a vendor
 * that ignores the cursor would send its first page for ever.
 * @param fetchPage gets one page; called with undefined for the first
 * @param limit the most items to return, at least 1; Infinity for all
 */
export async function collectPages<Item, Cursor>(
	fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
	limit: number,
): Promise<Item[]> {
	const most = Math.max(1, limit);
	const items: Item[] = [];
	const asked = new Set<string>();
	let before = '';
	let emptyPages = 0;
	let cursor: Cursor | undefined;
	do {
		const page = await fetchPage(cursor);
		const content = JSON.stringify(page.items);
		emptyPages = page.items.length === 0 ? emptyPages + 1 : 0;
		if ((emptyPages === 0 && content === before) || emptyPages > MOST_EMPTY_PAGES) break;
		before = content;
		for (const item of page.items) items.push(item);
		cursor = page.next ?? undefined;
		const key = JSON.stringify(cursor);
		if (asked.has(key)) break;
		asked.add(key);
	} while (cursor !== undefined && items.length < most);
	return items.slice(0, most);
}
