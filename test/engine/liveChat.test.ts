import type { INodeParameters, IRun } from 'n8n-workflow';

import type { ChatEventParts } from '../../nodes/shared/chat-event';
import { chatEventItem } from '../fixtures';
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
	bench = await Bench.start({
		timezone,
		nodes: [{ type: 'liveChat', credentials: ['liveChatApi'], parameters }],
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

/** An item as the trigger puts it out. */
const startedBy = (parts: Partial<Pick<ChatEventParts, 'chat' | 'visitor'>>) =>
	chatEventItem('liveChat', parts) as unknown as Record<string, unknown>;

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const getChat = { resource: 'chat', operation: 'get', target: 'ids', chat: byId('PC1') };
const setProperty = { ...getChat, resource: 'chatProperty', operation: 'set', property: 'p' };
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
		['chat_inactive', "Use 'Chat: Resume' first"],
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
		const result = await run({ ...getChat, chat: byId(chat.id) });
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

describe('how requests are sent', () => {
	test('a refusal with status 200 is a refusal', async () => {
		refuseAs('not_found', { status: 200 });
		expect(saying(await run(getChat))).toContain('LiveChat does not find it (not_found): Words of LiveChat');
	});

	test('the region is remembered for the execution, also over pages', async () => {
		for (let count = 0; count < 250; count++) vendor().open();
		vendor().region = 'fra';
		const result = await run({ resource: 'chat', operation: 'getMany', returnAll: true });
		expect(bench.output(result)).toHaveLength(250);
		expect(vendor().requests.map(({ headers }) => headers['x-region'])).toEqual([
			undefined,
			'fra',
			'fra',
			'fra',
		]);
	});

	test('a read is sent again after the network failed, a write is not', async () => {
		const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
		vendor().fail({ drop: true, times: 1 });
		expect(saying(await run({ ...getChat, chat: byId(chat.id) }))).toBe('');
		expect(calls('get_chat')).toHaveLength(2);
		await bench.close();
		vendor().fail({ drop: true, times: 1 });
		const message = { ...getChat, chat: byId(chat.id), resource: 'message', operation: 'send', text: 'Hi' };
		expect(saying(await run(message))).toContain('LiveChat');
		expect(calls('send_event')).toHaveLength(1);
	});

	test('a credential that can only receive is named before any request', async () => {
		const result = await run(getChat, {}, { accountId: '', personalAccessToken: ' ' });
		expect(saying(result)).toContain('The LiveChat credential lacks Account ID and Personal Access Token | ');
		expect(vendor().requests).toHaveLength(0);
	});
});

describe('the chat that started the workflow', () => {
	test('is found behind a lookup, for each item', async () => {
		const chats = [1, 2].map(() => vendor().open({ agentIds: [liveChatDemo.userId] }));
		bench = await Bench.start({
			nodes: [
				{ type: 'liveChatTrigger' },
				{
					type: 'liveChat',
					name: 'Lookup',
					credentials: ['liveChatApi'],
					parameters: { resource: 'tag', operation: 'getMany', limit: 1 },
				},
				{
					type: 'liveChat',
					name: 'Answer',
					credentials: ['liveChatApi'],
					parameters: { resource: 'message', operation: 'send', text: '={{ $json.name }} {{ $itemIndex }}' },
				},
			],
			credentials: { liveChatApi: fixture.credential(sandbox) },
		});
		const result = await bench.execute(chats.map(({ id }) => startedBy({ chat: { id } })));
		expect(saying(result)).toBe('');
		expect(chats.map(({ threads }) => threads[0].events.map(({ text }) => text))).toEqual([
			['bug_report 0'],
			['bug_report 1'],
		]);
	});

	test('names its customer where the event does not, such as that of its end', async () => {
		const customer = vendor().addCustomer();
		const chat = vendor().open({ customer });
		const result = await run(
			{ resource: 'customer', operation: 'get' },
			startedBy({ chat: { id: chat.id } }),
		);
		expect(bench.output(result)).toMatchObject([{ id: customer.id, name: 'Jason' }]);
		expect(vendor().requests.map(({ path }) => path.split('/').at(-1))).toEqual(['get_chat', 'get_customer']);
	});

	test('of agents alone has no customer', async () => {
		const chat = vendor().open();
		const result = await run(
			{ resource: 'customer', operation: 'get' },
			startedBy({ chat: { id: chat.id } }),
		);
		expect(saying(result)).toContain("The chat that started the workflow names no 'Customer ID'");
	});

	test('is not guessed', async () => {
		expect(saying(await run({ resource: 'chat', operation: 'end' }, { id: 'PC1' }))).toContain(
			'No live chat started this workflow',
		);
		expect(vendor().requests).toHaveLength(0);
	});

	test.each<[string, INodeParameters, INodeParameters]>([
		['Chat: Get Many', { resource: 'chat', operation: 'getMany' }, {}],
		['Chat: Get', { ...getChat, chat: byId('PC00000001') }, {}],
		[
			'Thread: Get Many',
			{ ...getChat, resource: 'thread', operation: 'getMany', chat: byId('PC00000001') },
			{},
		],
	])('may be given by what %s put out', async (_, before) => {
		vendor().open();
		bench = await Bench.start({
			nodes: [
				{ type: 'liveChat', credentials: ['liveChatApi'], parameters: before },
				{
					type: 'liveChat',
					name: 'Tag',
					credentials: ['liveChatApi'],
					parameters: { resource: 'thread', operation: 'tag', target: 'ids', tag: byId('sales') },
				},
			],
			credentials: { liveChatApi: fixture.credential(sandbox) },
		});
		const result = await bench.execute([{}]);
		expect(saying(result)).toBe('');
		expect(bench.output(result, 'Tag')).toEqual([
			{ chat_id: 'PC00000001', thread_id: 'PT00000002', tag: 'sales', tagged: true },
		]);
	});
});

test('values are sent as the kind of their fields', async () => {
	const { id: customerId } = vendor().addCustomer();
	const item = { phone: 14155552671 };
	const updateFields = { phone_number: '={{ $json.phone }}', name: '' };
	const customer = { resource: 'customer', operation: 'update', target: 'ids', customerId, updateFields };
	expect(saying(await run(customer, item))).toBe('');
	expect(calls('update_customer')[0].body).toEqual({ id: customerId, phone_number: '14155552671', name: '' });
	await bench.close();
	await run({ resource: 'archive', operation: 'search', filters: { query: '={{ $json.phone }}' } }, item);
	expect(calls('list_archives')[0].body).toMatchObject({ filters: { query: '14155552671' } });
});

test('a legacy chat that LiveChat does not have is never guessed', async () => {
	vendor().open();
	const event = chatEventItem('liveChat', { vendorEvent: 'chat_ended', chat: { id: 'PO13' } });
	const result = await run({ resource: 'chat', operation: 'end' }, event);
	expect(saying(result)).toMatch(/no chat with the ID 'PO13' .* \| .*'Webhooks \(Version 3\)'/);
	expect(calls('deactivate_chat')).toHaveLength(0);
});

test('a tag that does not exist: the fault says that one has to be made', async () => {
	const chat = vendor().open();
	const { id: threadId } = chat.threads[0];
	const tagging = { resource: 'thread', operation: 'tag', tag: byId('vip') };
	const result = await run(tagging, startedBy({ chat: { id: chat.id, threadId } }));
	expect(saying(result)).toMatch(/Tag vip does not exist \| .*has to be made .*'Tag: Create'/);
});

test('a tag that is there already, in other letters: what to do then', async () => {
	const result = await run({ resource: 'tag', operation: 'create', name: 'SALES', groups: ['0'] });
	expect(saying(result)).toMatch(/Tag already exists \| Upper and lower case do not count .*'Tag: Get Many'/);
});

test('the summary of an ended thread can be asked for once, and then stands in the thread', async () => {
	const chat = vendor().open();
	chat.threads[0].active = false;
	const event = startedBy({ chat: { id: chat.id, threadId: chat.threads[0].id } });
	const request = { resource: 'thread', operation: 'requestSummary' };
	expect(saying(await run(request, event))).toBe('');
	await bench.close();
	expect(saying(await run(request, event))).toMatch(
		/summarized already \| LiveChat summarizes an ended thread only once.*'Thread: Get Many'/,
	);
	await bench.close();
	const read = await run({ resource: 'thread', operation: 'getMany' }, event);
	expect(bench.output(read)).toMatchObject([{ summary: { status: 'ok' } }]);
});

test.each([0, -1, 1.5, 'soon', '={{ undefined }}'])(
	'%s days of a ban are a fault before anybody is banned',
	async (days) => {
		const customer = vendor().addCustomer();
		const event = startedBy({ visitor: { id: customer.id } });
		expect(saying(await run({ resource: 'customer', operation: 'ban', days }, event))).toContain("'Days'");
		expect(vendor().requests).toHaveLength(0);
	},
);

describe('registered webhooks', () => {
	const getMany = { resource: 'webhook', operation: 'getMany' };

	test('what a copied database left behind shows the same owner and another URL, and can be removed', async () => {
		bench = await Bench.start({
			nodes: [
				{
					type: 'liveChatTrigger',
					credentials: ['liveChatApi'],
					parameters: { events: ['chat_deactivated'] },
				},
				{ type: 'liveChat', name: 'Webhooks', credentials: ['liveChatApi'], parameters: getMany },
			],
			credentials: { liveChatApi: fixture.credential(sandbox) },
		});
		await bench.publish();
		const [own] = vendor().webhooks;
		const copyUrl = 'https://staging.example.com/webhook/hook-0/webhook';
		const copy = vendor().addForeignWebhook(own.action, { description: own.description, url: copyUrl });

		const shown = bench.output(await bench.execute([{}]), 'Webhooks');
		const owner = { is_this_n8n: true, workflow_id: bench.workflow.id, node_id: 'node-0' };
		expect(shown).toMatchObject([
			{ id: own.id, url: bench.webhookUrl, ...owner },
			{ id: copy.id, url: copyUrl, ...owner },
		]);
		expect(JSON.stringify(shown)).not.toContain(own.secret_key);
		await bench.close();

		await run({ resource: 'webhook', operation: 'delete' }, { id: copy.id });
		expect(vendor().webhooks).toEqual([own]);
	});

	test.each(['getMany', 'delete'])('%s needs the Client ID, and says so', async (operation) => {
		const parameters = { resource: 'webhook', operation, webhook: byId('4711') };
		const result = await run(parameters, {}, { clientId: ' ' });
		expect(saying(result)).toMatch(/The LiveChat credential lacks Client ID \| .*enter the Client ID/);
		expect(vendor().requests).toHaveLength(0);
	});

	test('a secret that LiveChat should list is not put out', async () => {
		vendor().fail({
			body: JSON.stringify([
				{ id: '1', action: 'incoming_chat', url: 'https://crm.example.com', secret_key: 'example-secret' },
			]),
			contentType: 'application/json',
		});
		const result = await run(getMany);
		expect(bench.output(result)).toMatchObject([{ id: '1', url: 'https://crm.example.com/' }]);
		expect(JSON.stringify(result)).not.toContain('example-secret');
	});
});

describe('calls, which LiveChat bills, are no more than the guide says', () => {
	const total = () => vendor().requests.length;

	test.each([
		['Return All of chats: one for each 100', { resource: 'chat', operation: 'getMany', returnAll: true }, 3],
		['a limit: as many pages as it needs', { resource: 'chat', operation: 'getMany', limit: 150 }, 2],
		['tags: one', { resource: 'tag', operation: 'getMany', returnAll: true }, 1],
	])('%s', async (_, parameters, count) => {
		for (let made = 0; made < 250; made++) vendor().open();
		expect(saying(await run(parameters))).toBe('');
		expect(total()).toBe(count);
	});
});

test('too_many_requests is waited out, whatever its status', async () => {
	const chat = vendor().open();
	refuseAs('too_many_requests', { times: 1, retryAfter: '0.1' });
	const result = await run({ ...getChat, chat: byId(chat.id) });
	expect(saying(result)).toBe('');
	expect(calls('get_chat')).toHaveLength(2);
});

describe('fields that cannot be used name themselves', () => {
	test.each<[string, INodeParameters, string]>([
		['no chat', { ...getChat, chat: byId('={{ $json.chat }}') }, "'Chat ID' is empty"],
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
				target: 'ids',
				chat: getChat.chat,
				transferTo: 'agent',
				agents: '={{ [] }}',
			},
			"'Agent Names or IDs' is empty",
		],
		[
			'nothing to change',
			{ resource: 'customer', operation: 'update', target: 'ids', customerId: 'c' },
			'There is nothing to change',
		],
		[
			'a session field without a name',
			{
				resource: 'customer',
				operation: 'update',
				target: 'ids',
				customerId: 'c',
				sessionFields: { field: [{ name: '', value: 'Gold' }] },
			},
			"'Name' is empty in row 1",
		],
		[
			'a property that is no whole number',
			{ ...setProperty, valueType: 'int', value: '4.2' },
			"'Value' is '4.2'",
		],
		[
			'a property that is larger than LiveChat’s whole numbers of 32 bits',
			{ ...setProperty, valueType: 'int', value: '2147483648' },
			'between -2147483648 and 2147483647',
		],
		[
			'a property that is neither true nor false',
			{ ...setProperty, valueType: 'bool', value: 'yes' },
			'Enter true or false',
		],
		[
			'a filter whose expression finds nothing, which would widen the search',
			{ resource: 'archive', operation: 'search', filters: { customerEmail: '={{ $json.email }}' } },
			"'Customer Email' is empty",
		],
		[
			'a customer that an expression does not find, so that the chat would be with nobody',
			{ resource: 'chat', operation: 'start', target: 'ids', customerId: '={{ $json.customer }}' },
			"'Customer ID' is empty",
		],
		[
			'a value that an expression does not find, which would be erased',
			{
				resource: 'customer',
				operation: 'update',
				target: 'ids',
				customerId: 'c',
				updateFields: { email: '={{ $json.email }}' },
			},
			"'Email' is empty",
		],
		[
			'a customer who is to join, in an item of something else',
			{
				resource: 'chat',
				operation: 'addUser',
				target: 'ids',
				chat: getChat.chat,
				userType: 'customer',
			},
			"'Customer ID' is empty",
		],
		[
			'what is neither true nor false',
			{
				resource: 'message',
				operation: 'send',
				target: 'ids',
				chat: getChat.chat,
				text: 'Hi',
				joinFirst: "={{ 'perhaps' }}",
			},
			"'Join the Chat First' is",
		],
	])('%s', async (_, parameters, expected) => {
		expect(saying(await run(parameters, { id: 'something-else' }))).toContain(expected);
		expect(vendor().requests).toHaveLength(0);
	});

	test('a property without a namespace, where the credential has none', async () => {
		const parameters = { ...getChat, resource: 'chatProperty', operation: 'delete', property: 'p' };
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

test.each(['set', 'delete'])(
	'a property that LiveChat does not let %s is to be published',
	async (operation) => {
		const chat = vendor().open();
		refuseAs('authorization');
		const property = { property: 'p', value: '1', target: 'ids', chat: byId(chat.id) };
		const result = await run({ resource: 'chatProperty', operation, ...property });
		expect(saying(result)).toMatch(/needs the scope chats--all:rw.*publish it.*cannot be undone/);
	},
);

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
			['id', 'users', 'last_thread_summary', 'last_event_per_type', 'properties', 'access'],
			'is_followed',
		],
		['archive', { operation: 'search' }, ['id', 'users', 'thread', 'properties', 'access'], 'is_followed'],
		[
			'thread',
			{ operation: 'getMany' },
			['chat_id', 'id', 'active', 'created_at', 'tags', 'user_ids', 'properties', 'access', 'events'],
			'queues_duration',
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
		const trigger = startedBy({ chat: { id: opened.id }, visitor: { id: customer.id } });
		const [simple] = await output({ resource, ...more }, trigger);
		expect(Object.keys(simple)).toEqual(names);
		const shorter = JSON.stringify(simple);
		expect(shorter).not.toContain('user_agent');
		const thread = (simple.thread ?? simple) as { events?: object[] };
		if (thread.events) expect(thread.events).toMatchObject([{ text: 'Hi', author_id: customer.id }]);
		await bench.close();
		const [raw] = await output({ resource, ...more, simplify: false }, trigger);
		expect(Object.keys(raw)).toContain(left);
		expect(JSON.stringify(raw).length).toBeGreaterThan(shorter.length);
	});
});

describe('Simplify keeps what was said, who said it, and how it ended', () => {
	const events = [
		{
			id: 'T_1',
			type: 'rich_message',
			author_id: 'bot',
			template_id: 'cards',
			elements: [{ title: 'Pick', subtitle: 'one', buttons: [{ text: 'A', postback_id: 'a' }] }],
		},
		{
			id: 'T_2',
			type: 'system_message',
			system_message_type: 'routing.archived_inactive',
			text: 'Archived',
			text_vars: { agent: 'Kim' },
			subtype: 'routing',
			details: { reason: 'inactive' },
		},
		{ id: 'T_3', type: 'custom', custom_id: 'k', content: { order: '4711' } },
		{ id: 'T_4', type: 'file', name: 'a.png', url: 'https://example.com/a.png', alternative_text: 'A cat' },
		{ id: 'T_5', type: 'filled_form', form_type: 'postchat', fields: [{ label: 'Why?', answer: 'Fast' }] },
		{ id: 'T_6', type: 'message', author_id: 'c', deleted: true },
	];
	const thread = { id: 'T', events, summary: { text: 'Asked for cards' }, queue: { position: 2 } };
	const users = [{ id: 'c', type: 'customer', email: 'a@example.com', phone_number: '+1415' }];
	const answer = (path: string, body: object) =>
		vendor().fail({ path, body: JSON.stringify(body), contentType: 'application/json' });

	test('in archives', async () => {
		answer('*/list_archives', { chats: [{ id: 'C', users, thread, is_followed: true }] });
		const result = await run({ resource: 'archive', operation: 'search' });
		const said = events.map(({ id, ...event }) => (expect(id).toBeDefined(), event));
		expect(bench.output(result)).toEqual([{ id: 'C', users, thread: { ...thread, events: said } }]);
	});

	test('in threads that LiveChat does not show on the plan of the account', async () => {
		const closed = { id: 'T', restricted_access: "You can't access threads older than 60 days" };
		answer('*/list_threads', { threads: [{ ...closed, next_thread_id: 'U' }] });
		const result = await run({ resource: 'thread', operation: 'getMany', target: 'ids', chat: byId('C') });
		expect(bench.output(result)).toEqual([{ chat_id: 'C', ...closed }]);
	});

	test('in lists of chats', async () => {
		const last = { id: 'T', queue: { position: 2 }, tags: ['sales'] };
		const last_event_per_type = { message: { thread_id: 'T', event: { text: 'Bye' } } };
		const chat = { id: 'C', users, last_thread_summary: last, last_event_per_type, queue: { position: 2 } };
		answer('*/list_chats', { chats_summary: [{ ...chat, is_followed: true }] });
		const result = await run({ resource: 'chat', operation: 'getMany' });
		expect(bench.output(result)).toEqual([chat]);
	});
});

describe('sending a message', () => {
	const message = { resource: 'message', operation: 'send', text: 'Hi' };

	test('from outside the chat is refused with what to do', async () => {
		const chat = vendor().open({ agentIds: ['kate@example.com'] });
		const result = await run(message, startedBy({ chat: { id: chat.id } }));
		expect(saying(result)).toMatch(/The user of the token is not in the chat .*'Join the Chat First'/);
	});

	test('keeps the white space around the text', async () => {
		const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
		await run({ ...message, text: '  code: \n' }, startedBy({ chat: { id: chat.id } }));
		expect(calls('send_event')[0].body).toMatchObject({ event: { text: '  code: \n' } });
	});

	test('does not join where a text says false', async () => {
		const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
		await run({ ...message, joinFirst: "={{ 'false' }}" }, startedBy({ chat: { id: chat.id } }));
		expect(calls('add_user_to_chat')).toHaveLength(0);
		expect(calls('send_event')).toHaveLength(1);
	});

	describe('after joining was refused', () => {
		const refuse = (path: string, status: number, type: string, words: string) =>
			vendor().fail({
				path,
				status,
				body: JSON.stringify({ error: { type, message: words } }),
				contentType: 'application/json',
			});
		const sendTo = async (agentIds: string[]) => {
			const chat = vendor().open({ agentIds });
			return saying(await run({ ...message, joinFirst: true }, startedBy({ chat: { id: chat.id } })));
		};

		test('says why, where the user is not in the chat', async () => {
			refuse('*/add_user_to_chat', 422, 'validation', 'Public agents in chat limit reached');
			expect(await sendTo(['kate@example.com'])).toContain(
				'LiveChat does not let the user of the token join the chat (validation): Public agents in chat limit reached',
			);
		});

		test('sends all the same, where the chat is full and the user is in it', async () => {
			refuse('*/add_user_to_chat', 422, 'limit_reached', 'Limit reached');
			expect(await sendTo([liveChatDemo.userId])).toBe('');
			expect(calls('send_event')).toHaveLength(1);
		});

		test('says what else is wrong, where the user is in the chat', async () => {
			refuse('*/send_event', 400, 'validation', 'Text is too long');
			expect(await sendTo([liveChatDemo.userId])).toContain('(validation): Text is too long');
		});

		test('waits until LiveChat takes requests again', async () => {
			vendor().fail({ path: '*/send_event', status: 429, retryAfter: '0.1', times: 1 });
			expect(await sendTo([liveChatDemo.userId])).toBe('');
			expect(calls('send_event')).toHaveLength(2);
		});
	});

	describe('to everybody, by who joined unseen for a note', () => {
		const refuse = (type: string) =>
			vendor().fail({
				path: '*/send_event',
				status: 400,
				body: JSON.stringify({ error: { type, message: 'Words of LiveChat' } }),
				contentType: 'application/json',
				times: 1,
			});
		const methods = () => vendor().requests.map(({ path }) => path.split('/').at(-1));
		const sendTo = async (joinFirst: boolean, hiddenIds = [liveChatDemo.userId]) => {
			const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
			chat.hiddenIds = hiddenIds;
			return saying(await run({ ...message, joinFirst }, startedBy({ chat: { id: chat.id } })));
		};
		const tried = ['list_agents', 'add_user_to_chat', 'send_event', 'get_chat'];

		test.each(['validation', 'authorization', 'missing_access'])(
			'joins again for all to see, whichever refusal it is: %s',
			async (type) => {
				refuse(type);
				expect(await sendTo(true)).toBe('');
				const again = ['remove_user_from_chat', 'add_user_to_chat', 'send_event'];
				expect(methods()).toEqual([...tried, ...again]);
				expect(vendor().requests.at(-2)?.body).toMatchObject({ visibility: 'all' });
			},
		);

		test('does not take out of the chat who is there for all to see', async () => {
			refuse('validation');
			expect(await sendTo(true, ['kate@example.com'])).toContain('(validation): Words of LiveChat');
			expect(methods()).toEqual(tried);
		});

		test('says LiveChat’s words where the token may not read who is in the chat', async () => {
			vendor().scopes = new Set(['chats--all:rw', 'agents--all:ro']);
			expect(await sendTo(true)).toContain('cannot send events');
			expect(methods()).toEqual(tried);
		});

		test('leaves it at that where it is not to join', async () => {
			expect(await sendTo(false)).toContain('cannot send events');
			expect(methods()).toEqual(['send_event']);
		});
	});

	test('asks once who the user of the token is, for several chats', async () => {
		const chats = Array.from({ length: 3 }, () => vendor().open({ agentIds: ['kate@example.com'] }));
		await start({ ...message, joinFirst: true, target: 'ids', chat: byId('={{ $json.id }}') });
		await bench.execute(chats.map(({ id }) => ({ id })));
		expect(calls('add_user_to_chat')).toHaveLength(3);
		expect(calls('send_event')).toHaveLength(3);
		expect(calls('list_agents')).toHaveLength(1);
	});

	test('cannot join as a user whom LiveChat does not list', async () => {
		const chat = vendor().open();
		vendor().fail({ path: '*/list_agents', body: '[]', contentType: 'application/json' });
		const result = await run({ ...message, joinFirst: true }, startedBy({ chat: { id: chat.id } }));
		expect(saying(result)).toContain("'Chat: Add User'");
		expect(calls('send_event')).toHaveLength(0);
	});

	test('joins although the Account ID was pasted with blanks around it', async () => {
		const chat = vendor().open({ agentIds: ['kate@example.com'] });
		const credential = { accountId: ` ${liveChatDemo.accountId} ` };
		const result = await run(
			{ ...message, joinFirst: true },
			startedBy({ chat: { id: chat.id } }),
			credential,
		);
		expect(saying(result)).toBe('');
		expect(calls('send_event')).toHaveLength(1);
	});

	test('does not go on after a web page that answered the attempt to join', async () => {
		const chat = vendor().open();
		vendor().fail({ path: '*/add_user_to_chat', body: '<html>Sign in</html>' });
		const result = await run({ ...message, joinFirst: true }, startedBy({ chat: { id: chat.id } }));
		expect(saying(result)).toContain('did not answer with the JSON');
		expect(calls('send_event')).toHaveLength(0);
	});

	test('into a chat that ended says so, also after the attempt to join', async () => {
		const chat = vendor().open({ agentIds: [liveChatDemo.userId] });
		await vendor().endChat(chat.id);
		const result = await run({ ...message, joinFirst: true }, startedBy({ chat: { id: chat.id } }));
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

	test('searchWebhooks names event and URL', async () => {
		const { id } = vendor().addForeignWebhook('incoming_chat', { url: 'https://crm.example.com/in?key=1' });
		await start();
		expect(await bench.searchList(bench.trigger.name, 'searchWebhooks', 'CRM')).toEqual({
			results: [{ name: 'incoming_chat: https://crm.example.com/in?…', value: id }],
		});
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
