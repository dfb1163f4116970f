/* eslint-disable @n8n/community-nodes/no-restricted-imports -- keeps an n8n's folder over a restart */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sleep, type INode } from 'n8n-workflow';

import type { ChatEvent } from '../../nodes/shared/chat-event';
import { pollFixtures, type PollFixture } from '../fixtures/poll';
import { N8nClient, nodeOutput, type Workflow } from '../n8n/client';
import { freePorts, type N8n, startN8n } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { smartsuppDemo } from '../sandbox/vendors/smartsupp';
import { getInstance } from './instance';
import { everySecond } from './pollTimes';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox?.close());

const POLLING = 'Polling';

/** A workflow with one trigger, which takes everything that its vendor's lists tell. */
async function importTrigger(
	client: N8nClient,
	{ credentialType, events }: PollFixture,
	node: Partial<INode>,
): Promise<Workflow> {
	const credentials = await client.createCredentials({
		[credentialType]: { ...sandboxCredentials(sandbox)[credentialType] },
	});
	const { parameters, ...more } = node;
	return await client.importWorkflow(
		{
			name: `Poll ${node.type}`,
			nodes: [
				{
					...({ id: 'poll-1', name: POLLING, typeVersion: 1, position: [0, 0] } as const),
					...more,
					parameters: {
						events: events.map((event) => `chatEvent:${event}`),
						sender: 'any',
						...parameters,
					},
				} as INode,
			],
			connections: {},
		},
		{ credentials },
	);
}

const polling = ({ node }: PollFixture): Partial<INode> => ({
	type: `n8n-nodes-live-chat-hub.${node}`,
	parameters: { pollTimes: everySecond, path: '/rest/v1/conversation' },
});

/** What all executions of a workflow so far began with, in order. */
async function seen(client: N8nClient, { id }: Workflow): Promise<ChatEvent[]> {
	const summaries = (await client.executions(id)).filter(({ status }) => status === 'success').reverse();
	const executions = await Promise.all(summaries.map(async (one) => await client.execution(one.id)));
	return executions.flatMap((execution) => nodeOutput(execution, POLLING) as unknown as ChatEvent[]);
}

/** Waits until so many events came, then a while longer for what should not come. */
async function until(count: number, read: () => Promise<ChatEvent[]>): Promise<ChatEvent[]> {
	for (let left = 60; left > 0 && (await read()).length < count; left--) await sleep(250);
	await sleep(2500);
	return await read();
}

const namesOf = (events: ChatEvent[]) => events.map(({ event }) => event);

describe.each(pollFixtures)('$title', (fixture) => {
	test('is polled: what was there starts nothing, what happens then starts the workflow, once', async () => {
		const { client } = await getInstance();
		await fixture.start(sandbox);
		const workflow = await importTrigger(client, fixture, polling(fixture));
		try {
			await client.publish(workflow.id);
			const chat = await fixture.start(sandbox);
			const started = await until(2, async () => await seen(client, workflow));
			expect(namesOf(started).sort()).toEqual(['chatStarted', 'messageFromVisitor']);
			await fixture.end(sandbox, chat);
			const all = await until(3, async () => await seen(client, workflow));
			expect(namesOf(all.slice(2))).toEqual([expect.stringMatching(/^(chatEnded|chatMissed)$/)]);
			expect(new Set(all.map((event) => event.chat.id)).size).toBe(1);

			const { staticData } = await client.workflow(workflow.id);
			const kept = JSON.stringify(staticData);
			expect(kept.length).toBeLessThan(1000);
			for (const secret of [...fixture.secrets, chat]) expect(kept).not.toContain(secret);
		} finally {
			await client.archiveAndDelete(workflow.id);
		}
	});
});

const smartsupp = pollFixtures.find(({ title }) => title === 'Smartsupp')!;

test.each<[string, (n8n: N8n) => Promise<void>]>([
	['is stopped', async (n8n) => await n8n.stop()],
	[
		'is killed in the middle of a poll',
		async (n8n) => {
			const { smartsupp } = sandbox.vendors;
			smartsupp.fail({ latencyMs: 3000 });
			const asked = smartsupp.requests.length;
			while (smartsupp.requests.length === asked) await sleep(50);
			n8n.kill('SIGKILL');
			await n8n.stop();
			smartsupp.clearFaults();
		},
	],
])('what happens while n8n %s comes after its start, and nothing comes twice', async (_, end) => {
	const { owner, tarball } = await getInstance();
	const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-poll-'));
	const [port] = await freePorts(1);
	const options = { userFolder, packageTarball: tarball, port };
	let n8n = await startN8n(options);
	try {
		const before = new N8nClient(n8n.baseUrl);
		await before.signIn(owner);
		const workflow = await importTrigger(before, smartsupp, polling(smartsupp));
		await before.publish(workflow.id);
		const first = await smartsupp.start(sandbox);
		await until(2, async () => await seen(before, workflow));

		await end(n8n);
		await smartsupp.say(sandbox, first, 'agent', 'How can I help?');
		await smartsupp.end(sandbox, first);
		const second = await smartsupp.start(sandbox);

		n8n = await startN8n(options);
		const after = new N8nClient(n8n.baseUrl);
		await after.signIn(owner);
		const all = await until(6, async () => await seen(after, workflow));
		expect(namesOf(all)).toEqual([
			...['chatStarted', 'messageFromVisitor'],
			...['messageFromAgent', 'chatEnded', 'chatStarted', 'messageFromVisitor'],
		]);
		expect([...new Set(all.map(({ chat }) => chat.id))]).toEqual([first, second]);
		expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length);
	} finally {
		await n8n.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
});

test('beside the trigger with a webhook, each event has one id, so that a unique key takes it once', async () => {
	const { client } = await getInstance();
	const [{ parameters }] = smartsupp.beside.each;
	const polled = await importTrigger(client, smartsupp, polling(smartsupp));
	const delivered = await importTrigger(client, smartsupp, {
		type: 'n8n-nodes-live-chat-hub.smartsuppTrigger',
		typeVersion: 1.1,
		parameters,
	});
	try {
		await client.publish(polled.id);
		await client.publish(delivered.id);
		const url = client.webhookUrl(delivered.nodes[0]);
		await client.waitForWebhook(url);
		sandbox.vendors.smartsupp.addWebhook(url);
		const chat = await smartsupp.start(sandbox);
		await smartsupp.say(sandbox, chat, 'agent', 'How can I help?');
		await smartsupp.end(sandbox, chat);
		const all = await until(8, async () => [
			...(await seen(client, polled)),
			...(await seen(client, delivered)),
		]);
		expect(all).toHaveLength(8);
		expect(new Set(all.map(({ vendor, eventId }) => `${vendor} ${eventId}`)).size).toBe(4);
	} finally {
		await client.archiveAndDelete(polled.id);
		await client.archiveAndDelete(delivered.id);
	}
});

test('a test in the editor shows the newest few, and publishing says what the vendor refuses', async () => {
	const { client } = await getInstance();
	const workflow = await importTrigger(client, smartsupp, polling(smartsupp));
	try {
		const empty = await client.runManually(workflow.id, POLLING);
		expect(empty.data.resultData.error?.message).toContain('Smartsupp has nothing to show yet');
		await smartsupp.start(sandbox);
		const shown = await client.runManually(workflow.id, POLLING);
		expect(namesOf(nodeOutput(shown, POLLING) as unknown as ChatEvent[])).toEqual([
			'chatStarted',
			'messageFromVisitor',
		]);
		sandbox.vendors.smartsupp.fail({ status: 401 });
		await expect(client.publish(workflow.id)).rejects.toThrow('Smartsupp does not accept the credential');
		expect(JSON.stringify(shown)).not.toContain(smartsuppDemo.accessToken);
	} finally {
		await client.archiveAndDelete(workflow.id);
	}
});
