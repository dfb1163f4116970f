import { startSandbox, type Sandbox } from '../sandbox';
import { chatvisorDemo, type ChatvisorWebhookKind } from '../sandbox/vendors/chatvisor';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** A published trigger whose URL a person entered into one of the vendor's WebHooks. */
async function connect(kind: ChatvisorWebhookKind): Promise<Bench> {
	const bench = await Bench.start({
		nodes: [{ type: 'chatvisorTrigger', credentials: ['chatvisorApi'], parameters: { events: kind } }],
		credentials: { chatvisorApi: { webhookSecret: chatvisorDemo.webhookSecret } },
	});
	await bench.publish();
	sandbox.vendors.chatvisor.addWebhook(`${bench.webhookUrl}?secret=${chatvisorDemo.webhookSecret}`, kind);
	return bench;
}

test('follows a conversation from its start to its end and back, with one trigger per WebHook', async () => {
	const { chatvisor } = sandbox.vendors;
	const kinds = ['newConversation', 'statusChange', 'newMessage'] as const;
	const benches = await Promise.all(kinds.map(connect));
	const seen = () => benches.map((bench) => bench.runs.map((run) => bench.output(run)[0].event));

	await chatvisor.startChat();
	const [{ customerId }] = chatvisor.chats;
	await chatvisor.agentSays(customerId, 'Every plan does.');
	await chatvisor.setStatus(customerId, 'DONE');
	await chatvisor.visitorSays(customerId, 'Thanks! One more thing');

	expect(seen()).toEqual([
		['chatStarted', 'chatStarted'],
		['chatUpdated', 'chatEnded', 'chatUpdated'],
		['messageFromVisitor', 'messageFromVisitor'],
	]);
	expect(chatvisor.deliveries.every(({ status }) => status === 200)).toBe(true);
	await Promise.all(benches.map(async (bench) => await bench.close()));
});

test('says at publishing that a webhook secret is missing or too short', async () => {
	const publish = async (webhookSecret: string) => {
		const bench = await Bench.start({
			nodes: [{ type: 'chatvisorTrigger', credentials: ['chatvisorApi'], parameters: {} }],
			credentials: { chatvisorApi: { webhookSecret } },
		});
		try {
			await bench.publish();
		} finally {
			await bench.close();
		}
	};
	await expect(publish('')).rejects.toThrow('Every delivery would be refused');
	await expect(publish('too-short')).rejects.toThrow('9 characters, it needs at least 16');
});
