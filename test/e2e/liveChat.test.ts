/* eslint-disable @n8n/community-nodes/no-restricted-imports -- boots an n8n of its own in a folder of its own */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nClient, nodeOutput, type Credential, type Workflow } from '../n8n/client';
import { startN8n } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { liveChatDemo } from '../sandbox/vendors/liveChat';
import { draw, faultOf, inARow, nodeOf, ours } from './draw';
import { getInstance, isN8n1 } from './instance';

const example = 'workflows/livechat-archive-every-transcript.json';
const type = 'liveChatApi';

let client: N8nClient;
let sandbox: Sandbox;
let credential: Credential;
let workflow: Workflow;

/** The URL that is registered has to be the same after the restart. */
async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as { port: number };
	await new Promise((done) => server.close(done));
	return port;
}

const registered = () => sandbox.vendors.liveChat.webhooks.map(({ action }) => action).sort();

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	const { accountId, personalAccessToken, clientId } = liveChatDemo;
	credential = await client.createCredential('LiveChat sandbox', type, {
		accountId,
		personalAccessToken,
		clientId,
		baseUrl: sandbox.vendors.liveChat.baseUrl,
	});
	workflow = await client.importWorkflow(example, { credentials: { [type]: credential } });
});
afterAll(async () => {
	await sandbox?.close();
	if (workflow) await client.archiveAndDelete(workflow.id);
});

const isTrigger = (node: { type: unknown }) => String(node.type).endsWith('liveChatTrigger');
const trigger = () => workflow.nodes.find(isTrigger)!;

test('publishing registers, and a foreign registration survives everything', async () => {
	const { liveChat } = sandbox.vendors;
	const foreign = liveChat.addForeignWebhook('chat_deactivated');
	await client.publish(workflow.id);
	expect(registered()).toEqual(['chat_deactivated', 'chat_deactivated']);
	expect(liveChat.webhooks[1].url).toBe(client.webhookUrl(trigger()));
	const stored = JSON.stringify(await client.workflow(workflow.id));
	expect(stored).not.toContain(liveChat.webhooks[1].secret_key);

	const nodes = workflow.nodes.map((node) =>
		node.name === trigger().name
			? {
					...node,
					parameters: { ...(node.parameters as object), events: ['incoming_chat', 'chat_deactivated'] },
				}
			: node,
	);
	workflow = await client.updateWorkflow(workflow.id, { ...workflow, nodes } as never);
	await client.publish(workflow.id);
	expect(registered()).toEqual(['chat_deactivated', 'chat_deactivated', 'incoming_chat']);

	await client.unpublish(workflow.id);
	expect(liveChat.webhooks).toEqual([foreign]);
});

test('a chat that ended is archived with its transcript', async () => {
	const { liveChat } = sandbox.vendors;
	await client.publish(workflow.id);
	await client.waitForWebhook(client.webhookUrl(trigger()));
	const chat = liveChat.open({ customer: liveChat.addCustomer(), agentIds: [liveChatDemo.userId] });
	liveChat.addEvent(chat, {
		type: 'message',
		author_id: chat.customer!.id,
		text: 'Hello',
		visibility: 'all',
	});
	await liveChat.say(chat.id, 'agent', 'How can I help?');
	await liveChat.endChat(chat.id, liveChatDemo.userId);
	const execution = await client.waitForExecution(workflow.id);
	expect(execution.status).toBe('success');
	expect(nodeOutput(execution, 'Keep It')).toMatchObject([
		{
			chatId: chat.id,
			customer: 'Jason',
			email: 'jason@example.com',
			transcript: 'Jason (visitor): Hello\nAgent Smith (agent): How can I help?',
		},
	]);
	expect(JSON.stringify(execution)).not.toContain(liveChatDemo.personalAccessToken);
});

test('a chat whose transcript did not come is read later, and archived all the same', async () => {
	const { liveChat } = sandbox.vendors;
	await client.unpublish(workflow.id);
	const patient = await client.importWorkflow(example, {
		credentials: { [type]: credential },
		replace: (json) => json.replace('"unit": "minutes"', '"unit": "seconds"'),
	});
	try {
		await client.publish(patient.id);
		await client.waitForWebhook(client.webhookUrl(patient.nodes.find(isTrigger)!));
		const chat = liveChat.open({ customer: liveChat.addCustomer(), agentIds: [liveChatDemo.userId] });
		await liveChat.say(chat.id, 'agent', 'How can I help?');
		liveChat.fail({ path: '*/get_chat', status: 500, times: 1 });
		await liveChat.endChat(chat.id, liveChatDemo.userId);
		const execution = await client.waitForExecution(patient.id);
		expect(execution.status).toBe('success');
		expect(nodeOutput(execution, 'Read the Chat')).toMatchObject([{ id: chat.id }]);
		expect(nodeOutput(execution, 'Write the Entry')).toEqual([]);
		expect(nodeOutput(execution, 'Keep It')).toMatchObject([
			{
				id: expect.stringMatching(/./) as unknown,
				chatId: chat.id,
				threadId: chat.threads[0].id,
				customer: 'Jason',
				email: 'jason@example.com',
				transcript: 'Agent Smith (agent): How can I help?',
			},
		]);
	} finally {
		await client.archiveAndDelete(patient.id);
	}
});

test('a restart of n8n registers nothing twice, and what is registered goes on delivering', async () => {
	const { liveChat } = sandbox.vendors;
	liveChat.reset();
	const foreign = liveChat.addForeignWebhook('chat_deactivated');
	const { owner, tarball } = await getInstance();
	const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-restart-'));
	const options = { userFolder, packageTarball: tarball, port: await freePort() };
	let n8n = await startN8n(options);
	try {
		const before = new N8nClient(n8n.baseUrl);
		await before.signIn(owner);
		const { accountId, personalAccessToken, clientId } = liveChatDemo;
		const data = { accountId, personalAccessToken, clientId, baseUrl: liveChat.baseUrl };
		const own = await before.createCredential('LiveChat sandbox', type, data);
		const published = await before.importWorkflow(example, { credentials: { [type]: own } });
		await before.publish(published.id);
		const webhooks = structuredClone(liveChat.webhooks);
		expect(webhooks).toHaveLength(2);

		await n8n.stop();
		n8n = await startN8n(options);
		const after = new N8nClient(n8n.baseUrl);
		await after.signIn(owner);
		await after.waitForWebhook(
			after.webhookUrl(published.nodes.find(({ type: t }) => t.endsWith('liveChatTrigger'))!),
		);
		expect(liveChat.webhooks).toEqual(webhooks);
		const { chat } = await liveChat.startChat();
		await liveChat.endChat(chat.id);
		expect((await after.waitForExecution(published.id)).status).toBe('success');

		await after.unpublish(published.id);
		expect(liveChat.webhooks).toEqual([foreign]);
	} finally {
		await n8n.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
});

describe("the credential's Test", () => {
	test.each<[string, object, string, RegExp]>([
		['reads the webhooks of the Client ID', {}, 'OK', /.*/],
		['reads the groups without one', { clientId: '' }, 'OK', /.*/],
		[
			'says that the token is wrong',
			{ personalAccessToken: 'wrong' },
			'Error',
			isN8n1 ? /Authorization failed/ : /does not accept/,
		],
		['says what is missing', { accountId: '' }, 'Error', /Account ID/],
		['says that the webhook secret is short', { webhookSecret: 'short' }, 'Error', /at least 16/],
	])('%s', async (_, more, status, message) => {
		const { accountId, personalAccessToken, clientId } = liveChatDemo;
		const result = await client.createAndTestCredential('LiveChat test', type, {
			accountId,
			personalAccessToken,
			clientId,
			baseUrl: `${sandbox.vendors.liveChat.baseUrl}/`,
			...more,
		});
		expect(result.status).toBe(status);
		expect(result.message).toMatch(message);
	});
});

test('a file goes into a chat as a bot says it, and comes out of it again, wherever n8n keeps files', async () => {
	const { liveChat } = sandbox.vendors;
	liveChat.reset();
	const { liveChatApi } = sandboxCredentials(sandbox);
	const withBot = await client.createCredential('LiveChat sandbox with a bot', type, liveChatApi);
	const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256));
	const url = liveChat.addFile({ name: 'label.png', contentType: 'image/png', bytes });
	const nodes = [
		ours('LiveChat Trigger', 'liveChatTrigger', 1.1, { events: ['incoming_chat'] }),
		nodeOf('Get the Label', 'httpRequest', 4.2, {
			url,
			options: { response: { response: { responseFormat: 'file' } } },
		}),
		ours('Send It', 'liveChat', 1, {
			...{ resource: 'message', operation: 'sendFile', sendAs: 'bot', joinFirst: true },
		}),
		ours('Read It', 'liveChat', 1, {
			...{ resource: 'thread', operation: 'getMany', downloadAttachments: true },
		}),
		nodeOf('Unpack', 'extractFromFile', 1, {
			operation: 'binaryToPropery',
			binaryPropertyName: 'attachment_0',
			options: {},
		}),
	];
	const drawn = await client.importWorkflow(draw(nodes, inARow(...nodes.map(({ name }) => name))), {
		credentials: { [type]: withBot },
	});
	try {
		await client.publish(drawn.id);
		await client.waitForWebhook(client.webhookUrl(drawn.nodes.find(isTrigger)!));
		const { chat } = await liveChat.startChat();
		const execution = await client.waitForExecution(drawn.id);
		expect(faultOf(execution)).toEqual({ message: '', description: '' });
		expect(chat.threads[0].events.at(-1)).toMatchObject({ type: 'file', author_id: liveChatDemo.botId });
		expect([...liveChat.files.values()][1]).toMatchObject({ name: 'label.png', contentType: 'image/png' });
		expect([...liveChat.files.values()][1].bytes.equals(bytes)).toBe(true);
		expect(nodeOutput(execution, 'Read It')).toMatchObject([{ attachments: [{ field: 'attachment_0' }] }]);
		const [read] = execution.data.resultData.runData['Read It'][0].data!.main[0]!;
		if (!isN8n1) expect(read.binary?.attachment_0.id).toMatch(/^filesystem/);
		const [{ data }] = nodeOutput(execution, 'Unpack');
		expect(Buffer.from(String(data), 'base64').equals(bytes)).toBe(true);
		// Beside the results stands the open stream of n8n's HTTP Request.
		const readable = JSON.stringify(execution.data.resultData);
		for (const secret of [liveChatDemo.botSecret, ...liveChat.botTokens.keys()]) {
			expect(readable).not.toContain(secret);
		}
	} finally {
		await client.archiveAndDelete(drawn.id);
	}
});
