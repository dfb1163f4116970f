import { toList } from '../../../../nodes/shared/action/list';

test.each<[unknown, string[]]>([
	['', []],
	['a', ['a']],
	[' a, b ,,a', ['a', 'b']],
	[5, ['5']],
	[
		['a, b', 'c', 7, null, {}, ' '],
		['a, b', 'c', '7'],
	],
	[undefined, []],
	[null, []],
	[{ a: 1 }, []],
])('%j is %j', (value, expected) => expect(toList(value)).toEqual(expected));
