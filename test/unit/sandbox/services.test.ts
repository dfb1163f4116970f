import axios from 'axios';

import { startSandbox, type Sandbox } from '../../sandbox';
import { modelDemo } from '../../sandbox/model';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

describe('the CRM', () => {
	const ask = async (path: string) =>
		await axios.get<unknown>(sandbox.crm.url + path, { validateStatus: () => true });

	test('lists the customer of an e-mail address, and nobody for an unknown one', async () => {
		expect((await ask('/customers?email=jason@example.com')).data).toEqual([
			expect.objectContaining({ name: 'Jason Miller', plan: 'Gold', orders: [{ no: '4711', total: 129.9 }] }),
		]);
		expect((await ask('/customers?email=nobody@example.com')).data).toEqual([]);
	});

	test('knows the visitors of every vendor', async () => {
		const { liveSupporti, giosg, smartsupp, chatvisor } = sandbox.vendors;
		for (let count = 0; count < 3; count++) {
			await liveSupporti.startChat();
			await giosg.startChat();
			await smartsupp.startChat();
			await chatvisor.startChat();
		}
		const visitors = [
			...liveSupporti.chats.map(({ visitor }) => visitor.id),
			...giosg.chats.map(({ visitorId }) => visitorId),
			...smartsupp.chats.flatMap(({ conversation }) => [conversation.visitor_id, conversation.contact_id]),
			...chatvisor.chats.map(({ customerId }) => customerId),
		];
		expect(visitors).toHaveLength(15);
		for (const visitor of visitors) {
			expect(await ask(`/customers/by-chat?visitor=${encodeURIComponent(visitor)}`)).toMatchObject({
				status: 200,
				data: { id: expect.stringMatching(/^CUS-/) },
			});
		}
		expect(await ask('/customers/by-chat?visitor=nobody')).toMatchObject({
			status: 404,
			data: { message: 'No customer has this visitor ID.' },
		});
	});
});

describe('the model', () => {
	const offered = {
		name: 'Show',
		description: 'Shows something',
		parameters: {
			type: 'object',
			properties: { plan: { type: 'string' }, count: { type: 'number' }, note: { type: 'string' } },
			required: ['plan', 'count'],
		},
	};
	const post = async <T>(path: string, body: object, key = modelDemo.apiKey) =>
		await axios.post<T>(sandbox.model.url + path, body, {
			headers: { Authorization: `Bearer ${key}` },
			validateStatus: () => true,
		});

	interface Completion {
		choices: Array<{ message: { content: string; tool_calls?: unknown[] } }>;
	}
	const user = { role: 'user', content: 'Hello' };

	test('calls the first tool once, then is done (Chat Completions)', async () => {
		const tools = [{ type: 'function', function: offered }];
		const { data } = await post<Completion>('/chat/completions', { messages: [user], tools });
		expect(data.choices[0].message.tool_calls).toMatchObject([
			{ function: { name: 'Show', arguments: '{"plan":"A plan","count":1}' } },
		]);
		const messages = [user, { role: 'tool', content: 'shown' }];
		const after = await post<Completion>('/chat/completions', { messages, tools });
		expect(after.data.choices[0].message.content).toBe('Done.');
		expect(sandbox.model.asked[0]).toMatchObject({ tools: [offered], messages: [user] });
	});

	test('does the same by Responses', async () => {
		const tools = [{ type: 'function', ...offered }];
		const { data } = await post<{ output: object[] }>('/responses', { input: [user], tools });
		expect(data.output).toMatchObject([{ type: 'function_call', name: 'Show' }]);
		const input = [user, { type: 'function_call_output', output: 'shown' }];
		expect((await post('/responses', { input, tools })).data).toMatchObject({
			output: [{ content: [{ text: 'Done.' }] }],
		});
	});

	test('follows a script, also streamed', async () => {
		sandbox.model.script([{ call: 'Show', arguments: { any: 'thing' } }, { say: 'Bye' }]);
		const body = { messages: [user], input: 'Hello', stream: true };
		const called = await post<string>('/chat/completions', body);
		expect(called.data).toContain(JSON.stringify('{"any":"thing"}'));
		expect(called.data.trimEnd()).toMatch(/data: \[DONE\]$/);
		expect((await post<string>('/responses', body)).data).toContain('"delta":"Bye"');
	});

	test('refuses another key', async () => {
		expect((await post('/responses', {}, 'another')).status).toBe(401);
	});
});
