import axios from 'axios';

import { originalPostHook } from '../fixtures/smartsupp';
import { nodeOutput, type Credential, type N8nClient, type Workflow } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { smartsuppDemo } from '../sandbox/vendors/smartsupp';
import { getInstance, isN8n1 } from './instance';

const example = 'workflows/smartsupp-missed-chats-become-tickets.json';
const type = 'smartsuppApi';

let client: N8nClient;
let sandbox: Sandbox;
let credential: Credential;
const made: Workflow[] = [];

/** Publishes a workflow and gives its production URL. */
async function live(source: Parameters<N8nClient['importWorkflow']>[0]) {
	const workflow = await client.importWorkflow(source, { credentials: { [type]: credential } });
	made.push(workflow);
	await client.publish(workflow.id);
	const url = client.webhookUrl(
		workflow.nodes.find((node) => String(node.type).endsWith('smartsuppTrigger'))!,
	);
	await client.waitForWebhook(url);
	return { workflow, url };
}

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credential = await client.createCredential('Smartsupp sandbox', type, {
		accessToken: smartsuppDemo.accessToken,
		webhookSecret: smartsuppDemo.webhookSecret,
		baseUrl: sandbox.vendors.smartsupp.baseUrl,
	});
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox?.close();
	for (const { id } of made) await client.archiveAndDelete(id);
});

describe('the POST hook, with the example workflow', () => {
	let workflow: Workflow;
	let url: string;
	beforeAll(async () => void ({ workflow, url } = await live(example)));

	test('a missed chat becomes a ticket; one that ended does not', async () => {
		const { smartsupp } = sandbox.vendors;
		smartsupp.addPostHook(`${url}?secret=${smartsuppDemo.webhookSecret}`);
		const ended = await smartsupp.startChat();
		await smartsupp.say(ended.chat.conversation.id, 'agent', 'Hello');
		await smartsupp.endChat(ended.chat.conversation.id);
		const missed = await smartsupp.startChat();
		await smartsupp.missChat(missed.chat.conversation.id);
		expect(smartsupp.deliveries.map(({ status, replyBody }) => [status, replyBody])).toEqual([
			[200, '{"received":true,"ignored":"filtered"}'],
			[200, '{"received":true}'],
		]);
		const execution = await client.waitForExecution(workflow.id);
		expect(execution.status).toBe('success');
		expect(nodeOutput(execution, 'Create the Ticket')).toMatchObject([
			{
				subject: 'Missed chat: Maria Silva',
				requesterName: 'Maria Silva',
				requesterEmail: 'maria@example.com',
				description: 'Maria Silva (visitor): Can I change my plan before the next invoice?',
				page: 'https://shop.example.com/pricing',
				externalId: String(missed.chat.channelId),
			},
		]);
		// Closed once more, the chat comes again, with another end.
		const [again] = await smartsupp.endChat(missed.chat.conversation.id);
		expect(again.replyBody).toBe('{"received":true,"ignored":"repeated"}');
		expect(await client.executions(workflow.id)).toHaveLength(1);
	});

	test.each(['application/json', 'text/plain', 'application/octet-stream', false])(
		'is read as %s, and refused without the secret',
		async (contentType) => {
			const [{ id: after } = { id: '0' }] = await client.executions(workflow.id);
			const body = Buffer.from(
				JSON.stringify({
					...originalPostHook,
					channel: { ...originalPostHook.channel, id: `as ${contentType}`, isOffline: true },
				}),
			);
			const post = async (query: string) =>
				await axios.post(`${url}${query}`, body, {
					headers: { 'Content-Type': contentType },
					validateStatus: () => true,
				});
			for (const query of ['', '?secret=', '?secret=another-example-secret-0123456789'])
				expect((await post(query)).status).toBe(401);
			expect((await client.executions(workflow.id))[0]?.id ?? '0').toBe(after);
			expect((await post(`?secret=${smartsuppDemo.webhookSecret}`)).data).toEqual({ received: true });
			const execution = await client.waitForExecution(workflow.id, { after });
			expect(nodeOutput(execution, 'Create the Ticket')).toMatchObject([
				{ subject: 'Offline message: Jason Novak', requesterEmail: 'jason@example.com' },
			]);
			expect(JSON.stringify(execution)).not.toContain(smartsuppDemo.webhookSecret);
		},
	);
});

test('API webhooks: a visitor is answered in the same conversation', async () => {
	const { workflow, url } = await live({
		name: 'Smartsupp: answer',
		nodes: [
			{
				id: 'a',
				name: 'Smartsupp Trigger',
				type: 'n8n-nodes-live-chat-hub.smartsuppTrigger',
				typeVersion: 1.1,
				position: [0, 0],
				parameters: { events: ['chatEvent:messageFromVisitor'] },
			},
			{
				id: 'b',
				name: 'Smartsupp',
				type: 'n8n-nodes-live-chat-hub.smartsupp',
				typeVersion: 1,
				position: [200, 0],
				parameters: { resource: 'message', operation: 'send', text: 'We will be with you shortly.' },
			},
		],
		connections: { 'Smartsupp Trigger': { main: [[{ node: 'Smartsupp', type: 'main', index: 0 }]] } },
	});
	const { smartsupp } = sandbox.vendors;
	smartsupp.addWebhook(url);
	const { chat } = await smartsupp.startChat();
	const execution = await client.waitForExecution(workflow.id);
	expect(execution.status).toBe('success');
	expect(chat.messages.map(({ content }) => content.text)).toEqual([
		'Hello, my order has not arrived yet.',
		'We will be with you shortly.',
	]);
	expect(JSON.stringify(execution)).not.toContain(smartsuppDemo.accessToken);
});

test('API webhooks: notes, pictures and the contact come out', async () => {
	const { workflow, url } = await live({
		name: 'Smartsupp: everything',
		nodes: [
			{
				id: 'a',
				name: 'Smartsupp Trigger',
				type: 'n8n-nodes-live-chat-hub.smartsuppTrigger',
				typeVersion: 1.1,
				position: [0, 0],
				parameters: { events: ['*'], sender: 'agent', options: { includeVisitor: true } },
			},
		],
		connections: {},
	});
	const { smartsupp } = sandbox.vendors;
	const { chat } = await smartsupp.startChat();
	smartsupp.addWebhook(url);
	const lastOutput = async (after?: string) => {
		const execution = await client.waitForExecution(workflow.id, { after });
		return { id: execution.id, item: nodeOutput(execution, 'Smartsupp Trigger')[0] };
	};
	await smartsupp.say(chat.conversation.id, 'agent', 'Knows us well', { type: 'note' });
	const note = await lastOutput();
	expect(note.item).toMatchObject({
		event: 'messageFromAgent',
		visitor: { name: 'Jason Novak', email: 'jason@example.com' },
		messages: [{ text: 'Knows us well', visibility: 'agents' }],
		transcript: null,
	});
	const data = { url: 'https://files.example.com/1.png', file_name: 'plan.png', file_type: 'image/png' };
	await smartsupp.say(chat.conversation.id, 'agent', '', { content: { type: 'image', text: '', data } });
	expect((await lastOutput(note.id)).item).toMatchObject({
		messages: [{ text: 'plan.png', attachments: [{ name: 'plan.png', url: data.url }] }],
		transcript: 'Agent: [plan.png]',
	});
});

describe("the credential's Test", () => {
	test.each<[string, object, string, RegExp]>([
		['the right values', {}, 'OK', /./],
		[
			'a wrong token',
			{ accessToken: 'another-example-token' },
			'Error',
			isN8n1 ? /Authorization failed/ : /does not accept these values \(401\)/,
		],
		['a webhook secret alone', { accessToken: '' }, 'Error', /can be used to receive events.*Access Token/],
	])('with %s', async (_, data, status, message) => {
		const result = await client.createAndTestCredential('Smartsupp test', type, {
			accessToken: smartsuppDemo.accessToken,
			webhookSecret: smartsuppDemo.webhookSecret,
			baseUrl: `${sandbox.vendors.smartsupp.baseUrl}/`,
			...data,
		});
		expect(result.status).toBe(status);
		expect(result.message).toMatch(message);
	});
});
