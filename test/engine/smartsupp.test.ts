import axios from 'axios';

import { bodyText, type TriggerFixture } from '../fixtures';
import { originalPostHook, smartsuppPostHook, smartsuppWebhooks } from '../fixtures/smartsupp';
import { startSandbox, type Sandbox } from '../sandbox';
import { smartsuppDemo } from '../sandbox/vendors/smartsupp';
import { Bench } from './engine';

let sandbox: Sandbox;
let bench: Bench;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => await bench.close());

const start = async ({ parameters }: TriggerFixture, more: object = {}): Promise<Bench> =>
	await Bench.start({
		nodes: [
			{
				type: 'smartsuppTrigger',
				credentials: ['smartsuppApi'],
				parameters: { ...parameters, ...more } as never,
			},
		],
		credentials: { smartsuppApi: { webhookSecret: smartsuppDemo.webhookSecret } },
	});

const seen = () => bench.runs.flatMap((run) => bench.output(run));

describe('content types: Smartsupp documents none', () => {
	test.each<[TriggerFixture, string | false]>(
		[smartsuppWebhooks, smartsuppPostHook].flatMap((fixture) =>
			(['text/plain', 'application/octet-stream', 'text/json; charset=utf-8', false] as const).map(
				(type): [TriggerFixture, string | false] => [fixture, type],
			),
		),
	)('$title as %s', async (fixture, type) => {
		bench = await start(fixture);
		const [first] = fixture.cases;
		const body = bodyText(first.body);
		const { query = '', headers } = fixture.prove(body, smartsuppDemo.webhookSecret);
		const reply = await axios.post(`${bench.webhookUrl}${query}`, Buffer.from(body), {
			headers: { 'Content-Type': type, ...headers },
			validateStatus: () => true,
		});
		expect([reply.status, reply.data]).toEqual([200, { received: true }]);
		expect(seen()).toMatchObject([{ event: first.event, ...first.expected }]);
	});
});

test('without any parameter, the API webhooks come in, signed', async () => {
	bench = await start({ ...smartsuppWebhooks, parameters: {} });
	const { smartsupp } = sandbox.vendors;
	smartsupp.addWebhook(bench.webhookUrl);
	const { chat } = await smartsupp.startChat();
	await smartsupp.say(chat.conversation.id, 'agent', 'Hello');
	await smartsupp.rateChat(chat.conversation.id, 4, 'Good');
	await smartsupp.endChat(chat.conversation.id);
	expect(seen().map(({ event }) => event)).toEqual([
		'chatStarted',
		'messageFromVisitor',
		'messageFromAgent',
		'chatRated',
		'chatEnded',
	]);
});

test('Messages From: Visitors keeps a workflow from answering itself', async () => {
	bench = await start(smartsuppWebhooks, { options: { sender: 'visitor' } });
	const { smartsupp } = sandbox.vendors;
	smartsupp.addWebhook(bench.webhookUrl, ['conversation.contact_replied', 'conversation.agent_replied']);
	const { chat } = await smartsupp.startChat();
	await smartsupp.say(chat.conversation.id, 'agent', 'Hello');
	expect(seen().map(({ event }) => event)).toEqual(['messageFromVisitor']);
});

test('the POST hook tells of ended and missed chats and of offline messages', async () => {
	bench = await start(smartsuppPostHook, { events: ['chatMissed', 'offlineMessage'] });
	const { smartsupp } = sandbox.vendors;
	smartsupp.addPostHook(`${bench.webhookUrl}?secret=${smartsuppDemo.webhookSecret}`, null);
	const ended = await smartsupp.startChat();
	await smartsupp.say(ended.chat.conversation.id, 'agent', 'Hello');
	await smartsupp.endChat(ended.chat.conversation.id);
	const missed = await smartsupp.startChat();
	await smartsupp.missChat(missed.chat.conversation.id);
	await smartsupp.leaveOfflineMessage();
	expect(smartsupp.deliveries.map(({ status }) => status)).toEqual([200, 200, 200]);
	expect(seen()).toMatchObject([
		{
			event: 'chatMissed',
			visitor: { name: 'Maria Silva', email: 'maria@example.com' },
			messages: [{ author: 'visitor' }],
		},
		{ event: 'offlineMessage', visitor: { name: 'Aiko', email: null } },
	]);
});

test('a redelivery after an answer that got lost is dropped where the option says so', async () => {
	bench = await start(smartsuppPostHook, { options: { dropRepeats: true } });
	const { smartsupp } = sandbox.vendors;
	smartsupp.addPostHook(`${bench.webhookUrl}?secret=${smartsuppDemo.webhookSecret}`);
	await smartsupp.leaveOfflineMessage();
	await smartsupp.deliverAgain();
	expect(bench.runs).toHaveLength(1);
});

describe('publishing', () => {
	const short = { smartsuppApi: { webhookSecret: 'too-short' } };

	test('says that a secret for the URL is too short; a signature takes any', async () => {
		bench = await start(smartsuppPostHook);
		bench.credentials.data = short;
		await expect(bench.publish()).rejects.toThrow('9 characters, it needs at least 16');
		await bench.close();
		bench = await start(smartsuppWebhooks);
		bench.credentials.data = short;
		await expect(bench.publish()).resolves.toBeUndefined();
	});

	test.each([
		[smartsuppPostHook, 'signature'],
		[smartsuppWebhooks, 'urlSecret'],
	])('says that $title has no %s, which another Source left behind', async (fixture, authentication) => {
		bench = await start(fixture, { authentication });
		await expect(bench.publish()).rejects.toThrow("'Verify Deliveries By' has no usable value");
		const reply = await axios.post(bench.webhookUrl, originalPostHook, { validateStatus: () => true });
		expect(reply.status).toBe(401);
	});
});
