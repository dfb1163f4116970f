/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads an example workflow of the repository */
import { readFileSync } from 'node:fs';

import { chatEventSchema } from '../../nodes/shared/chat-event';
import {
	nodeOutput,
	type CredentialsByType,
	type Execution,
	type N8nClient,
	type Workflow,
	type WorkflowInput,
} from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { modelDemo } from '../sandbox/model';
import { giosgPatterns } from '../sandbox/vendors/giosg';
import { draw, inARow, nodeOf } from './draw';
import { getInstance } from './instance';

/** The examples for any live chat: all triggers in one workflow, and what comes of a chat of each service. */

let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;
let workflow: Workflow;

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	credentials = await client.createCredentials({
		...sandboxCredentials(sandbox),
		openAiApi: { apiKey: modelDemo.apiKey, url: sandbox.model.url },
	});
});
afterAll(async () => await sandbox?.close());

/** Publishes an example, and tells each service where to deliver, as a person does. */
function published(source: Parameters<N8nClient['importWorkflow']>[0]): void {
	beforeAll(async () => {
		sandbox.reset();
		workflow = await client.importWorkflow(source, { credentials, replace: sandbox.crm.putInto });
		await client.publish(workflow.id);
		const triggers = workflow.nodes.filter(({ type }) => type.endsWith('Trigger'));
		for (const { name } of triggers) await client.waitForWebhook(urlOf(name));
		const { chatvisor, giosg, liveSupporti, smartsupp } = sandbox.vendors;
		const { liveSupportiApi, giosgApi, chatvisorApi } = sandboxCredentials(sandbox);
		for (const { name, parameters } of triggers) {
			const asked = String(parameters.events);
			if (name.startsWith('LiveSupporti'))
				await liveSupporti.addWebhook(urlOf(name), liveSupportiApi.webhookSecret);
			if (name.startsWith('giosg'))
				giosg.addWebhook(
					withSecret(name, giosgApi),
					asked.includes('message') ? giosgPatterns.messages : giosgPatterns.chats,
				);
			if (name.startsWith('Smartsupp'))
				smartsupp.addWebhook(urlOf(name), asked.includes('Started') ? ['conversation.opened'] : []);
			if (name.startsWith('Chatvisor'))
				chatvisor.addWebhook(
					withSecret(name, chatvisorApi),
					asked.includes('message')
						? 'newMessage'
						: asked.includes('Ended')
							? 'statusChange'
							: 'newConversation',
				);
			// LiveChat is told by publishing.
		}
	});
	afterAll(async () => {
		// LiveChat's webhooks are taken back from the sandbox, so it has to be there still.
		if (workflow) await client.archiveAndDelete(workflow.id);
	});
}

const urlOf = (name: string): string => client.webhookUrl(workflow.nodes.find((node) => node.name === name)!);

const withSecret = (name: string, { webhookSecret }: { webhookSecret: string }) =>
	`${urlOf(name)}?secret=${encodeURIComponent(webhookSecret)}`;

/** Does what starts the workflow, and waits for what comes of it. */
async function after(act: () => Promise<unknown>): Promise<Execution> {
	const [{ id } = { id: '0' }] = await client.executions(workflow.id);
	await act();
	return await client.waitForExecution(workflow.id, { after: id });
}

const services = ['liveSupporti', 'giosg', 'smartsupp', 'liveChat', 'chatvisor'] as const;
type Service = (typeof services)[number];

/** A visitor starts a chat. @returns its end, where the service tells of it */
const startChat: Record<Service, () => Promise<{ end?: () => Promise<unknown> }>> = {
	async liveSupporti() {
		await sandbox.vendors.liveSupporti.startChat();
		return {};
	},
	async giosg() {
		const { giosg } = sandbox.vendors;
		const { chat } = await giosg.startChat();
		return { end: async () => await giosg.endChat(chat.resource.id) };
	},
	async smartsupp() {
		const { smartsupp } = sandbox.vendors;
		const { chat } = await smartsupp.startChat();
		return { end: async () => await smartsupp.endChat(chat.conversation.id) };
	},
	async liveChat() {
		const { liveChat } = sandbox.vendors;
		const { chat } = await liveChat.startChat();
		return { end: async () => await liveChat.endChat(chat.id) };
	},
	async chatvisor() {
		const { chatvisor } = sandbox.vendors;
		await chatvisor.startChat();
		return { end: async () => await chatvisor.setStatus(chatvisor.chats.at(-1)!.customerId, 'DONE') };
	},
};

describe('show what we know about the visitor', () => {
	published('workflows/any-live-chat-show-what-we-know.json');

	/** What the agent sees there of Jason, who is the first to come, or of Aiko at Chatvisor. */
	const seen: Record<Service, () => unknown> = {
		liveSupporti: () =>
			sandbox.vendors.liveSupporti.detailsOf(sandbox.vendors.liveSupporti.chats[0].visitor.id),
		giosg: () => sandbox.vendors.giosg.variablesOf(sandbox.vendors.giosg.chats[0].visitorId),
		smartsupp: () =>
			Object.fromEntries(
				String(sandbox.vendors.smartsupp.chats[0].messages.at(-1)?.content.text)
					.split('\n')
					.map((line) => line.split(': ')),
			),
		liveChat: () => Object.assign({}, ...(sandbox.vendors.liveChat.chats[0].customer?.session_fields ?? [])),
		chatvisor: () =>
			Object.fromEntries(sandbox.vendors.chatvisor.customers[0].labels.map((label) => label.split(': '))),
	};

	test.each(services)('%s', async (service) => {
		const execution = await after(startChat[service]);
		expect(execution.status).toBe('success');
		expect(nodeOutput(execution, 'Show to the Agent')).toMatchObject([{ vendor: service, done: true }]);
		expect(seen[service]()).toMatchObject(
			service === 'chatvisor'
				? { Name: 'Aiko Tanaka', Plan: 'Trial', 'Open orders': '0' }
				: { Name: 'Jason Miller', Plan: 'Gold', 'Open orders': '1' },
		);
	});
});

describe('an AI agent drafts, a person sends', () => {
	published('workflows/any-live-chat-ai-drafts.json');

	const notes: Partial<Record<Service, () => unknown>> = {
		smartsupp: () => sandbox.vendors.smartsupp.chats[0].messages.filter(({ type }) => type === 'note'),
		liveChat: () =>
			sandbox.vendors.liveChat.chats[0].threads[0].events.filter(({ visibility }) => visibility === 'agents'),
	};

	test.each(services)('%s', async (service) => {
		sandbox.model.script([{ say: 'It is on its way.' }]);
		const execution = await after(startChat[service]);
		expect(execution.status).toBe('success');
		const done = service in notes;
		expect(nodeOutput(execution, 'Note for the Agent')).toMatchObject([
			{ vendor: service, done, ...(!done && { output: 'It is on its way.' }) },
		]);
		const text = 'Draft: It is on its way.';
		if (service === 'smartsupp') expect(notes.smartsupp!()).toMatchObject([{ content: { text } }]);
		if (service === 'liveChat') expect(notes.liveChat!()).toMatchObject([{ text }]);
		// What the visitor wrote is what the model was asked about.
		const asked = JSON.stringify(sandbox.model.asked.at(-1)!.messages);
		expect(asked).toMatch(service === 'liveSupporti' ? /Nothing yet/ : /order|plan/);
	});
});

describe('end of chat, summary into the CRM', () => {
	published('workflows/any-live-chat-summary-to-crm.json');

	test.each(services.filter((service) => service !== 'liveSupporti'))('%s', async (service) => {
		const { end } = await startChat[service]();
		sandbox.model.script([{ say: 'An order is late.' }]);
		const execution = await after(end!);
		expect(execution.status).toBe('success');
		const [event] = nodeOutput(execution, 'The Chat') as Array<{ chat: { id: string } }>;
		expect(sandbox.crm.notes.at(-1)).toMatchObject({
			source: service,
			chatId: event.chat.id,
			summary: 'An order is late.',
			...(service !== 'giosg' && { email: expect.stringMatching(/@example.com$/) }),
		});
		const asked = JSON.stringify(sandbox.model.asked.at(-1)!.messages);
		expect(asked).toMatch(service === 'chatvisor' ? /\(nothing\)/ : /visitor\)?: .*order/i);
	});
});

describe('what a service sends again', () => {
	const example = 'workflows/any-live-chat-show-what-we-know.json';
	const once = nodeOf('Each Event Once', 'removeDuplicates', 2, {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.eventId }}',
		options: {},
	});
	published(
		(() => {
			const { nodes } = JSON.parse(readFileSync(example, 'utf8')) as WorkflowInput;
			const triggers = nodes.filter(({ type }) => type.endsWith('Trigger'));
			return draw(
				[...triggers, once, nodeOf('Your CRM', 'noOp', 1)],
				[...triggers.flatMap(({ name }) => inARow(name, once.name)), ...inARow(once.name, 'Your CRM')],
			);
		})(),
	);

	test.each(services)('%s: Remove Duplicates lets it through once', async (service) => {
		const vendor = sandbox.vendors[service];
		vendor.deliveries.splice(0);
		const execution = await after(startChat[service]);
		const [event] = nodeOutput(execution, 'Your CRM');
		expect(chatEventSchema.parse(event)).toMatchObject({ vendor: service, event: 'chatStarted' });
		const again = await after(async () => await vendor.deliverAgain());
		expect(nodeOutput(again, once.name)).toEqual([]);
		const name = Object.keys(again.data.resultData.runData).find((each) => each.endsWith('Trigger'))!;
		expect(nodeOutput(again, name)).toMatchObject([{ eventId: event.eventId }]);
		expect(vendor.deliveries.map(({ status }) => status)).toEqual([200, 200]);
	});
});
