import { startSandbox, type Sandbox } from '../sandbox';
import { giosgDemo, giosgPatterns, giosgVisitors } from '../sandbox/vendors/giosg';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const startTrigger = async (
	parameters: object,
	webhookSecret: string = giosgDemo.webhookSecret,
): Promise<Bench> => {
	const bench = await Bench.start({
		nodes: [{ type: 'giosgTrigger', credentials: ['giosgApi'], parameters: parameters as never }],
		credentials: { giosgApi: { webhookSecret } },
	});
	return bench;
};
const secretUrl = (bench: Bench) => `${bench.webhookUrl}?secret=${giosgDemo.webhookSecret}`;

describe('the trigger', () => {
	let bench: Bench;
	afterEach(async () => await bench.close());
	const seen = () => bench.runs.map((run) => bench.output(run)[0]);

	test('follows a chat from its start to its end, on every channel pattern that its help offers', async () => {
		bench = await startTrigger({ events: ['*'] });
		await bench.publish();
		const { giosg } = sandbox.vendors;
		for (const pattern of Object.values(giosgPatterns)) giosg.addWebhook(secretUrl(bench), pattern);
		const { chat } = await giosg.startChat();
		expect(seen().map(({ event }) => event)).toEqual(
			expect.arrayContaining(['chatStarted', 'chatAssigned', 'chatUpdated', 'messageFromVisitor']),
		);
		expect(seen()).toContainEqual(
			expect.objectContaining({
				vendorEvent: 'memberships added',
				visitor: expect.objectContaining({ id: giosgVisitors[0].id }),
			}),
		);
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		expect(seen()).toContainEqual(expect.objectContaining({ event: 'messageFromAgent' }));
		await giosg.endChat(chat.resource.id);
		expect(seen().filter(({ event }) => event === 'chatEnded')).toHaveLength(2);
		expect(giosg.deliveries.every(({ status }) => status === 200)).toBe(true);
		expect(JSON.stringify([bench.runs, bench.logs])).not.toMatch(/bearer-token|token-of-the|symmetric-key/);
	});

	test('takes the messages of visitors alone, so that it does not answer itself', async () => {
		bench = await startTrigger({ events: ['*'], options: { sender: 'visitor' } });
		const { giosg } = sandbox.vendors;
		giosg.addWebhook(secretUrl(bench), giosgPatterns.messages);
		const { chat } = await giosg.startChat();
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		expect(seen().map(({ event }) => event)).toEqual(['messageFromVisitor']);
	});

	test('refuses an endpoint URL without the secret, attempt after attempt', async () => {
		bench = await startTrigger({ events: ['*'] });
		sandbox.vendors.giosg.addWebhook(bench.webhookUrl);
		const { deliveries } = await sandbox.vendors.giosg.startChat();
		expect(deliveries.map(({ status, attempt }) => [status, attempt])).toEqual([
			[401, 1],
			[401, 2],
		]);
		expect(bench.runs).toHaveLength(0);
		expect(bench.logs.join()).toContain('the URL carries no ?secret=');
	});

	test('takes a redelivery once, although its token of the bot user is another one', async () => {
		bench = await startTrigger({ events: ['*'], options: { dropRepeats: true } });
		sandbox.vendors.giosg.addWebhook(secretUrl(bench));
		await sandbox.vendors.giosg.startChat();
		const [again] = await sandbox.vendors.giosg.deliverAgain();
		expect(again.replyBody).toBe('{"received":true,"ignored":"repeated"}');
		expect(bench.runs).toHaveLength(1);
	});

	test.each([
		['', 'Every delivery would be refused'],
		['too-short', '9 characters, it needs at least 16'],
	])('says at publishing that the webhook secret %j cannot be used', async (webhookSecret, message) => {
		bench = await startTrigger({ events: ['*'] }, webhookSecret);
		await expect(bench.publish()).rejects.toThrow(message);
	});
});
