import type { INode } from 'n8n-workflow';

import axios from 'axios';

import { nodeOutput, N8nClient, type CredentialsByType } from '../n8n/client';
import { startN8n, type N8n } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { giosgDemo } from '../sandbox/vendors/giosg';
import { draw, ours } from './draw';
import { getInstance } from './instance';

/**
 * What vendors send that is no plain message, in the real n8n: with the default Output, in an n8n that runs in another
 * time zone than UTC.
 */

// The boot of n8n on busy cores.
jest.setTimeout(180_000);

let n8n: N8n;
let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;

beforeAll(async () => {
	const { tarball, owner } = await getInstance();
	n8n = await startN8n({
		packageTarball: tarball,
		env: { TZ: 'Asia/Kathmandu', GENERIC_TIMEZONE: 'Asia/Kathmandu' },
	});
	client = new N8nClient(n8n.baseUrl);
	await client.signIn(owner);
	sandbox = await startSandbox();
	credentials = await client.createCredentials(sandboxCredentials(sandbox));
});
beforeEach(() => sandbox.reset());
afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

/** Publishes a workflow of one trigger, and gives what it puts out once something happens at the vendor. */
async function putOut(trigger: INode, happens: (url: string) => Promise<unknown>): Promise<object[]> {
	const workflow = await client.importWorkflow(draw([trigger], []), { credentials });
	try {
		await client.publish(workflow.id);
		const url = client.webhookUrl(workflow.nodes[0]);
		await client.waitForWebhook(url);
		await happens(url);
		return nodeOutput(await client.waitForExecution(workflow.id), trigger.name);
	} finally {
		await client.archiveAndDelete(workflow.id);
	}
}

const withSecret = (url: string, type: 'giosgApi' | 'liveChatApi') =>
	`${url}?secret=${encodeURIComponent(sandboxCredentials(sandbox)[type].webhookSecret)}`;

test('LiveChat: a rich message reads as its words and buttons', async () => {
	const trigger = ours('LiveChat Trigger', 'liveChatTrigger', 1.1, {
		source: 'v3',
		events: ['chatEvent:messageFromAgent'],
		sender: 'any',
	});
	const events = await putOut(trigger, async () => {
		const { chat } = await sandbox.vendors.liveChat.startChat();
		await sandbox.vendors.liveChat.offer(chat.id, 'Which one?');
	});
	expect(events).toMatchObject([
		{
			event: 'messageFromAgent',
			messages: [{ text: expect.stringMatching(/^Which one\?\n.*\[.+\]/s), extra: { elements: [{}] } }],
			transcript: expect.stringMatching(/: Which one\? .*\[.+\]/),
		},
	]);
});

test('LiveChat: the offline form of the chat window is an offline message, with who wrote it', async () => {
	const trigger = ours('LiveChat Trigger', 'liveChatTrigger', 1.1, {
		source: 'legacy',
		events: ['chatEvent:offlineMessage'],
		authentication: 'urlSecret',
	});
	const events = await putOut(trigger, async (url) => {
		sandbox.vendors.liveChat.addLegacyWebhook(withSecret(url, 'liveChatApi'), 'ticket_created');
		await sandbox.vendors.liveChat.leaveMessage('Please call me back');
	});
	expect(events).toMatchObject([
		{
			event: 'offlineMessage',
			visitor: { email: expect.stringContaining('@example.com') },
			messages: [{ author: 'visitor', text: 'Please call me back' }],
		},
	]);
});

test('giosg: a time without an offset is UTC, and an id above 2^53 keeps its digits', async () => {
	const trigger = ours('giosg Trigger', 'giosgTrigger', 1.1, {
		events: ['chatEvent:messageFromVisitor'],
		authentication: 'urlSecret',
		options: { includeVisitor: false },
	});
	const events = await putOut(
		trigger,
		async (url) =>
			await axios.post(
				withSecret(url, 'giosgApi'),
				`{"channel":"/api/v5/orgs/${giosgDemo.organizationId}/owned_chats/chat-1/messages","action":"added","resource_id":12345678901234567890,"resource":{"id":12345678901234567890,"type":"msg","chat_id":"chat-1","created_at":"2026-02-13T11:30:03.045","sender_type":"visitor","sender_id":"visitor-1","message":"Hi"}}`,
				{ headers: { 'Content-Type': 'application/json' } },
			),
	);
	expect(events).toMatchObject([
		{
			occurredAt: '2026-02-13T11:30:03.045Z',
			messages: [{ id: '12345678901234567890', sentAt: '2026-02-13T11:30:03.045Z' }],
		},
	]);
});
