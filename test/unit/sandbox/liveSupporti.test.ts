/* eslint-disable @n8n/community-nodes/no-restricted-imports -- plays the receiver of the sandbox's deliveries */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';

import { startSandbox, type Sandbox } from '../../sandbox';
import { liveSupportiDemo, signLiveSupporti } from '../../sandbox/vendors/liveSupporti';

interface Received {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

let sandbox: Sandbox;
let receiver: Server;
let received: Received[] = [];
let answer: (request: Received, response: ServerResponse) => void;
const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?secret=x`;
const echo = ({ url: path }: Received) => new URL(path, 'http://localhost').searchParams.get('echo') ?? '';
const takeAll: typeof answer = (request, response) => {
	response.setHeader('Content-Type', request.method === 'GET' ? 'text/plain' : 'application/json');
	response.end(request.method === 'GET' ? echo(request) : '{"received":true}');
};

beforeAll(async () => {
	sandbox = await startSandbox();
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url: path = '', headers } = request;
			received.push({ method, url: path, headers, body: Buffer.concat(chunks).toString() });
			answer(received.at(-1)!, response);
		});
	});
	await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
	await sandbox.close();
	receiver.closeAllConnections();
	await new Promise((done) => receiver.close(done));
});
beforeEach(() => {
	sandbox.reset();
	received = [];
	answer = takeAll;
});

const vendor = () => sandbox.vendors.liveSupporti;
const secret = liveSupportiDemo.webhookSecret;

describe('Add a WebHook', () => {
	test('asks the URL for an echo, without the query that the URL has', async () => {
		await vendor().addWebhook(url(), secret);
		expect(received).toHaveLength(1);
		expect(received[0].method).toBe('GET');
		expect(received[0].url).toMatch(/^\/hook\?echo=[0-9a-f]{32}$/);
	});

	test.each<[string, typeof answer, RegExp]>([
		[
			'an answer that is no 2xx',
			(_, response) => response.writeHead(404).end(),
			/accessible. Error encountered/,
		],
		['an empty answer', (_, response) => response.end(), /did not return the expected echo/],
		[
			'a token in quotes',
			(request, response) => response.setHeader('Content-Type', 'text/plain').end(`"${echo(request)}"`),
			/was not returned as plain text/,
		],
		[
			'another content type',
			(request, response) => response.setHeader('Content-Type', 'text/html').end(echo(request)),
			/text\/plain/,
		],
	])('does not take %s', async (_, reply, message) => {
		answer = reply;
		await expect(vendor().addWebhook(url(), secret)).rejects.toThrow(message);
		expect(vendor().webhooks).toHaveLength(0);
	});

	test.each([31, 65])('does not take a secret of %d characters', async (length) => {
		await expect(vendor().addWebhook(url(), 'x'.repeat(length))).rejects.toThrow(/between 32 and 64/);
		expect(received).toHaveLength(0);
	});
});

describe('a delivery', () => {
	test('is indented with CRLF, signed in upper-case hex over its bytes, and goes to the whole URL', async () => {
		await vendor().addWebhook(url(), secret);
		await vendor().startChat();
		const [, { method, url: path, headers, body }] = received;
		expect([method, path]).toEqual(['POST', '/hook?secret=x']);
		expect(headers['content-type']).toBe('application/json; charset=utf-8');
		const mac = createHmac('sha256', secret).update(body).digest('hex').toUpperCase();
		expect(headers['ms-signature']).toBe(`sha256=${mac}`);
		expect(body).toMatch(/^\{\r\n {2}"Id": "[0-9a-f]{32}",\r\n {2}"Attempt": 1,\r\n/);
	});

	test('that is not taken is sent three times, the same Id, each signed anew; 410 ends it', async () => {
		await vendor().addWebhook(url(), secret);
		answer = (_, response) => response.writeHead(500).end();
		await vendor().startChat();
		const attempts = received.slice(1).map(({ body }) => JSON.parse(body) as { Id: string; Attempt: number });
		expect(attempts.map(({ Attempt }) => Attempt)).toEqual([1, 2, 3]);
		expect(new Set(attempts.map(({ Id }) => Id)).size).toBe(1);
		answer = (_, response) => response.writeHead(410).end();
		const { deliveries } = await vendor().startChat();
		expect(deliveries).toHaveLength(1);
	});

	test('of an account that does not sign has no signature', async () => {
		await vendor().addWebhook(url(), '', { signed: false });
		await vendor().startChat();
		expect(received.at(-1)?.headers).not.toHaveProperty('ms-signature');
	});
});

test("the signature fits the test vector of Microsoft's library", () => {
	const body =
		'{\r\n  "Id": "1234567890",\r\n  "Attempt": 1,\r\n  "Properties": {\r\n    "p1": "pv1"\r\n  },\r\n  "Notifications": [\r\n    {\r\n      "Action": "a1",\r\n      "d1": "dv1"\r\n    },\r\n    {\r\n      "Action": "a1",\r\n      "d2": "http://localhost"\r\n    }\r\n  ]\r\n}';
	const key = '1234567890'.repeat(4) + '12345678';
	expect(signLiveSupporti(key, body)).toBe(
		'sha256=DCDEB62502988CDEDE464AF6A97566D61288C446CFC46F74F341E11173FF30A1',
	);
});

describe('the details endpoint', () => {
	const visitorId = '169.26.97.99-1231178';
	const details = {
		AccountId: liveSupportiDemo.accountId,
		AgentId: liveSupportiDemo.agentId,
		VisitorId: visitorId,
		Fields: [{ name: 'Plan', value: 'Gold' }],
	};
	const send = async (body: unknown, password = liveSupportiDemo.apiKey, id = visitorId) =>
		await axios.post(`${vendor().baseUrl}/api/visitors/${id}/details`, body, {
			auth: { username: liveSupportiDemo.email, password },
			validateStatus: () => true,
			maxRedirects: 0,
			timeout: 2000,
		});

	test('answers 200, 400 and 401 as documented', async () => {
		expect((await send(details)).status).toBe(400);
		await vendor().startChat();
		expect((await send(details, 'another-example-key')).status).toBe(401);
		expect((await send({ ...details, Fields: [] })).status).toBe(400);
		expect((await send({ ...details, VisitorId: 'other' })).status).toBe(400);
		expect((await send(details)).status).toBe(200);
		expect(vendor().detailsOf(visitorId)).toEqual({ Plan: 'Gold' });
	});

	test('fails on purpose, and leads a redirect to the trap', async () => {
		await vendor().startChat();
		vendor().fail({ status: 429, retryAfter: 7, times: 1 });
		const busy = await send(details);
		expect([busy.status, busy.headers['retry-after']]).toEqual([429, '7']);
		vendor().fail({ redirect: `${sandbox.trap.url}/away`, times: 1 });
		expect((await send(details)).headers.location).toBe(`${sandbox.trap.url}/away`);
		await axios.get(`${sandbox.trap.url}/away`);
		expect(sandbox.trap.requests).toHaveLength(1);
		vendor().fail({ drop: true, times: 1 });
		await expect(send(details)).rejects.toThrow(/socket hang up|ECONNRESET/);
		vendor().fail({ body: '<html>', times: 1 });
		expect((await send(details)).data).toBe('<html>');
		vendor().fail({ latencyMs: 80, times: 1 });
		const started = Date.now();
		expect((await send(details)).status).toBe(200);
		expect(Date.now() - started).toBeGreaterThanOrEqual(79);
		expect((await send(details)).status).toBe(200);
	});
});

test('the page is served, and shows no secret of a WebHook or of a delivery', async () => {
	expect((await axios.get(`${sandbox.url}/`)).data).toContain('<title>');
	await vendor().addWebhook(url().replace('=x', `=${'example'.repeat(4)}`), secret);
	await vendor().startChat();
	const [shown] = (await axios.get(`${sandbox.url}/_sandbox/state`)).data.filter(
		({ name }: { name: string }) => name === 'liveSupporti',
	);
	const text = JSON.stringify([shown.webhooks, shown.log, shown.chats]);
	expect(text).toContain('/hook');
	expect(text).not.toContain(secret);
	expect(text).not.toContain('example'.repeat(4));
});
