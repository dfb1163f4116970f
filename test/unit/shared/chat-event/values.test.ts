import { z } from 'zod';

import {
	field,
	fromIso,
	fromMilliseconds,
	fromSeconds,
	toBoolean,
	toId,
	toNumber,
	toText,
	unread,
} from '../../../../nodes/shared/chat-event';

test.each<[(value: unknown) => unknown, unknown, unknown]>([
	[toId, 42, '42'],
	[toId, 0, '0'],
	[toId, 'a', 'a'],
	[toId, '', null],
	[toId, null, null],
	[toId, NaN, null],
	[toId, { id: 1 }, null],
	[toText, '', null],
	[toText, 'x', 'x'],
	[toText, 1, '1'],
	[toText, true, null],
	[toNumber, '3', 3],
	[toNumber, '4.5', 4.5],
	[toNumber, ' ', null],
	[toNumber, 'three', null],
	[toNumber, true, null],
	[toBoolean, 'true', true],
	[toBoolean, 'false', false],
	[toBoolean, 1, null],
	[fromSeconds, 1552126412, '2019-03-09T10:13:32.000Z'],
	[fromSeconds, '1552126412', '2019-03-09T10:13:32.000Z'],
	[fromSeconds, 1552126412.5, '2019-03-09T10:13:32.500Z'],
	[fromSeconds, '2019-03-09 10:13:32', '2019-03-09T10:13:32.000Z'],
	[fromSeconds, '', null],
	[fromSeconds, 1e300, null],
	[fromSeconds, -1, null],
	[fromMilliseconds, 1427470439703, '2015-03-27T15:33:59.703Z'],
	[fromMilliseconds, '1427470439703', '2015-03-27T15:33:59.703Z'],
	[fromMilliseconds, '2015-03-27T15:33:59.703', '2015-03-27T15:33:59.703Z'],
	[fromMilliseconds, 'now', null],
	[fromMilliseconds, Infinity, null],
	[fromIso, '2017-10-12T15:19:21.010200Z', '2017-10-12T15:19:21.010Z'],
	[fromIso, '2017-10-12T17:19:21+02:00', '2017-10-12T15:19:21.000Z'],
	[fromIso, '2015-02-13T11:30:03.045', '2015-02-13T11:30:03.045Z'],
	[fromIso, '2026-02-13 11:30:03', '2026-02-13T11:30:03.000Z'],
	[fromIso, '2026-02-13 11:30', '2026-02-13T11:30:00.000Z'],
	[fromIso, '2026-02-13 11:30:03 +0200', '2026-02-13T09:30:03.000Z'],
	[fromIso, '2026-02-13T11:30:03-05', '2026-02-13T16:30:03.000Z'],
	[fromIso, '2026-02-13t11:30:03z', '2026-02-13T11:30:03.000Z'],
	[fromIso, '2026-02-13', '2026-02-13T00:00:00.000Z'],
	[fromIso, '2026-02-13 or so', null],
	[fromIso, 'yesterday', null],
	[fromIso, '2017-13-40T00:00:00Z', null],
	[fromIso, 12, null],
])('%p of %j is %j', (read, value, expected) => {
	expect(read(value)).toBe(expected);
});

test('a field of an unexpected type costs nothing but itself', () => {
	const shape = z.object({
		id: field.id,
		name: field.text,
		tags: field.ids,
		visitor: field.shape(z.object({ email: field.text })),
		messages: field.list(z.object({ text: field.text })),
		extra: field.object,
	});
	expect(
		shape.parse({ id: {}, name: 7, tags: 'x', visitor: [], messages: [1, { text: 'hi' }], extra: null }),
	).toEqual({
		id: null,
		name: '7',
		tags: [],
		visitor: { email: null },
		messages: [{ text: 'hi' }],
		extra: {},
	});
	expect(shape.parse({})).toMatchObject({ id: null, messages: [], visitor: { email: null } });
});

describe('what nobody read', () => {
	test.each<[string, object, object, object]>([
		['an unknown key', { id: 1, more: 'x' }, { id: '1' }, { more: 'x' }],
		['a value that could not be read', { name: { first: 'Jo' } }, { name: null }, { name: { first: 'Jo' } }],
		['a time that is none', { at: 'yesterday' }, { at: null }, { at: 'yesterday' }],
		['nothing of what was read', { id: 1, ok: false, n: 0 }, { id: '1', ok: false, n: 0 }, {}],
		['nothing that says nothing', { a: null, b: '', c: [], d: {} }, {}, {}],
		[
			'the rest of an object',
			{ geo: { city: 'Oslo', area: 'North' } },
			{ geo: { city: 'Oslo' } },
			{ geo: { area: 'North' } },
		],
		[
			'an object of which a text was read',
			{ content: { text: 'Hi', lang: 'en' } },
			{ content: 'Hi' },
			{ content: { text: 'Hi', lang: 'en' } },
		],
		['a text where an object was expected', { geo: 'Oslo' }, { geo: { city: null } }, { geo: 'Oslo' }],
		['a list with entries that nobody read', { tags: ['a', {}] }, { tags: ['a'] }, { tags: ['a', {}] }],
		['no list that was read', { tags: ['a', 'b'] }, { tags: ['a', 'b'] }, {}],
		['a name that every object has', { constructor: 'x' }, {}, { constructor: 'x' }],
	])('%s', (_, said, read, left) => expect(unread(said as never, read)).toEqual(left));

	test('an object that was taken as it is', () => {
		const fields = { plan: 'gold' };
		expect(unread({ fields }, { fields })).toEqual({});
	});
});
