// Runs in the queue tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { sleep, type INode } from 'n8n-workflow';

import { everySecond } from '../e2e/pollTimes';
import { pollFixtures } from '../fixtures/poll';
import { N8nClient, nodeOutput, type Workflow, type WorkflowInput } from '../n8n/client';
import { sandboxCredentials } from '../sandbox/credentials';
import { startCluster, type Cluster } from './cluster';
import { deliver, idsOf } from '../n8n/load';

const example = 'workflows/any-live-chat-show-what-we-know.json';

let cluster: Cluster;

beforeAll(async () => {
	cluster = await startCluster();
});
afterAll(async () => await cluster?.stop());

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'] = {},
): INode => ({
	id: name,
	name,
	type,
	typeVersion,
	parameters,
	position: [0, 0],
});
const ours = (name: string) => `n8n-nodes-live-chat-hub.${name}`;

/** One node after the other. */
const chain = (name: string, ...nodes: INode[]): WorkflowInput => ({
	name,
	nodes,
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [nodes[index].name, { main: [[{ node: next.name, type: 'main', index: 0 }]] }]),
	),
});

const started = (options: INode['parameters'] = {}) =>
	node('LiveSupporti Trigger', ours('liveSupportiTrigger'), 1.1, { events: ['chatStarted'], options });
const done = () => node('Done', 'n8n-nodes-base.noOp', 1);

/** Publishes at main, and waits until the webhook process takes deliveries for it. */
async function publish(source: WorkflowInput | string): Promise<Workflow> {
	const { client, door, credentials, sandbox } = cluster;
	const workflow = await client.importWorkflow(source, { credentials, replace: sandbox.crm.putInto });
	await client.publish(workflow.id, 120_000);
	for (const trigger of workflow.nodes.filter(({ type }) => type.endsWith('Trigger'))) {
		await door.waitForWebhook(door.webhookUrl(trigger), 60_000);
	}
	return workflow;
}

const urlOf = ({ nodes }: Workflow, name = 'LiveSupporti Trigger', at = cluster.door): string =>
	at.webhookUrl(nodes.find((each) => each.name === name)!);

/** How many executions of a workflow PostgreSQL holds, by status. */
async function statuses({ id }: Workflow): Promise<Record<string, number>> {
	const rows = await cluster.sql(
		`select status, count(*) from execution_entity where "workflowId" = '${id}' group by 1`,
	);
	return Object.fromEntries(rows.map(([status, count]) => [status, Number(count)]));
}

const sum = (counts: Record<string, number> | number[]): number =>
	Object.values(counts).reduce((total: number, count: number) => total + count, 0);

/** Waits until no execution of the workflow is waiting or running any more. */
async function settled(workflow: Workflow, timeoutMs = 120_000): Promise<Record<string, number>> {
	for (const end = Date.now() + timeoutMs; ; await new Promise((next) => setTimeout(next, 500))) {
		const counts = await statuses(workflow);
		if (!counts.new && !counts.running) return counts;
		if (Date.now() > end)
			throw new Error(`Still unfinished after ${timeoutMs} ms: ${JSON.stringify(counts)}`);
	}
}

/** How often each of the ids stands in the stored executions of a workflow whose data fulfil a condition. */
async function executionsById(
	{ id }: Workflow,
	name: string,
	condition = 'true',
): Promise<Map<string, number>> {
	const rows = await cluster.sql(
		`select substring(d.data from '"(${name}-[0-9]{4})"'), count(*) from execution_entity e
		join execution_data d on d."executionId" = e.id where e."workflowId" = '${id}' and d.data like '%"${name}-%' and ${condition} group by 1`,
	);
	return new Map(rows.map(([found, count]) => [found, Number(count)]));
}

/** The two nodes of docs/operations.md that let each event through once, at any process. */
async function uniqueKey(): Promise<INode[]> {
	const columns = 'vendor text, event_id text, primary key (vendor, event_id)';
	await cluster.sql(`create table if not exists seen_events (${columns})`);
	const postgres = await cluster.client.createCredential('Postgres', 'postgres', cluster.database);
	const keep = {
		...node('Keep the ID', 'n8n-nodes-base.postgres', 2.6, {
			operation: 'executeQuery',
			query: 'insert into seen_events values ($1, $2) on conflict do nothing returning event_id',
			options: { queryReplacement: '={{ [$json.vendor, $json.eventId] }}' },
		}),
		credentials: { postgres },
	};
	const isNew = node('Is It New?', 'n8n-nodes-base.filter', 2.2, {
		conditions: {
			options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'loose' },
			combinator: 'and',
			conditions: [
				{
					id: 'a',
					leftValue: '={{ $json.event_id }}',
					rightValue: '',
					operator: { type: 'string', operation: 'exists', singleValue: true },
				},
			],
		},
		options: {},
	});
	return [keep, isNew];
}

/** A worker's own log names the execution that it ran. */
const ranOnAWorker = (executionId: string) =>
	cluster.workers.some((worker) => worker.logText().includes(`Worker started execution ${executionId} (`));

const countByStatus = (replies: Record<number, string[]>) =>
	Object.fromEntries(Object.entries(replies).map(([status, ids]) => [status, ids.length]));

/** Figures that docs/operations.md quotes. */
const say = (line: string) => void process.stdout.write(`${line}\n`);

describe('every trigger delivers through the webhook process and runs on a worker', () => {
	let workflow: Workflow;
	beforeAll(async () => {
		workflow = await publish(example);
	});
	afterAll(async () => await cluster.client.archiveAndDelete(workflow.id));

	test('LiveChat is told once, of the webhook process', () => {
		const { webhooks } = cluster.sandbox.vendors.liveChat;
		expect(webhooks.map(({ action, url }) => [action, url])).toEqual([
			['incoming_chat', urlOf(workflow, 'LiveChat Trigger')],
		]);
	});

	const withSecret = (name: string, { webhookSecret }: { webhookSecret: string }) =>
		`${urlOf(workflow, name)}?secret=${encodeURIComponent(webhookSecret)}`;
	const accounts = () => sandboxCredentials(cluster.sandbox);
	const chats: Array<[string, () => Promise<unknown>]> = [
		[
			'LiveSupporti Trigger',
			async () => {
				const { liveSupporti } = cluster.sandbox.vendors;
				await liveSupporti.addWebhook(urlOf(workflow), accounts().liveSupportiApi.webhookSecret);
				await liveSupporti.startChat();
			},
		],
		[
			'giosg Trigger',
			async () => {
				const { giosg } = cluster.sandbox.vendors;
				giosg.addWebhook(withSecret('giosg Trigger', accounts().giosgApi));
				await giosg.startChat();
			},
		],
		[
			'Smartsupp Trigger',
			async () => {
				const { smartsupp } = cluster.sandbox.vendors;
				smartsupp.addWebhook(urlOf(workflow, 'Smartsupp Trigger'));
				await smartsupp.startChat();
			},
		],
		['LiveChat Trigger', async () => await cluster.sandbox.vendors.liveChat.startChat()],
		[
			'Chatvisor Trigger',
			async () => {
				const { chatvisor } = cluster.sandbox.vendors;
				chatvisor.addWebhook(withSecret('Chatvisor Trigger', accounts().chatvisorApi));
				await chatvisor.startChat();
			},
		],
	];

	test.each(chats)('%s', async (trigger, chat) => {
		const [{ id: after } = { id: '0' }] = await cluster.client.executions(workflow.id);
		await chat();
		const execution = await cluster.client.waitForExecution(workflow.id, { after, timeoutMs: 60_000 });
		expect(execution.status).toBe('success');
		expect(nodeOutput(execution, trigger)).toHaveLength(1);
		expect(nodeOutput(execution, 'Show to the Agent')).toMatchObject([{ done: true }]);
		expect(ranOnAWorker(execution.id)).toBe(true);
	});
});

test('an action runs on a worker: giosg ends the session of the visitor whose chat started', async () => {
	const { client, sandbox } = cluster;
	const { giosg } = sandbox.vendors;
	const workflow = await publish(
		chain(
			'End the session',
			node('giosg Trigger', ours('giosgTrigger'), 1.1, { events: ['chatStarted'] }),
			node('giosg', ours('giosg'), 1, {
				resource: 'visitor',
				operation: 'endSession',
				visitor: { __rl: true, mode: 'chat', value: '={{ $json.chat.id }}' },
			}),
		),
	);
	giosg.removeWebhook();
	const { webhookSecret } = sandboxCredentials(sandbox).giosgApi;
	giosg.addWebhook(`${urlOf(workflow, 'giosg Trigger')}?secret=${webhookSecret}`);
	const { chat } = await giosg.startChat();
	const execution = await client.waitForExecution(workflow.id, { timeoutMs: 60_000 });
	expect(nodeOutput(execution, 'giosg')).toMatchObject([{ isComplete: true, chatsEnded: 1 }]);
	expect(chat.resource.is_ended).toBe(true);
	expect(ranOnAWorker(execution.id)).toBe(true);
	giosg.removeWebhook();
	await client.archiveAndDelete(workflow.id);
});

test('500 deliveries over 8 connections: none is lost, none runs twice, both workers run them', async () => {
	const workflow = await publish(chain('Burst', started(), done()));
	const ids = idsOf('burst', 500);
	const before = Date.now();
	const replies = await deliver(ids.map((id) => ({ url: urlOf(workflow), id })));
	say(`500 deliveries, 8 connections: ${(500_000 / (Date.now() - before)).toFixed(1)} per second`);
	expect(countByStatus(replies)).toEqual({ 200: 500 });
	expect(await settled(workflow)).toEqual({ success: 500 });
	expect(await executionsById(workflow, 'burst')).toEqual(new Map(ids.map((id) => [id, 1])));
	say(
		`Memory after it, in MB: ${cluster
			.memory()
			.map((each) => each.join(' '))
			.join(', ')}`,
	);
	for (const worker of cluster.workers) expect(worker.logText()).toMatch(/Worker started execution/);
	await cluster.client.archiveAndDelete(workflow.id);
});

describe('a delivery that comes twice', () => {
	const each = '={{ $json.eventId }}';
	const removeDuplicates = () =>
		node('Remove Duplicates', 'n8n-nodes-base.removeDuplicates', 2, {
			operation: 'removeItemsSeenInPreviousExecutions',
			logic: 'removeItemsWithAlreadySeenKeyValues',
			dedupeValue: each,
			options: {},
		});
	let second: N8nClient;
	beforeAll(async () => {
		second = new N8nClient((await cluster.add('webhook')).baseUrl);
	});

	/** Publishes, and gives its URL at the first and at the second webhook process. */
	async function publishAtBoth(source: WorkflowInput) {
		const workflow = await publish(source);
		const doors = [urlOf(workflow), urlOf(workflow, undefined, second)];
		await second.waitForWebhook(doors[1], 60_000);
		return { workflow, doors };
	}

	/** Delivers, and waits until the executions have ended. */
	async function run(workflow: Workflow, deliveries: Array<{ url: string; id: string }>): Promise<void> {
		expect(countByStatus(await deliver(deliveries))).toEqual({ 200: deliveries.length });
		await settled(workflow);
	}

	const total = async (...args: Parameters<typeof executionsById>) =>
		sum([...(await executionsById(...args)).values()]);
	/** Of the executions, those that got as far as the last node. */
	const passed = `d.data like '%"Done"%'`;

	test('Drop Repeated Deliveries knows what its own webhook process took, and nothing of another', async () => {
		const { workflow, doors } = await publishAtBoth(chain('Drop', started({ dropRepeats: true }), done()));
		const at = (name: string, url: string) => idsOf(name, 100).map((id) => ({ url, id }));
		await run(workflow, at('one', doors[0]));
		await run(workflow, at('one', doors[0]));
		expect(await total(workflow, 'one')).toBe(100);
		await run(workflow, at('two', doors[0]));
		await run(workflow, at('two', doors[1]));
		expect(await total(workflow, 'two')).toBe(200);
		await cluster.client.archiveAndDelete(workflow.id);
	});

	test('Remove Duplicates lets each through once while executions follow one another', async () => {
		const { workflow, doors } = await publishAtBoth(chain('Slow', started(), removeDuplicates(), done()));
		const ids = idsOf('slow', 10);
		for (const url of doors) {
			for (const id of ids) await run(workflow, [{ url, id }]);
		}
		expect(await total(workflow, 'slow')).toBe(20);
		expect(await executionsById(workflow, 'slow', passed)).toEqual(new Map(ids.map((id) => [id, 1])));
		await cluster.client.archiveAndDelete(workflow.id);
	});

	// n8n reads the list of what it saw, and writes it back longer: of two executions at once, one forgets the other's.
	// Where this test fails one day, n8n has learned it, and docs/operations.md may say so.
	test('Remove Duplicates lets some through twice while executions run at the same time', async () => {
		const { workflow, doors } = await publishAtBoth(chain('Fast', started(), removeDuplicates(), done()));
		const ids = idsOf('fast', 100);
		for (const url of doors)
			await run(
				workflow,
				ids.map((id) => ({ url, id })),
			);
		const through = [...(await executionsById(workflow, 'fast', passed)).values()];
		say(
			`Remove Duplicates, 100 deliveries twice over 8 connections: ${through.filter((count) => count === 2).length} ` +
				`came through twice, ${100 - through.length} not at all; ${JSON.stringify(await statuses(workflow))}`,
		);
		expect(sum(through)).toBeGreaterThan(100);
		await cluster.client.archiveAndDelete(workflow.id);
	});

	test('a unique key in a database lets each through once, even at the same moment', async () => {
		const once = await uniqueKey();
		const { workflow, doors } = await publishAtBoth(chain('Exact', started(), ...once, done()));
		const ids = idsOf('exact', 100);
		await run(
			workflow,
			ids.flatMap((id) => doors.map((url) => ({ url, id }))),
		);
		expect(await statuses(workflow)).toEqual({ success: 200 });
		expect(await executionsById(workflow, 'exact', passed)).toEqual(new Map(ids.map((id) => [id, 1])));
		await cluster.client.archiveAndDelete(workflow.id);
	});
});

describe('a trigger that polls', () => {
	const fixture = pollFixtures.find(({ title }) => title === 'Smartsupp')!;
	const { start, say: speak, end, events } = fixture;
	const [beside] = fixture.beside.each;
	const POLL = 'Smartsupp Poll Trigger';
	const HOOK = 'Smartsupp Trigger';

	test('beside one with a webhook: main alone polls, a worker runs it, the unique key takes each event once', async () => {
		const { client, sandbox } = cluster;
		const { smartsupp } = sandbox.vendors;
		const polls = () => smartsupp.requests.filter(({ path }) => path === '/conversations/search').length;
		const wanted = { events: events.map((event) => `chatEvent:${event}`), sender: 'any' };
		const both = chain(
			'Side by side',
			node(POLL, ours(fixture.node), 1, { ...wanted, pollTimes: everySecond }),
			...(await uniqueKey()),
			done(),
		);
		both.nodes.push(node(HOOK, ours(fixture.beside.node), 1.1, { ...wanted, ...beside.parameters }));
		both.connections[HOOK] = both.connections[POLL];
		const workflow = await client.importWorkflow(both, { credentials: cluster.credentials });
		await client.publish(workflow.id, 120_000);
		const url = urlOf(workflow, HOOK);
		await cluster.door.waitForWebhook(url, 60_000);
		beside.connect(sandbox, url);

		const before = polls();
		await sleep(5000);
		// Five processes, of which one polls each second.
		expect(polls() - before).toBeGreaterThan(2);
		expect(polls() - before).toBeLessThan(9);

		const chats = [];
		for (let count = 0; count < 5; count++) {
			const chat = await start(sandbox);
			await speak(sandbox, chat, 'agent', 'How can I help?');
			await end(sandbox, chat);
			chats.push(chat);
		}
		const rows = async () => await cluster.sql(`select event_id from seen_events where vendor = 'smartsupp'`);
		for (let left = 100; left > 0 && (await rows()).length < 20; left--) await sleep(200);
		await sleep(3000);
		await settled(workflow);
		expect(await rows()).toHaveLength(20);

		const summaries = await client.executions(workflow.id);
		expect(summaries.filter(({ status }) => status !== 'success')).toEqual([]);
		const executions = await Promise.all(summaries.map(async ({ id }) => await client.execution(id)));
		const eventsOf = (name: string) => executions.flatMap((each) => nodeOutput(each, name) ?? []);
		expect(eventsOf(POLL)).toHaveLength(20);
		expect(eventsOf(HOOK)).toHaveLength(20);
		expect(eventsOf('Done')).toHaveLength(20);
		const polled = executions.filter((each) => nodeOutput(each, POLL)?.length);
		expect(polled.filter(({ id }) => !ranOnAWorker(id))).toEqual([]);
		await client.archiveAndDelete(workflow.id);
	});
});

describe('a worker that is killed in the middle of 500 deliveries', () => {
	let workflow: Workflow;
	let outcome: Record<string, number>;
	let replies: Record<number, string[]>;

	beforeAll(async () => {
		// A short wait keeps every execution inside its worker, so that the killed one does hold some.
		const wait = node('Wait', 'n8n-nodes-base.wait', 1.1, {
			resume: 'timeInterval',
			amount: 1,
			unit: 'seconds',
		});
		workflow = await publish(chain('Killed', started(), wait, done()));
		const [worker] = cluster.workers;
		replies = await deliver(
			idsOf('kill', 500).map((id) => ({ url: urlOf(workflow), id })),
			{ onReply: (count) => void (count === 250 && worker.kill('SIGKILL')) },
		);
		const killed = Date.now();
		outcome = await settled(workflow, 280_000);
		say(
			`a worker killed: ${JSON.stringify(outcome)}, ${Math.round((Date.now() - killed) / 1000)} s after the last reply`,
		);
	});
	afterAll(async () => await cluster.client.archiveAndDelete(workflow.id));

	test('every 200 has an execution, and what did not run on it succeeded', () => {
		expect(countByStatus(replies)).toEqual({ 200: 500 });
		expect(outcome).toEqual({ success: expect.any(Number), error: expect.any(Number) });
		expect(sum(outcome)).toBe(500);
		expect(outcome.error).toBeLessThanOrEqual(10); // what one worker runs at once
	});

	test('those that ran on it have lost what was delivered, so that a retry has nothing to run on', async () => {
		const succeeded = await executionsById(workflow, 'kill', `e.status = 'success'`);
		expect([...succeeded.values()]).toEqual(Array(outcome.success).fill(1));
		const lost = await cluster.sql(
			`select count(*) from execution_entity e join execution_data d on d."executionId" = e.id
			where e."workflowId" = '${workflow.id}' and e.status = 'error' and d.data not like '%"kill-%'`,
		);
		expect(lost).toEqual([[String(outcome.error)]]);
		const [[id]] = await cluster.sql(
			`select min(id) from execution_entity where "workflowId" = '${workflow.id}' and status = 'error'`,
		);
		const retried = await cluster.client.rest<{ status: string; retryOf: string }>(
			'POST',
			`/executions/${id}/retry`,
			{ loadWorkflow: false },
		);
		expect(retried).toMatchObject({ status: 'error', retryOf: id });
	});
});
