import type { INodeParameters } from 'n8n-workflow';

import exampleLabel from '../../workflows/chatvisor-label-customers-from-a-sheet.json';
import examplePoll from '../../workflows/chatvisor-poll-conversations.json';
import exampleRoute from '../../workflows/chatvisor-route-new-conversations.json';
import {
	nodeOutput,
	type Credential,
	type N8nClient,
	type Workflow,
	type WorkflowInput,
} from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { chatvisorDemo } from '../sandbox/vendors/chatvisor';
import { getInstance, saysItsOwnWords } from './instance';
import { everySecond } from './pollTimes';

let client: N8nClient;
let sandbox: Sandbox;
let credential: Credential;
const workflows: Workflow[] = [];

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credential = await client.createCredential('Chatvisor sandbox', 'chatvisorApi', {
		...chatvisorDemo,
		baseUrl: sandbox.vendors.chatvisor.baseUrl,
	});
});
beforeEach(() => sandbox.reset());
afterEach(async () => {
	for (const { id } of workflows.splice(0)) await client.archiveAndDelete(id);
});
afterAll(async () => await sandbox.close());

/** Imports and publishes an example; a schedule or a poll in it runs every second instead. */
async function publish(example: object, trigger: INodeParameters = {}): Promise<Workflow> {
	const input = structuredClone(example) as unknown as WorkflowInput;
	for (const node of input.nodes) {
		if (node.name === 'Chatvisor Trigger') Object.assign(node.parameters, trigger);
		if (node.type === 'n8n-nodes-base.scheduleTrigger')
			node.parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } };
		if (node.type.endsWith('PollTrigger')) Object.assign(node.parameters, { pollTimes: everySecond });
	}
	const workflow = await client.importWorkflow(input, {
		credentials: { chatvisorApi: credential },
		replace: sandbox.crm.putInto,
	});
	workflows.push(workflow);
	await client.publish(workflow.id);
	return workflow;
}

test('the example labels customers from a sheet', async () => {
	const { id } = await publish(exampleLabel);
	const execution = await client.waitForExecution(id);
	expect(execution.status).toBe('success');
	expect(nodeOutput(execution, 'Label in Chatvisor')).toMatchObject([
		{ id: 123, email: 'john@example.com', firstname: 'John', labels: ['foo', 'bar'] },
		{ id: 124, labels: ['gold'] },
		{ id: 125, labels: ['trial'] },
	]);
	expect(sandbox.vendors.chatvisor.customers).toHaveLength(3);
});

test('the example looks for what customers wrote, and takes each message once', async () => {
	const { chatvisor } = sandbox.vendors;
	await chatvisor.startChat();
	const { id } = await publish(examplePoll);
	await chatvisor.startChat();
	const [known, started] = chatvisor.chats;

	const first = await client.waitForExecution(id);
	expect(nodeOutput(first, 'Your Step')).toEqual([
		{ customerId: started.customerId, text: started.lastMessage.test, page: started.url },
	]);
	await chatvisor.visitorSays(known.customerId, 'Is anybody there?');
	const second = await client.waitForExecution(id, { after: first.id });
	expect(nodeOutput(second, 'Your Step')).toMatchObject([{ text: 'Is anybody there?' }]);
	expect(await client.executions(id)).toHaveLength(2);
});

test('the example routes a new conversation to a team', async () => {
	const { chatvisor } = sandbox.vendors;
	const workflow = await publish(exampleRoute);
	const url = client.webhookUrl(workflow.nodes.find(({ name }) => name === 'Chatvisor Trigger')!);
	await client.waitForWebhook(url);
	chatvisor.addWebhook(`${url}?secret=${chatvisorDemo.webhookSecret}`, 'newConversation');

	const deliveries = await chatvisor.startChat();
	expect(deliveries).toMatchObject([{ status: 200, replyBody: '{"received":true}' }]);
	const execution = await client.waitForExecution(workflow.id);
	expect(execution.status).toBe('success');
	expect(chatvisor.customers[0]).toMatchObject({ assignedTeam: 'Sales' });

	chatvisor.removeWebhook();
	chatvisor.addWebhook(`${url}?secret=another-example-secret`, 'newConversation');
	expect(await chatvisor.startChat()).toMatchObject([{ status: 401 }]);
	expect(JSON.stringify(execution)).not.toContain(chatvisorDemo.webhookSecret);
});

test('a chat that ended says who it was, and other statuses start nothing', async () => {
	const { chatvisor } = sandbox.vendors;
	const workflow = await publish(exampleRoute, {
		events: 'chatEvent:chatEnded',
		options: { includeVisitor: true },
	});
	const url = client.webhookUrl(workflow.nodes.find(({ name }) => name === 'Chatvisor Trigger')!);
	await client.waitForWebhook(url);
	chatvisor.addWebhook(`${url}?secret=${chatvisorDemo.webhookSecret}`, 'statusChange');

	await chatvisor.startChat();
	const [chat] = chatvisor.chats;
	Object.assign(chatvisor.customers[0], { firstname: 'John', lastname: 'Doe', email: 'john@example.com' });
	const [unresolved] = await chatvisor.agentSays(chat.customerId, 'Every plan does.');
	expect(unresolved).toMatchObject({ status: 200, replyBody: '{"received":true,"ignored":"filtered"}' });
	await chatvisor.setStatus(chat.customerId, 'DONE');

	const execution = await client.waitForExecution(workflow.id);
	expect(await client.executions(workflow.id)).toHaveLength(1);
	expect(nodeOutput(execution, 'Chatvisor Trigger')).toMatchObject([
		{
			event: 'chatEnded',
			chat: { id: chat.customerId, extra: { status: 'DONE' } },
			visitor: { id: chat.customerId, name: 'John Doe', email: 'john@example.com' },
		},
	]);
});

describe("the credential's Test", () => {
	const testWith = async (data: object) =>
		await client.createAndTestCredential('Chatvisor test', 'chatvisorApi', {
			...chatvisorDemo,
			baseUrl: sandbox.vendors.chatvisor.baseUrl,
			...data,
		});

	test('is green with the right values', async () => {
		expect(await testWith({})).toMatchObject({ status: 'OK' });
	});

	test.each<[string, object, RegExp]>([
		[
			'a wrong token',
			{ apiToken: 'another-example-token' },
			saysItsOwnWords ? /Authorization failed/ : /does not accept these values \(401\)/,
		],
		['a short webhook secret', { webhookSecret: 'short' }, /Webhook Secret.*5 characters.*at least 16/],
		['a webhook secret alone', { apiToken: '' }, /can be used to receive events.*API Token/],
	])('says what is to be done about %s', async (_, data, message) => {
		const result = await testWith(data);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
	});
});
