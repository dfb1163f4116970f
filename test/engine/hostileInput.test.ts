/* eslint-disable @n8n/community-nodes/no-restricted-imports -- what HTTP libraries keep one from sending needs a bare socket */
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';

import axios from 'axios';

import { chatEventSchema } from '../../nodes/shared/chat-event';
import { bodyText, type Proof, triggerFixtures, type TriggerFixture } from '../fixtures';
import { Bench } from './engine';

const MEGABYTE = 1024 * 1024;

interface Hostile {
	body: string | Buffer;
	headers?: Record<string, string>;
	/** How the body is sent. */
	encode?: (body: Buffer) => Buffer;
	status: number;
	/** n8n cannot read it, so that it is answered before any proof. */
	isUnread?: boolean;
}

/** Bodies that no vendor documents, with the status that answers them. 200 is never anything but taken whole. */
const hostile: Array<[string, Hostile]> = [
	['an empty body', { body: '', status: 400 }],
	['an empty list', { body: '[]', status: 400 }],
	['a text', { body: '"x"', status: 400 }],
	['null', { body: 'null', status: 400 }],
	['a number', { body: '1e999', status: 400 }],
	[
		'no JSON',
		{
			body: 'hello=world',
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			status: 400,
		},
	],
	['an empty object', { body: '{}', status: 200 }],
	['10 MB of one text', { body: JSON.stringify({ text: 'x'.repeat(10 * MEGABYTE) }), status: 200 }],
	['deep nesting', { body: `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, status: 200 }],
	[
		'__proto__ keys',
		{ body: '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}', status: 200 },
	],
	[
		'invalid UTF-8',
		{ body: Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), status: 200 },
	],
	['a lone surrogate', { body: '{"a":"\\ud800"}', status: 200 }],
	[
		'gzip',
		{
			body: '{"a":1}',
			encode: (body) => gzipSync(body),
			headers: { 'Content-Encoding': 'gzip' },
			status: 200,
		},
	],
	[
		'deflate',
		{
			body: '{"a":1}',
			encode: (body) => deflateSync(body),
			headers: { 'Content-Encoding': 'deflate' },
			status: 200,
		},
	],
	[
		'broken gzip of a type that n8n leaves unread',
		{
			body: 'not gzip',
			headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/vnd.chat' },
			status: 400,
			isUnread: true,
		},
	],
	['no content type', { body: '{"a":1}', headers: { 'Content-Type': '' }, status: 200 }],
	[
		'an odd content type',
		{ body: '{"a":1}', headers: { 'Content-Type': 'application/vnd.api+json' }, status: 200 },
	],
	[
		'JSON typed as text',
		{ body: '{"a":1}', headers: { 'Content-Type': 'text/plain; charset=utf-8' }, status: 200 },
	],
	['JSON typed as XML', { body: '{"a":1}', headers: { 'Content-Type': 'text/xml' }, status: 200 }],
	[
		'17 MB of a type that n8n leaves unread',
		{
			body: Buffer.alloc(17 * MEGABYTE, 'x'),
			headers: { 'Content-Type': 'application/octet-stream' },
			status: 413,
			isUnread: true,
		},
	],
];

const parametersOf = (fixture: TriggerFixture) => ({
	events: ['*'],
	...fixture.parameters,
	...fixture.cases[0].parameters,
});

async function start(
	fixture: TriggerFixture,
	webhookSecret = fixture.credential.webhookSecret,
): Promise<Bench> {
	return await Bench.start({
		nodes: [
			{
				type: fixture.node,
				credentials: [fixture.credentialType],
				parameters: parametersOf(fixture) as never,
			},
		],
		credentials: { [fixture.credentialType]: { ...fixture.credential, webhookSecret } },
	});
}

/**
 * A body with its proof. Where the body itself carries the proof, only a JSON object can: it comes first in it, and the
 * other bytes stay as they are.
 */
function proved(
	fixture: TriggerFixture,
	body: Buffer,
	bench: Bench,
): { sent: Buffer; proof: Proof; isProved: boolean } {
	const prove = (of: Buffer | string) => fixture.prove(of, fixture.credential.webhookSecret, bench.identity);
	const proof = prove(body);
	if (proof.body === undefined) return { sent: body, proof, isProved: true };
	// Each byte as one letter: text of another kind would mend what is no UTF-8.
	const sent = Buffer.from(prove(body.toString('latin1')).body!, 'latin1');
	return { sent, proof, isProved: !sent.equals(body) };
}

describe.each(triggerFixtures)('$title', (fixture) => {
	let bench: Bench;
	afterEach(async () => await bench.close());

	const send = async (body: string | Buffer, headers: Record<string, string>, query = '') =>
		await axios.post(`${bench.webhookUrl}${query}`, body, {
			headers,
			transformRequest: (data) => data,
			maxBodyLength: Infinity,
			validateStatus: () => true,
		});

	test.each(hostile)('%s', async (_, { body, headers = {}, encode, status, isUnread }) => {
		bench = await start(fixture);
		const { sent, proof, isProved } = proved(fixture, Buffer.from(body), bench);
		const reply = await send(
			encode?.(sent) ?? sent,
			{ 'Content-Type': 'application/json', ...proof.headers, ...headers },
			proof.query,
		);
		expect(reply.status).toBe(isProved || isUnread ? status : 401);
		if (reply.status === 200) {
			expect(reply.data).toEqual({ received: true });
			expect(bench.runs).toHaveLength(1);
			expect(bench.runs[0].status).toBe('success');
			expect(() => JSON.stringify(bench.runs[0])).not.toThrow();
			for (const event of bench.output(bench.runs[0]))
				expect(() => chatEventSchema.parse(event)).not.toThrow();
		} else {
			expect(bench.runs).toHaveLength(0);
		}
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	test('multipart', async () => {
		bench = await start(fixture);
		const form = new FormData();
		form.append('payload', '{"a":1}');
		const proof = fixture.prove('', fixture.credential.webhookSecret, bench.identity);
		const reply = await axios.post(`${bench.webhookUrl}${proof.query ?? ''}`, form, {
			headers: proof.headers,
			validateStatus: () => true,
		});
		expect([400, 401]).toContain(reply.status);
		expect(bench.runs).toHaveLength(0);
	});

	test('100,000 entries where the vendor has a list', async () => {
		bench = await start(fixture);
		const entries = Array.from({ length: 100_000 }, () => ({ text: 'hi' }));
		const large = JSON.stringify(fixture.large?.(100_000) ?? { entries });
		const proof = fixture.prove(large, fixture.credential.webhookSecret, bench.identity);
		const started = Date.now();
		const reply = await send(
			proof.body ?? large,
			{ 'Content-Type': 'application/json', ...proof.headers },
			proof.query,
		);
		expect([reply.status, reply.data]).toEqual([200, { received: true }]);
		expect(bench.runs[0].status).toBe('success');
		// Linear work takes seconds; anything quadratic takes minutes.
		expect(Date.now() - started).toBeLessThan(60_000);
	}, 90_000);

	test('a multi-byte secret proves a delivery', async () => {
		const secret = 'gehëim-😀-example-0123456789-0123456789';
		bench = await start(fixture, secret);
		const text = bodyText(fixture.cases[0].body);
		const proof = fixture.prove(text, secret, bench.identity);
		const reply = await send(
			proof.body ?? text,
			{ 'Content-Type': 'application/json', ...proof.headers },
			proof.query && `?secret=${encodeURIComponent(secret)}`,
		);
		expect(reply.status).toBe(200);
	});

	test('headers and query parameters that come twice', async () => {
		bench = await start(fixture);
		const right = fixture.prove('{"a":1}', fixture.credential.webhookSecret, bench.identity);
		const { headers = {}, query } = right;
		// Where the body carries the proof, the right one comes first and a wrong one after it.
		const text = right.body?.replace(/\}$/, ',"secret_key":"wrong"}') ?? '{"a":1}';
		const lines = Object.entries(headers).flatMap(([name, value]) => Array(2).fill(`${name}: ${value}`));
		const { hostname, port, pathname } = new URL(bench.webhookUrl);
		const reply = await new Promise<string>((done, fail) => {
			const socket = connect(Number(port), hostname, () => {
				socket.write(
					[
						`POST ${pathname}${query ? `${query}&${query.slice(1)}` : ''} HTTP/1.1`,
						`Host: ${hostname}`,
						'Content-Type: application/json',
						`Content-Length: ${text.length}`,
						'Connection: close',
						...lines,
						'',
						text,
					].join('\r\n'),
				);
			});
			let received = '';
			socket.on('data', (chunk) => (received += chunk.toString()));
			socket.on('end', () => done(received));
			socket.on('error', fail);
		});
		// Of the header Authorization Node keeps the first, as HTTP says that it comes once.
		const isTaken = 'authorization' in headers;
		expect(reply).toMatch(isTaken ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 401 /);
		expect(bench.runs).toHaveLength(isTaken ? 1 : 0);
	});
});
