import type { INodeParameters, IRun } from 'n8n-workflow';

import { liveChatOperations as fixture } from '../fixtures/liveChat/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveChatDemo } from '../sandbox/vendors/liveChat';
import { Bench } from './engine';

let sandbox: Sandbox;
let bench: Bench;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => await bench.close());

const vendor = () => sandbox.vendors.liveChat;
const calls = (action: string) => vendor().requests.filter(({ path }) => path.endsWith(`/${action}`));

async function start(
	parameters: INodeParameters = {},
	credential: object = {},
	timezone?: string,
): Promise<void> {
	// The chat is given by ID in these tests.
	bench = await Bench.start({
		timezone,
		nodes: [{ type: 'liveChat', credentials: ['liveChatApi'], parameters: { target: 'ids', ...parameters } }],
		credentials: { liveChatApi: { ...fixture.credential(sandbox), ...credential } },
	});
}

/** What a person reads when the operation fails; '' when it does not. */
function saying(run: IRun): string {
	const { error } = run.data.resultData;
	return error ? `${error.message} | ${(error as { description?: string }).description ?? ''}` : '';
}

async function run(
	parameters: INodeParameters,
	json: Record<string, unknown> = {},
	credential = {},
	timezone?: string,
) {
	await start(parameters, credential, timezone);
	return await bench.execute([json]);
}

const getChat = { resource: 'chat', operation: 'get', chat: { __rl: true, mode: 'id', value: 'PC1' } };
const refuseAs = (type: string, more: object = {}, data?: object) =>
	vendor().fail({
		status: 400,
		body: JSON.stringify({ error: { type, message: 'Words of LiveChat', ...(data && { data }) } }),
		contentType: 'application/json',
		...more,
	});

describe('error.type decides what a person reads', () => {
	test.each([
		['authentication', 'Open the credential and check Account ID'],
		['authorization', 'needs the scope chats--all:ro or chats--access:ro'],
		['missing_access', 'Add the user to the chat'],
		['validation', 'Check the values'],
		['not_found', 'Check the IDs'],
		['chat_inactive', "Use the operation 'Resume' first"],
		['agent_offline', 'Choose an agent who accepts chats'],
		['limit_reached', 'A limit of LiveChat is reached'],
		['entity_too_large', 'at most 10 MB'],
		['license_expired', 'subscription is not active'],
		['wrong_product_version', 'plan does not include'],
		['unsupported_version', 'Update the package'],
		['internal', 'out of order'],
		['request_timeout', 'out of order'],
		['something_new', 'refused the request (something_new): Words of LiveChat'],
	])('%s', async (type, expected) => {
		refuseAs(type);
		const message = saying(await run(getChat));
		expect(message).toContain(expected);
		expect(message).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});
});

describe('a token of another region', () => {
	test('is led there, once', async () => {
		const chat = vendor().open();
		vendor().region = 'fra';
		const result = await run({ ...getChat, chat: { __rl: true, mode: 'id', value: chat.id } });
		expect(saying(result)).toBe('');
		expect(vendor().requests.map(({ headers }) => headers['x-region'])).toEqual([undefined, 'fra']);
	});

	test('is told so when the region does not take it either', async () => {
		refuseAs('misdirected_request', {}, { region: 'dal' });
		expect(saying(await run(getChat))).toContain('another region');
		expect(calls('get_chat')).toHaveLength(2);
	});

	test('is not led by a name that is no region', async () => {
		refuseAs('misdirected_request', {}, { region: 'dal\r\nX-Other: 1' });
		expect(saying(await run(getChat))).toContain('another region');
		expect(calls('get_chat')).toHaveLength(1);
	});
});

test('too_many_requests is waited out, whatever its status', async () => {
	const chat = vendor().open();
	refuseAs('too_many_requests', { times: 1, retryAfter: '0.1' });
	const result = await run({ ...getChat, chat: { __rl: true, mode: 'id', value: chat.id } });
	expect(saying(result)).toBe('');
	expect(calls('get_chat')).toHaveLength(2);
});

describe('fields that cannot be used name themselves', () => {
	test.each<[string, INodeParameters, string]>([
		[
			'no chat',
			{ ...getChat, chat: { __rl: true, mode: 'id', value: '={{ $json.chat }}' } },
			"'Chat' is empty",
		],
		[
			'a group that is no number',
			{ resource: 'chat', operation: 'getMany', filters: { groups: ['sales'] } },
			"'Group Names or IDs' holds 'sales'",
		],
		[
			'thread IDs beside another filter',
			{ resource: 'archive', operation: 'search', filters: { threadIds: 'T1', query: 'x' } },
			"'Thread IDs' cannot be combined",
		],
		[
			'a time that is none',
			{ resource: 'archive', operation: 'search', filters: { from: 'yesterday' } },
			"'Created After' is not a time",
		],
		[
			'no agent to transfer to',
			{
				resource: 'chat',
				operation: 'transfer',
				chat: getChat.chat,
				transferTo: 'agent',
				agents: '={{ [] }}',
			},
			"'Agent Names or IDs' is empty",
		],
		[
			'nothing to change',
			{ resource: 'customer', operation: 'update', customerId: 'c' },
			'There is nothing to change',
		],
		[
			'a session field without a name',
			{
				resource: 'customer',
				operation: 'update',
				customerId: 'c',
				sessionFields: { field: [{ name: '', value: 'Gold' }] },
			},
			"'Name' is empty in row 1",
		],
		[
			'a property that is no whole number',
			{
				resource: 'chatProperty',
				operation: 'set',
				chat: getChat.chat,
				property: 'p',
				valueType: 'int',
				value: '4.2',
			},
			"'Value' is '4.2'",
		],
		[
			'a property that is neither true nor false',
			{
				resource: 'chatProperty',
				operation: 'set',
				chat: getChat.chat,
				property: 'p',
				valueType: 'bool',
				value: 'yes',
			},
			'Enter true or false',
		],
	])('%s', async (_, parameters, expected) => {
		expect(saying(await run(parameters))).toContain(expected);
		expect(vendor().requests).toHaveLength(0);
	});

	test('a property without a namespace, where the credential has none', async () => {
		const parameters = { resource: 'chatProperty', operation: 'delete', chat: getChat.chat, property: 'p' };
		expect(saying(await run(parameters, {}, { clientId: '' }))).toContain("'Namespace' is empty");
	});
});

test.each([
	['2026-05-15T10:00:00', '2026-05-15T01:00:00.000000+00:00'],
	['2026-05-15 10:00:00', '2026-05-15T01:00:00.000000+00:00'],
	['2026-05-15T10:00:00-04:00', '2026-05-15T14:00:00.000000+00:00'],
])("%s is a time of the workflow's time zone, unless it says otherwise", async (from, sent) => {
	await run({ resource: 'archive', operation: 'search', filters: { from } }, {}, {}, 'Asia/Tokyo');
	expect(calls('list_archives')[0].body).toMatchObject({ filters: { from: sent } });
});

test.each([
	[{ limit: 2 }, 2],
	[{ returnAll: true }, 3],
])('%j holds for Thread IDs as well', async (paging, count) => {
	const threads = [1, 2, 3].map(() => vendor().open().threads[0]);
	for (const thread of threads) thread.active = false;
	const filters = { threadIds: threads.map(({ id }) => id).join() };
	const result = await run({ resource: 'archive', operation: 'search', filters, ...paging });
	expect(bench.output(result)).toHaveLength(count);
});

test('a token without the scope for routing is told those for bots, too', async () => {
	refuseAs('authorization');
	const agent = { __rl: true, mode: 'id', value: 'bot' };
	const result = await run({ resource: 'agent', operation: 'setRoutingStatus', agent });
	expect(saying(result)).toMatch(/agents--all:rw.*agents--my:rw.*agents-bot--all:rw.*agents-bot--my:rw/);
});

describe('Simplify', () => {
	const cases: Array<[string, INodeParameters, string[], string]> = [
		['chat', { operation: 'get' }, ['id', 'users', 'thread', 'properties', 'access'], 'is_followed'],
		[
			'chat',
			{ operation: 'getMany' },
			['id', 'users', 'last_thread_summary', 'properties', 'access'],
			'is_followed',
		],
		['archive', { operation: 'search' }, ['id', 'users', 'thread', 'properties', 'access'], 'is_followed'],
		[
			'thread',
			{ operation: 'getMany' },
			['id', 'active', 'created_at', 'tags', 'user_ids', 'properties', 'access', 'events'],
			'access',
		],
		[
			'customer',
			{ operation: 'get' },
			['id', 'name', 'email', 'session_fields', 'created_at', 'statistics'],
			'visit',
		],
	];

	const output = async (parameters: INodeParameters, json: Record<string, unknown>) => {
		const result = await run(parameters, json);
		return bench.output(result);
	};

	test.each(cases)('%s, %j gives the useful fields, or all of them', async (resource, more, names, left) => {
		const customer = vendor().addCustomer();
		const opened = vendor().open({ customer });
		vendor().addEvent(opened, { type: 'message', author_id: customer.id, text: 'Hi', visibility: 'all' });
		opened.threads[0].active = resource !== 'archive';
		const trigger = { chat: { id: opened.id }, visitor: { id: customer.id } };
		const [simple] = await output({ resource, ...more }, trigger);
		expect(Object.keys(simple)).toEqual(names);
		const shorter = JSON.stringify(simple);
		expect(shorter).not.toContain('user_agent');
		const thread = (simple.thread ?? simple) as { events?: object[] };
		if (thread.events) expect(Object.keys(thread.events[0])).not.toContain('id');
		await bench.close();
		const [raw] = await output({ resource, ...more, simplify: false }, trigger);
		expect(Object.keys(raw)).toContain(left);
		expect(JSON.stringify(raw).length).toBeGreaterThan(shorter.length);
	});
});

describe('sending a message', () => {
	const message = { resource: 'message', operation: 'send', text: 'Hi' };

	test('from outside the chat is refused with what to do', async () => {
		const chat = vendor().open({ agentIds: ['kate@example.com'] });
		const result = await run(message, { chat: { id: chat.id } });
		expect(saying(result)).toContain("Turn on 'Join the Chat First'");
	});

	test('cannot join as a user whom LiveChat does not list', async () => {
		const chat = vendor().open();
		vendor().fail({ path: '*/list_agents', body: '[]', contentType: 'application/json' });
		const result = await run({ ...message, joinFirst: true }, { chat: { id: chat.id } });
		expect(saying(result)).toContain("'Chat: Add User'");
		expect(calls('send_event')).toHaveLength(0);
	});

	test('joins although the Account ID was pasted with blanks around it', async () => {
		const chat = vendor().open({ agentIds: ['kate@example.com'] });
		const credential = { accountId: ` ${liveChatDemo.accountId} ` };
		const result = await run({ ...message, joinFirst: true }, { chat: { id: chat.id } }, credential);
		expect(saying(result)).toBe('');
		expect(calls('send_event')).toHaveLength(1);
	});

	test('does not go on after a web page that answered the attempt to join', async () => {
		const chat = vendor().open();
		vendor().fail({ path: '*/add_user_to_chat', body: '<html>Sign in</html>' });
		const result = await run({ ...message, joinFirst: true }, { chat: { id: chat.id } });
		expect(saying(result)).toContain('did not answer with the JSON');
		expect(calls('send_event')).toHaveLength(0);
	});

	test('into a chat that ended says so, also after the attempt to join', async () => {
		const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
		await vendor().endChat(chat.id);
		const result = await run({ ...message, joinFirst: true }, { chat: { id: chat.id } });
		expect(saying(result)).toContain('The chat is not active');
	});
});

describe('lists to choose from', () => {
	test.each([
		['searchAgents', 'KATE', [{ name: 'Kate (kate@example.com)', value: 'kate@example.com' }]],
		['searchGroups', '', [expect.objectContaining({ value: '0' }), { name: 'Sales', value: '19' }]],
		['searchTags', 'sup', [{ name: 'support', value: 'support' }]],
	])('%s, filtered by %j', async (method, filter, expected) => {
		await start();
		expect(await bench.searchList(bench.trigger.name, method, filter)).toEqual({ results: expected });
	});

	test.each([
		['loadAgents', { name: 'Kate (kate@example.com)', value: 'kate@example.com' }],
		['loadGroups', { name: 'Sales', value: '19' }],
		['loadTags', { name: 'support', value: 'support' }],
	])('%s, to choose several', async (method, expected) => {
		await start();
		expect(await bench.loadOptions(bench.trigger.name, method)).toContainEqual(expected);
	});

	test('searchChats names the customer', async () => {
		const jason = vendor().open({ customer: vendor().addCustomer() });
		const nobody = vendor().open();
		await start();
		expect(await bench.searchList(bench.trigger.name, 'searchChats')).toEqual({
			results: [
				{ name: `Jason (${jason.id})`, value: jason.id },
				{ name: `Without a customer (${nobody.id})`, value: nobody.id },
			],
		});
	});

	test('say what is missing', async () => {
		vendor().scopes = new Set(['chats--all:ro']);
		await start();
		await expect(bench.searchList(bench.trigger.name, 'searchGroups')).rejects.toMatchObject({
			description: expect.stringContaining('groups--all:ro') as unknown,
		});
	});
});
