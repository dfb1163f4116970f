import { type BegunChat, newestFirst } from '../../../../nodes/shared/poll/list';
import { short } from '../../../../nodes/shared/poll/mark';

const at = (minute: number) => new Date(Date.UTC(2026, 4, 15, 10, minute)).toISOString();

/** 30 chats, of which one began in each minute, two to a page. */
const chats = Array.from({ length: 30 }, (_, minute): BegunChat => ({
	id: `chat ${minute}`,
	state: 'open',
	changedAt: at(minute),
	startedAt: at(minute),
	happened: () => [],
}));

async function pagesRead(
	list: BegunChat[],
	{ open = [], ...reach }: { from: string | null; open?: string[]; isFirst?: boolean; secondsLeft?: number },
): Promise<{ pages: number; ids: string[] }> {
	let pages = 0;
	const read = await newestFirst<number>(
		async (start = 0) => {
			pages++;
			return { items: list.slice(start, start + 2), next: start + 2 < list.length ? start + 2 : null };
		},
		{
			from: reach.from,
			isFirst: reach.isFirst ?? false,
			timeLeft: () => (reach.secondsLeft ?? 20) * 1000,
			open: new Set(open.map((id) => short(id))),
		},
	);
	return { pages, ids: read.map(({ id }) => id) };
}

test.each<[string, BegunChat[], Parameters<typeof pagesRead>[1], number]>([
	['one page where nothing is to be looked for', chats.toReversed(), { from: null }, 1],
	['as far back as something may have begun', chats.toReversed(), { from: at(25) }, 3],
	[
		'further, until each chat that went on is found',
		chats.toReversed(),
		{ from: at(28), open: ['chat 20'] },
		5,
	],
	[
		'ten pages at most for one that is not there any more',
		chats.toReversed(),
		{ from: at(28), open: ['gone'] },
		10,
	],
	['ten pages at first, for the chats that go on', chats.toReversed(), { from: null, isFirst: true }, 10],
	[
		'less at first where the vendor is slow',
		chats.toReversed(),
		{ from: null, isFirst: true, secondsLeft: 14 },
		1,
	],
	['to the end where the oldest come first', chats, { from: at(28) }, 15],
	[
		'to the end of a list without times',
		chats.map((chat) => ({ ...chat, startedAt: null })),
		{ from: at(28) },
		15,
	],
	['nothing of an empty list', [], { from: at(28) }, 1],
])('reads %s', async (_, list, reach, pages) => {
	const read = await pagesRead(list, reach);
	expect(read.pages).toBe(pages);
	// The oldest first, whichever way the list goes.
	const minutes = read.ids.map((id) => Number(id.replace('chat ', '')));
	if (list[0]?.startedAt) expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
});
