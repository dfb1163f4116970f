/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads the example workflows of the repository */
import { readdirSync } from 'node:fs';

import axios from 'axios';

import { nodeOutput, type CredentialsByType, type N8nClient, type WorkflowInput } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { modelDemo } from '../sandbox/model';
import { giosgVisitors } from '../sandbox/vendors/giosg';
import { getInstance } from './instance';

type Vendors = Sandbox['vendors'];

/**
 * Sets each example off as the vendor, or the shop, does; `url` is that of its first trigger. What each of them then does
 * at the vendor is looked at in the vendor's own test. Examples that a schedule sets off need only something to find.
 */
const setOff: Record<string, (vendors: Vendors, url: string) => Promise<unknown>> = {
	// With the other services: test/e2e/anyLiveChat.test.ts.
	'any-live-chat-ai-drafts.json': startLiveSupportiChat,
	'any-live-chat-show-what-we-know.json': startLiveSupportiChat,
	'any-live-chat-summary-to-crm.json': async ({ giosg }, url) => {
		giosg.addWebhook(url + secretOf('giosgApi'));
		const { chat } = await giosg.startChat();
		await giosg.endChat(chat.resource.id);
	},
	'chatvisor-label-customers-from-a-sheet.json': async () => {},
	'chatvisor-poll-conversations.json': async ({ chatvisor }) => await chatvisor.startChat(),
	'chatvisor-route-new-conversations.json': async ({ chatvisor }, url) => {
		chatvisor.addWebhook(url + secretOf('chatvisorApi'), 'newConversation');
		await chatvisor.startChat();
	},
	'giosg-end-the-session-at-logout.json': async ({ giosg }, url) => {
		const [{ id: visitorId }] = giosgVisitors;
		await giosg.startChat({ visitorId });
		// The last step is for what giosg refuses.
		giosg.fail({ method: 'PATCH', status: 500 });
		await axios.post(url, { visitorId }, { headers: { [logoutHeader.name]: logoutHeader.value } });
	},
	'giosg-show-visitor-variables.json': async ({ giosg }, url) => {
		giosg.addWebhook(url + secretOf('giosgApi'));
		await giosg.startChat();
	},
	'livechat-archive-every-transcript.json': async ({ liveChat }) => {
		const { chat } = await liveChat.startChat();
		await liveChat.say(chat.id, 'visitor', 'Hello');
		await liveChat.endChat(chat.id);
	},
	'livesupporti-show-visitor-details.json': startLiveSupportiChat,
	'smartsupp-missed-chats-become-tickets.json': async ({ smartsupp }, url) => {
		smartsupp.addPostHook(url + secretOf('smartsuppApi'));
		const { chat } = await smartsupp.startChat();
		await smartsupp.missChat(chat.conversation.id);
	},
};

async function startLiveSupportiChat({ liveSupporti }: Vendors, url: string) {
	await liveSupporti.addWebhook(url, sandboxCredentials(sandbox).liveSupportiApi.webhookSecret);
	await liveSupporti.startChat();
}

const secretOf = (type: keyof ReturnType<typeof sandboxCredentials>) =>
	`?secret=${encodeURIComponent(sandboxCredentials(sandbox)[type].webhookSecret)}`;

const logoutHeader = { name: 'X-Logout-Key', value: 'example-logout-key-0123456789' };

let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credentials = await client.createCredentials({
		...sandboxCredentials(sandbox),
		httpHeaderAuth: logoutHeader,
		openAiApi: { apiKey: modelDemo.apiKey, url: sandbox.model.url },
	});
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox?.close());

test('every example in workflows/ is set off here', () => {
	const files = readdirSync('workflows').filter((file) => file.endsWith('.json'));
	expect(Object.keys(setOff)).toEqual(files.sort());
});

test.each(Object.entries(setOff))('%s runs to its last step', async (file, start) => {
	const workflow = await client.importWorkflow(`workflows/${file}`, { credentials, replace: asAPersonDoes });
	const trigger = workflow.nodes.find(
		({ type }) => /Trigger$|\.webhook$/.test(type) && !/\.(manual|schedule)Trigger$/.test(type),
	);
	try {
		if (!trigger) await start(sandbox.vendors, ''); // a schedule is to find something the first time already
		await client.publish(workflow.id);
		if (trigger) {
			const { path } = trigger.parameters as { path?: string };
			const url = path ? `${client.baseUrl}/webhook/${path}` : client.webhookUrl(trigger);
			await client.waitForWebhook(url);
			await start(sandbox.vendors, url);
		}
		const execution = await client.waitForExecution(workflow.id);
		expect(execution.status).toBe('success');
		const last = workflow.nodes.filter(
			({ name, type }) => !(name in workflow.connections) && !type.endsWith('.stickyNote'),
		);
		expect(last).toHaveLength(1);
		expect(nodeOutput(execution, last[0].name).length).toBeGreaterThan(0);
	} finally {
		await client.archiveAndDelete(workflow.id);
	}
});

/** Enters the CRM's address, chooses the credential of a Webhook node, and lets a schedule run every second, to see it within the test. */
function asAPersonDoes(json: string): string {
	const workflow = JSON.parse(sandbox.crm.putInto(json)) as WorkflowInput;
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.webhook')) node.credentials = { httpHeaderAuth: credentials.httpHeaderAuth };
		if (node.type.endsWith('.scheduleTrigger'))
			node.parameters = { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } };
	}
	return JSON.stringify(workflow);
}
