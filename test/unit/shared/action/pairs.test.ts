import { nameAndValue, pairs, type ItemContext } from '../../../../nodes/shared/action';

const details = pairs({
	source: { displayName: 'Details', name: 'source', description: '' },
	rows: {
		displayName: 'Fields',
		name: 'fields',
		entry: { displayName: 'Field', name: 'field' },
		...nameAndValue(''),
	},
	json: { displayName: 'JSON Object', name: 'json', default: '', example: '{}' },
});

const itemWith = (json: object, leavesOut: boolean) =>
	({ boolean: () => leavesOut, choice: () => 'json', jsonObject: () => json }) as unknown as ItemContext;

/** What an agent reads of a property. */
const read = (value: unknown) => details.read(itemWith({ Orders: value }, false))[0].value;

const at = new Date('2026-03-01T09:30:00Z');

test.each([
	['a time, as nodes for databases put it out', at, '2026-03-01T09:30:00.000Z'],
	['times', [at, at], '2026-03-01T09:30:00.000Z, 2026-03-01T09:30:00.000Z'],
	['an object with a time', { no: 4711, at }, 'no: 4711, at: 2026-03-01T09:30:00.000Z'],
	['a list with gaps', ['4711', null, '', undefined, 0, false], '4711, 0, false'],
	['a list of nothing', [null, undefined], ''],
	['objects with gaps', [{}, { no: 4711, note: '' }, { no: null }, { no: 0 }], 'no: 4711; no: 0'],
	['an object of nothing', { no: null, note: '' }, ''],
	['what lies deeper', [{ no: 4711, lines: ['a'] }, null], '[{"no":4711,"lines":["a"]},null]'],
	['a number that is none', NaN, ''],
])('%s', (_, value, expected) => {
	expect(read(value)).toBe(expected);
});

test('Leave Out Empty Values leaves out what an agent would see as empty', () => {
	const json = { Plan: '  ', Since: '\n', Notes: ['', ' '], Orders: 0, Name: ' Jo ' };
	expect(details.read(itemWith(json, true))).toEqual([
		{ name: 'Orders', value: '0' },
		{ name: 'Name', value: ' Jo ' },
	]);
});
