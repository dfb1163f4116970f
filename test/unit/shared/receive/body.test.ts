import { readBody } from '../../../../nodes/shared/receive/body';

const read = (text: string | Buffer, secretKeys: string[] = []) =>
	readBody(Buffer.from(text as string), secretKeys);

test.each([
	'',
	' ',
	'null',
	'1',
	'"x"',
	'[]',
	'[{"a":1}]',
	'true',
	'{',
	'{"a":1}}',
	'a=1&b=2',
	'<xml/>',
	'\0',
])('%j is no JSON object', (text) => expect(read(text)).toBeNull());

test('reads an object behind a byte order mark', () => {
	expect(read('\uFEFF{"a":1}')).toEqual({ a: 1 });
});

test('reads invalid UTF-8 with replacement characters', () => {
	expect(read(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]))).toEqual({ a: '\uFFFD' });
});

test('removes secret keys wherever they stand', () => {
	const body = {
		token: 't',
		a: { token: { deep: 't' }, keep: 1 },
		list: [{ token: 't' }, 'token'],
		tokens: 2,
	};
	expect(read(JSON.stringify(body), ['token'])).toEqual({ a: { keep: 1 }, list: [{}, 'token'], tokens: 2 });
});

test('removes __proto__ keys, and leaves prototypes alone', () => {
	const body = read('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"constructor":2}}')!;
	expect(Object.keys(body)).toEqual(['a']);
	expect(Object.keys(body.a as object)).toEqual(['constructor']);
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
	expect(({ ...body } as { polluted?: number }).polluted).toBeUndefined();
});

test('cuts what is nested deeper than 64 levels, so that n8n can store it', () => {
	const deep = `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
	const text = JSON.stringify(read(deep));
	expect(text).toContain('left out: nested deeper than 64 levels');
	expect(text.length).toBeLessThan(300);
	const fits = `{"a":${'['.repeat(63)}1${']'.repeat(63)}}`;
	expect(JSON.stringify(read(fits))).toBe(fits);
});

test.each<[string, unknown]>([
	['{"id":12345678901234567890}', { id: '12345678901234567890' }],
	['{"ids":[9007199254740993,-9007199254740993, 1]}', { ids: ['9007199254740993', '-9007199254740993', 1] }],
	['{"id":9007199254740991}', { id: 9007199254740991 }],
	['{"id":1234567890123456}', { id: 1234567890123456 }],
	[
		'{"n":0.12345678901234567890,"e":1e-20,"long":12345678901234567890.5}',
		{ n: 0.12345678901234568, e: 1e-20, long: 12345678901234567000 },
	],
	[
		'{"text":"12345678901234567890, \\"12345678901234567890\\" \\\\","id":1}',
		{ text: '12345678901234567890, "12345678901234567890" \\', id: 1 },
	],
	['{"12345678901234567890":12345678901234567890}', { '12345678901234567890': '12345678901234567890' }],
])('%s keeps every digit of its ids', (text, expected) => expect(read(text)).toEqual(expected));

test('a broken body full of long numbers is none, as any', () => {
	expect(read('{"a":"\\"12345678901234567890')).toBeNull();
});
