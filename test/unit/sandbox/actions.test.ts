/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- asks the sandbox as its page does, and plays a receiver */
import axios from 'axios';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';

import { startSandbox, type Sandbox } from '../../sandbox';
import { liveChatDemo } from '../../sandbox/vendors/liveChat';

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

const stateOf = async (vendor: string) => {
	const { data } = await axios.get<Array<{ name: string; chats: Array<{ id: string }> }>>(
		`${sandbox.url}/_sandbox/state`,
	);
	return data.find(({ name }) => name === vendor)!;
};

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

const chatId = async (vendor: string): Promise<string> => {
	await press(vendor, 'startChat');
	return (await stateOf(vendor)).chats[0].id;
};

test.each(['giosg', 'smartsupp', 'liveChat'])(
	'%s: a chat ends once, and the page says so',
	async (vendor) => {
		const chat = await chatId(vendor);
		expect((await press(vendor, 'endChat', { chat })).status).toBe(200);
		const { status, data } = await press(vendor, 'endChat', { chat });
		expect([status, data.message]).toEqual([409, expect.stringContaining('This chat has ended')]);
	},
);

test.each([
	['giosg', 'agentSays'],
	['giosg', 'visitorSays'],
	['giosg', 'botSays'],
	['liveChat', 'agentSays'],
	['liveChat', 'agentOffers'],
])('%s: %s in a chat that has ended is refused, and the sandbox goes on', async (vendor, action) => {
	const chat = await chatId(vendor);
	await press(vendor, 'endChat', { chat });
	const { status, data } = await press(vendor, action, { chat, text: 'Hello' });
	expect([status, data.message]).toEqual([409, expect.stringContaining('This chat has ended')]);
	expect((await press(vendor, 'startChat')).status).toBe(200);
});

test.each([
	['{', 'The body is not JSON.'],
	['[]', 'The body is not a JSON object.'],
	['{"chat":{"toString":1}}', 'chat: Invalid input.'],
])('a button gets %s: a kind refusal', async (body, message) => {
	const { status, data } = await axios.post(`${sandbox.url}/_sandbox/giosg/actions/agentSays`, body, {
		headers: { 'Content-Type': 'application/json' },
		validateStatus: () => true,
	});
	expect([status, data]).toEqual([400, { message }]);
});

test('what a workflow stores that no text can be made of does not end the page', async () => {
	const { liveChat } = sandbox.vendors;
	const { chat } = await liveChat.startChat();
	const page = await axios.get<Readable>(`${sandbox.url}/_sandbox/events`, { responseType: 'stream' });
	let shown = '';
	page.data.on('data', (part: Buffer) => (shown += part.toString()));
	const { accountId, personalAccessToken } = liveChatDemo;
	await axios.post(
		`${liveChat.baseUrl}/v3.6/agent/action/update_chat_properties`,
		{ id: chat.id, properties: { shop: { basket: { toString: 1, valueOf: 1 } } } },
		{ auth: { username: accountId, password: personalAccessToken } },
	);
	await until(() => shown.includes('basket'));
	page.data.destroy();
});

/** A receiver that refuses `/refused` and takes everything else. */
async function startReceiver() {
	const received: string[] = [];
	const server = createServer((request, response) => {
		received.push(String(request.url));
		response.statusCode = request.url === '/refused' ? 500 : 200;
		response.end();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		received,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

async function until(isSo: () => boolean): Promise<void> {
	const started = Date.now();
	while (!isSo() && Date.now() - started < 2000) await new Promise((next) => setTimeout(next, 10));
	expect(isSo()).toBe(true);
}

describe('a delivery that is refused, and tried again after a minute,', () => {
	let receiver: Awaited<ReturnType<typeof startReceiver>>;
	beforeEach(async () => (receiver = await startReceiver()));
	afterEach(() => receiver.close());

	test.each([
		[
			"Smartsupp's POST hook",
			async ({ vendors: { smartsupp } }: Sandbox, refused: string, taken: string) => {
				const { chat } = await smartsupp.startChat();
				smartsupp.addWebhook(refused);
				smartsupp.addPostHook(taken);
				return smartsupp.endChat(chat.conversation.id);
			},
		],
		[
			"LiveChat's legacy webhook",
			async ({ vendors: { liveChat } }: Sandbox, refused: string, taken: string) => {
				const { chat } = await liveChat.startChat();
				liveChat.addForeignWebhook('chat_deactivated', { url: refused });
				liveChat.addLegacyWebhook(taken);
				return liveChat.endChat(chat.id);
			},
		],
		[
			"LiveChat's new webhook",
			async ({ vendors: { liveChat } }: Sandbox, refused: string, taken: string) => {
				const { chat } = await liveChat.startChat();
				liveChat.addLegacyWebhook(refused);
				liveChat.addForeignWebhook('chat_deactivated', { url: taken });
				return liveChat.endChat(chat.id);
			},
		],
		[
			'another WebHook of LiveSupporti',
			async ({ vendors: { liveSupporti } }: Sandbox, refused: string, taken: string) => {
				for (const url of [refused, taken])
					await liveSupporti.addWebhook(url, '', { signed: false, handshake: false });
				return liveSupporti.startChat();
			},
		],
		[
			'another webhook of giosg',
			async ({ vendors: { giosg } }: Sandbox, refused: string, taken: string) => {
				for (const url of [refused, taken]) giosg.addWebhook(url);
				return giosg.startChat();
			},
		],
	])('does not hold back %s, and a reset ends it', async (_what, send) => {
		// not awaited: it takes until the last try
		const sent = send(sandbox, `${receiver.url}/refused`, `${receiver.url}/taken`);
		await until(() => ['/refused', '/taken'].every((path) => receiver.received.includes(path)));
		sandbox.reset();
		await sent;
		expect(Object.values(sandbox.vendors).flatMap(({ sent: all }) => all)).toEqual([]);
	});

	test("does not hold back Smartsupp's next event", async () => {
		const { smartsupp } = sandbox.vendors;
		smartsupp.addWebhook(`${receiver.url}/refused`, ['conversation.opened']);
		smartsupp.addWebhook(`${receiver.url}/taken`, ['conversation.contact_replied']);
		const started = smartsupp.startChat();
		await until(() => receiver.received.length === 2);
		expect(receiver.received.sort()).toEqual(['/refused', '/taken']);
		sandbox.reset();
		await started;
	});
});
