import { createHmac } from 'node:crypto';

import {
	basicAuth,
	bodySecret,
	hmacSignature,
	isEqual,
	secretFault,
	urlSecret,
} from '../../../../nodes/shared/receive/origin-proof';
import type { Delivery } from '../../../../nodes/shared/receive/types';

const secret = 'example-secret-of-a-support-lead-123456';
const delivery = (more: Partial<Delivery> = {}): Delivery => ({
	rawBody: Buffer.from('{"Id":"1"}'),
	headers: {},
	query: {},
	ip: '192.0.2.1',
	receivedAt: new Date(),
	...more,
});

describe('hmacSignature', () => {
	const proof = hmacSignature({ header: 'ms-signature', prefix: 'sha256=' });
	const hex = (body: string, key = secret, algorithm = 'sha256') =>
		createHmac(algorithm, key).update(body).digest('hex');
	const good = hex('{"Id":"1"}');
	const prove = (value: string | string[] | undefined, body = '{"Id":"1"}', key = secret) =>
		proof(delivery({ headers: { 'ms-signature': value }, rawBody: Buffer.from(body) }), key);

	// WebHookSenderTests.cs of aspnet/AspNetWebHooks, and one of ours.
	const libraryBody =
		'{\r\n  "Id": "1234567890",\r\n  "Attempt": 1,\r\n  "Properties": {\r\n    "p1": "pv1"\r\n  },\r\n  "Notifications": [\r\n    {\r\n      "Action": "a1",\r\n      "d1": "dv1"\r\n    },\r\n    {\r\n      "Action": "a1",\r\n      "d2": "http://localhost"\r\n    }\r\n  ]\r\n}';
	const ourBody =
		'{\r\n  "Id": "0f3c2f0f6f6e4c8fa5d0c1b2a3948576",\r\n  "Attempt": 1,\r\n  "Properties": {},\r\n  "Notifications": [\r\n    {\r\n      "Action": "ChatStarted",\r\n      "Data": {\r\n        "AccountId": "b943010f-b565-4731-9f34-42c54319957f",\r\n        "AgentId": "150",\r\n        "Visitor": {\r\n          "Id": "169.26.97.99-1231178",\r\n          "Email": "jason@example.com"\r\n        }\r\n      }\r\n    }\r\n  ]\r\n}';
	const libraryKey = '1234567890'.repeat(4) + '12345678';
	const ourKey = ['n8n-livesupporti-test-secret', '0123456789'].join('-');

	test.each([
		[
			'the library',
			libraryBody,
			libraryKey,
			'DCDEB62502988CDEDE464AF6A97566D61288C446CFC46F74F341E11173FF30A1',
		],
		['our sample', ourBody, ourKey, '95DC8A58DB2FEF966FC5B0A812DBC5CB0D2C6F527AC72D4CC11FA51D9016DFD4'],
	])('fits the test vector of %s, in either case, on the bytes as sent', (_, body, key, mac) => {
		expect(prove(`sha256=${mac}`, body, key)).toBeNull();
		expect(prove(`SHA256=${mac.toLowerCase()}`, body, key)).toBeNull();
		expect(prove(`sha256=${mac}`, JSON.stringify(JSON.parse(body)), key)).toMatch(/does not fit/);
	});

	test.each<[string, string | string[] | undefined, RegExp]>([
		['no header', undefined, /missing/],
		['an empty header', '', /not sha256=hex/],
		['an array of headers', [`sha256=${good}`], /missing/],
		['two values joined as Node does', `sha256=${good}, sha256=${good}`, /not sha256=hex/],
		['the prefix alone', 'sha256=', /not sha256=hex/],
		['no prefix', good, /not sha256=hex/],
		['a digit too few', `sha256=${good.slice(1)}`, /not sha256=hex/],
		['a digit too many', `sha256=${good}0`, /not sha256=hex/],
		['letters that are no hex', `sha256=${'zz'.repeat(32)}`, /not sha256=hex/],
		['multi-byte letters of the right length', `sha256=${'é'.repeat(64)}`, /not sha256=hex/],
		['another algorithm', `sha1=${hex('{"Id":"1"}', secret, 'sha1')}`, /not sha256=hex/],
		['another secret', `sha256=${hex('{"Id":"1"}', 'another-example-secret')}`, /does not fit/],
		['an empty secret', `sha256=${hex('{"Id":"1"}', '')}`, /does not fit/],
		['the signature of another body', `sha256=${hex('{"Id":"2"}')}`, /does not fit/],
		['base64 instead of hex', `sha256=${Buffer.from(good, 'hex').toString('base64')}`, /not sha256=hex/],
	])('refuses %s, and does not repeat it', (_, value, reason) => {
		const said = prove(value);
		expect(said).toMatch(reason);
		for (const part of [value].flat()) if (part && part.length > 10) expect(said).not.toContain(part);
	});

	test('takes a multi-byte secret as UTF-8', () => {
		expect(prove(`sha256=${hex('{"Id":"1"}', 'gehëim-😀')}`, '{"Id":"1"}', 'gehëim-😀')).toBeNull();
	});
});

describe('hmacSignature with other algorithms and encodings', () => {
	const body = '{"Id":"1"}';
	const algorithms = ['sha1', 'sha256'] as const;
	const encodings = ['hex', 'base64'] as const;
	const kinds = algorithms.flatMap((algorithm) => encodings.map((encoding) => ({ algorithm, encoding })));
	type Kind = (typeof kinds)[number];
	const titles = { sha1: 'SHA-1', sha256: 'SHA-256' };
	const digits = { sha1: { hex: 40, base64: 28 }, sha256: { hex: 64, base64: 44 } };
	const sign = ({ algorithm, encoding }: Kind, key = secret, text = body) =>
		createHmac(algorithm, key).update(text).digest(encoding);
	const prove = (kind: Kind, value: string, prefix = '') =>
		hmacSignature({ header: 'x-signature', prefix, ...kind })(
			delivery({ headers: { 'x-signature': value } }),
			secret,
		);

	describe.each(kinds)('$algorithm in $encoding', (kind) => {
		const { algorithm, encoding } = kind;

		test('is proved, with a prefix and white space around it too', () => {
			expect(prove(kind, sign(kind))).toBeNull();
			expect(prove(kind, ` ${sign(kind)} `)).toBeNull();
			expect(prove(kind, `mac=${sign(kind)}`, 'mac=')).toBeNull();
			expect(prove(kind, `MAC=${sign(kind)}`, 'mac=')).toBeNull();
		});

		test('is refused of another secret, of another body, and in another case of base64', () => {
			expect(prove(kind, sign(kind, 'another-example-secret'))).toMatch(/does not fit/);
			expect(prove(kind, sign(kind, secret, '{"Id":"2"}'))).toMatch(/does not fit/);
			const upper = prove(kind, sign(kind).toUpperCase());
			if (encoding === 'hex') expect(upper).toBeNull();
			else expect(upper).toMatch(/does not fit/);
		});

		test.each(kinds.filter((other) => other !== kind))(
			'is refused as $algorithm in $encoding, and the reason says what it looks like',
			(other) => {
				const sent = sign(other);
				const hint = `it looks like ${titles[other.algorithm]} in ${other.encoding}`;
				const reason = `the header x-signature is not ${encoding}, ${digits[algorithm][encoding]} digits of it (${hint})`;
				expect(prove(kind, sent)).toBe(reason);
				expect(prove(kind, `mac=${sent}`, 'mac=')).toContain(`(${hint})`);
				expect(prove(kind, sent)).not.toContain(sent);
			},
		);

		test.each([
			['the URL form of base64', '-_'.repeat(digits[algorithm][encoding] / 2)],
			['base64 that ends early', `${'A='.repeat(digits[algorithm][encoding] / 2)}`],
			['nothing but padding', '='.repeat(digits[algorithm][encoding])],
			['something else', 'hello'],
		])('is refused as %s, without a hint', (_, value) => {
			const reason = prove(kind, value);
			expect(reason).toMatch(/is not (hex|base64), |does not fit/);
			expect(reason).not.toContain('looks like');
		});
	});
});

describe('urlSecret', () => {
	test.each<[string, unknown, boolean]>([
		['the secret', secret, true],
		['nothing', undefined, false],
		['an empty text', '', false],
		['the secret twice', [secret, secret], false],
		['a nested parameter', { a: secret }, false],
		['the start of it', secret.slice(0, -1), false],
		['more than it', `${secret}x`, false],
		['another case', secret.toUpperCase(), false],
		['multi-byte letters of the same length', 'é'.repeat(secret.length), false],
	])('%s: proven %s', (_, value, isProven) => {
		const said = urlSecret(delivery({ query: { secret: value } }), secret);
		expect(said === null).toBe(isProven);
		if (typeof value === 'string' && value) expect(said ?? '').not.toContain(value);
	});
});

describe('basicAuth', () => {
	const encode = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
	test.each<[string, string | undefined, boolean]>([
		['user and password', encode(`webhook:${secret}`), true],
		['the scheme in lower case', encode(`webhook:${secret}`).replace('Basic', 'basic'), true],
		['nothing', undefined, false],
		['an empty password', encode('webhook:'), false],
		['another user', encode(`admin:${secret}`), false],
		['the password alone', encode(secret), false],
		['a bearer token', `Bearer ${secret}`, false],
		['no base64', `Basic webhook:${secret}`, false],
	])('%s: proven %s', (_, authorization, isProven) => {
		expect(basicAuth(delivery({ headers: { authorization } }), secret) === null).toBe(isProven);
	});
});

describe('bodySecret', () => {
	const proof = bodySecret('secret_key');
	test.each<[string, string, boolean]>([
		['the secret', JSON.stringify({ secret_key: secret }), true],
		['none', '{}', false],
		['an empty one', '{"secret_key":""}', false],
		['a number', '{"secret_key":1}', false],
		['the secret further in', JSON.stringify({ payload: { secret_key: secret } }), false],
		['the secret in a list', JSON.stringify([{ secret_key: secret }]), false],
		['no JSON', 'secret_key', false],
		['an inherited key', '{"__proto__":{"secret_key":"x"}}', false],
	])('%s: proven %s', (_, body, isProven) => {
		expect(proof(delivery({ rawBody: Buffer.from(body) }), secret) === null).toBe(isProven);
	});
});

test('isEqual compares bytes of any length', () => {
	expect(isEqual('é', Buffer.from([0xc3, 0xa9]))).toBe(true);
	expect(isEqual('é', 'e')).toBe(false);
	expect(isEqual('', '')).toBe(true);
});

test.each([
	['', 1, 64, /no webhook secret/],
	['a'.repeat(31), 32, 64, /31 characters, it needs 32 to 64/],
	['a'.repeat(65), 32, 64, /65 characters/],
	['short', 16, Infinity, /5 characters, it needs at least 16/],
	['😀'.repeat(32), 32, 64, null],
])('secretFault of %j for %d to %d', (value, min, max, expected) => {
	const fault = secretFault(value, { min, max });
	if (expected === null) expect(fault).toBeNull();
	else expect(fault).toMatch(expected);
});
