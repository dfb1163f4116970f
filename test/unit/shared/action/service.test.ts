import { inParts, shortened } from '../../../../nodes/shared/action/service';

describe('a long text in parts', () => {
	test.each<[string, string, string[]]>([
		['short enough', 'one two', ['one two']],
		['between words', 'one two three', ['one two', 'three']],
		['between lines', 'one\ntwo three', ['one\ntwo', 'three']],
		['a word that is longer than a part', 'abcdefghijklmno', ['abcdefgh', 'ijklmno']],
		['an emoji stays whole', 'abcdefg😀h', ['abcdefg', '😀h']],
		['white space at the end makes no part of its own', 'one two.\n\n\n', ['one two.']],
		['nor in the middle', `one${' '.repeat(20)}two`, ['one', 'two']],
	])('%s', (_, text, parts) => {
		expect(inParts(text, 8).map((part) => part.trim())).toEqual(parts);
		for (const part of inParts(text, 8)) expect(part.length).toBeLessThanOrEqual(8);
	});
});

test.each([
	['one two', 'one two'],
	['one two three', 'one two…'],
	['abcdef😀gh', 'abcdef…'],
])('%s is shortened to 8 characters: %s', (text, expected) => expect(shortened(text, 8)).toBe(expected));
