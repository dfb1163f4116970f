// Runs in the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import axios from 'axios';

import { nodeOutput, type Credential, type N8nClient, type Workflow } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveSupportiDemo, signLiveSupporti, liveSupportiJson } from '../sandbox/vendors/liveSupporti';
import { getInstance, saysItsOwnWords } from './instance';

const example = 'workflows/livesupporti-show-visitor-details.json';
const type = 'liveSupportiApi';

let client: N8nClient;
let sandbox: Sandbox;
let credential: Credential;
let workflow: Workflow;
let url: string;

const credentialData = () => ({
	email: liveSupportiDemo.email,
	apiKey: liveSupportiDemo.apiKey,
	webhookSecret: liveSupportiDemo.webhookSecret,
	baseUrl: sandbox.vendors.liveSupporti.baseUrl,
	apiBaseUrl: sandbox.vendors.liveSupporti.apiBaseUrl,
});

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credential = await client.createCredential('LiveSupporti sandbox', type, credentialData());
	workflow = await client.importWorkflow(example, {
		credentials: { [type]: credential },
		replace: sandbox.crm.putInto,
	});
	await client.publish(workflow.id);
	url = client.webhookUrl(workflow.nodes.find(({ name }) => name === 'LiveSupporti Trigger')!);
	await client.waitForWebhook(url);
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await sandbox?.close();
	if (workflow) await client.archiveAndDelete(workflow.id);
});

const body = liveSupportiJson({
	Id: '0f3c2f0f6f6e4c8fa5d0c1b2a3948576',
	Attempt: 1,
	Properties: {},
	Notifications: [
		{ Action: 'ChatStarted', Data: { AccountId: 'a', AgentId: '1', Visitor: { Id: 'v', Email: '' } } },
	],
});

const post = async (text: string, headers: Record<string, string> = {}) =>
	await axios.post(url, text, {
		headers: {
			'Content-Type': 'application/json; charset=utf-8',
			'ms-signature': signLiveSupporti(liveSupportiDemo.webhookSecret, text),
			...headers,
		},
		transformRequest: (data) => data,
		validateStatus: () => true,
	});

/** The executions that `act` leads to. A forged delivery has none even after a moment. */
async function executionsOf(act: () => Promise<unknown>): Promise<number> {
	const before = (await client.executions(workflow.id)).length;
	await act();
	await new Promise((next) => setTimeout(next, 500));
	return (await client.executions(workflow.id)).length - before;
}

test('LiveSupporti creates a WebHook: the handshake is answered, and starts nothing', async () => {
	const started = await executionsOf(async () => {
		const { handshake } = await sandbox.vendors.liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret, {
			cors: true,
		});
		expect(handshake).toMatchObject({
			status: 200,
			replyHeaders: {
				'content-type': 'text/plain; charset=utf-8',
				'access-control-allow-origin': 'https://livesupporti.com',
			},
		});
	});
	expect(started).toBe(0);
});

test('n8n itself answers OPTIONS, and reflects the origin', async () => {
	const reply = await axios.options(url, {
		headers: { Origin: 'https://livesupporti.com', 'Access-Control-Request-Method': 'POST' },
	});
	expect(reply.status).toBe(204);
	expect(reply.headers['access-control-allow-origin']).toBe('https://livesupporti.com');
});

test('a chat is answered with JSON, and its visitor shown to the agent within two seconds', async () => {
	await sandbox.vendors.liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret);
	const started = Date.now();
	const { chat, deliveries } = await sandbox.vendors.liveSupporti.startChat();
	expect(deliveries).toMatchObject([
		{
			status: 200,
			replyBody: '{"received":true}',
			replyHeaders: { 'content-type': 'application/json; charset=utf-8' },
		},
	]);
	const execution = await client.waitForExecution(workflow.id);
	expect(execution.status).toBe('success');
	expect(nodeOutput(execution, 'LiveSupporti Trigger')).toMatchObject([
		{ event: 'chatStarted', visitor: { email: 'jason@example.com' } },
	]);
	expect(sandbox.vendors.liveSupporti.detailsOf(chat.visitor.id)).toEqual({
		Name: 'Jason Miller',
		Plan: 'Gold',
		'Open orders': '1',
	});
	const shown = sandbox.vendors.liveSupporti.requests.at(-1)!.time;
	expect(shown - started).toBeLessThan(2000);
});

test.each([
	['forged', { 'ms-signature': signLiveSupporti('another-example-secret-0123456789-abcdef', body) }],
	['unsigned', { 'ms-signature': '' }],
	[
		'signed for another body',
		{ 'ms-signature': signLiveSupporti(liveSupportiDemo.webhookSecret, `${body} `) },
	],
])('a delivery that is %s gets 401, and stores no execution', async (_, headers) => {
	const started = await executionsOf(async () => {
		expect((await post(body, headers)).status).toBe(401);
	});
	expect(started).toBe(0);
});

test.each<[string, string, Record<string, string>, number]>([
	['JSON that does not parse', '{"Id":', {}, 422],
	['JSON that does not parse, typed otherwise', '{"Id":', { 'Content-Type': 'text/plain' }, 400],
	['a list', '[]', {}, 400],
	['a text', '"x"', {}, 400],
	['nothing', '', {}, 400],
])('%s gets an answer, and stores no execution', async (_, text, headers, status) => {
	const started = await executionsOf(async () => {
		expect((await post(text, headers)).status).toBe(status);
	});
	expect(started).toBe(0);
});

test('details that LiveSupporti refuses are a readable message in the execution', async () => {
	const { id: after = '0' } = (await client.executions(workflow.id))[0] ?? {};
	expect((await post(body)).data).toEqual({ received: true });
	const execution = await client.waitForExecution(workflow.id, { after });
	expect(execution.status).toBe('error');
	expect(execution.data.resultData.error?.message).toMatch(/^LiveSupporti refused the request \(400\): /);
});

test('a redirect is not followed, and nothing leaks', async () => {
	await sandbox.vendors.liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret);
	sandbox.vendors.liveSupporti.fail({ redirect: `${sandbox.trap.url}/details` });
	const { id: after = '0' } = (await client.executions(workflow.id))[0] ?? {};
	await sandbox.vendors.liveSupporti.startChat();
	const execution = await client.waitForExecution(workflow.id, { after });
	expect(execution.data.resultData.error?.message).toContain('answered with a redirect (302)');
	expect(sandbox.trap.requests).toEqual([]);
	const stored = JSON.stringify(execution);
	expect(stored).not.toContain(liveSupportiDemo.apiKey);
	expect(stored).not.toContain(liveSupportiDemo.webhookSecret);
});

describe("the credential's Test", () => {
	const withData = async (data: object) =>
		await client.createAndTestCredential('LiveSupporti test', type, { ...credentialData(), ...data });

	test('is green with the right values', async () => {
		expect(await withData({})).toMatchObject({ status: 'OK' });
		expect(sandbox.vendors.liveSupporti.requests.at(-1)?.headers).not.toHaveProperty('x-live-chat-hub-test');
	});

	test.each<[string, object, RegExp]>([
		[
			'a wrong key',
			{ apiKey: 'another-example-key' },
			saysItsOwnWords ? /Authorization failed/ : /LiveSupporti does not accept these values \(401\)/,
		],
		[
			'a webhook secret that is too short',
			{ webhookSecret: 'short' },
			/Webhook Secret.*5 characters.*32 to 64/,
		],
		[
			'a webhook secret alone',
			{ email: '', apiKey: '' },
			/can be used to receive events.*E-Mail and API Key/,
		],
	])('says what is to be done about %s', async (_, data, message) => {
		const result = await withData(data);
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
	});

	test('follows no redirect', async () => {
		sandbox.vendors.liveSupporti.fail({ redirect: `${sandbox.trap.url}/agents` });
		expect((await withData({})).message).toMatch(saysItsOwnWords ? /302/ : /redirect/);
		expect(sandbox.trap.requests).toEqual([]);
	});
});

test('publishing says that the webhook secret is too short', async () => {
	const short = await client.createCredential('LiveSupporti short', type, {
		...credentialData(),
		webhookSecret: 'short',
	});
	const other = await client.importWorkflow(example, { credentials: { [type]: short } });
	await expect(client.publish(other.id)).rejects.toThrow(/Every delivery would be refused.*5 characters/);
	await client.archiveAndDelete(other.id);
});
