import axios from 'axios';
import { sleep, type INodeParameters, type IRun } from 'n8n-workflow';

import { SmartsuppApi } from '../../credentials/SmartsuppApi.credentials';
import { bodyText, chatEventItem, type TriggerFixture } from '../fixtures';
import { envelope, originalPostHook, smartsuppPostHook, smartsuppWebhooks } from '../fixtures/smartsupp';
import { smartsuppOperations } from '../fixtures/smartsupp/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { smartsuppDemo, type SmartsuppChat } from '../sandbox/vendors/smartsupp';
import { onlyTheClock } from './clock';
import { Bench, type BenchNode } from './engine';

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

/** Waits for what happens by itself. */
const until = async (isSo: () => boolean): Promise<void> => {
	for (let left = 200; !isSo() && left > 0; left--) await sleep(20);
	expect(isSo()).toBe(true);
};

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
	expect(seen().map(({ event }) => event)).toEqual(['chatStarted', 'chatEnded']);
});

describe('Messages From', () => {
	const events = ['chatEvent:messageFromVisitor', 'chatEvent:messageFromAgent'];
	test.each<[string, object, string[]]>([
		['starts as Visitors: a workflow does not answer itself', {}, ['messageFromVisitor']],
		['Agents', { sender: 'agent' }, ['messageFromAgent']],
		['Anyone', { sender: 'any' }, ['messageFromVisitor', 'messageFromAgent']],
	])('%s', async (_, more, names) => {
		bench = await start(smartsuppWebhooks, { events, ...more });
		const { smartsupp } = sandbox.vendors;
		smartsupp.addWebhook(bench.webhookUrl);
		const { chat } = await smartsupp.startChat();
		await smartsupp.say(chat.conversation.id, 'agent', 'Hello');
		expect(seen().map(({ event }) => event)).toEqual(names);
	});
});

test('a note is for agents only, a picture is an attachment', async () => {
	bench = await start(smartsuppWebhooks, { events: ['*'], sender: 'agent' });
	const { smartsupp } = sandbox.vendors;
	const { chat } = await smartsupp.startChat();
	smartsupp.addWebhook(bench.webhookUrl);
	await smartsupp.say(chat.conversation.id, 'agent', 'Knows us well', { type: 'note' });
	const data = { url: 'https://files.example.com/1.png', file_name: 'plan.png', file_type: 'image/png' };
	await smartsupp.say(chat.conversation.id, 'agent', '', { content: { type: 'image', text: '', data } });
	expect(seen()).toMatchObject([
		{ messages: [{ text: 'Knows us well', visibility: 'agents' }], transcript: null },
		{
			messages: [{ text: 'plan.png', attachments: [{ url: data.url, contentType: 'image/png' }] }],
			transcript: 'Agent: [plan.png]',
		},
	]);
});

test('a conversation that is opened again later starts once more, with another eventId', async () => {
	bench = await start(smartsuppWebhooks, {
		events: ['chatEvent:chatStarted'],
		options: { dropRepeats: true },
	});
	const { smartsupp } = sandbox.vendors;
	smartsupp.addWebhook(bench.webhookUrl);
	jest.useFakeTimers({ ...onlyTheClock, now: Date.parse('2026-05-15T10:00:00Z') });
	try {
		const { chat } = await smartsupp.startChat();
		await smartsupp.deliverAgain();
		await smartsupp.endChat(chat.conversation.id);
		jest.setSystemTime(Date.parse('2026-05-15T11:00:00Z'));
		const headers = { Authorization: `Bearer ${smartsuppDemo.accessToken}` };
		const path = `/conversations/${chat.conversation.id}/open`;
		await axios.patch(`${smartsupp.baseUrl}${path}`, {}, { headers });
		await until(() => bench.runs.length === 2);
		expect(new Set(seen().map(({ eventId }) => eventId)).size).toBe(2);
	} finally {
		jest.useRealTimers();
	}
});

describe('Once per Chat', () => {
	const startWithAnswer = async (options: object): Promise<Bench> => {
		const action = (parameters: INodeParameters) => ({
			type: 'smartsupp',
			credentials: ['smartsuppApi'],
			parameters,
		});
		return await Bench.start({
			nodes: [
				{
					type: 'smartsuppTrigger',
					credentials: ['smartsuppApi'],
					parameters: {
						...smartsuppPostHook.parameters,
						events: ['chatEvent:offlineMessage'],
						options: options as INodeParameters,
					},
				},
				action({ resource: 'message', operation: 'send', text: 'We will write to you.' }),
				action({ resource: 'conversation', operation: 'close' }),
			],
			credentials: {
				smartsuppApi: {
					...smartsuppOperations.credential(sandbox),
					webhookSecret: smartsuppDemo.webhookSecret,
				},
			},
		});
	};

	// Smartsupp sends the hook again when the workflow closes the conversation, with another end.
	test.each([
		['without it a workflow that replies and closes answers again', {}, false],
		['with it once', { oncePerChat: true }, true],
	])('%s', async (_, options, isOnce) => {
		bench = await startWithAnswer(options);
		const { smartsupp } = sandbox.vendors;
		smartsupp.addPostHook(`${bench.webhookUrl}?secret=${smartsuppDemo.webhookSecret}`);
		const { chat } = await smartsupp.leaveOfflineMessage();
		await until(() => smartsupp.deliveries.length >= 2);
		const sent = 1 + smartsupp.requests.filter(({ path }) => path.endsWith('/close')).length;
		smartsupp.removeWebhook();
		await until(() => smartsupp.deliveries.length === sent);
		const answers = chat.messages.filter(({ sub_type }) => sub_type === 'agent');
		if (isOnce) {
			expect(smartsupp.deliveries.map(({ replyBody }) => replyBody).sort()).toEqual([
				'{"received":true,"ignored":"repeated"}',
				'{"received":true}',
			]);
			expect(answers).toHaveLength(1);
		} else {
			expect(answers.length).toBeGreaterThan(1);
		}
	});
});

describe('Include Visitor', () => {
	const startIncluding = async (fixture: TriggerFixture, more: object = {}, credential: object = {}) =>
		await Bench.start({
			nodes: [
				{
					type: 'smartsuppTrigger',
					credentials: ['smartsuppApi'],
					parameters: {
						...fixture.parameters,
						events: ['*'],
						options: { includeVisitor: true },
						...more,
					} as INodeParameters,
				},
			],
			credentials: {
				smartsuppApi: {
					...smartsuppOperations.credential(sandbox),
					webhookSecret: smartsuppDemo.webhookSecret,
					...credential,
				},
			},
		});
	/** Delivers one event to the trigger and gives what came out. */
	const deliver = async (fixture: TriggerFixture, body: object) => {
		const text = bodyText(body);
		const { query = '', headers } = fixture.prove(text, smartsuppDemo.webhookSecret, bench.identity);
		const reply = await axios.post(`${bench.webhookUrl}${query}`, text, {
			headers: { 'Content-Type': 'application/json', ...headers },
		});
		expect(reply.data).toEqual({ received: true });
		return seen()[0];
	};
	const asked = () => sandbox.vendors.smartsupp.requests.map(({ path }) => path);
	const opened = ({ conversation }: SmartsuppChat) => envelope('conversation.opened', { conversation });
	const joined = ({ conversation: { id } }: SmartsuppChat) =>
		envelope('conversation.agent_joined', { conversation_id: id, agent_id: smartsuppDemo.agentId });
	const jason = { name: 'Jason Novak', email: 'jason@example.com' };

	test('brings the contact that the event names by its ID', async () => {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		Object.assign(sandbox.vendors.smartsupp.contacts[0], {
			phone: '+420 601',
			note: 'VIP',
			properties: { no: 7 },
		});
		bench = await startIncluding(smartsuppWebhooks);
		expect(await deliver(smartsuppWebhooks, opened(chat))).toMatchObject({
			event: 'chatStarted',
			visitor: {
				id: 'vitJason01',
				...jason,
				phone: '+420 601',
				customFields: { plan: 'pro', no: 7 },
				extra: { contact_id: 'ctJason01', note: 'VIP' },
			},
		});
		expect(asked()).toEqual(['/contacts/ctJason01']);
	});

	test('finds the contact by the conversation where the event names that alone', async () => {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		bench = await startIncluding(smartsuppWebhooks);
		expect(await deliver(smartsuppWebhooks, joined(chat))).toMatchObject({
			visitor: { id: 'vitJason01', ...jason },
		});
		expect(asked()).toEqual([`/conversations/${chat.conversation.id}`, '/contacts/ctJason01']);
	});

	test('does not ask for what the conversation tells', async () => {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat();
		smartsupp.fail({
			status: 200,
			times: 1,
			body: JSON.stringify({ ...chat.conversation, contact_name: 'Jason Novak' }),
			contentType: 'application/json',
		});
		bench = await startIncluding(smartsuppWebhooks);
		expect(await deliver(smartsuppWebhooks, joined(chat))).toMatchObject({
			visitor: { name: 'Jason Novak' },
		});
		expect(asked()).toHaveLength(1);
	});

	test.each<[string, TriggerFixture, (chat: SmartsuppChat) => object, object]>([
		['is off unless somebody turns it on', smartsuppWebhooks, opened, { options: {} }],
		['asks nothing with Output Raw', smartsuppWebhooks, opened, { output: 'raw' }],
		[
			'asks nothing where the event names the visitor',
			smartsuppWebhooks,
			({ conversation }) =>
				envelope('conversation.opened', {
					conversation: { ...conversation, contact_email: 'jo@example.com' },
				}),
			{},
		],
		[
			'asks nothing for a visitor without a contact',
			smartsuppWebhooks,
			() => envelope('visitor.typing', { visitor_id: 'vitJason01' }),
			{},
		],
		[
			'asks nothing for the POST hook, which names the visitor as far as anybody knows',
			smartsuppPostHook,
			() => ({ ...originalPostHook, visitor: { id: 1 }, messages: [] }),
			{},
		],
	])('%s', async (_, fixture, body, more) => {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		bench = await startIncluding(fixture, more);
		expect(await deliver(fixture, body(chat))).toBeDefined();
		expect(asked()).toEqual([]);
	});

	test('asks nothing for an event that Trigger On leaves out', async () => {
		const { smartsupp } = sandbox.vendors;
		bench = await startIncluding(smartsuppWebhooks, { events: ['chatEvent:chatEnded'] });
		smartsupp.addWebhook(bench.webhookUrl, ['conversation.opened']);
		await smartsupp.startChat();
		expect([bench.runs, asked()]).toEqual([[], []]);
	});

	test.each<[string, () => void, object, RegExp | null]>([
		['Smartsupp does not find the contact', () => sandbox.vendors.smartsupp.contacts.splice(0), {}, null],
		['Smartsupp answers 500', () => sandbox.vendors.smartsupp.fail({ status: 500 }), {}, /500/],
		[
			'Smartsupp answers with a web page',
			() => sandbox.vendors.smartsupp.fail({ body: '<html>Sorry</html>' }),
			{},
			/JSON/,
		],
		[
			'Smartsupp is busy for long',
			() => sandbox.vendors.smartsupp.fail({ status: 429, retryAfter: 30 }),
			{},
			/429/,
		],
		[
			'Smartsupp is slow',
			() => sandbox.vendors.smartsupp.fail({ latencyMs: 8000 }),
			{},
			/did not answer|timeout|took longer/,
		],
		['the credential can only receive', () => {}, { accessToken: '' }, /Access Token/],
	])(
		'where %s, the event goes out all the same',
		async (_, fault, credential, words) => {
			const { chat } = await sandbox.vendors.smartsupp.startChat();
			fault();
			bench = await startIncluding(smartsuppWebhooks, {}, credential);
			const from = performance.now();
			expect(await deliver(smartsuppWebhooks, opened(chat))).toMatchObject({
				event: 'chatStarted',
				chat: { id: chat.conversation.id },
				visitor: { id: 'vitJason01', name: null, email: null, extra: { contact_id: 'ctJason01' } },
			});
			expect(performance.now() - from).toBeLessThan(7000);
			const warned = bench.logs.filter((line) => line.startsWith('warn'));
			expect(warned).toHaveLength(words === null ? 0 : 1);
			if (words !== null) expect(warned[0]).toMatch(words);
			expect(bench.logs.join()).not.toContain(smartsuppDemo.accessToken);
		},
		15_000,
	);

	test('is offered for API webhooks alone', async () => {
		bench = await startIncluding(smartsuppWebhooks);
		const { properties } = bench.workflow.nodeTypes.getByNameAndVersion(bench.trigger.type).description;
		const offered = properties
			.filter(({ name }) => name === 'options')
			.map(({ displayOptions, options = [] }) => [
				displayOptions?.show?.source,
				options.map(({ name }) => name).includes('includeVisitor'),
			]);
		expect(offered).toEqual([
			[['webhooks'], true],
			[['postHook'], false],
		]);
	});
});

test('the POST hook tells of ended and missed chats and of offline messages', async () => {
	bench = await start(smartsuppPostHook, { events: ['chatEvent:chatMissed', 'chatEvent:offlineMessage'] });
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
				parameters: { events: ['chatEvent:messageFromVisitor'] },
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

/** What the trigger gives for a chat, with the source API webhooks. */
const chatEvent = (id: string | null, visitor: object = {}) =>
	chatEventItem('smartsupp', { vendorEvent: 'conversation.opened', chat: { id }, visitor });

describe('the action', () => {
	const act = async (
		parameters: object,
		items: Record<string, unknown> | Array<Record<string, unknown>> = {},
		more: Partial<BenchNode> = {},
	): Promise<IRun> => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'smartsupp',
					name: 'Action',
					credentials: ['smartsuppApi'],
					parameters: parameters as INodeParameters,
					...more,
				},
			],
			credentials: { smartsuppApi: smartsuppOperations.credential(sandbox) },
		});
		return await bench.execute([items].flat());
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
			"Smartsupp does not find it (404): Conversation was not found | Check the ID. It may have been deleted meanwhile, or belong to another account. An ID of digits alone is the POST hook's, which the API does not know: set 'Chat' to 'The One That Started the Workflow', or take the ID from Conversation: Search.",
		],
	])('says in words that Smartsupp refuses %s', async (_, body, status, words) => {
		answer(body, status);
		// A search that was refused is asked once more, in the other spelling.
		answer(body, status);
		expect(said(await act({ operation: 'search' }))).toBe(words);
	});

	test.each<[string, object, Record<string, unknown>, string]>([
		[
			'no conversation',
			{ operation: 'close', target: 'ids' },
			{ chat: { id: null } },
			"'Conversation' is empty",
		],
		['no conversation in an event', { operation: 'close' }, chatEvent(null), "names no 'Conversation'"],
		[
			'another chat',
			{ operation: 'close' },
			chatEventItem('giosg', { chat: { id: 'con1' } }),
			'is of giosg, not of Smartsupp',
		],
		['no text', { resource: 'message', operation: 'send', text: ' ' }, chatEvent('con1'), "'Text' is empty"],
		[
			'no contact',
			{ resource: 'contact', operation: 'get', target: 'ids' },
			{ visitor: { extra: {} } },
			"'Contact ID' is empty",
		],
		[
			'no e-mail address',
			{ resource: 'contact', operation: 'findByEmail' },
			chatEvent('con1'),
			"names no 'Email' | Events of conversations name the contact by its ID: use Contact: Get",
		],
		[
			'nothing of a contact',
			{ resource: 'contact', operation: 'create' },
			chatEvent('con1', { email: null, name: '' }),
			'Nothing is known of the contact | A contact needs at least one of Email, Name',
		],
		['no visitor', { resource: 'visitor', operation: 'get', target: 'ids' }, {}, "'Visitor ID' is empty"],
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
		[
			'a filter whose value finds nothing',
			{ operation: 'search', filters: { filter: [{ field: 'a', value: '={{ $json.missing }}' }] } },
			{},
			"'Value' is empty in row 1 of 'Other Filters'",
		],
		[
			'a filter whose value is a list',
			{ operation: 'search', filters: { filter: [{ field: 'a', value: '={{ ["x"] }}' }] } },
			{},
			"'Value' is a list",
		],
		[
			'no status where an expression was to find it',
			{ operation: 'search', status: '={{ [] }}' },
			{},
			"'Status' is empty",
		],
		[
			'an agent of whom nothing is found',
			{ resource: 'message', operation: 'send', text: 'Hi', agent: '={{ $json.missing }}' },
			chatEvent('con1'),
			"'Agent' is empty",
		],
		[
			'a field that was added and finds nothing',
			{ resource: 'contact', operation: 'create', additionalFields: { phone: '={{ $json.missing }}' } },
			chatEvent('con1', { name: 'Jason' }),
			"'Phone' is empty",
		],
		[
			'a period that ends before it begins',
			{ operation: 'search', period: { finishedFrom: '2026-05-16', finishedTo: '2026-05-15' } },
			{},
			"'Finished From' is later than 'Finished Until'",
		],
		[
			'a time of which nothing is found',
			{ operation: 'search', period: { finishedFrom: '={{ $json.missing }}' } },
			{},
			"'Finished From' is empty",
		],
		[
			'nothing to change',
			{ resource: 'contact', operation: 'update' },
			chatEvent('con1', { extra: { contact_id: 'ct1' } }),
			"There is nothing to change | Add a field under 'Update Fields'",
		],
		[
			'no tag',
			{ operation: 'setTags', presentTags: 'replace', tags: '={{ [] }}' },
			chatEvent('con1'),
			"'Tags' is empty",
		],
		[
			'no address',
			{
				resource: 'transcript',
				operation: 'sendByEmail',
				recipient: 'address',
				email: '={{ $json.missing }}',
			},
			chatEvent('con1'),
			"'Email' is empty",
		],
		['an id that leads elsewhere', { operation: 'get' }, chatEvent('..'), 'cannot be used as an ID'],
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
		expect(said(run)).toContain('does not end: it leads back to a page that was read before');
	});

	test('sends a cursor of several values on as JSON, one of a single value as it is', async () => {
		answer({ after: [1585454846490], items: [{ id: 'ms1' }] });
		answer({ after: [1585454846490, 'ms2'], items: [{ id: 'ms2' }] });
		answer({ after: null, items: [{ id: 'ms3' }] });
		await act({ resource: 'message', operation: 'getMany', returnAll: true }, chatEvent('con1'));
		expect(sandbox.vendors.smartsupp.requests.map(({ query }) => query.after)).toEqual([
			undefined,
			'1585454846490',
			'[1585454846490,"ms2"]',
		]);
	});

	test('says what it did where the answer has no body', async () => {
		sandbox.vendors.smartsupp.fail({ status: 200, body: '', times: 1 });
		const run = await act({ operation: 'close' }, chatEvent('con1'));
		expect(bench.output(run)).toEqual([{ id: 'con1', status: 'closed' }]);
	});

	const withEmail = chatEvent(null, { email: 'a@example.com' });
	test('does not take a web page for a contact that is not there', async () => {
		sandbox.vendors.smartsupp.fail({ status: 404, body: '<html>Nothing here</html>', times: 1 });
		const run = await act({ resource: 'contact', operation: 'findByEmail' }, withEmail);
		expect(said(run)).toContain('did not answer with the JSON');
	});

	test.each([
		['conversation', 'get', 'unread'],
		['conversation', 'search', 'unread'],
		['message', 'getMany', 'updated_at'],
		['visitor', 'get', 'user_agent'],
	])('%s, %s gives few fields, or all where Simplify is off', async (resource, operation, left) => {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		const { id, visitor_id } = chat.conversation;
		const event = chatEvent(id, { id: visitor_id });
		const run = await act({ resource, operation }, event);
		const [simple] = bench.output(run);
		expect(Object.keys(simple)).toContain('id');
		expect(Object.keys(simple)).not.toContain(left);
		expect(Object.keys(simple).length).toBeLessThanOrEqual(16);
		await bench.close();
		const rawRun = await act({ resource, operation, simplify: false }, event);
		const [raw] = bench.output(rawRun);
		expect(Object.keys(raw)).toContain(left);
		expect(raw).toMatchObject(simple);
	});

	test('does not take another 404 for a contact that is not there', async () => {
		answer({ code: 'not_available', message: 'No such address' }, 404);
		const run = await act({ resource: 'contact', operation: 'findByEmail' }, withEmail);
		expect(said(run)).toContain('Smartsupp does not find it (404): No such address');
	});

	test('says in Message: Get Many that the way to read on is assumed', async () => {
		await act({});
		const { properties } = bench.workflow.nodeTypes.getByNameAndVersion(bench.trigger.type).description;
		const notice = properties.find(({ name }) => name === 'cursorNotice');
		expect(notice?.displayOptions?.show).toEqual({ resource: ['message'], operation: ['getMany'] });
		expect(notice?.displayName).toContain('assumed');
	});

	test('Simplify keeps what somebody said, who it belongs to, and how it ended', async () => {
		const kept = {
			id: 'con1',
			subject: 'Delivery',
			contact: { id: 'ct1', name: 'Jason Novak' },
			contact_details: { email: 'jason@example.com' },
			contact_name: 'Jason Novak',
			contact_email: 'jason@example.com',
			contact_phone: '+420 123',
			assigned_ids: ['1'],
			agent_ids: ['1', '2'],
			channel: { type: 'email', id: 'ch1' },
			is_offline: true,
			is_served: false,
			rating_value: 5,
			rating_text: 'Great!',
			variables: { plan: 'pro' },
			close_type: 'agent',
		};
		answer({ ...kept, unread: true });
		const got = await act({ operation: 'get' }, chatEvent('con1'));
		expect(bench.output(got)).toEqual([kept]);
		await bench.close();
		const said = {
			id: 'ms1',
			conversation_id: 'con1',
			type: 'note',
			sub_type: 'bot',
			content: { type: 'text', text: 'x' },
			author_name: 'Kim',
			contact_id: 'ct1',
			bot_id: 'b1',
			bot_name: 'Botty',
			attachments: [{ url: 'u' }],
		};
		answer({ items: [{ ...said, response_time: 3 }] });
		const read = await act({ resource: 'message', operation: 'getMany' }, chatEvent('con1'));
		expect(bench.output(read)).toEqual([said]);
	});

	test.each([
		['without Retry-After', {}, 1],
		['with Retry-After', { retryAfter: '0.05' }, 2],
	])(
		'a gateway that is busy %s: a message goes out as often as Smartsupp asked for it',
		async (_, more, count) => {
			const { smartsupp } = sandbox.vendors;
			const { chat } = await smartsupp.startChat();
			smartsupp.fail({ status: 503, times: 1, ...more });
			await act({ resource: 'message', operation: 'send', text: 'Hi' }, chatEvent(chat.conversation.id));
			expect(smartsupp.requests).toHaveLength(count);
		},
	);

	test('a search is asked again after a 503, because it changes nothing', async () => {
		const { smartsupp } = sandbox.vendors;
		smartsupp.fail({ status: 503, times: 1 });
		const run = await act({ operation: 'search' });
		expect(run.data.resultData.error).toBeUndefined();
		expect(smartsupp.requests).toHaveLength(2);
	});

	test('messages to one conversation arrive in the order of their items, also when the first is slow', async () => {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat();
		const event = chatEvent(chat.conversation.id);
		smartsupp.fail({ latencyMs: 200, times: 1 });
		await act({ resource: 'message', operation: 'send', text: '={{ $json.words }}' }, [
			{ ...event, words: 'one' },
			{ ...event, words: 'two' },
			{ ...event, words: 'three' },
		]);
		expect(chat.messages.slice(1).map(({ content }) => content.text)).toEqual(['one', 'two', 'three']);
	});

	test.each([
		['bare, as the vendor specified it', [{ id: '7', name: 'Lisa' }]],
		['under a name that was met', { items: [{ id: '7', name: 'Lisa' }] }],
	])('reads agents %s', async (_, agents) => {
		answer(agents);
		const run = await act({ resource: 'agent', operation: 'getMany' });
		expect(bench.output(run)).toEqual([{ id: '7', name: 'Lisa' }]);
	});

	describe('a search of which only one spelling is taken', () => {
		const searches = () => sandbox.vendors.smartsupp.requests.map(({ body, status }) => ({ body, status }));
		const closed = { operation: 'search', status: ['closed'], contactId: 'ctJason01', returnAll: true };

		test.each<['camel' | 'snake', object, unknown[]]>([
			[
				'camel',
				closed,
				[
					{ status: 400, body: { sort: [{ created_at: 'desc' }] } },
					{
						status: 200,
						body: {
							query: [
								{ field: 'status', value: 'closed' },
								{ field: 'contactId', value: 'ctJason01' },
							],
							sort: [{ createdAt: 'desc' }],
						},
					},
				],
			],
			[
				'snake',
				{ ...closed, period: { finishedFrom: '2020-01-01T00:00:00Z' } },
				[
					{ status: 400, body: { sort: [{ createdAt: 'desc' }] } },
					{ status: 200, body: { sort: [{ created_at: 'desc' }] } },
				],
			],
		])(
			'%s: is asked in the other, which is kept for the further items',
			async (spelling, parameters, first) => {
				const { smartsupp } = sandbox.vendors;
				const { chat } = await smartsupp.startChat();
				await smartsupp.endChat(chat.conversation.id);
				smartsupp.spelling = spelling;
				const run = await act({ ...parameters, options: { concurrency: 1 } }, [{}, {}, {}]);
				expect(said(run)).toBe('undefined | undefined');
				expect(bench.output(run)).toHaveLength(3);
				expect(searches().slice(0, 2)).toMatchObject(first);
				expect(searches().map(({ status }) => status)).toEqual([400, 200, 200, 200]);
			},
		);

		test.each([400, 422] as const)(
			'is asked in the other where Smartsupp refuses it with %i',
			async (status) => {
				const { smartsupp } = sandbox.vendors;
				await smartsupp.startChat();
				smartsupp.spelling = 'camel';
				smartsupp.misspelledStatus = status;
				const run = await act({ operation: 'search' });
				expect(bench.output(run)).toHaveLength(1);
				expect(searches().map((search) => search.status)).toEqual([status, 200]);
			},
		);

		test('is kept for the list of conversations of the editor too', async () => {
			const { smartsupp } = sandbox.vendors;
			await smartsupp.startChat();
			smartsupp.spelling = 'camel';
			await act({ operation: 'search' });
			const { results } = await bench.searchList('Action', 'searchConversations');
			expect(results).toHaveLength(1);
		});

		test('is not asked again where the refusal is about something else', async () => {
			answer(
				{ code: 'invalid_parameters', message: 'no', errors: [{ path: ['size'], message: 'big' }] },
				400,
			);
			expect(said(await act({ operation: 'search' }))).toContain('size: big');
			expect(searches()).toHaveLength(1);
		});
	});

	test.each<[string, string, object]>([
		['of another contact', 'contact_id', { contactId: 'ctMaria02' }],
		['of another status', 'status', { status: ['served', 'closed'] }],
		[
			'of another visitor',
			'visitor_id',
			{ filters: { filter: [{ field: 'visitor_id', value: 'vitMaria02' }] } },
		],
		['of another rating', 'rating_value', { filters: { filter: [{ field: 'rating_value', value: '5' }] } }],
		['outside of a period', 'created_at', { period: { createdTo: '2020-08-09T00:00:00Z' } }],
	])('leaves out what is %s also where Smartsupp passes over %s', async (_, field, parameters) => {
		const { smartsupp } = sandbox.vendors;
		smartsupp.passesOver.add(field);
		await smartsupp.startChat();
		const { chat } = await smartsupp.startChat();
		Object.assign(chat.conversation, {
			status: 'served',
			rating_value: 5,
			created_at: '2020-08-08T10:00:00.000Z',
		});
		for (let count = 0; count < 3; count++) {
			await smartsupp.startChat({ id: 'vitAiko03', contactId: 'ctAiko03' });
		}
		const run = await act({ operation: 'search', limit: 1, ...parameters });
		expect(bench.output(run)).toMatchObject([{ id: chat.conversation.id }]);
		// Not one request for each conversation that does not fit.
		expect(smartsupp.requests).toHaveLength(2);
	});

	test.each([
		['does not tell', {}],
		['tells as a list', { contact_id: 'ct1', agent_ids: ['7', '8'] }],
	])('keeps a conversation of which Smartsupp %s the field', async (_, told) => {
		answer({ items: [{ id: 'con1', ...told }] });
		const filters = { filter: [{ field: 'agent_ids', value: '7' }] };
		const run = await act({ operation: 'search', contactId: 'ct1', filters });
		expect(bench.output(run)).toMatchObject([{ id: 'con1' }]);
	});

	const agent = smartsuppDemo.agentId;
	const changes: Array<[string, object, object]> = [
		['close', { operation: 'close' }, { status: 'closed' }],
		['open', { operation: 'open' }, { status: 'open' }],
		['assign', { operation: 'assign', agent }, { agent_id: agent }],
		['unassign', { operation: 'unassign', agent }, {}],
		['setTags', { operation: 'setTags', tags: 'vip', presentTags: 'replace' }, { tags: ['vip'] }],
	];
	test.each(changes)(
		'%s puts out what Smartsupp answers, and the ID in any case',
		async (_, change, known) => {
			const item = chatEvent('con1');
			for (const [body, out] of [
				[{ ok: true }, { id: 'con1', ...known, ok: true }],
				[
					{ id: 'con1', status: 'served' },
					{ id: 'con1', status: 'served' },
				],
			]) {
				answer(body);
				const run = await act(change, item);
				expect(bench.output(run)).toEqual([out]);
				await bench.close();
			}
		},
	);

	const transcript = { resource: 'transcript', operation: 'sendByEmail' };
	test.each<[string, object, object]>([
		...changes,
		['sendByEmail', { ...transcript, recipient: 'address', email: 'lisa@example.com' }, {}],
	])('%s that Smartsupp answers with ok: false is not taken for done', async (_, change) => {
		answer({ ok: false, message: 'Conversation is closed' });
		expect(said(await act(change, chatEvent('con1')))).toContain(
			'Smartsupp says that it did not do this: Conversation is closed | Look at the conversation or the contact',
		);
		expect(sandbox.vendors.smartsupp.requests).toHaveLength(1);
	});

	test('says so when Smartsupp takes a note for a message', async () => {
		const { smartsupp } = sandbox.vendors;
		smartsupp.knowsNotes = false;
		const { chat } = await smartsupp.startChat();
		const run = await act({ operation: 'addNote', text: 'x' }, chatEvent(chat.conversation.id), {
			retryOnFail: { maxTries: 3, waitBetweenTries: 0 },
		});
		expect(said(run)).toContain('does not say that it is one | The visitor may have read it');
		// n8n tries the item three times, and the visitor reads it once.
		expect(chat.messages.filter(({ content }) => content.text === 'x')).toHaveLength(1);
	});

	test('erases no tags when Smartsupp does not say which there are', async () => {
		answer({ id: 'con1' });
		const run = await act({ operation: 'setTags', tags: 'vip' }, chatEvent('con1'));
		expect(said(run)).toContain('does not say which tags the conversation has | Nothing was changed');
		expect(sandbox.vendors.smartsupp.requests.map(({ method }) => method)).toEqual(['GET']);
	});

	test.each([
		['', [], 'Check the values of the fields.'],
		[
			' and names them',
			[{ path: 'tags.0', message: 'is too long' }],
			'Check these values: tags.0: is too long',
		],
	])('says that tags may not be known where Smartsupp refuses them%s', async (_, errors, words) => {
		answer({ code: 'invalid_parameters', message: 'Not provided any valid data', errors }, 422);
		const run = await act({ operation: 'setTags', tags: 'vip', presentTags: 'replace' }, chatEvent('con1'));
		expect(said(run)).toBe(
			`Smartsupp refused the request (422): Not provided any valid data | Your Smartsupp's API may not take tags: ask support@smartsupp.com. ${words}`,
		);
	});

	test('tags of one conversation are added one after the other, none is lost', async () => {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat();
		const event = chatEvent(chat.conversation.id);
		smartsupp.fail({ latencyMs: 100, times: 1 });
		await act({ operation: 'setTags', tags: '={{ $json.tag }}' }, [
			{ ...event, tag: 'one' },
			{ ...event, tag: 'two' },
		]);
		expect(chat.conversation.tags).toEqual(['one', 'two']);
	});

	test('sends no transcript to a visitor who left no e-mail address', async () => {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat({ contactId: 'ctNobody', email: null });
		const run = await act(
			{ resource: 'transcript', operation: 'sendByEmail' },
			chatEvent(chat.conversation.id),
		);
		expect(said(run)).toContain('knows no e-mail address of the visitor | Nothing was sent.');
		expect(smartsupp.transcripts).toEqual([]);
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

describe('the chat that started the workflow', () => {
	const lookup = {
		type: 'smartsupp',
		name: 'Lookup',
		credentials: ['smartsuppApi'],
		parameters: { resource: 'agent', operation: 'getMany', limit: 1 } as INodeParameters,
	};
	const action = (parameters: object) => ({
		...lookup,
		name: 'Action',
		parameters: parameters as INodeParameters,
	});
	const credentials = () => ({
		smartsuppApi: {
			...smartsuppOperations.credential(sandbox),
			webhookSecret: smartsuppDemo.webhookSecret,
		},
	});
	const startWith = async ({ parameters }: TriggerFixture, events: string[], act: object): Promise<Bench> =>
		await Bench.start({
			nodes: [
				{
					type: 'smartsuppTrigger',
					name: 'Trigger',
					credentials: ['smartsuppApi'],
					parameters: { ...parameters, events },
				},
				lookup,
				action(act),
			],
			credentials: credentials(),
		});
	const faultOf = ({ data }: IRun): string => {
		const { error } = data.resultData;
		return `${error?.message} | ${(error as { description?: string } | undefined)?.description}`;
	};

	test('is found behind a lookup, without any expression', async () => {
		bench = await startWith(smartsuppWebhooks, ['conversation.opened'], {
			resource: 'message',
			operation: 'send',
			text: 'Hello',
		});
		const { smartsupp } = sandbox.vendors;
		smartsupp.addWebhook(bench.webhookUrl, ['conversation.opened']);
		await smartsupp.startChat();
		const { chat } = await smartsupp.startChat();
		expect(bench.output(bench.runs[1], 'Action')).toMatchObject([{ conversation_id: chat.conversation.id }]);
	});

	const missed = async (sandbox: Sandbox) => {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat({ contactId: 'ctMaria02', email: 'maria@example.com' });
		await smartsupp.missChat(chat.conversation.id);
		return chat;
	};

	test('is found behind a lookup where the POST hook started it, among others of the same person', async () => {
		bench = await startWith(smartsuppPostHook, ['chatMissed'], {
			resource: 'message',
			operation: 'send',
			text: 'Sorry that nobody answered',
		});
		const { smartsupp } = sandbox.vendors;
		jest.useFakeTimers({ ...onlyTheClock, now: Date.parse('2026-05-15T10:00:00Z') });
		try {
			await missed(sandbox);
			jest.setSystemTime(Date.parse('2026-05-15T11:00:00Z'));
			smartsupp.addPostHook(`${bench.webhookUrl}?secret=${smartsuppDemo.webhookSecret}`);
			const chat = await missed(sandbox);
			expect(bench.output(bench.runs[0], 'Action')).toMatchObject([
				{ conversation_id: chat.conversation.id, content: { text: 'Sorry that nobody answered' } },
			]);
		} finally {
			jest.useRealTimers();
		}
	});

	describe('is never guessed for a chat of the POST hook:', () => {
		const event = (visitor: object, chat: object = {}) =>
			chatEventItem('smartsupp', {
				event: 'offlineMessage',
				vendorEvent: 'offline',
				chat: {
					id: '55039',
					startedAt: '2026-05-15T10:00:00.000Z',
					endedAt: '2026-05-15T10:10:00.000Z',
					...chat,
				},
				visitor: { id: '27671', ...visitor },
			});
		const jason = { email: 'jason@example.com' };
		const at = (from: string, to: string | null, more: object = {}) => ({
			contact_id: 'ctJason01',
			created_at: `2026-05-15T${from}:00Z`,
			finished_at: to === null ? null : `2026-05-15T${to}:00Z`,
			updated_at: `2026-05-15T${to ?? from}:00Z`,
			...more,
		});
		const close = async (item: object, conversations: object[]): Promise<IRun> => {
			const { smartsupp } = sandbox.vendors;
			await smartsupp.startChat();
			const json = { contentType: 'application/json', status: 200, times: 1 };
			smartsupp.fail({
				...json,
				path: '/conversations/search',
				body: JSON.stringify({ items: conversations }),
			});
			smartsupp.fail({ ...json, path: '/conversations/*/close', body: '' });
			bench = await Bench.start({ nodes: [action({ operation: 'close' })], credentials: credentials() });
			return await bench.execute([item as Record<string, unknown>]);
		};

		test.each<[string, object, object[], string]>([
			['no e-mail address', event({}), [], 'names no e-mail address'],
			[
				'nobody of that address',
				event({ email: 'x@example.com' }),
				[],
				"no contact with the e-mail address 'x@",
			],
			['no conversation', event(jason), [], "no conversation of 'jason@example.com' at the time"],
			[
				'conversations of another time',
				event(jason),
				[at('08:00', '09:00', { id: 'con1' }), at('12:00', null, { id: 'con2' })],
				"no conversation of 'jason@example.com' at the time",
			],
			[
				"somebody else's conversation, from a search that looks at no filter",
				event(jason),
				[at('10:00', '10:10', { id: 'con1', contact_id: 'ctMaria02' })],
				"no conversation of 'jason@example.com' at the time",
			],
			[
				'two at that time',
				event(jason),
				[at('09:00', '10:05', { id: 'con1' }), at('09:30', '10:10', { id: 'con2' })],
				"2 conversations of 'jason@example.com' at the time",
			],
		])('%s', async (_, item, conversations, words) => {
			const run = await close(item, conversations);
			expect(faultOf(run)).toContain(words);
			expect(faultOf(run)).toContain("Smartsupp's POST hook, whose IDs the API does not know");
			expect(sandbox.vendors.smartsupp.requests.every(({ method }) => method !== 'PATCH')).toBe(true);
		});

		test.each<[string, object, object[]]>([
			[
				'the one that began with it',
				event(jason),
				[at('09:00', '10:05', { id: 'con2' }), at('10:00', null, { id: 'con1' })],
			],
			['the one that was taken up again', event(jason), [at('07:00', '10:10', { id: 'con1' })]],
			[
				'the only one, where the hook names no time',
				event(jason, { startedAt: null, endedAt: null }),
				[at('07:00', null, { id: 'con1' })],
			],
		])('but %s', async (_, item, conversations) => {
			const run = await close(item, conversations);
			expect(bench.output(run)).toEqual([{ id: 'con1', status: 'closed' }]);
		});
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
