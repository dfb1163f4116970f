import axios from 'axios';

import logoutExample from '../../workflows/giosg-end-the-session-at-logout.json';
import variablesExample from '../../workflows/giosg-show-visitor-variables.json';
import {
	nodeOutput,
	type CredentialsByType,
	type N8nClient,
	type Workflow,
	type WorkflowInput,
} from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { giosgDemo, giosgPatterns, giosgVisitors } from '../sandbox/vendors/giosg';
import { getInstance, isN8n1 } from './instance';

const [jason] = giosgVisitors;
const logoutHeader = { name: 'X-Logout-Key', value: 'example-logout-key-0123456789' };

let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;
const made: Workflow[] = [];

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credentials = {
		giosgApi: await client.createCredential(
			'giosg sandbox',
			'giosgApi',
			sandboxCredentials(sandbox).giosgApi,
		),
		httpHeaderAuth: await client.createCredential('giosg logout', 'httpHeaderAuth', logoutHeader),
	};
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	for (const { id } of made) await client.archiveAndDelete(id);
	await sandbox?.close();
});

/** Publishes an example, and gives the production URL of its first step. */
async function live(
	example: object,
	urlOf: (workflow: Workflow) => string,
): Promise<{ workflow: Workflow; url: string }> {
	const input = structuredClone(example) as WorkflowInput;
	for (const node of input.nodes) {
		// The header that a person chooses there.
		if (node.type === 'n8n-nodes-base.webhook')
			node.credentials = { httpHeaderAuth: credentials.httpHeaderAuth };
	}
	const workflow = await client.importWorkflow(input, { credentials, replace: sandbox.crm.putInto });
	made.push(workflow);
	await client.publish(workflow.id);
	const url = urlOf(workflow);
	await client.waitForWebhook(url);
	return { workflow, url };
}

describe('the session ends at logout', () => {
	let workflow: Workflow;
	let url: string;
	beforeAll(async () => {
		({ workflow, url } = await live(logoutExample, () => `${client.baseUrl}/webhook/giosg-logout`));
	});

	/** What the shop's server does when Jason logs out. */
	async function logOut() {
		const [{ id: after } = { id: '0' }] = await client.executions(workflow.id);
		const reply = await axios.post(
			url,
			{ visitorId: jason.id },
			{ headers: { [logoutHeader.name]: logoutHeader.value }, validateStatus: () => true },
		);
		expect(reply.status).toBe(200);
		const execution = await client.waitForExecution(workflow.id, { after });
		expect(execution.status).toBe('success');
		return execution;
	}

	test('in all rooms, and once more without harm', async () => {
		const { giosg } = sandbox.vendors;
		await giosg.startChat({ visitorId: jason.id });
		await giosg.startChat({ visitorId: jason.id, roomId: giosgDemo.salesRoomId });
		giosg.setVariable(jason.id, 'plan', 'Gold');
		const first = await logOut();
		expect(nodeOutput(first, 'End the Session')).toMatchObject([
			{ isComplete: true, chatsEnded: 2, keysDeleted: 1, failures: [] },
		]);
		expect(giosg.chats.every(({ resource }) => resource.is_ended)).toBe(true);
		expect(giosg.variablesOf(jason.id)).toEqual({});
		expect(giosg.requests.filter(({ path }) => path.endsWith('/users/me'))).toHaveLength(1);

		expect(nodeOutput(await logOut(), 'End the Session')).toMatchObject([
			{ isComplete: true, chatsEnded: 0, keysDeleted: 0 },
		]);
	});

	test('as far as giosg lets it, and somebody is told of the rest', async () => {
		const { giosg } = sandbox.vendors;
		const { chat } = await giosg.startChat({ visitorId: jason.id });
		giosg.fail({ method: 'PATCH', status: 500 });
		const execution = await logOut();
		const [{ text }] = nodeOutput(execution, 'Tell Somebody') as Array<{ text: string }>;
		expect(text).toContain(`Support, chat ${chat.resource.id}: giosg is out of order (500)`);
		expect(JSON.stringify(execution)).not.toContain(giosgDemo.apiToken);
	});

	test('only for a caller that knows the header', async () => {
		const before = (await client.executions(workflow.id)).length;
		const reply = await axios.post(url, { visitorId: jason.id }, { validateStatus: () => true });
		expect(reply.status).toBe(403);
		expect(await client.executions(workflow.id)).toHaveLength(before);
	});
});

describe('visitor variables', () => {
	let workflow: Workflow;
	let url: string;
	beforeAll(async () => {
		({ workflow, url } = await live(variablesExample, ({ nodes }) =>
			client.webhookUrl(nodes.find(({ name }) => name === 'giosg Trigger')!),
		));
	});

	test.each([giosgPatterns.chats, giosgPatterns.routedChats])(
		'are set for a chat told on %s',
		async (pattern) => {
			const { giosg } = sandbox.vendors;
			const [{ id: after } = { id: '0' }] = await client.executions(workflow.id);
			giosg.addWebhook(`${url}?secret=${giosgDemo.webhookSecret}`, pattern);
			giosg.setVariable(jason.id, 'email', 'jason@example.com');
			const { deliveries } = await giosg.startChat();
			expect(deliveries.map(({ status, replyBody }) => [status, replyBody])).toEqual([
				[200, '{"received":true}'],
			]);
			const execution = await client.waitForExecution(workflow.id, { after });
			expect(execution.status).toBe('success');
			// giosg's delivery names nobody: Include Visitor, on by itself, asks among the members.
			expect(nodeOutput(execution, 'giosg Trigger')).toMatchObject([
				{ chat: { roomId: giosgDemo.roomId }, visitor: { id: jason.id, email: 'jason@example.com' } },
			]);
			expect(giosg.variablesOf(jason.id)).toEqual({
				email: 'jason@example.com',
				username: 'Jason Miller',
				plan: 'Gold',
				openOrders: '1',
			});
			expect(JSON.stringify(execution)).not.toMatch(/bearer-token|symmetric-key|legacy-token/);
		},
	);

	test('are not set for a delivery without the secret, which stores no execution', async () => {
		const before = (await client.executions(workflow.id)).length;
		sandbox.vendors.giosg.addWebhook(url);
		const { deliveries } = await sandbox.vendors.giosg.startChat();
		expect(deliveries.map(({ status }) => status)).toEqual([401, 401]);
		expect(await client.executions(workflow.id)).toHaveLength(before);
	});
});

describe("the credential's Test", () => {
	const testWith = async (data: object) =>
		await client.createAndTestCredential('giosg test', 'giosgApi', {
			...sandboxCredentials(sandbox).giosgApi,
			...data,
		});

	test('is green with the right values', async () => {
		expect(await testWith({})).toMatchObject({ status: 'OK' });
	});

	test.each<[string, object, RegExp]>([
		[
			'a wrong token',
			{ apiToken: 'another-example-token' },
			isN8n1 ? /Authorization failed/ : /giosg does not accept these values \(401\)/,
		],
		['a short webhook secret', { webhookSecret: 'short' }, /Webhook Secret.*5 characters.*at least 16/],
		['a webhook secret alone', { apiToken: '' }, /can be used to receive events.*API Token/],
	])('says what is to be done about %s', async (_, data, message) => {
		const result = await testWith(data);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
	});
});
