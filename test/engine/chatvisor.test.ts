import type { INodeParameters, IRun } from 'n8n-workflow';

import type { ChatEvent } from '../../nodes/shared/chat-event';
import { chatEventItem } from '../fixtures';
import { chatvisorOperations } from '../fixtures/chatvisor/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { chatvisorDemo, type ChatvisorWebhookKind, newConversation } from '../sandbox/vendors/chatvisor';
import { Bench } from './engine';
import { toolOf } from './tool';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** A published trigger whose URL a person entered into one of the vendor's WebHooks. */
async function connect(
	kind: ChatvisorWebhookKind,
	parameters: INodeParameters = { events: kind },
	credential: object = {},
): Promise<Bench> {
	const bench = await Bench.start({
		nodes: [{ type: 'chatvisorTrigger', credentials: ['chatvisorApi'], parameters }],
		credentials: { chatvisorApi: { webhookSecret: chatvisorDemo.webhookSecret, ...credential } },
	});
	await bench.publish();
	sandbox.vendors.chatvisor.addWebhook(`${bench.webhookUrl}?secret=${chatvisorDemo.webhookSecret}`, kind);
	return bench;
}

test('follows a conversation from its start to its end and back, with a trigger for each choice', async () => {
	const { chatvisor } = sandbox.vendors;
	const choices = [
		['newConversation', 'chatEvent:chatStarted'],
		['statusChange', 'statusChange'],
		['statusChange', 'chatEvent:chatEnded'],
		['newMessage', 'chatEvent:messageFromVisitor'],
	] as const;
	const benches = await Promise.all(choices.map(async ([kind, events]) => await connect(kind, { events })));
	const seen = () => benches.map((bench) => bench.runs.map((run) => bench.output(run)[0].event));

	await chatvisor.startChat();
	const [{ customerId }] = chatvisor.chats;
	await chatvisor.agentSays(customerId, 'Every plan does.');
	await chatvisor.setStatus(customerId, 'DONE');
	await chatvisor.visitorSays(customerId, 'Thanks! One more thing');

	expect(seen()).toEqual([
		['chatStarted', 'chatStarted'],
		['chatUpdated', 'chatEnded', 'chatUpdated'],
		['chatEnded'],
		['messageFromVisitor', 'messageFromVisitor'],
	]);
	expect(chatvisor.deliveries.every(({ status }) => status === 200)).toBe(true);
	await Promise.all(benches.map(async (bench) => await bench.close()));
});

describe('Include Visitor', () => {
	const john = {
		customerId: newConversation.customerId,
		id: 123,
		email: 'john@example.com',
		firstname: 'John',
		lastname: 'Doe',
		phone: '+43 732 100',
		labels: ['gold'],
		assignedUser: 'kate@example.com',
		additionalTaggingData: { plan: 'Gold' },
		externalToken: 'example-external-token-71f3',
	};
	const others = Array.from({ length: 150 }, (_, index) => ({ customerId: `c-${index}`, labels: [] }));
	const nobody = { id: newConversation.customerId, name: null, email: null, phone: null };

	interface Asked {
		kind?: ChatvisorWebhookKind;
		options?: INodeParameters;
		output?: string;
		credential?: object;
		customers?: object[];
	}

	/** Starts a conversation (or what `act` does) and says what came of it. */
	async function told(
		{
			kind = 'newConversation',
			options = { includeVisitor: true },
			output = 'chatEvent',
			credential = chatvisorOperations.credential(sandbox),
			customers = [...others, john],
		}: Asked,
		act: () => Promise<unknown> = async () => await sandbox.vendors.chatvisor.startChat(),
	) {
		const { chatvisor } = sandbox.vendors;
		const bench = await connect(kind, { events: kind, options, output }, credential);
		chatvisor.customers.push(...(customers as typeof chatvisor.customers));
		const startedAt = Date.now();
		await act();
		const seconds = (Date.now() - startedAt) / 1000;
		expect(chatvisor.deliveries.map(({ status }) => status)).toEqual([200]);
		const [item] = bench.output(bench.runs[0]) as unknown as ChatEvent[];
		await bench.close();
		const asked = chatvisor.requests.filter(({ method }) => method === 'GET');
		return { item, asked, seconds, warnings: bench.logs.filter((line) => line.startsWith('warn')), bench };
	}

	test('says who wrote, out of as many pages of customers as it takes', async () => {
		const { item, asked, warnings, bench } = await told({});
		expect(item.visitor).toMatchObject({
			id: newConversation.customerId,
			name: 'John Doe',
			email: 'john@example.com',
			phone: '+43 732 100',
			customFields: { plan: 'Gold' },
			extra: { id: 123, labels: ['gold'], assignedUser: 'kate@example.com' },
		});
		expect(item).toMatchObject({ event: 'chatStarted', chat: { id: newConversation.customerId } });
		expect(asked.map(({ query }) => query.pageNumber)).toEqual(['0', '1']);
		expect(warnings).toEqual([]);
		const secrets = new RegExp(`${john.externalToken}|${chatvisorDemo.apiToken}`);
		expect(JSON.stringify([bench.runs, bench.logs])).not.toMatch(secrets);
	});

	/** What Chatvisor answers, to whichever page is asked for. */
	const listing = (...results: object[]) =>
		sandbox.vendors.chatvisor.fail({
			body: JSON.stringify({ page: 0, results }),
			contentType: 'application/json',
		});

	test.each<[string, Asked, () => void, number]>([
		['it is not asked for', { options: {} }, () => {}, 0],
		['it is switched off', { options: { includeVisitor: false } }, () => {}, 0],
		['the customer is not in the list', {}, () => listing({ customerId: 'c-1', email: 'a@example.com' }), 2],
		[
			'the list has another customer with that own identifier',
			{},
			() => listing({ ...john, customerId: 'c-1', id: newConversation.customerId }),
			2,
		],
		[
			'the list does not name the customer either',
			{ customers: [] },
			() => listing({ customerId: newConversation.customerId, labels: [] }),
			1,
		],
	])('leaves the visitor as the delivery has it where %s', async (_, asked, arrange, requests) => {
		arrange();
		const { item, warnings, ...rest } = await told(asked);
		expect(item.visitor).toMatchObject(nobody);
		expect([rest.asked.length, warnings]).toEqual([requests, []]);
	});

	test.each<[string, () => void, Asked, RegExp]>([
		['Chatvisor answers 500', () => sandbox.vendors.chatvisor.fail({ status: 500 }), {}, /500/],
		['Chatvisor is busy', () => sandbox.vendors.chatvisor.fail({ status: 429, retryAfter: 60 }), {}, /429/],
		[
			'the answer is no list',
			() => sandbox.vendors.chatvisor.fail({ body: '{}', contentType: 'application/json' }),
			{},
			/JSON/,
		],
		['the credential can only receive', () => {}, { credential: {} }, /lacks API Token/],
	])('costs the answer, never the event, where %s', async (_, arrange, asked, reason) => {
		arrange();
		const { item, seconds, warnings } = await told(asked);
		expect(item).toMatchObject({ event: 'chatStarted', visitor: nobody });
		expect(warnings).toEqual([expect.stringMatching(reason)]);
		expect(seconds).toBeLessThan(3);
	});

	test('waits 5 seconds at most, however many pages there are', async () => {
		sandbox.vendors.chatvisor.largestPage = 1;
		sandbox.vendors.chatvisor.fail({ latencyMs: 2000 });
		const { item, asked, seconds, warnings } = await told({});
		expect(item).toMatchObject({ event: 'chatStarted', visitor: nobody });
		expect(warnings).toHaveLength(1);
		expect(asked).toHaveLength(3);
		expect(seconds).toBeLessThan(6);
	}, 15_000);

	test('does not ask where the delivery names the customer, or with Output Raw', async () => {
		const subscribe = async () => await sandbox.vendors.chatvisor.subscribe();
		const named = await told({ kind: 'newSubscriber', customers: [] }, subscribe);
		expect([named.item.visitor.email, named.asked]).toEqual(['maria@example.com', []]);
		sandbox.reset();
		const raw = await told({ output: 'raw' });
		expect([raw.item, raw.asked]).toEqual([newConversation, []]);
	});
});

test('Once per Chat takes the first of the chosen events of a customer', async () => {
	const { chatvisor } = sandbox.vendors;
	const bench = await connect('newMessage', { events: 'newMessage', options: { oncePerChat: true } });
	await chatvisor.startChat();
	await chatvisor.visitorSays(newConversation.customerId, 'Hello?');
	await chatvisor.startChat();
	expect(bench.runs.map((run) => bench.output(run)[0])).toMatchObject([
		{ chat: { id: newConversation.customerId } },
		{ chat: { id: chatvisor.chats[1].customerId } },
	]);
	await bench.close();
});

test('says at publishing that a webhook secret is missing or too short', async () => {
	const publish = async (webhookSecret: string) => {
		const bench = await Bench.start({
			nodes: [{ type: 'chatvisorTrigger', credentials: ['chatvisorApi'], parameters: {} }],
			credentials: { chatvisorApi: { webhookSecret } },
		});
		try {
			await bench.publish();
		} finally {
			await bench.close();
		}
	};
	await expect(publish('')).rejects.toThrow('Every delivery would be refused');
	await expect(publish('too-short')).rejects.toThrow('9 characters, it needs at least 16');
});

async function run(
	parameters: INodeParameters,
	items: Array<Record<string, unknown>> = [{}],
): Promise<{ result: IRun; output: Array<Record<string, unknown>>; message: string }> {
	const bench = await Bench.start({
		nodes: [{ type: 'chatvisor', credentials: ['chatvisorApi'], parameters }],
		credentials: { chatvisorApi: chatvisorOperations.credential(sandbox) },
	});
	try {
		const result = await bench.execute(items);
		const { error } = result.data.resultData;
		const description = (error as { description?: string } | undefined)?.description ?? '';
		return {
			result,
			output: bench.output(result),
			message: error ? `${error.message} | ${description}` : '',
		};
	} finally {
		await bench.close();
	}
}

describe('Label', () => {
	const label = { resource: 'customer', operation: 'label', target: 'ids' };

	test.each([
		['123', 123],
		['={{ 123 }}', 123],
		['-5', -5],
		['007', '007'],
		['12345678901234567890', '12345678901234567890'],
		['1e3', '1e3'],
		['K-123', 'K-123'],
	])('sends the identifier %j as %j', async (id, sent) => {
		await run({ ...label, id });
		expect(sandbox.vendors.chatvisor.requests.at(-1)?.body).toEqual({ id: sent });
	});

	const chatOf = (customerId: string) => chatEventItem('chatvisor', { visitor: { id: customerId } });
	const ofChat = { resource: 'customer', operation: 'label', labels: 'gold' };
	/** Customers that Chatvisor lists, three on a page. */
	function listed(...customers: object[]): void {
		const { chatvisor } = sandbox.vendors;
		chatvisor.customers.push(...(customers as typeof chatvisor.customers));
		chatvisor.largestPage = 3;
	}
	const numbered = (count: number) =>
		Array.from({ length: count }, (_, index) => ({
			customerId: `c-${index}`,
			email: `${index}@example.com`,
			labels: [],
		}));
	const sent = (method: string) =>
		sandbox.vendors.chatvisor.requests.filter((request) => request.method === method);

	test('finds the e-mail addresses for all items, and asks for each page once', async () => {
		listed(...numbered(7));
		const { message } = await run(ofChat, [chatOf('c-6'), chatOf('c-1'), chatOf('c-6')]);
		expect(message).toBe('');
		expect(
			sent('PUT')
				.map(({ body }) => (body as { email: string }).email)
				.sort(),
		).toEqual(['1@example.com', '6@example.com', '6@example.com']);
		expect(sent('GET').map(({ query }) => query.pageNumber)).toEqual(['0', '1', '2']);
	});

	test('labels one customer in the order of the items, however slow the first answer is', async () => {
		listed(...numbered(1));
		sandbox.vendors.chatvisor.fail({ latencyMs: 200, times: 1 });
		const event = chatEventItem('chatvisor', { visitor: { id: 'c-0', email: '0@example.com' } });
		const items = ['one', 'two', 'three'].map((label) => ({ ...event, label }));
		await run({ ...ofChat, labels: '={{ $json.label }}' }, items);
		expect(sent('PUT').map(({ body }) => (body as { labels: string[] }).labels[0])).toEqual([
			'one',
			'two',
			'three',
		]);
		expect(sandbox.vendors.chatvisor.customers[0].labels).toEqual(['three']);
	});

	test('does not ask for what the event already names', async () => {
		const event = chatEventItem('chatvisor', { visitor: { id: 'c-1', email: 'john@example.com' } });
		await run(ofChat, [event]);
		expect(sandbox.vendors.chatvisor.requests).toMatchObject([
			{ method: 'PUT', body: { email: 'john@example.com', labels: ['gold'] } },
		]);
	});

	test.each([
		['has no e-mail address', { customerId: 'c-1', labels: [] }],
		["has another's ID as its own identifier", { customerId: 'c-2', id: 'c-1', email: 'a@example.com' }],
	])('says so when the customer of the chat %s', async (_, customer) => {
		listed(customer);
		const { message } = await run(ofChat, [chatOf('c-1')]);
		expect(message).toMatch(/no e-mail address of the customer who started the chat \| .*'Own ID'/);
		expect(sent('PUT')).toHaveLength(0);
	});

	test('labels a customer without an e-mail address by Own ID', async () => {
		listed({ customerId: 'c-1', labels: [] });
		await run({ ...ofChat, id: '17' }, [chatOf('c-1')]);
		expect(sent('PUT')).toMatchObject([{ body: { id: 17, labels: ['gold'] } }]);
	});

	test('finds the customer after the list could not be read', async () => {
		listed(...numbered(2));
		sandbox.vendors.chatvisor.fail({ status: 400, times: 1 });
		const bench = await Bench.start({
			nodes: [
				{
					type: 'chatvisor',
					credentials: ['chatvisorApi'],
					parameters: { ...ofChat, options: { concurrency: 1 } },
					onError: 'continueRegularOutput',
				},
			],
			credentials: { chatvisorApi: chatvisorOperations.credential(sandbox) },
		});
		const output = bench.output(await bench.execute([chatOf('c-0'), chatOf('c-1')]));
		await bench.close();
		expect(output).toMatchObject([{ error: expect.any(String) }, { email: '1@example.com' }]);
	});

	test('never takes the identifier from the visitor, and asks for one field', async () => {
		const { message } = await run(label, [{ visitor: { id: '6512f0c9e1b3', email: 'john@example.com' } }]);
		expect(message).toContain("'Email' and 'Own ID' are both empty");
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});
});

describe('Method and Path', () => {
	test.each([
		['agent', 'sync'],
		['customer', 'assign'],
		['customer', 'generateAgentChatUrl'],
		['chatVisibility', 'set'],
	])('%s %s has to be told its path', async (resource, operation) => {
		const parameters = { resource, operation, userId: 'kate@example.com' };
		const items = [{ ...chatEventItem('chatvisor', { visitor: { id: 'c-1' } }), email: 'kate@example.com' }];
		await expect(run(parameters, items)).rejects.toThrow('Parameter "Path" is required');
		const { message } = await run({ ...parameters, path: '={{ $json.path }}' }, items);
		expect(message).toContain("'Path' is empty");
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});

	test('nothing is sent to a path that could lead elsewhere', async () => {
		const { message } = await run({
			resource: 'conversation',
			operation: 'getMany',
			path: '/rest/%2e%2e/x',
		});
		expect(message).toMatch(/'Path' is not a path.*Write it like/);
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});

	test('an address that Chatvisor does not know is said to be assumed', async () => {
		const { message } = await run({ resource: 'conversation', operation: 'getMany', path: '/rest/v1/chats' });
		expect(message).toContain('Chatvisor does not know GET /rest/v1/chats (404)');
		expect(message).toContain("correct 'Method' and 'Path'");
	});

	test('a reading operation can be set to POST', async () => {
		sandbox.vendors.chatvisor.fail({ body: '[{"customerId":"c-1"}]', contentType: 'application/json' });
		const { output } = await run({ resource: 'conversation', operation: 'getMany', method: 'POST' });
		expect(output).toEqual([{ customerId: 'c-1' }]);
		expect(sandbox.vendors.chatvisor.requests).toMatchObject([{ method: 'POST', body: {} }]);
	});

	test('nothing is sent with a method that an expression made up', async () => {
		const { message } = await run({
			resource: 'agent',
			operation: 'sync',
			email: 'a@example.com',
			path: '/x',
			method: '={{ "DELETE" }}',
		});
		expect(message).toContain("'Method' has the unknown value 'DELETE' | It can be 'PATCH', 'POST', 'PUT'.");
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});

	test.each([
		['true', [{ id: 5 }]],
		['null', [{ id: 5 }]],
		['[]', [{ id: 5 }]],
		['[{"customerId":"c-1"}]', [{ customerId: 'c-1' }]],
	])('an answer of %s to a change comes out', async (body, expected) => {
		sandbox.vendors.chatvisor.fail({ body, contentType: 'application/json' });
		const { output } = await run({ resource: 'customer', operation: 'label', target: 'ids', id: '5' });
		expect(output).toEqual(expected);
	});

	test('an agent chat URL that comes as text comes out as url', async () => {
		sandbox.vendors.chatvisor.fail({ body: 'https://app.example.com/join/abc', contentType: 'text/plain' });
		const { output } = await run(
			{ resource: 'customer', operation: 'generateAgentChatUrl', path: '/rest/v1/x/{customerId}' },
			[chatEventItem('chatvisor', { visitor: { id: 'c-1' } })],
		);
		expect(output).toEqual([{ url: 'https://app.example.com/join/abc' }]);
	});

	test.each([
		['{', "'Body' is not valid JSON"],
		['[]', "'Body' is not an object"],
	])('a Body of %j is refused before anything is sent', async (body, expected) => {
		const { message } = await run({
			resource: 'customer',
			operation: 'create',
			email: 'a@example.com',
			body,
		});
		expect(message).toContain(expected);
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});
});

describe('what a request is about', () => {
	const item = chatEventItem('chatvisor', { visitor: { id: 'c-1' } });
	const which = '{customerId}, so Chatvisor would not be told which customer is meant';

	test.each<[string, INodeParameters, string]>([
		[
			'query',
			{ path: '/rest/v1/customer', query: 'john' },
			'{query}, so Chatvisor would not be told what to look for',
		],
		[
			'query',
			{ path: '/rest/v1/customer/query', method: 'POST', query: '={{ $json.email }}' },
			'{query}, so Chatvisor would not be told what to look for',
		],
		['assign', { path: '/rest/v1/customer/assign', userId: 'kate@example.com' }, which],
		['assign', { path: '/rest/v1/assign/{teamId}', assignTo: 'team', teamId: 't-1' }, which],
		['generateAgentChatUrl', { path: '/rest/v1/chat' }, which],
	])('%s with %j sends nothing', async (operation, parameters, words) => {
		const { message } = await run({ resource: 'customer', operation, ...parameters }, [item]);
		expect(message).toContain(`'Path' holds no ${words}`);
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});

	test.each<[string, INodeParameters, object]>([
		['query', { path: '/rest/v1/customer?text={query}', query: 'john' }, { query: { text: 'john' } }],
		[
			'assign',
			{ path: '/rest/v1/assign?customer={customerId}', userId: 'kate@example.com' },
			{ query: { customer: 'c-1' }, body: { assignedUser: 'kate@example.com' } },
		],
		['assign', { path: '/rest/v1/assign', body: '{ "who": "c-1" }' }, { body: { who: 'c-1' } }],
		[
			'generateAgentChatUrl',
			{ path: '/rest/v1/chat', method: 'POST' },
			{ method: 'POST', body: { customerId: 'c-1' } },
		],
	])('%s with %j says it', async (operation, parameters, request) => {
		sandbox.vendors.chatvisor.fail({ body: '{"done":true}', contentType: 'application/json' });
		const { output } = await run({ resource: 'customer', operation, ...parameters }, [item]);
		expect(output).toEqual([{ done: true }]);
		expect(sandbox.vendors.chatvisor.requests).toMatchObject([request]);
	});
});

describe('Body', () => {
	const own = { body: '={{ { who: $json.who } }}' };

	test.each([
		['customer', 'label', {}],
		['customer', 'create', {}],
		['customer', 'assign', { path: '/rest/v1/assign' }],
		['agent', 'sync', { path: '/rest/v1/user' }],
		['chatVisibility', 'set', { path: '/rest/v1/visibility' }],
	])('with one, %s %s asks for nothing else', async (resource, operation, parameters) => {
		const { chatvisor } = sandbox.vendors;
		chatvisor.fail({ body: '{"done":true}', contentType: 'application/json' });
		const { output, message } = await run({ resource, operation, ...parameters, ...own }, [
			{ ...chatEventItem('chatvisor', { visitor: { id: 'c-1' } }), who: 'Kate' },
		]);
		expect(message).toBe('');
		expect(output).toEqual([{ done: true }]);
		expect(chatvisor.requests.map(({ body }) => body)).toEqual([{ who: 'Kate' }]);
	});

	test.each([
		['agent', 'sync', '/rest/v1/user/{email}', "'Email' is empty"],
		['customer', 'assign', '/rest/v1/assign/{userId}', "'User ID' is empty"],
		['customer', 'label', '/rest/v1/customer/{id}', "'Path' needs {id}"],
	])('with one, %s %s still needs what Path names', async (resource, operation, path, expected) => {
		const { message } = await run({ resource, operation, path, ...own }, [
			{ ...chatEventItem('chatvisor', { visitor: { id: 'c-1' } }), who: 'Kate' },
		]);
		expect(message).toContain(expected);
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(0);
	});
});

describe('Get Many', () => {
	test.each([
		['customer', 'getMany', {}],
		['customer', 'query', { query: 'john' }],
		['conversation', 'getMany', {}],
	])('%s %s ends where the vendor sends all it has again, without a page number', async (...of) => {
		const [resource, operation, parameters] = of;
		const results = [{ customerId: 'c-1' }, { customerId: 'c-2' }];
		sandbox.vendors.chatvisor.fail({ body: JSON.stringify({ results }), contentType: 'application/json' });
		const { output } = await run({ resource, operation, returnAll: true, ...parameters });
		expect(output).toEqual(results);
	});

	test('a list that sends a full page again and again is none that can be read', async () => {
		const results = Array.from({ length: 100 }, (_, index) => ({ customerId: `c-${index}` }));
		sandbox.vendors.chatvisor.fail({ body: JSON.stringify({ results }), contentType: 'application/json' });
		const { output, message } = await run({ resource: 'customer', operation: 'getMany', returnAll: true });
		expect(output).toEqual([]);
		expect(message).toContain('does not end');
	});

	test('ends with a page that says it is another than was asked for: the vendor does not page', async () => {
		const page = JSON.stringify({ page: 0, results: [{ email: 'john@example.com' }] });
		sandbox.vendors.chatvisor.fail({ body: page, contentType: 'application/json' });
		const { output } = await run({ resource: 'customer', operation: 'getMany', returnAll: true });
		expect(output).toEqual([{ email: 'john@example.com' }]);
		expect(sandbox.vendors.chatvisor.requests).toHaveLength(2);
	});

	test.each(['{"results":"none"}', '{"page":0}', '[1]', '"x"', 'null'])(
		'says so when the list is %s',
		async (body) => {
			sandbox.vendors.chatvisor.fail({ body, contentType: 'application/json' });
			const { message } = await run({ resource: 'customer', operation: 'getMany' });
			expect(message).toContain('did not answer with the JSON');
		},
	);
});

test('an answer of one object to a search is the customer that was found', async () => {
	sandbox.vendors.chatvisor.fail({ body: '{"customerId":"c-1"}', contentType: 'application/json' });
	const { output } = await run({ resource: 'customer', operation: 'query', query: 'john' });
	expect(output).toEqual([{ customerId: 'c-1' }]);
	expect(sandbox.vendors.chatvisor.requests).toHaveLength(1);
});

describe('as a tool of an AI agent', () => {
	/** What the agent is told, or what the tool gave it. */
	async function call(parameters: INodeParameters, given: Record<string, unknown> = {}): Promise<string> {
		const event = chatEventItem('chatvisor', { visitor: { id: 'c-1', email: 'john@example.com' } });
		const bench = await Bench.start({
			nodes: [{ type: 'chatvisor', credentials: ['chatvisorApi'], parameters }],
			credentials: { chatvisorApi: chatvisorOperations.credential(sandbox) },
		});
		try {
			// The bench knows the node, whose Path has a default, and not the tool.
			bench.trigger.parameters = parameters;
			const tool = await toolOf(bench, [{ ...event }]);
			return await tool.invoke(given);
		} catch (refusal) {
			return (refusal as Error).message;
		} finally {
			await bench.close();
		}
	}
	const operations: Array<[string, string, INodeParameters]> = [
		['customer', 'label', { labels: 'gold' }],
		['customer', 'create', { email: 'john@example.com' }],
		['customer', 'query', { query: 'john' }],
		['conversation', 'getMany', {}],
		['customer', 'assign', { userId: 'kate@example.com' }],
		['customer', 'generateAgentChatUrl', {}],
		['agent', 'sync', { email: 'kate@example.com' }],
		['chatVisibility', 'set', {}],
	];

	test.each(operations)(
		'%s %s sends nothing until a person filled in its address',
		async (resource, operation, own) => {
			const words = await call({ resource, operation, ...own });
			expect(words).toContain("'Path' is empty");
			expect(sandbox.vendors.chatvisor.requests).toEqual([]);
		},
	);

	test.each(operations)(
		'%s %s sends nothing to an address that a model chose',
		async (resource, operation, own) => {
			const path = "={{ $fromAI('Path', `Where to`, 'string') }}";
			const words = await call({ resource, operation, ...own, path }, { Path: '/rest/v1/customer' });
			expect(words).toContain("'Path' cannot be left to an AI model");
			expect(sandbox.vendors.chatvisor.requests).toEqual([]);
		},
	);

	test('works once the address is filled in, also where it is the one that we assume', async () => {
		await sandbox.vendors.chatvisor.subscribe();
		const words = await call({
			resource: 'customer',
			operation: 'query',
			query: 'maria@example.com',
			path: '/rest/v1/customer/{query}',
		});
		expect(JSON.parse(words)).toMatchObject([{ email: 'maria@example.com' }]);
	});
});

test.each([
	['agentTimes', '{"results":{}}'],
	['agentReport', '{"results":[]}'],
	['agentReport', '{"results":{"2026/05/14":"205"}}'],
])('report %s says so when the answer is %s', async (operation, body) => {
	sandbox.vendors.chatvisor.fail({ body, contentType: 'application/json' });
	const { message } = await run({ resource: 'report', operation });
	expect(message).toContain('did not answer with the JSON');
});

test('the list of a Customer field shows names and finds by e-mail', async () => {
	const { chatvisor } = sandbox.vendors;
	await chatvisor.startChat();
	delete chatvisor.customers[0].email;
	await chatvisor.subscribe();
	const bench = await Bench.start({
		nodes: [{ type: 'chatvisor', name: 'Chatvisor', credentials: ['chatvisorApi'] }],
		credentials: { chatvisorApi: chatvisorOperations.credential(sandbox) },
	});
	const all = await bench.searchList('Chatvisor', 'searchCustomers');
	expect(all.results.map(({ name }) => name)).toEqual(['6512f0c9e1b3', 'Maria Berg']);
	expect((await bench.searchList('Chatvisor', 'searchCustomers', 'maria')).results).toHaveLength(1);

	const results = [
		{ id: 123, email: 'john@example.com' },
		{ customerId: 'c-1', id: 5, email: 'kate@example.com' },
	];
	chatvisor.fail({ body: JSON.stringify({ results }), contentType: 'application/json' });
	// A person's own identifier is not the customer's ID.
	expect((await bench.searchList('Chatvisor', 'searchCustomers')).results).toEqual([
		{ name: 'kate@example.com', value: 'c-1' },
	]);
	await bench.close();
});
