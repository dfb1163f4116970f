import { SeenIds, seenIdsOf } from '../../../../nodes/shared/receive/repeats';

const HOUR = 60 * 60 * 1000;

test('remembers an id for 24 hours', () => {
	const seen = new SeenIds();
	seen.claim('a', 0);
	expect(seen.has('a', 24 * HOUR - 1)).toBe(true);
	expect(seen.has('a', 24 * HOUR)).toBe(false);
	expect(seen.has('b', 0)).toBe(false);
});

test('remembers 1,000 ids, the oldest goes first', () => {
	const seen = new SeenIds();
	for (let id = 0; id < 1000; id++) seen.claim(`${id}`, 0);
	seen.release('0');
	seen.claim('0', 1);
	seen.claim('new', 1);
	expect(seen.has('0', 1)).toBe(true);
	expect(seen.has('1', 1)).toBe(false);
	expect(seen.has('2', 1)).toBe(true);
});

test('counts chats, events and messages apart: a busy day pushes out no chat', () => {
	const seen = new SeenIds();
	seen.claim('a', 0, 'chat');
	for (let id = 0; id < 1000; id++) {
		seen.claim(`${id}`, 0);
		seen.claim(`${id}`, 0, 'alone');
	}
	expect([seen.has('a', 1, 'chat'), seen.has('a', 1), seen.has('0', 1)]).toEqual([true, false, true]);
	seen.release('0');
	expect([seen.has('0', 1), seen.has('0', 1, 'alone')]).toEqual([false, true]);
});

test('an id is taken by one, until it is given back', () => {
	const seen = new SeenIds();
	expect([seen.claim('a', 0), seen.claim('a', 1)]).toEqual([true, false]);
	seen.release('a');
	expect(seen.claim('a', 2)).toBe(true);
	expect(seen.claim('a', 24 * HOUR + 2)).toBe(true);
});

test('keeps triggers apart', () => {
	seenIdsOf('workflow/node/webhook').claim('a', 0);
	expect(seenIdsOf('workflow/node/webhook').has('a', 0)).toBe(true);
	expect(seenIdsOf('workflow/node/manual').has('a', 0)).toBe(false);
});
