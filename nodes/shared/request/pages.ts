/** One page of a vendor's list. */
export interface Page<Item, Cursor> {
	items: Item[];
	/** What to ask for next; null or undefined on the last page. */
	next: Cursor | null | undefined;
}

/**
 * Reads a paged list to its end or to a limit.
 * @param fetchPage gets one page; called with undefined for the first
 * @param limit the most items to return; Infinity for all
 */
export async function collectPages<Item, Cursor>(
	fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
	limit: number,
): Promise<Item[]> {
	const items: Item[] = [];
	const asked = new Set<string>();
	let cursor: Cursor | undefined;
	do {
		const page = await fetchPage(cursor);
		items.push(...page.items);
		cursor = page.next ?? undefined;
		// A vendor that names a page twice would keep us reading for ever.
		const key = JSON.stringify(cursor);
		if (asked.has(key)) break;
		asked.add(key);
	} while (cursor !== undefined && items.length < limit);
	return items.slice(0, limit);
}
