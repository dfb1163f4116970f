import {
	changedSince,
	firstMark,
	isNew,
	type ListedChat,
	type Mark,
	markAfter,
	MOST_SEEN,
	MOST_UNLISTED,
	readMark,
	short,
	vendorsNow,
} from '../../../../nodes/shared/poll/mark';

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 4, 15, 10, minute, second)).toISOString();
const now = Date.parse(at(30));
const identity = { of: 'account', wants: 'chatStarted' };

const chat = (id: string, state: string | null, changedAt: string | null = null): ListedChat => ({
	id,
	state,
	changedAt,
	happened: () => [],
});
const idsOf = (chats: readonly ListedChat[]) => chats.map(({ id }) => id).join();
const markOf = (more: Partial<Mark> = {}): Mark => ({
	...identity,
	from: at(0),
	states: {},
	seen: {},
	refused: {},
	...more,
});
const after = (mark: Mark, polled: Partial<Parameters<typeof markAfter>[1]>) =>
	markAfter(mark, {
		chats: [],
		left: [],
		events: [],
		now: Date.parse(at(59)),
		mayBeUnlisted: false,
		refused: {},
		...polled,
	});
const event = (eventId: string, occurredAt: string | null) => ({ eventId, occurredAt });

describe('a first poll', () => {
	test.each<[string, ListedChat[], number, string]>([
		['begins now', [chat('a', 'open', at(1))], 0, at(30)],
		['begins after the last change of the list', [chat('a', 'open', at(35))], 0, '2026-05-15T10:35:00.001Z'],
		['begins now where the list is empty', [], 0, at(30)],
		['looks back', [chat('a', 'open', at(29))], 20 * 60_000, at(10)],
	])('%s', (_, chats, lookBack, from) => expect(firstMark(chats, now, lookBack, identity).from).toBe(from));

	test.each<[string, unknown, number]>([
		['n8n’s clock, where the vendor’s agrees', 'Fri, 15 May 2026 10:29:58 GMT', now],
		['the vendor’s, where n8n’s is ahead', 'Fri, 15 May 2026 09:30:00 GMT', now - 60 * 60_000],
		['the vendor’s, where n8n’s is behind', 'Fri, 15 May 2026 10:35:00 GMT', now + 5 * 60_000],
		['n8n’s, where the vendor does not say', undefined, now],
		['n8n’s, where the vendor says no time', 'soon', now],
	])('goes by %s', (_, date, expected) => expect(vendorsNow(now, date)).toBe(expected));

	test('knows what is listed, and brings nothing of it', () => {
		const chats = [chat('a', 'open', at(35)), chat('b', 'open'), chat('c', null)];
		const mark = firstMark(chats, now, 0, identity);
		expect(changedSince(chats, mark, true)).toEqual([]);
		const next = after(mark, { chats });
		expect(next.states).toEqual({ [short('a')]: 'open', [short('b')]: 'open' });
		expect(changedSince(chats, next, false)).toEqual([]);
	});

	test('with Look Back brings what changed since, those that changed first before the others', () => {
		const chats = [
			chat('new', 'open', at(29)),
			chat('newer than the mark', 'over', at(12)),
			chat('old', 'over', at(9)),
		];
		expect(idsOf(changedSince(chats, firstMark(chats, now, 20 * 60_000, identity), true))).toBe(
			'newer than the mark,new',
		);
	});
});

test.each<[string, ListedChat, string | undefined, boolean]>([
	['a chat that was not there', chat('a', 'open', at(5)), undefined, true],
	[
		'one that was not there and did not change since',
		chat('a', 'over', '2026-05-15T09:00:00.000Z'),
		undefined,
		false,
	],
	['one that is as it was', chat('a', 'open', at(5)), 'open', false],
	[
		'one that is not as it was, whenever it says that it changed',
		chat('a', 'over', '2026-05-15T09:00:00.000Z'),
		'open',
		true,
	],
	['one without times that was not there', chat('a', 'open'), undefined, true],
	['one without times that is as it was', chat('a', 'open'), 'open', false],
	['one that is over, and need not be known', chat('a', null), undefined, false],
	['one that was known and is over', chat('a', null), 'open', true],
])('%s', (_, listed, before, isChanged) => {
	const mark = markOf(before === undefined ? {} : { states: { [short('a')]: before } });
	expect(changedSince([listed], mark, false)).toEqual(isChanged ? [listed] : []);
});

describe('what a mark lets through', () => {
	const mark = after(markOf(), { events: [event('known', at(25))] });
	test.each<[string, Parameters<typeof isNew>[0], boolean]>([
		['what is new', event('new', at(26)), true],
		['what happened before and turns up late', event('late', at(16)), true],
		['not what was put out', event('known', at(25)), false],
		['not what turns up later than 10 minutes', event('too late', at(14, 59)), false],
		['what tells no time', event('timeless', null), true],
		['what is known to be new, though its time is older', { ...event('end', at(2)), isCertain: true }, true],
		['not what is known and was put out', { ...event('known', at(25)), isCertain: true }, false],
	])('%s', (_, found, expected) => expect(isNew(found, mark)).toBe(expected));
});

describe('a mark', () => {
	test('does not go back, whatever turns up', () => {
		const mark = markOf({ from: at(20) });
		expect(after(mark, { events: [event('late', at(21))] }).from).toBe(at(20));
		expect(after(mark, {}).from).toBe(at(20));
	});

	test('stays where chats are left for the next poll, which finds them changed again', () => {
		const [taken, left, known] = [
			chat('taken', 'over', at(28)),
			chat('left', 'over', at(29)),
			chat('known', 'over', at(29)),
		];
		const mark = markOf({ states: { [short('known')]: 'open' } });
		const next = after(mark, {
			chats: [taken, left, known],
			left: [left, known],
			events: [event('a', at(28))],
		});
		expect(next.from).toBe(at(0));
		expect(idsOf(changedSince([taken, left, known], next, false))).toBe('left,known');
	});

	test('stays small: of very many events the newest are known, and what was before them is done with', () => {
		const events = Array.from({ length: MOST_SEEN + 100 }, (_, index) =>
			event(`event ${index}`, new Date(now + index * 500).toISOString()),
		);
		const next = after(markOf(), { events });
		expect(Object.keys(next.seen).length).toBeLessThanOrEqual(MOST_SEEN);
		expect(events.filter((each) => isNew(each, next))).toEqual([]);
		expect(JSON.stringify(next).length).toBeLessThan(20_000);
	});

	test('forgets chats that are no longer listed', () => {
		const mark = markOf({ states: { [short('gone')]: 'over' } });
		expect(after(mark, { chats: [chat('a', 'open')] }).states).toEqual({ [short('a')]: 'open' });
	});

	test('keeps them where a list may leave one out, up to 500', () => {
		const states = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [short(index), 'open']));
		const next = after(markOf({ states }), { chats: [chat('a', 'open')], mayBeUnlisted: true });
		expect(Object.keys(next.states)).toHaveLength(1 + MOST_UNLISTED);
		const [one] = Object.keys(states);
		expect(next.states).toMatchObject({ [short('a')]: 'open', [one]: 'open' });
	});

	test.each<[string, string | null, string]>([
		['goes on with the list, though nothing of it was put out', at(40), at(30)],
		['does not go on for a time that is not yet', '2036-01-01T00:00:00.000Z', at(49)],
		['stays where the list tells no times', null, at(0)],
	])('%s', (_, changedAt, from) =>
		expect(after(markOf(), { chats: [chat('a', 'over', changedAt)] }).from).toBe(from),
	);

	test('knows what was put out for as long as chats are left', () => {
		const events = Array.from({ length: MOST_SEEN + 100 }, (_, index) =>
			event(`event ${index}`, new Date(now + index * 500).toISOString()),
		);
		const left = [chat('refused', 'over', at(1))];
		const next = after(markOf(), { chats: left, left, events });
		expect(next.from).toBe(at(0));
		expect(events.filter((each) => isNew(each, next))).toEqual([]);
	});

	test.each<[string, unknown, Mark | null]>([
		['is read as it was kept', markOf({ states: { a: 'open' } }), markOf({ states: { a: 'open' } })],
		['of another account counts for nothing', markOf({ of: 'another' }), null],
		['that is none counts for nothing', { from: 'yesterday' }, null],
		['that is missing too', undefined, null],
	])('%s', (_, kept, expected) => expect(readMark(kept, identity.of)).toEqual(expected));
});
