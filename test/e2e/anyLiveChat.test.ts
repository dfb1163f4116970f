import { chatEventSchema } from '../../nodes/shared/chat-event';
import { nodeOutput, type N8nClient, type Workflow } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { getInstance } from './instance';

let client: N8nClient;
let sandbox: Sandbox;
let workflow: Workflow;

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	const credentials = await client.createCredentials(sandboxCredentials(sandbox));
	workflow = await client.importWorkflow('workflows/any-live-chat-to-crm.json', { credentials });
	await client.publish(workflow.id);
	for (const { name } of workflow.nodes.filter(({ type }) => type.endsWith('Trigger'))) {
		await client.waitForWebhook(urlOf(name));
	}
});
afterAll(async () => {
	// LiveChat's webhooks are taken back from the sandbox, so it has to be there still.
	if (workflow) await client.archiveAndDelete(workflow.id);
	await sandbox?.close();
});

const urlOf = (name: string): string => client.webhookUrl(workflow.nodes.find((node) => node.name === name)!);

const withSecret = (name: string, { webhookSecret }: { webhookSecret: string }) =>
	`${urlOf(name)}?secret=${encodeURIComponent(webhookSecret)}`;

/** What the vendor's people do, and the vendor in the record that comes of it. */
const chats: Array<[string, string, () => Promise<unknown>]> = [
	[
		'LiveSupporti Trigger',
		'liveSupporti',
		async () => {
			const { liveSupporti } = sandbox.vendors;
			const { webhookSecret } = sandboxCredentials(sandbox).liveSupportiApi;
			await liveSupporti.addWebhook(urlOf('LiveSupporti Trigger'), webhookSecret);
			await liveSupporti.startChat();
		},
	],
	[
		'giosg Trigger',
		'giosg',
		async () => {
			sandbox.vendors.giosg.addWebhook(withSecret('giosg Trigger', sandboxCredentials(sandbox).giosgApi));
			await sandbox.vendors.giosg.startChat();
		},
	],
	[
		'Smartsupp Trigger',
		'smartsupp',
		async () => {
			const { smartsupp } = sandbox.vendors;
			smartsupp.addPostHook(withSecret('Smartsupp Trigger', sandboxCredentials(sandbox).smartsuppApi));
			const { chat } = await smartsupp.startChat();
			await smartsupp.missChat(chat.conversation.id);
		},
	],
	// Publishing has registered it.
	['LiveChat Trigger', 'liveChat', async () => await sandbox.vendors.liveChat.startChat()],
	[
		'Chatvisor Trigger',
		'chatvisor',
		async () => {
			const { chatvisor } = sandbox.vendors;
			chatvisor.addWebhook(withSecret('Chatvisor Trigger', sandboxCredentials(sandbox).chatvisorApi));
			await chatvisor.startChat();
		},
	],
];

/** The vendors of the example; a vendor that sends nothing again has no part in it. */
type PlayedVendor = 'chatvisor' | 'giosg' | 'liveChat' | 'liveSupporti' | 'smartsupp';

test.each(chats)('a chat through %s becomes a CRM record, and only once', async (trigger, vendor, chat) => {
	const [{ id: after } = { id: '0' }] = await client.executions(workflow.id);
	await chat();
	const execution = await client.waitForExecution(workflow.id, { after });
	expect(execution.status).toBe('success');
	const [event] = nodeOutput(execution, trigger);
	expect(chatEventSchema.parse(event)).toMatchObject({ vendor });
	expect(nodeOutput(execution, 'Your CRM')).toMatchObject([
		{ source: vendor, externalId: event.eventId, what: expect.stringMatching(/^chat/) },
	]);

	await sandbox.vendors[vendor as PlayedVendor].deliverAgain();
	const again = await client.waitForExecution(workflow.id, { after: execution.id });
	expect(nodeOutput(again, trigger)).toMatchObject([{ eventId: event.eventId }]);
	expect(nodeOutput(again, 'Your CRM')).toEqual([]);
	expect(sandbox.vendors[vendor as PlayedVendor].deliveries.map(({ status }) => status)).toEqual([
		200, 200,
	]);
});
