// Runs in the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import axios from 'axios';
import type { IDataObject, INode } from 'n8n-workflow';

import { N8nClient, type Workflow, type WorkflowInput } from '../n8n/client';
import { packPackage, startN8n, type N8n, type N8nOptions } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { liveSupportiDemo } from '../sandbox/vendors/liveSupporti';
import { getInstance, isBefore } from './instance';
import { deliver, idsOf } from '../n8n/load';

// Boots of n8n on busy cores, and its five attempts at publishing.
jest.setTimeout(300_000);

/** What n8n 1.x and 2.4 do otherwise; docs/security.md says what they do instead. */
const testSince20 = isBefore(20) ? test.skip : test;

const type = 'liveSupportiApi';
const triggerName = 'LiveSupporti Trigger';

const withTrigger = (name: string, trigger: Pick<INode, 'name' | 'parameters' | 'type'>): WorkflowInput => ({
	name,
	nodes: [
		{ id: 'a', typeVersion: 1.1, position: [0, 0], ...trigger },
		{
			id: 'b',
			name: 'Done',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [200, 0],
			parameters: {},
		},
	],
	connections: { [trigger.name]: { main: [[{ node: 'Done', type: 'main', index: 0 }]] } },
});
const chatStarted = (name: string) =>
	withTrigger(name, {
		name: triggerName,
		type: 'n8n-nodes-live-chat-hub.liveSupportiTrigger',
		parameters: { events: ['chatStarted'] },
	});

const urlOf = (client: N8nClient, workflow: Workflow) =>
	client.webhookUrl(workflow.nodes.find(({ name }) => name.endsWith('Trigger'))!);

/** Publishes a LiveSupporti Trigger with a credential of its own. */
async function publish(client: N8nClient, name: string, webhookSecret = liveSupportiDemo.webhookSecret) {
	const credential = await client.createCredential(name, type, { webhookSecret });
	const workflow = await client.importWorkflow(chatStarted(name), { credentials: { [type]: credential } });
	await client.publish(workflow.id);
	const url = urlOf(client, workflow);
	await client.waitForWebhook(url);
	return { workflow, url, credential };
}

const wait = (milliseconds: number) => new Promise((next) => setTimeout(next, milliseconds));
/** An execution that should not be there would be by then. */
const aMoment = async () => await wait(500);

describe('n8n of its own', () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-faults-'));
	let n8n: N8n;
	let client: N8nClient;
	let workflow: Workflow;
	let url: string;

	/** On the same port each time, so that the vendor's URL stays. */
	async function boot(packageTarball: string): Promise<void> {
		const { owner } = await getInstance();
		const options: N8nOptions = { userFolder, packageTarball, port: n8n?.port };
		n8n = await startN8n(options);
		client = new N8nClient(n8n.baseUrl);
		await client.signIn(owner);
	}

	beforeAll(async () => {
		await boot((await getInstance()).tarball);
		({ workflow, url } = await publish(client, 'Survives'));
	});
	afterAll(async () => {
		await n8n?.stop();
		rmSync(userFolder, { recursive: true, force: true });
	});

	/** n8n lists executions by their start, and one that a kill left as new may start long after later ones. */
	const newestId = async () =>
		Math.max(...(await client.executions(workflow.id)).map(({ id }) => Number(id)));

	/** The ids of the deliveries that the workflow's executions hold, and how these ended. */
	async function stored(): Promise<{ ids: string[]; statuses: Set<string> }> {
		const executions = await client.executions(workflow.id);
		const texts = await Promise.all(
			executions.map(
				async ({ id }) =>
					// n8n 1.x cannot read one that it was killed over before it answered.
					await client.execution(id).then(
						(execution) => JSON.stringify(execution),
						() => '',
					),
			),
		);
		return {
			ids: texts.flatMap((text) => /"eventId":"([^"]+)"/.exec(text)?.[1] ?? []),
			statuses: new Set(executions.map(({ status }) => status)),
		};
	}

	testSince20(
		'killed during a burst and started again: what was answered 200 is in its executions',
		async () => {
			const replies = await deliver(
				idsOf('burst', 80).map((id) => ({ url, id })),
				{ onReply: (count) => void (count === 30 && n8n.kill('SIGKILL')) },
			);
			await n8n.exited;
			await n8n.stop();
			expect(Object.keys(replies)).toEqual(['0', '200']);
			await boot((await getInstance()).tarball);
			const { ids, statuses } = await stored();
			expect(replies[200].filter((id) => !ids.includes(id))).toEqual([]);
			// n8n marks as crashed what it was killed over, some of it only moments after it is ready; what had not begun
			// stays new.
			for (const status of statuses) expect(['crashed', 'new', 'running', 'success']).toContain(status);
			await client.waitForWebhook(url);
		},
	);

	test("killed before it could answer: the vendor's next attempt brings the chat", async () => {
		// A minute of the vendor's is half a minute here: time for n8n to come back.
		const sandbox = await startSandbox({ retryScale: 0.5 });
		try {
			const { liveSupporti } = sandbox.vendors;
			await liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret);
			n8n.kill('SIGKILL');
			await n8n.exited;
			await n8n.stop();
			const before = Date.now();
			const started = liveSupporti.startChat({ email: 'after-the-kill@example.com' });
			await boot((await getInstance()).tarball);
			const { deliveries } = await started;
			expect(deliveries[0]).toMatchObject({ status: null, noReply: expect.stringContaining('ECONNREFUSED') });
			expect(deliveries.at(-1)).toMatchObject({ status: 200, attempt: deliveries.length });
			expect(Date.now() - before).toBeGreaterThan(20_000);
			const execution = await client.waitForExecution(workflow.id, { after: String((await newestId()) - 1) });
			expect(execution.status).toBe('success');
			expect(JSON.stringify(execution)).toContain('after-the-kill@example.com');
		} finally {
			await sandbox.close();
		}
	});

	test('another version of the package in its place: the published workflow goes on', async () => {
		const next = mkdtempSync(join(tmpdir(), 'live-chat-hub-next-'));
		const root = resolve(__dirname, '..', '..');
		cpSync(join(root, 'dist'), join(next, 'dist'), { recursive: true });
		const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as IDataObject;
		writeFileSync(join(next, 'package.json'), JSON.stringify({ ...manifest, version: '9.0.0' }));
		const file = join(next, 'dist', 'nodes', 'LiveSupporti', 'LiveSupportiTrigger.node.js');
		const code = readFileSync(file, 'utf8');
		writeFileSync(file, code.replace(`displayName: '${triggerName}'`, `displayName: 'The Next Version'`));
		mkdirSync(join(next, 'packed'));
		const tarball = await packPackage(join(next, 'packed'), next);

		await n8n.stop();
		await boot(tarball);
		rmSync(next, { recursive: true });
		const names = (await client.nodeTypes()).map(({ displayName }) => displayName);
		expect(names).toContain('The Next Version');
		await client.waitForWebhook(url);
		const after = String(await newestId());
		expect(await deliver([{ url, id: 'new-version' }])).toEqual({ 200: ['new-version'] });
		const execution = await client.waitForExecution(workflow.id, { after });
		expect(execution.status).toBe('success');
	});
});

describe('the shared n8n', () => {
	let client: N8nClient;
	let sandbox: Sandbox;
	beforeAll(async () => {
		({ client } = await getInstance());
		sandbox = await startSandbox();
	});
	afterAll(async () => await sandbox.close());

	test('a credential changed under a published workflow: its new secret counts within a second', async () => {
		const earlier = 'an-earlier-example-secret-0123456789-abc';
		const { workflow, url, credential } = await publish(client, 'Changed', earlier);
		expect(await deliver([{ url, id: 'too-early' }])).toEqual({ 401: ['too-early'] });
		await client.updateCredential(credential.id, 'Changed', type, {
			webhookSecret: liveSupportiDemo.webhookSecret,
		});
		// What did not fit is read anew once a second at most.
		await wait(1000);
		expect(await deliver([{ url, id: 'after-it' }])).toEqual({ 200: ['after-it'] });
		await client.waitForExecution(workflow.id);
		expect(await client.executions(workflow.id)).toHaveLength(1);
		await client.archiveAndDelete(workflow.id);
	});

	test('a credential deleted under a published workflow: 401, and no execution', async () => {
		const { workflow, url, credential } = await publish(client, 'Deleted');
		expect(await deliver([{ url, id: 'before-it' }])).toEqual({ 200: ['before-it'] });
		await client.waitForExecution(workflow.id);
		await client.rest('DELETE', `/credentials/${credential.id}`);
		// The trigger keeps the secret in memory for 10 seconds after it read it.
		await wait(10_500);
		expect(await deliver([{ url, id: 'too-late' }])).toEqual({ 401: ['too-late'] });
		await aMoment();
		expect(await client.executions(workflow.id)).toHaveLength(1);
		await client.archiveAndDelete(workflow.id);
	});

	test('what n8n refuses before the trigger sees it: corrupt gzip and more than 16 MiB get 500, and start nothing', async () => {
		const { workflow, url } = await publish(client, 'Unread bodies');
		const post = async (body: string, headers: Record<string, string>) => {
			const { status } = await axios.post(url, body, {
				headers: { 'Content-Type': 'application/json', ...headers },
				transformRequest: (data) => data,
				validateStatus: () => true,
			});
			return status;
		};
		expect(await post('not gzip', { 'Content-Encoding': 'gzip' })).toBe(500);
		expect(await post(`"${'x'.repeat(16 * 1024 * 1024)}"`, {})).toBe(500);
		await aMoment();
		expect(await client.executions(workflow.id)).toEqual([]);
		await client.archiveAndDelete(workflow.id);
	});

	describe('LiveChat', () => {
		let workflow: Workflow;
		const registered = () => sandbox.vendors.liveChat.webhooks.map(({ action }) => action);
		beforeAll(async () => {
			const name = 'LiveChat Trigger';
			const credential = await client.createCredential(
				'LiveChat',
				'liveChatApi',
				sandboxCredentials(sandbox).liveChatApi,
			);
			workflow = await client.importWorkflow(
				withTrigger('LiveChat refuses', {
					name,
					type: 'n8n-nodes-live-chat-hub.liveChatTrigger',
					parameters: { source: 'v3', events: ['incoming_chat'] },
				}),
				{ credentials: { liveChatApi: credential } },
			);
		});
		afterAll(async () => await client.archiveAndDelete(workflow.id));

		test('refuses while publishing: the editor says so, nothing is registered, and publishing later works', async () => {
			sandbox.vendors.liveChat.fail({ status: 500, path: '*/register_webhook' });
			await expect(client.publish(workflow.id, 120_000)).rejects.toThrow(
				isBefore(20) ? /Try again later/ : /LiveChat/,
			);
			expect(registered()).toEqual([]);
			sandbox.vendors.liveChat.clearFaults();
			await client.publish(workflow.id, 120_000);
			expect(registered()).toEqual(['incoming_chat']);
		});

		test('refuses while unpublishing: its deliveries find nothing, and publishing again registers once', async () => {
			const url = urlOf(client, workflow);
			sandbox.vendors.liveChat.fail({ status: 500 });
			await client.unpublish(workflow.id).catch(() => {});
			// Before 2.40 n8n goes on naming the route's methods, though it answers 404 to what it gets there.
			if (!isBefore(40)) await client.waitForWebhookGone(url);
			expect(registered()).toEqual(['incoming_chat']);
			await sandbox.vendors.liveChat.startChat();
			expect(sandbox.vendors.liveChat.deliveries.at(-1)).toMatchObject({ status: 404 });
			expect(await client.executions(workflow.id)).toEqual([]);

			sandbox.vendors.liveChat.clearFaults();
			await client.publish(workflow.id, 120_000);
			expect(registered()).toEqual(['incoming_chat']);
			await client.unpublish(workflow.id);
			expect(registered()).toEqual([]);
		});
	});
});
