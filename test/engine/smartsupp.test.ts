import axios from 'axios';
import type { INodeParameters, IRun } from 'n8n-workflow';

import { SmartsuppApi } from '../../credentials/SmartsuppApi.credentials';
import { bodyText, type TriggerFixture } from '../fixtures';
import { originalPostHook, smartsuppPostHook, smartsuppWebhooks } from '../fixtures/smartsupp';
import { smartsuppOperations } from '../fixtures/smartsupp/operations';
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
	const types = ['text/plain', 'application/octet-stream', 'text/json; charset=utf-8', false] as const;
	const cases = [smartsuppWebhooks, smartsuppPostHook].flatMap((fixture) =>
		types.map((type) => [fixture.title, type, fixture] as const),
	);
	test.each(cases)('%s as %s', async (_, type, fixture) => {
		bench = await start(fixture);
		const [first] = fixture.cases;
		const body = bodyText(first.body);
		const { query = '', headers } = fixture.prove(body, smartsuppDemo.webhookSecret, bench.identity);
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
		['signature', 'the POST hook', smartsuppPostHook],
		['urlSecret', 'API webhooks', smartsuppWebhooks],
	])('says that %s, which another Source left behind, is none of %s', async (authentication, _, fixture) => {
		bench = await start(fixture, { authentication });
		await expect(bench.publish()).rejects.toThrow("'Verify Deliveries By' has no usable value");
		const reply = await axios.post(bench.webhookUrl, originalPostHook, { validateStatus: () => true });
		expect(reply.status).toBe(401);
	});
});

test('a workflow answers a visitor in the conversation that the trigger names', async () => {
	bench = await Bench.start({
		nodes: [
			{
				type: 'smartsuppTrigger',
				credentials: ['smartsuppApi'],
				parameters: { events: ['conversation.contact_replied'], options: { sender: 'visitor' } },
			},
			{
				type: 'smartsupp',
				credentials: ['smartsuppApi'],
				parameters: { resource: 'contact', operation: 'get' },
			},
			{
				type: 'smartsupp',
				credentials: ['smartsuppApi'],
				parameters: {
					resource: 'message',
					operation: 'send',
					conversation: {
						__rl: true,
						mode: 'id',
						value: "={{ $('smartsuppTrigger 0').item.json.chat.id }}",
					},
					text: '=Hello {{ $json.name }}',
				},
			},
		],
		credentials: {
			smartsuppApi: {
				...smartsuppOperations.credential(sandbox),
				webhookSecret: smartsuppDemo.webhookSecret,
			},
		},
	});
	const { smartsupp } = sandbox.vendors;
	smartsupp.addWebhook(bench.webhookUrl);
	const { chat } = await smartsupp.startChat();
	expect(chat.messages.map(({ content }) => content.text)).toEqual([
		'Hello, my order has not arrived yet.',
		'Hello Jason Novak',
	]);
	expect(bench.runs).toHaveLength(1);
});

describe('the action', () => {
	const act = async (parameters: object, item: Record<string, unknown> = {}): Promise<IRun> => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'smartsupp',
					name: 'Action',
					credentials: ['smartsuppApi'],
					parameters: parameters as INodeParameters,
				},
			],
			credentials: { smartsuppApi: smartsuppOperations.credential(sandbox) },
		});
		return await bench.execute([item]);
	};
	const said = ({ data }: IRun): string => {
		const { error } = data.resultData;
		return `${error?.message} | ${(error as { description?: string } | undefined)?.description}`;
	};
	const answer = (body: unknown, status = 200) =>
		sandbox.vendors.smartsupp.fail({
			status,
			body: JSON.stringify(body),
			contentType: 'application/json',
			times: 1,
		});

	test.each<[string, object, number, string]>([
		[
			'fields that it does not take',
			{
				code: 'invalid_parameters',
				message: 'Request is not valid',
				errors: [
					{ path: 'query.0.field', message: 'is not allowed' },
					{ path: ['size'], message: 'is too big' },
					{ message: 'something else' },
					null,
				],
			},
			400,
			'Smartsupp refused the request (400): Request is not valid | Check these values: query.0.field: is not allowed; size: is too big; something else',
		],
		[
			'a value',
			{
				code: 'invalid_parameters',
				message: 'Property agent_id is required when sub_type is "agent"',
				errors: [],
			},
			422,
			'Smartsupp refused the request (422): Property agent_id is required when sub_type is "agent" | Check the values of the fields.',
		],
		[
			'what it does not offer',
			{ code: 'not_implemented', message: 'Requested url or method not implemented' },
			400,
			'Smartsupp does not offer this (400): Requested url or method not implemented | Ask support@smartsupp.com whether your account can use it.',
		],
		[
			'what is not there',
			{ code: 'not_found', message: 'Conversation was not found' },
			404,
			'Smartsupp does not find it (404): Conversation was not found | Check the ID. It may have been deleted meanwhile, or belong to another account.',
		],
	])('says in words that Smartsupp refuses %s', async (_, body, status, words) => {
		answer(body, status);
		expect(said(await act({ operation: 'search' }))).toBe(words);
	});

	test.each<[string, object, Record<string, unknown>, string]>([
		['no conversation', { operation: 'close' }, { chat: { id: null } }, "'Conversation' is empty"],
		[
			'no text',
			{ resource: 'message', operation: 'send', text: ' ' },
			{ chat: { id: 'con1' } },
			"'Text' is empty",
		],
		[
			'no contact',
			{ resource: 'contact', operation: 'get' },
			{ visitor: { extra: {} } },
			"'Contact ID' is empty",
		],
		[
			'no e-mail address',
			{ resource: 'contact', operation: 'findByEmail' },
			{ visitor: { email: null } },
			"'Email' is empty",
		],
		[
			'nothing of a contact',
			{ resource: 'contact', operation: 'create' },
			{ visitor: { email: null, name: '' } },
			"'Email' and 'Name' are both empty",
		],
		['no visitor', { resource: 'visitor', operation: 'get' }, {}, "'Visitor ID' is empty"],
		[
			'a filter without a field',
			{
				operation: 'search',
				filters: {
					filter: [
						{ field: 'a', value: '1' },
						{ field: ' ', value: 'x' },
					],
				},
			},
			{},
			"'Field' is empty in row 2 of 'Other Filters'",
		],
		['an id that leads elsewhere', { operation: 'get' }, { chat: { id: '..' } }, 'cannot be used as an ID'],
	])('says that there is %s, before any request', async (_, parameters, item, words) => {
		expect(said(await act(parameters, item))).toContain(words);
		expect(sandbox.vendors.smartsupp.requests).toHaveLength(0);
	});

	test.each([
		['a cursor of an empty list', []],
		['an empty cursor', ''],
		['no cursor', undefined],
	])('reads no further after %s', async (_, after) => {
		answer({ total: 9, after, items: [{ id: 'con1' }] });
		const run = await act({ operation: 'search', returnAll: true });
		expect(bench.output(run)).toEqual([{ id: 'con1' }]);
		expect(sandbox.vendors.smartsupp.requests).toHaveLength(1);
	});

	test('stops where the vendor names the same page for ever', async () => {
		for (let index = 0; index < 3; index++) answer({ after: [1], items: [{ id: `con${index}` }] });
		const run = await act({ operation: 'search', returnAll: true });
		expect(bench.output(run)).toHaveLength(2);
	});

	test('sends a cursor of several values on as JSON, one of a single value as it is', async () => {
		answer({ after: [1585454846490], items: [{ id: 'ms1' }] });
		answer({ after: [1585454846490, 'ms2'], items: [{ id: 'ms2' }] });
		answer({ after: null, items: [{ id: 'ms3' }] });
		await act({ resource: 'message', operation: 'getMany', returnAll: true }, { chat: { id: 'con1' } });
		expect(sandbox.vendors.smartsupp.requests.map(({ query }) => query.after)).toEqual([
			undefined,
			'1585454846490',
			'[1585454846490,"ms2"]',
		]);
	});

	test('says what it did where the answer has no body', async () => {
		sandbox.vendors.smartsupp.fail({ status: 200, body: '', times: 1 });
		const run = await act({ operation: 'close' }, { chat: { id: 'con1' } });
		expect(bench.output(run)).toEqual([{ id: 'con1', status: 'closed' }]);
	});

	test('does not take a web page for a contact that is not there', async () => {
		sandbox.vendors.smartsupp.fail({ status: 404, body: '<html>Nothing here</html>', times: 1 });
		const run = await act({ resource: 'contact', operation: 'findByEmail', email: 'a@example.com' });
		expect(said(run)).toContain('did not answer with the JSON');
	});

	test.each([
		['conversation', 'get', 'unread'],
		['conversation', 'search', 'unread'],
		['message', 'getMany', 'conversation_id'],
		['visitor', 'get', 'user_agent'],
	])('%s, %s gives few fields, or all where Simplify is off', async (resource, operation, left) => {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		const { id, visitor_id } = chat.conversation;
		const event = { chat: { id }, visitor: { id: visitor_id } };
		const run = await act({ resource, operation }, event);
		const [simple] = bench.output(run);
		expect(Object.keys(simple)).toContain('id');
		expect(Object.keys(simple)).not.toContain(left);
		expect(Object.keys(simple).length).toBeLessThanOrEqual(10);
		await bench.close();
		const rawRun = await act({ resource, operation, simplify: false }, event);
		const [raw] = bench.output(rawRun);
		expect(Object.keys(raw)).toContain(left);
		expect(raw).toMatchObject(simple);
	});

	test('does not take another 404 for a contact that is not there', async () => {
		answer({ code: 'not_available', message: 'No such address' }, 404);
		const run = await act({ resource: 'contact', operation: 'findByEmail', email: 'a@example.com' });
		expect(said(run)).toContain('Smartsupp does not find it (404): No such address');
	});

	test('says in Message: Get Many that the way to read on is assumed', async () => {
		await act({});
		const { properties } = bench.workflow.nodeTypes.getByNameAndVersion(bench.trigger.type).description;
		const notice = properties.find(({ name }) => name === 'cursorNotice');
		expect(notice?.displayOptions?.show).toEqual({ resource: ['message'], operation: ['getMany'] });
		expect(notice?.displayName).toContain('assumed');
	});

	test('reads agents under either name that was met', async () => {
		answer({ items: [{ id: '7', name: 'Lisa' }] });
		const run = await act({ resource: 'agent', operation: 'getMany' });
		expect(bench.output(run)).toEqual([{ id: '7', name: 'Lisa' }]);
	});

	test.each([
		['searchAgents', undefined, ['Kate', 'Tom Berg']],
		['searchAgents', '596773', ['Tom Berg']],
		['searchConversations', 'norway', ['open: Do you ship to Norway?']],
	])('%s fills the list for %j', async (method, filter, names) => {
		for (let index = 0; index < 3; index++) await sandbox.vendors.smartsupp.startChat();
		await act({ operation: 'search' });
		const { results } = await bench.searchList('Action', method, filter);
		expect(results.map(({ name }) => name)).toEqual(names);
	});
});

describe("the credential's Test", () => {
	const mark = { 'X-Live-Chat-Hub-Test': 'true' };
	const authenticate = new SmartsuppApi().authenticate as (
		credential: object,
		request: object,
	) => Promise<{ headers: object }>;
	beforeEach(async () => void (bench = await start(smartsuppWebhooks)));

	test('reads the agents with the token', async () => {
		const request = await authenticate(smartsuppOperations.credential(sandbox), {
			url: '/agents',
			headers: { ...mark },
		});
		expect(request.headers).toEqual({ Authorization: `Bearer ${smartsuppDemo.accessToken}` });
		const { baseUrl } = sandbox.vendors.smartsupp;
		const reply = await axios.get(`${baseUrl}/agents`, { headers: { ...request.headers } });
		expect(reply.data).toMatchObject({ agents: [{ name: 'Kate' }, { name: 'Tom Berg' }] });
	});

	test.each([
		[{}, /Fill in Access Token to call the vendor, or Webhook Secret to receive events/],
		[{ webhookSecret: 'x' }, /Webhook Secret can be used to receive events/],
	])('tells with %j what is missing', async (credential, words) => {
		await expect(authenticate(credential, { headers: { ...mark } })).rejects.toThrow(words);
	});
});
