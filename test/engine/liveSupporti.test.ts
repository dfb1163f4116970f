/* eslint-disable @n8n/community-nodes/no-restricted-globals -- waits while a vendor is busy */
import axios, { type AxiosRequestConfig } from 'axios';

import { chatEventItem } from '../fixtures';
import { liveSupporti } from '../fixtures/liveSupporti';
import { liveSupportiOperations } from '../fixtures/liveSupporti/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveSupportiDemo, signLiveSupporti } from '../sandbox/vendors/liveSupporti';
import { Bench, type BenchNode } from './engine';

let sandbox: Sandbox;
let bench: Bench;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => await bench.close());

const start = async (
	parameters: object = {},
	{
		more = [],
		webhookSecret = liveSupportiDemo.webhookSecret,
	}: { more?: BenchNode[]; webhookSecret?: string } = {},
): Promise<Bench> =>
	await Bench.start({
		nodes: [
			{ type: 'liveSupportiTrigger', credentials: ['liveSupportiApi'], parameters: parameters as never },
			...more,
		],
		credentials: { liveSupportiApi: { ...liveSupportiOperations.credential(sandbox), webhookSecret } },
	});

const get = async (query: string, headers: AxiosRequestConfig['headers'] = {}) =>
	await axios.get(`${bench.webhookUrl}${query}`, {
		headers,
		validateStatus: () => true,
		responseType: 'text',
	});

describe('the handshake', () => {
	test('lets LiveSupporti create a WebHook, whatever Verify Deliveries By says', async () => {
		for (const authentication of ['signature', 'urlSecret', 'none']) {
			bench = await start({ authentication });
			// The sender drops the URL's own query on this request.
			const url = `${bench.webhookUrl}?secret=${liveSupportiDemo.webhookSecret}`;
			const webhook = await sandbox.vendors.liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret, {
				cors: true,
			});
			expect(webhook.handshake?.replyHeaders).toMatchObject({
				'content-type': expect.stringMatching(/^text\/plain/),
				'access-control-allow-origin': 'https://livesupporti.com',
			});
			expect(bench.runs).toHaveLength(0);
			if (authentication !== 'none') await bench.close();
		}
	});

	test.each(['5f0c2f0f6f6e4c8fa5d0c1b2a3948576', 'a', 'A-1', 'x'.repeat(128)])('echoes %s', async (echo) => {
		bench = await start();
		const reply = await get(`?echo=${echo}`);
		expect([reply.status, reply.data]).toEqual([200, echo]);
	});

	test.each([
		'',
		'?echo=',
		`?echo=${'x'.repeat(129)}`,
		'?echo=%3Cscript%3E',
		'?echo=a%0Ab',
		'?echo=a&echo=b',
		'?echo[a]=b',
		'?ECHO=a',
	])('answers 400 to %j and reflects nothing', async (query) => {
		bench = await start();
		const reply = await get(query);
		expect(reply.status).toBe(400);
		expect(reply.data).toBe('This URL takes WebHooks. A verification has to carry ?echo=<token>.');
		expect(bench.runs).toHaveLength(0);
	});

	test.each([
		['https://app.livesupporti.com', 'https://app.livesupporti.com'],
		['https://livesupporti.com', 'https://livesupporti.com'],
		['https://evil.example.com', 'https://livesupporti.com'],
	])('allows the origin %s as %s', async (origin, allowed) => {
		bench = await start();
		expect((await get('?echo=a', { Origin: origin })).headers['access-control-allow-origin']).toBe(allowed);
		const refused = await axios.post(bench.webhookUrl, '{}', {
			headers: { Origin: origin, 'Content-Type': 'application/json' },
			validateStatus: () => true,
		});
		expect(refused.status).toBe(401);
		expect(refused.headers['access-control-allow-origin']).toBe(allowed);
	});
});

describe('a chat', () => {
	test('goes from the WebHook to details beside the chat', async () => {
		bench = await start(
			{},
			{
				more: [
					{
						type: 'liveSupporti',
						credentials: ['liveSupportiApi'],
						parameters: { fields: { field: [{ name: 'Plan', value: '=Gold, {{ $json.visitor.email }}' }] } },
					},
				],
			},
		);
		await bench.publish();
		await sandbox.vendors.liveSupporti.addWebhook(bench.webhookUrl, liveSupportiDemo.webhookSecret);
		const { chat, deliveries } = await sandbox.vendors.liveSupporti.startChat();
		expect(deliveries.map(({ status, replyBody }) => [status, replyBody])).toEqual([
			[200, '{"received":true}'],
		]);
		expect(sandbox.vendors.liveSupporti.detailsOf(chat.visitor.id)).toEqual({
			Plan: 'Gold, jason@example.com',
		});
	});

	test('of an account that does not sign comes through by a secret in the URL', async () => {
		bench = await start({ authentication: 'urlSecret' });
		await sandbox.vendors.liveSupporti.addWebhook(
			`${bench.webhookUrl}?secret=${liveSupportiDemo.webhookSecret}`,
			'',
			{
				signed: false,
			},
		);
		const { deliveries } = await sandbox.vendors.liveSupporti.startChat();
		expect(deliveries.map(({ status }) => status)).toEqual([200]);
		expect(bench.runs).toHaveLength(1);
	});

	test('that is refused is sent again, and taken once the secret is right', async () => {
		bench = await start({}, { webhookSecret: 'another-example-secret-0123456789-abcdef' });
		await sandbox.vendors.liveSupporti.addWebhook(bench.webhookUrl, liveSupportiDemo.webhookSecret);
		const { deliveries } = await sandbox.vendors.liveSupporti.startChat();
		expect(deliveries.map(({ status, attempt }) => [status, attempt])).toEqual([
			[401, 1],
			[401, 2],
			[401, 3],
		]);
		expect(bench.runs).toHaveLength(0);
		expect(bench.logs.filter((line) => line.startsWith('warn'))).toEqual([
			expect.stringMatching(
				/refused a delivery with 401, because the signature in ms-signature does not fit/,
			),
		]);
	});

	test('whose storing failed is not counted as seen', async () => {
		let isDiskFull = true;
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveSupportiTrigger',
					credentials: ['liveSupportiApi'],
					parameters: { options: { dropRepeats: true } },
				},
			],
			credentials: { liveSupportiApi: { webhookSecret: liveSupportiDemo.webhookSecret } },
			failStoring: () => isDiskFull,
		});
		const { body, redelivery } = liveSupporti.cases[0];
		const send = async (text: string) =>
			await axios.post(bench.webhookUrl, text, {
				headers: {
					'Content-Type': 'application/json; charset=utf-8',
					'ms-signature': signLiveSupporti(liveSupportiDemo.webhookSecret, text),
				},
				transformRequest: (data) => data,
				validateStatus: () => true,
			});
		expect((await send(body as string)).status).toBe(500);
		isDiskFull = false;
		expect((await send(redelivery as string)).data).toEqual({ received: true });
		expect((await send(redelivery as string)).data).toEqual({ received: true, ignored: 'repeated' });
		expect(bench.runs).toHaveLength(1);
	});
});

describe('an expression in a setting', () => {
	const post = async () =>
		await axios.post(bench.webhookUrl, '{}', {
			headers: { 'Content-Type': 'application/json' },
			validateStatus: () => true,
		});

	test.each(['={{ undefined }}', '={{ null }}', '={{ [] }}', '={{ 7 }}', '={{ $json.a.b.c }}'])(
		'that yields no text, as %s, refuses instead of opening or failing',
		async (ipAllowlist) => {
			bench = await start({ authentication: 'none', options: { ipAllowlist } });
			expect((await post()).status).toBe(401);
			expect(bench.runs).toHaveLength(0);
			expect(bench.logs.join()).toMatch(
				/a setting of the node cannot be read|not among Allowed IP Addresses/,
			);
		},
	);
});

describe('publishing says what would make every delivery be refused', () => {
	test.each<[string, object, string, RegExp]>([
		['no secret', {}, '', /Every delivery would be refused: the credential holds no webhook secret/],
		['a short secret', {}, 'x'.repeat(31), /the webhook secret has 31 characters, it needs 32 to 64/],
		['a long secret', {}, 'x'.repeat(65), /has 65 characters/],
		['a short secret in the URL', { authentication: 'urlSecret' }, 'x'.repeat(15), /it needs at least 16/],
		[
			'an address that is none',
			{ options: { ipAllowlist: '203.0.113.7, office' } },
			'x'.repeat(32),
			/'Allowed IP Addresses' holds 'office'/,
		],
		['an allowlist of a comma', { options: { ipAllowlist: ',' } }, 'x'.repeat(32), /holds ','/],
	])('%s', async (_, parameters, webhookSecret, message) => {
		bench = await start(parameters, { webhookSecret });
		await expect(bench.publish()).rejects.toThrow(message);
	});

	test('but nothing where nothing is to be proved', async () => {
		bench = await start({ authentication: 'none' }, { webhookSecret: '' });
		await bench.publish();
		await bench.unpublish();
	});
});

describe('Send Details says what is missing, before any request', () => {
	const event = { accountId: 'a', visitor: { id: 'v' }, agents: [{ id: '1' }] };
	const rows = (...field: object[]) => ({ fields: { field } });
	test.each<[string, object, object, RegExp]>([
		['no rows', {}, event, /'Fields' is empty/],
		[
			'a row without a name',
			rows({ name: 'Plan', value: 'x' }, { name: ' ', value: 'y' }),
			event,
			/A 'Name' is empty in row 2 of 'Fields'/,
		],
		[
			'no visitor',
			rows({ name: 'Plan', value: 'x' }),
			{ ...event, visitor: { id: null } },
			/'Visitor ID' is empty/,
		],
		[
			'no account',
			rows({ name: 'Plan', value: 'x' }),
			{ ...event, accountId: null },
			/'Account ID' is empty/,
		],
		['no agent', rows({ name: 'Plan', value: 'x' }), { ...event, agents: [] }, /'Agent ID' is empty/],
		[
			'a visitor id that leads elsewhere',
			{ ...rows({ name: 'Plan', value: 'x' }), visitorId: '..' },
			event,
			/cannot be used as an ID/,
		],
		[
			'no JSON',
			{ detailsSource: 'json', detailsJson: 'Plan: Gold' },
			event,
			/'JSON Object' is not valid JSON/,
		],
		['a JSON list', { detailsSource: 'json', detailsJson: '[1]' }, event, /'JSON Object' is not an object/],
		['an empty JSON object', { detailsSource: 'json', detailsJson: '{}' }, event, /'JSON Object' is empty/],
	])('%s', async (_, parameters, item, message) => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveSupporti',
					credentials: ['liveSupportiApi'],
					parameters: { target: 'ids', ...parameters } as never,
				},
			],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});
		const run = await bench.execute([item as Record<string, unknown>]);
		expect(run.data.resultData.error?.message).toMatch(message);
		expect(sandbox.vendors.liveSupporti.requests).toHaveLength(0);
	});
});

describe('an event that a node in between, or a table, kept only in part', () => {
	const whole = chatEventItem('liveSupporti', {
		accountId: 'a',
		visitor: { id: 'v' },
		agents: [{ id: '1' }],
	});
	const { agents, accountId, ...rest } = whole;

	test.each<[string, object, RegExp]>([
		['without its agents', { ...rest, accountId }, /names no 'Agent ID' \| .*hand over the whole event/],
		['with agents that are none', { ...whole, agents: [null, 'Kate'] }, /names no 'Agent ID'/],
		['with agents as a text', { ...whole, agents: '[]' }, /names no 'Agent ID'/],
		['without its account', { ...rest, agents }, /names no 'Account ID' \| .*hand over the whole event/],
		['without its visitor', { ...whole, visitor: {} }, /names no 'Visitor ID'/],
	])('%s: a fault that says what is missing', async (_, item, expected) => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveSupporti',
					credentials: ['liveSupportiApi'],
					parameters: { fields: { field: [{ name: 'Plan', value: 'Gold' }] } },
				},
			],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});
		const { error } = (await bench.execute([item as Record<string, unknown>])).data.resultData;
		const { description } = error as { description?: string };
		expect(`${error?.message} | ${description}`).toMatch(expected);
		expect(sandbox.vendors.liveSupporti.requests).toHaveLength(0);
	});
});

describe('many items', () => {
	test('are sent at most so many at once, and come out in order', async () => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveSupporti',
					credentials: ['liveSupportiApi'],
					parameters: {
						resource: 'agent',
						operation: 'get',
						agent: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
						options: { concurrency: 3 },
					},
				},
			],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});
		sandbox.vendors.liveSupporti.fail({ latencyMs: 30 });
		const ids = [150, 151, 150, 151, 150, 151, 150, 151, 150];
		const run = await bench.execute(ids.map((id) => ({ id })));
		expect(bench.output(run).map(({ Id }) => Id)).toEqual(ids);
		expect(sandbox.vendors.liveSupporti.maxConcurrency).toBe(3);
	});
});

describe('a vendor that is busy', () => {
	const startAction = async () =>
		await Bench.start({
			nodes: [
				{
					type: 'liveSupporti',
					credentials: ['liveSupportiApi'],
					parameters: { resource: 'agent', operation: 'getMany' },
				},
			],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});

	test('and says "at once" for ever is not asked for ever: each wait is longer than the one before', async () => {
		bench = await startAction();
		sandbox.vendors.liveSupporti.fail({ status: 429, retryAfter: 0 });
		const cancel = new AbortController();
		const run = bench.execute([{}], cancel.signal);
		await new Promise((done) => setTimeout(done, 2500));
		const asked = sandbox.vendors.liveSupporti.requests.length;
		cancel.abort();
		await run;
		// At once, then after 0.5 and 1 more seconds; 2 further seconds were left when the user cancelled.
		expect(asked).toBeGreaterThanOrEqual(3);
		expect(asked).toBeLessThanOrEqual(5);
		await new Promise((done) => setTimeout(done, 600));
		expect(sandbox.vendors.liveSupporti.requests.length).toBeLessThanOrEqual(asked + 1);
	});

	test('for longer than a minute is given up at once, with what to do', async () => {
		bench = await startAction();
		sandbox.vendors.liveSupporti.fail({ status: 429, retryAfter: 61 });
		const run = await bench.execute([{}]);
		expect(run.data.resultData.error).toMatchObject({
			message: expect.stringContaining('takes no more requests for now (429)'),
			description: expect.stringContaining('Most at Once'),
		});
	});
});

describe('Group: Update, Member IDs', () => {
	const update = async (Members: string, item: Record<string, unknown> = {}) => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveSupporti',
					credentials: ['liveSupportiApi'],
					parameters: {
						resource: 'group',
						operation: 'update',
						group: { __rl: true, mode: 'id', value: '5' },
						updateFields: { Members },
					},
				},
			],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});
		const { data } = await bench.execute([item]);
		return data.resultData.error?.message ?? '';
	};
	const members = () => sandbox.vendors.liveSupporti.groups.find(({ Id }) => Id === 5)?.Members;

	test.each([{}, { members: null }, { members: '' }, { members: [] }, { members: [''] }])(
		'from an item with %j stay as they are',
		async (item) => {
			const before = members();
			expect(before).not.toEqual([]);
			expect(await update('={{ $json.members }}', item)).toContain("'Member IDs' is empty");
			expect(members()).toEqual(before);
		},
	);

	test('that a person added and left empty are emptied', async () => {
		expect(await update('')).toBe('');
		expect(members()).toEqual([]);
	});
});

describe('what a real network does', () => {
	const run = async (parameters: object) => {
		bench = await Bench.start({
			nodes: [{ type: 'liveSupporti', credentials: ['liveSupportiApi'], parameters: parameters as never }],
			credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
		});
		const { data } = await bench.execute([{}]);
		return data.resultData.error?.message ?? '';
	};
	const methods = () => sandbox.vendors.liveSupporti.requests.map(({ method }) => method);

	test('a change whose connection broke is not sent again, although the vendor may not have got it', async () => {
		sandbox.vendors.liveSupporti.fail({ drop: true });
		const create = { resource: 'agent', operation: 'create', Email: 'lisa@example.com', Name: 'Lisa' };
		expect(await run(create)).toContain('could not be reached');
		expect(methods()).toEqual(['POST']);
	});

	test('a read whose connection broke is sent again', async () => {
		sandbox.vendors.liveSupporti.fail({ drop: true, times: 1 });
		expect(await run({ resource: 'agent', operation: 'getMany' })).toBe('');
		expect(methods()).toEqual(['GET', 'GET']);
	});

	test('a read that took too long is not', async () => {
		sandbox.vendors.liveSupporti.fail({ latencyMs: 2000 });
		const options = { timeout: 0.1 };
		expect(await run({ resource: 'agent', operation: 'getMany', options })).toContain(
			'did not answer in time',
		);
		expect(methods()).toEqual(['GET']);
	});

	test('503 with Retry-After is waited out', async () => {
		sandbox.vendors.liveSupporti.fail({ status: 503, retryAfter: '0.05', times: 1 });
		expect(await run({ resource: 'agent', operation: 'getMany' })).toBe('');
		expect(methods()).toEqual(['GET', 'GET']);
	});
});

test.each([
	['searchAgents', undefined, ['Kate', 'Tom Berg']],
	['searchAgents', 'tom', ['Tom Berg']],
	['searchGroups', '6', ['Support']],
])('%s fills the list for %j', async (method, filter, names) => {
	bench = await Bench.start({
		nodes: [{ type: 'liveSupporti', name: 'Action', credentials: ['liveSupportiApi'] }],
		credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
	});
	const { results } = await bench.searchList('Action', method, filter);
	expect(results.map(({ name }) => name)).toEqual(names);
});
