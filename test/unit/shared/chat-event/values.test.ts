import { z } from 'zod';

import {
	field,
	fromIso,
	fromMilliseconds,
	fromSeconds,
	rest,
	toId,
	toText,
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
	[toText, 1, null],
	[fromSeconds, 1552126412, '2019-03-09T10:13:32.000Z'],
	[fromSeconds, '1552126412', '2019-03-09T10:13:32.000Z'],
	[fromSeconds, 1552126412.5, '2019-03-09T10:13:32.500Z'],
	[fromSeconds, '', null],
	[fromSeconds, 1e300, null],
	[fromSeconds, -1, null],
	[fromMilliseconds, 1427470439703, '2015-03-27T15:33:59.703Z'],
	[fromMilliseconds, '1427470439703', null],
	[fromMilliseconds, Infinity, null],
	[fromIso, '2017-10-12T15:19:21.010200Z', '2017-10-12T15:19:21.010Z'],
	[fromIso, '2017-10-12T17:19:21+02:00', '2017-10-12T15:19:21.000Z'],
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
		name: null,
		tags: [],
		visitor: { email: null },
		messages: [{ text: 'hi' }],
		extra: {},
	});
	expect(shape.parse({})).toMatchObject({ id: null, messages: [], visitor: { email: null } });
});

test('rest leaves out what is known and what is empty', () => {
	expect(rest({ a: 1, b: '', c: null, d: [], e: false, f: 0, g: undefined }, ['a'])).toEqual({
		e: false,
		f: 0,
	});
});
