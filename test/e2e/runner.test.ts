/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- a test, never inside n8n */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { N8nClient, N8nRequestError, nodeOutput, type WorkflowInput } from '../n8n/client';
import { startN8n } from '../n8n/runner';
import { getInstance, isBefore, isN8n1 } from './instance';

const root = resolve(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
	name: string;
	n8n: { nodes: string[] };
};
/** dist/nodes/Giosg/GiosgTrigger.node.js describes giosgTrigger. */
const nodeNames = manifest.n8n.nodes.map((file) => {
	const name = basename(file, '.node.js');
	return `${manifest.name}.${name[0].toLowerCase()}${name.slice(1)}`;
});

/** n8n's own nodes only, so that what fails here is the runner or the client. */
const builtIn = (): WorkflowInput => ({
	name: 'Webhook to field',
	nodes: [
		{
			id: '1',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			parameters: { httpMethod: 'POST', path: `runner-${Date.now()}`, responseMode: 'onReceived' },
		},
		{
			id: '2',
			name: 'Field',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: {
				assignments: {
					assignments: [{ id: 'a', name: 'greeting', type: 'string', value: '=Hello {{ $json.body.name }}' }],
				},
			},
		},
	],
	connections: { Webhook: { main: [[{ node: 'Field', type: 'main', index: 0 }]] } },
});

describe('the shared n8n', () => {
	test('is ready', async () => {
		const { baseUrl } = await getInstance();
		const answer = await fetch(`${baseUrl}/healthz/readiness`);
		expect(answer.status).toBe(200);
	});

	test('listens on 127.0.0.1 only', async () => {
		const { baseUrl } = await getInstance();
		const { port } = new URL(baseUrl);
		const others = Object.values(networkInterfaces())
			.flatMap((addresses) => addresses ?? [])
			.filter(({ family, internal }) => family === 'IPv4' && !internal)
			.map(({ address }) => address);
		if (process.platform === 'linux') others.push('127.0.0.2');
		for (const address of others) await expect(fetch(`http://${address}:${port}/healthz`)).rejects.toThrow();
	});

	test('lists every node type of the packed package', async () => {
		const { client } = await getInstance();
		// n8n adds a `...Tool` of its own for every action that an AI agent may use.
		const types = (await client.nodeTypes()).map(({ name }) => name).filter((name) => !name.endsWith('Tool'));
		expect(types.filter((name) => name.startsWith(`${manifest.name}.`)).sort()).toEqual(
			[...nodeNames].sort(),
		);
	});
});

describe('the client', () => {
	test('takes a workflow through its life: import, publish, deliver, read, unpublish, delete', async () => {
		const { client, baseUrl } = await getInstance();
		const workflow = await client.importWorkflow(builtIn(), {
			replace: (json) => json.replace('Hello', 'Hi'),
		});
		const url = `${baseUrl}/webhook/${workflow.nodes[0].parameters.path as string}`;
		expect(workflow.nodes[0].webhookId).toMatch(/^[0-9a-f-]{36}$/);

		await client.publish(workflow.id);
		await client.waitForWebhook(url);
		const answer = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: '{"name":"Ann"}',
		});
		expect(answer.status).toBe(200);

		const execution = await client.waitForExecution(workflow.id, { status: 'success' });
		expect(nodeOutput(execution, 'Field')).toEqual([{ greeting: 'Hi Ann' }]);
		expect(await client.executions(workflow.id)).toHaveLength(1);

		await client.unpublish(workflow.id);
		await client.waitForWebhookGone(url);
		await client.archiveAndDelete(workflow.id);
		await expect(client.workflow(workflow.id)).rejects.toMatchObject({ status: 404 });
	});

	// n8n 2.4 publishes a second workflow on the same path.
	const testPaths = isBefore(20) && !isN8n1 ? test.skip : test;
	testPaths('says which trigger could not be published and why', async () => {
		const { client } = await getInstance();
		const first = await client.importWorkflow(builtIn());
		const second = await client.importWorkflow({ ...builtIn(), nodes: first.nodes, name: 'Same path' });
		await client.publish(first.id);
		await expect(client.publish(second.id)).rejects.toThrow(/webhook/i);
		await client.archiveAndDelete(first.id);
		await client.archiveAndDelete(second.id);
	});

	test('says what it waited for when an execution does not come', async () => {
		const { client } = await getInstance();
		const workflow = await client.importWorkflow(builtIn());
		await expect(client.waitForExecution(workflow.id, { timeoutMs: 200 })).rejects.toThrow('There was: none');
		await client.archiveAndDelete(workflow.id);
	});

	test("carries n8n's own words and nothing of the connection", async () => {
		const { baseUrl, owner } = await getInstance();
		const stranger = new N8nClient(baseUrl);
		const refusal: unknown = await stranger
			.login({ ...owner, password: 'Another-example-1' })
			.catch((cause) => cause);
		expect(refusal).toBeInstanceOf(N8nRequestError);
		expect(refusal).toMatchObject({
			status: 401,
			message: expect.stringContaining('POST /rest/login answered 401'),
		});
		expect(JSON.stringify(refusal).length).toBeLessThan(1000);

		const nobody: unknown = await new N8nClient('http://127.0.0.1:1').login(owner).catch((cause) => cause);
		expect(nobody).toMatchObject({ status: 0, answer: 'ECONNREFUSED' });
	});
});

describe('an n8n of its own', () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-e2e-'));
	afterAll(() => rmSync(userFolder, { recursive: true, force: true }));

	test('stops without leaving a process, and starts again on the same user folder', async () => {
		const { tarball, owner } = await getInstance();
		const first = await startN8n({ userFolder, packageTarball: tarball });
		const client = new N8nClient(first.baseUrl);
		await client.signIn(owner);
		const { id } = await client.importWorkflow(builtIn());
		expect(first.logText()).toContain('Editor is now accessible');
		await first.stop();
		expect(groupIsAlive(first.pid)).toBe(false);
		await expect(fetch(first.baseUrl)).rejects.toThrow();

		const second = await startN8n({ userFolder, port: first.port, packageTarball: tarball });
		const again = new N8nClient(second.baseUrl);
		await again.signIn(owner);
		expect(second.baseUrl).toBe(first.baseUrl);
		expect((await again.workflow(id)).name).toBe('Webhook to field');
		second.kill('SIGKILL');
		await second.exited;
		await second.stop();
		expect(groupIsAlive(second.pid)).toBe(false);
		expect(existsSync(userFolder)).toBe(true);
	});

	test('names the port when it is taken', async () => {
		const server: Server = createServer();
		const port = await new Promise<number>((done) => {
			server.listen(0, '127.0.0.1', () => {
				const address = server.address();
				done(typeof address === 'object' && address ? address.port : 0);
			});
		});
		await expect(startN8n({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
		await new Promise((done) => server.close(done));
	});

	test('says how n8n ended when it does not come up, with the end of its log', async () => {
		const misplaced = startN8n({ userFolder, command: 'webhook' });
		await expect(misplaced).rejects.toThrow(
			/n8n ended before it was ready \(exit code \d+\).*execution mode as queue/s,
		);
	});

	test('goes when the process that started it is killed', async () => {
		const runner = JSON.stringify(join(root, 'test', 'n8n', 'runner'));
		const code = `require(${runner}).startN8n({ userFolder: ${JSON.stringify(userFolder)} }).then((n8n) => console.log(n8n.pid))`;
		const parent = spawn(process.execPath, ['--import', 'tsx', '--eval', code], {
			cwd: root,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const pid = await new Promise<number>((done) => {
			createInterface(parent.stdout).once('line', (line) => done(Number(line)));
		});
		expect(groupIsAlive(pid)).toBe(true);
		parent.kill('SIGKILL');
		for (const end = Date.now() + 30_000; groupIsAlive(pid) && Date.now() < end;) {
			await new Promise((next) => setTimeout(next, 100));
		}
		expect(groupIsAlive(pid)).toBe(false);
	});
});

/** n8n leads a process group of its own, which its task runner belongs to. */
function groupIsAlive(pid: number): boolean {
	try {
		process.kill(-pid, 0);
		return true;
	} catch {
		return false;
	}
}
