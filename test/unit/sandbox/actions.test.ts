/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- asks the sandbox as its page does, and plays a receiver */
import axios from 'axios';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startSandbox, type Sandbox } from '../../sandbox';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ retryScale: 1 });
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const press = async (vendor: string, action: string, input: object = {}) =>
	await axios.post<{ message?: string }>(`${sandbox.url}/_sandbox/${vendor}/actions/${action}`, input, {
		validateStatus: () => true,
	});

const inChat = ['liveSupporti', 'giosg', 'smartsupp', 'liveChat', 'chatvisor'].flatMap((vendor) =>
	['agentSays', 'visitorSays', 'endChat', 'missChat', 'rateChat'].map((action) => [vendor, action] as const),
);

test.each(inChat)(
	'%s: %s in a chat that is gone is answered 404, and the sandbox goes on',
	async (...path) => {
		const [vendor, action] = path;
		const { status, data } = await press(vendor, action, { chat: 'gone', text: 'Hello' });
		expect([status, data.message]).toEqual([
			404,
			expect.stringMatching(/no such chat any more|^No action of the name/),
		]);
		expect((await press(vendor, 'startChat')).status).toBe(200);
	},
);

test('what a vendor refuses is told, and the sandbox goes on', async () => {
	const { chat } = await sandbox.vendors.liveChat.startChat();
	expect((await press('liveChat', 'endChat', { chat: chat.id })).status).toBe(200);
	const { status, data } = await press('liveChat', 'agentSays', { chat: chat.id, text: 'Hello' });
	expect([status, data.message]).toEqual([400, 'Chat is not active']);
	expect((await press('liveChat', 'startChat')).status).toBe(200);
});

test("Smartsupp's POST hook does not wait for the repeats of an API webhook", async () => {
	const received: string[] = [];
	const receiver = createServer((request, response) => {
		received.push(String(request.url));
		response.statusCode = request.url === '/api' ? 500 : 200;
		response.end();
	});
	await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
	const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
	const { smartsupp } = sandbox.vendors;
	try {
		const { chat } = await smartsupp.startChat();
		smartsupp.addWebhook(`${url}/api`);
		smartsupp.addPostHook(`${url}/hook`);
		const ended = smartsupp.endChat(chat.conversation.id);
		const started = Date.now();
		while (received.length < 2 && Date.now() - started < 2000)
			await new Promise((next) => setTimeout(next, 10));
		expect(received.sort()).toEqual(['/api', '/hook']);
		sandbox.reset();
		await ended;
	} finally {
		receiver.closeAllConnections();
		receiver.close();
	}
});
