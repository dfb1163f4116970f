import { sleep, type INodeParameters } from 'n8n-workflow';

import { type ChatEvent, chatEventSchema } from '../../nodes/shared/chat-event';
import { pollFixtures } from '../fixtures/poll';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { Bench, optionsOf, schemaFolderOf } from './engine';
import { onlyTheClock } from './clock';
import { expectFitsSchema } from './outputSchema';
import { pollingBench } from './polling';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** What came out, for the schema that n8n's assistant reads. */
const seen = new Map<string, unknown[]>();

describe.each(pollFixtures)('$title', (fixture) => {
	const { node, credentialType, events, start, say, end } = fixture;
	const vendor = () => sandbox.vendors[fixture.vendor];
	const all: INodeParameters = { events: events.map((event) => `chatEvent:${event}`), sender: 'any' };
	const credentials = () => ({ [credentialType]: { ...sandboxCredentials(sandbox)[credentialType] } });

	const startPolling = async (parameters: INodeParameters = {}): Promise<Bench> =>
		await pollingBench(sandbox, fixture, events, parameters);
	const publish = async (parameters: INodeParameters = {}): Promise<Bench> => {
		const bench = await startPolling(parameters);
		await bench.publish();
		return bench;
	};
	const poll = async (bench: Bench): Promise<ChatEvent[]> => {
		const found = (await bench.poll()) as ChatEvent[];
		if (bench.trigger.parameters.output === undefined) {
			seen.set(node, [...(seen.get(node) ?? []), ...found]);
		}
		return found;
	};
	const namesOf = (found: ChatEvent[]) => found.map(({ event }) => event);
	const requested = () => vendor().requests.map(({ method, path }) => `${method} ${path}`);

	/** A chat from its start to its end, with a poll after each step. */
	async function followed(bench: Bench): Promise<ChatEvent[][]> {
		const found: ChatEvent[][] = [];
		const chat = await start(sandbox);
		found.push(await poll(bench));
		await say(sandbox, chat, 'agent', 'How can I help?');
		found.push(await poll(bench));
		await say(sandbox, chat, 'visitor', 'Where is my order?');
		found.push(await poll(bench));
		await end(sandbox, chat);
		found.push(await poll(bench));
		return found;
	}

	test('Trigger On offers what a poll can find, in the words of the trigger with a webhook', async () => {
		expect((await optionsOf(node, 'events', {})).sort()).toEqual(
			events.map((event) => `chatEvent:${event}`).sort(),
		);
	});

	test('brings a chat from its start to its end, each event once, as ChatEvents', async () => {
		const bench = await publish();
		const found = await followed(bench);
		const offered = <Name>(names: Name[]) => names.filter((name) => (events as unknown[]).includes(name));
		expect(found.map(namesOf)).toEqual([
			offered(['chatStarted', 'messageFromVisitor']),
			offered(['messageFromAgent']),
			offered(['messageFromVisitor']),
			[expect.stringMatching(/^chatEnded|chatMissed$/)],
		]);
		for (const event of found.flat()) expect(chatEventSchema.parse(event)).toEqual(event);
		expect(new Set(found.flat().map(({ chat }) => chat.id)).size).toBe(1);
		expect(found[2][0].messages).toMatchObject([{ author: 'visitor', text: 'Where is my order?' }]);
		expect(await poll(bench)).toEqual([]);
		expect(bench.logs.filter((line) => /^(warn|error)/.test(line))).toEqual([]);
	});

	test('has the eventId, the chat, the visitor and the words of the trigger with a webhook', async () => {
		// Where bodies tell no time, an id is of 10 minutes: the test may not straddle such a moment.
		jest.useFakeTimers({
			now: Date.now(),
			...onlyTheClock,
		});
		try {
			const polling = await publish();
			const beside = await Promise.all(
				fixture.beside.each.map(async ({ parameters, connect }) => {
					const bench = await Bench.start({
						nodes: [
							{
								type: fixture.beside.node,
								credentials: [credentialType],
								parameters: { ...all, ...parameters },
							},
						],
						credentials: credentials(),
					});
					await bench.publish();
					connect(sandbox, bench.webhookUrl);
					return bench;
				}),
			);
			const polled = (await followed(polling)).flat();
			const delivered = beside.flatMap((bench) =>
				bench.runs.flatMap((run) => bench.output(run) as ChatEvent[]),
			);
			const byId = (found: ChatEvent[]) =>
				Object.fromEntries(
					found.map(({ eventId, event, chat, visitor, messages }) => [
						eventId,
						{
							event,
							chat: [chat.id, chat.threadId],
							visitor: visitor.id ?? expect.anything(),
							said: messages.map(({ id, text, author }) => [id, text, author]),
						},
					]),
				);
			expect(byId(polled)).toEqual(byId(delivered));
			expect(polled.length).toBeGreaterThanOrEqual(4);
		} finally {
			jest.useRealTimers();
		}
	});

	test('brings nothing of what happened before it was published, and asks little while nothing happens', async () => {
		const chat = await start(sandbox);
		await say(sandbox, chat, 'visitor', 'Hello?');
		await sleep(3);
		const bench = await publish();
		vendor().requests.splice(0);
		expect(await poll(bench)).toEqual([]);
		expect(requested()).toEqual(fixture.quiet);
		expect(bench.runs).toEqual([]);
		await say(sandbox, chat, 'visitor', 'Is anybody there?');
		expect(await poll(bench)).toMatchObject([{ messages: [{ text: 'Is anybody there?' }] }]);
	});

	test('brings what happened while n8n was stopped, once', async () => {
		const bench = await publish();
		const first = await start(sandbox);
		expect((await poll(bench)).length).toBeGreaterThan(0);
		bench.restart();
		await end(sandbox, first);
		const second = await start(sandbox);
		const found = await poll(bench);
		expect(new Set(found.map(({ chat }) => chat.id))).toEqual(new Set([first, second]));
		bench.restart();
		expect(await poll(bench)).toEqual([]);
	});

	test('says what a failing poll means, and leaves nothing out for it', async () => {
		const bench = await publish();
		await start(sandbox);
		vendor().fail({ status: 403, times: 1 });
		await expect(bench.poll()).rejects.toMatchObject({
			message: expect.stringContaining(fixture.title) as unknown,
			description: expect.stringMatching(
				/The next poll (begins where the last one left off|compares with the last one that worked)/,
			) as unknown,
		});
		expect(namesOf(await poll(bench))).toContain('chatStarted');
	});

	test('takes some chats at a time where many changed, and none twice', async () => {
		const bench = await publish({
			events: ['chatEvent:chatStarted'],
			options: { mostPerPoll: 3, includeVisitor: false },
		});
		const chats: string[] = [];
		for (let count = 0; count < 7; count++) {
			chats.push(await start(sandbox));
			await sleep(3);
		}
		const found: ChatEvent[][] = [];
		for (let count = 0; count < 4; count++) found.push(await poll(bench));
		expect(found.map(({ length }) => length)).toEqual([3, 3, 1, 0]);
		const ids = found.flat().map(({ chat }) => chat.id);
		expect(ids).toEqual(chats);
	});

	test('lets one poll go on while another one is asked for', async () => {
		const bench = await publish();
		await start(sandbox);
		vendor().fail({ latencyMs: 200, times: 1 });
		const [slow, meanwhile] = await Promise.all([poll(bench), poll(bench)]);
		expect([slow.length > 0, meanwhile]).toEqual([true, []]);
	});

	test('shows the newest few in a test, and says kindly when there is nothing', async () => {
		const bench = await startPolling();
		await expect(bench.testPoll()).rejects.toMatchObject({
			message: expect.stringContaining('has nothing to show yet') as unknown,
			description: expect.stringContaining('Start a chat on your website') as unknown,
		});
		for (let count = 0; count < 3; count++) await start(sandbox);
		const shown = (await bench.testPoll()) as unknown as ChatEvent[];
		expect(shown.length).toBeGreaterThan(0);
		expect(shown.length).toBeLessThanOrEqual(3);
		expect(await bench.testPoll()).toHaveLength(shown.length);
	});

	test.each(['chatEvent', 'raw', 'both', 'flat'])('shows no secret in %s, and keeps none', async (output) => {
		const bench = await publish({ output });
		const chat = await start(sandbox);
		await poll(bench);
		await end(sandbox, chat);
		await poll(bench);
		expect(bench.runs.length).toBe(2);
		const shown = JSON.stringify([bench.runs, bench.logs, bench.savedStaticData]);
		for (const secret of fixture.secrets) expect(shown).not.toContain(secret);
		expect(bench.savedStaticData).not.toContain(chat);
	});

	test('says which choice would bring nothing', async () => {
		await expect(publish({ events: ['somethingElse'] })).rejects.toThrow(
			"'Trigger On' names nothing that a poll can find",
		);
		if (!events.includes('messageFromAgent')) return;
		await expect(publish({ events: ['chatEvent:messageFromAgent'], sender: 'visitor' })).rejects.toThrow(
			"'Agent's Message' would bring nothing: 'Messages From' leaves it out",
		);
	});

	test('takes each chat once where that is asked for', async () => {
		const bench = await publish({ options: { oncePerChat: true } });
		const found = await followed(bench);
		expect(found.map(({ length }) => length)).toEqual([1, 0, 0, 0]);
	});

	if (fixture.hasTimes) {
		test('looks back as far as it is told', async () => {
			await start(sandbox);
			const bench = await startPolling({ options: { lookBack: 1 } });
			await bench.publish();
			expect(bench.runs).toHaveLength(1);
			expect(namesOf(bench.output(bench.runs[0]) as ChatEvent[])).toContain('chatStarted');
			expect(await poll(bench)).toEqual([]);
		});
	}
});

test.each(pollFixtures.map(({ node }) => node))(
	"%s: the schema, which n8n's assistant reads, fits every ChatEvent (if not: npm run schemas)",
	async (node) => {
		expectFitsSchema(`${await schemaFolderOf(node)}/output.json`, seen.get(node) ?? []);
	},
);
