// A script for people's machines, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import {
	N8nClient,
	N8nRequestError,
	prepareWorkflow,
	type CredentialsByType,
	type Owner,
	type Workflow,
} from '../test/n8n/client';
import { cacheFolder, installN8n } from '../test/n8n/install';
import { assertPortFree, packPackage, startN8n } from '../test/n8n/runner';
import { startSandbox, type Sandbox } from '../test/sandbox';
import { sandboxCredentials } from '../test/sandbox/credentials';
import { demos, type Demo } from './demo';
import { runScript, type CleanUp } from './runScript';

const repository = resolve(__dirname, '..');
const userFolder = join(cacheFolder(), 'start');
const stateFile = join(userFolder, 'demo.json');

const usage = `npm start [-- --port 5678 --sandbox-port 5680]

Starts n8n with this package and a sandbox that plays the live chat vendors, both on this machine only.
  --port          where n8n listens (5678)
  --sandbox-port  where the sandbox listens (5680)
`;

/** What is kept from one start to the next, in n8n's user folder. */
interface State {
	owner: Owner;
	/** The ids of the credentials, by type. */
	credentials: Record<string, string>;
	demos: Record<string, { workflowId: string; fileHash: string }>;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(quit: AbortSignal, cleanUp: CleanUp): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '5678' },
			'sandbox-port': { type: 'string', default: '5680' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return;
	}
	const port = portOf('--port', values.port);
	const sandboxPort = portOf('--sandbox-port', values['sandbox-port']);
	await assertPortFree(port, 'npm start -- --port');
	await assertPortFree(sandboxPort, 'npm start -- --sandbox-port');

	const install = await installN8n({ log: say, signal: quit });
	cleanUp.push(claimUserFolder());
	const tarball = await packPackage();
	cleanUp.push(() => rmSync(dirname(tarball), { recursive: true, force: true }));

	// A retry comes after the vendor's own minutes, so that there is time to see what it does.
	const sandbox = await startSandbox({ port: sandboxPort, retryScale: 1 });
	cleanUp.push(async () => await sandbox.close());
	say('Starting n8n ...');
	const n8n = await startN8n({ port, userFolder, packageTarball: tarball, install, signal: quit });
	cleanUp.push(async () => await n8n.stop());

	const state = readState();
	const client = new N8nClient(n8n.baseUrl);
	await signIn(client, state.owner);
	await retire(client, state);
	const credentials = await enterCredentials(client, sandbox, state);
	for (const demo of demos) {
		quit.throwIfAborted();
		await bringToLife(demo, client, sandbox, credentials, state);
	}

	say(`
  Live Chat Hub is running.

    Sandbox    ${sandbox.url}/    (the vendors, to play with)
    n8n        ${n8n.baseUrl}/
    E-mail     ${state.owner.email}
    Password   ${state.owner.password}

  Open the sandbox, then:
${demos.map(({ tryIt }) => `    ${tryIt}`).join('\n')}
  The workflow behind it, and its executions, are in n8n. Ctrl-C ends both.
`);
	await Promise.race([n8n.exited, new Promise((done) => quit.addEventListener('abort', done))]);
	if (!quit.aborted)
		throw new Error(`n8n has ended. Its last lines:\n${n8n.logText().split('\n').slice(-20).join('\n')}`);
}

/** Ends what an earlier version brought to life and this one does not: one chat would be answered twice. */
async function retire(client: N8nClient, state: State): Promise<void> {
	for (const [workflow, { workflowId }] of Object.entries(state.demos)) {
		if (demos.some((demo) => demo.workflow === workflow)) continue;
		if ((await unlessGone(client.workflow(workflowId)))?.activeVersionId) await client.unpublish(workflowId);
		delete state.demos[workflow];
		writeState(state);
	}
}

/** A credential for each vendor. It is always written: the sandbox may listen on another port than last time. */
async function enterCredentials(
	client: N8nClient,
	sandbox: Sandbox,
	state: State,
): Promise<CredentialsByType> {
	const credentials: CredentialsByType = {};
	for (const [type, data] of Object.entries(sandboxCredentials(sandbox))) {
		const vendor = type.replace(/Api$/, '') as keyof Sandbox['vendors'];
		const name = `${sandbox.vendors[vendor].title} sandbox`;
		const known = state.credentials[type];
		credentials[type] =
			(known && (await unlessGone(client.updateCredential(known, name, type, data)))) ||
			(await client.createCredential(name, type, data));
		state.credentials[type] = credentials[type].id;
		writeState(state);
	}
	return credentials;
}

/** Workflow and the vendors' settings for one example; what an earlier start made is used again. */
async function bringToLife(
	demo: Demo,
	client: N8nClient,
	sandbox: Sandbox,
	credentials: CredentialsByType,
	state: State,
): Promise<void> {
	const file = join(repository, demo.workflow);
	// The sandbox may listen on another port than last time.
	const json = sandbox.crm.putInto(readFileSync(file, 'utf8'));
	const fileHash = createHash('sha256')
		.update(json + JSON.stringify(credentials))
		.digest('hex');
	const known = state.demos[demo.workflow];
	const stored = known && (await unlessGone(client.workflow(known.workflowId)));
	let workflow = stored && !stored.isArchived ? stored : undefined;

	if (!workflow || known?.fileHash !== fileHash) {
		const webhookIds = Object.fromEntries(
			(workflow?.nodes ?? []).flatMap((node) => (node.webhookId ? [[node.name, node.webhookId]] : [])),
		);
		const prepared = prepareWorkflow(file, {
			credentials,
			webhookIds,
			replace: sandbox.crm.putInto,
		});
		workflow = workflow
			? await client.updateWorkflow(workflow.id, prepared)
			: await client.createWorkflow(prepared);
		await client.publish(workflow.id);
		state.demos[demo.workflow] = { workflowId: workflow.id, fileHash };
		writeState(state);
	} else if (!workflow.activeVersionId) {
		await client.publish(workflow.id);
	} else if (demo.registersItself) {
		await client.unpublish(workflow.id);
		await client.publish(workflow.id);
	}
	await connect(demo, client, sandbox, workflow);
}

async function connect(demo: Demo, client: N8nClient, sandbox: Sandbox, workflow: Workflow): Promise<void> {
	for (const [name, connectIt] of Object.entries(demo.connect)) {
		const type = `n8n-nodes-live-chat-hub.${name}`;
		const trigger = workflow.nodes.find((node) => node.type === type);
		if (!trigger)
			throw new Error(
				`"${workflow.name}" has no ${type} node any more. Add it again, or delete the workflow.`,
			);
		const url = client.webhookUrl(trigger);
		await client.waitForWebhook(url);
		await connectIt(sandbox, url);
	}
}

async function signIn(client: N8nClient, owner: Owner): Promise<void> {
	const outcome = await client.signIn(owner).catch((cause: unknown) => cause);
	if (outcome instanceof N8nRequestError && outcome.status === 401) {
		throw new Error(
			`n8n does not take the password that ${stateFile} holds: it was changed in the editor. ` +
				`Write the new one there, or delete ${userFolder} to begin anew.`,
		);
	}
	if (outcome instanceof Error) throw outcome;
}

/** `undefined` for what a person deleted in the editor since. */
async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
	return await request.catch((cause: unknown) =>
		cause instanceof N8nRequestError && cause.status === 404 ? undefined : Promise.reject(cause),
	);
}

function readState(): State {
	if (existsSync(stateFile)) {
		const stored = JSON.parse(readFileSync(stateFile, 'utf8')) as State;
		// Before there were credentials for all, each example had its own.
		return { ...stored, credentials: stored.credentials ?? {} };
	}
	// n8n asks for 8 characters with a digit and a capital letter. Kept before it is used: it is stored nowhere else.
	const owner = { email: 'owner@example.com', password: `${randomBytes(9).toString('base64url')}-A1` };
	const state: State = { owner, credentials: {}, demos: {} };
	writeState(state);
	return state;
}

function writeState(state: State): void {
	writeFileSync(stateFile, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

/** Two n8n on one database would both run its workflows. */
function claimUserFolder(): () => void {
	mkdirSync(userFolder, { recursive: true });
	const file = join(userFolder, 'pid');
	const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
	if (holder && isAlive(holder)) {
		throw new Error(
			`npm start runs already (process ${holder}). End it first; if there is no such process, delete ${file}.`,
		);
	}
	writeFileSync(file, String(process.pid));
	return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

function portOf(option: string, text: string): number {
	const port = Number(text);
	if (!Number.isInteger(port) || port < 1 || port > 65535)
		throw new Error(`${option} takes a number from 1 to 65535, not "${text}".`);
	return port;
}

const quit = new AbortController();
quit.signal.addEventListener('abort', () => say('\nStopping ...'));
// The sandbox runs in this process: what nobody caught there must not end n8n as well.
process.on('uncaughtException', (cause) => {
	if ((cause as NodeJS.ErrnoException).code === 'EPIPE') quit.abort();
	else process.stderr.write(`\nThe sandbox met an error and goes on: ${cause.stack ?? String(cause)}\n`);
});
void runScript(main, quit);
