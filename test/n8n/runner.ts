// Runs on a developer's machine or in CI, never inside n8n: files, processes and timers are what it is made of.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, installN8n, type N8nInstall } from './install';

const run = promisify(execFile);

const REPOSITORY = resolve(__dirname, '..', '..');
const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;
/** Enough for every message of a test run; a benchmark at debug level must not fill the memory. */
const LOG_LIMIT = 4_000_000;

type Command = 'start' | 'webhook' | 'worker';

/** The line each process writes last while it starts. The health route answers earlier. */
const READY_LINE: Record<Command, string> = {
	start: 'Editor is now accessible',
	webhook: 'Webhook listener waiting for requests',
	worker: 'n8n worker is now ready',
};

export interface N8nOptions {
	/** Kept after the stop when given; otherwise a temporary folder that the stop removes. */
	userFolder?: string;
	/** The port to listen on (a worker: its health port). 0 or nothing: a free one. */
	port?: number;
	/** The tarball of `npm pack`, or several, installed in the user folder as a person's install would be. */
	packageTarball?: string | string[];
	/** Laid over the defaults; `undefined` removes a variable. */
	env?: Record<string, string | undefined>;
	/** `start` by default; `webhook` and `worker` are the other processes of queue mode. */
	command?: Command;
	/** Arguments after the command, e.g. `--concurrency=5`. */
	args?: string[];
	/** Takes one line of progress of the install, when there has to be one. */
	log?: (line: string) => void;
	/** The n8n to run; by default the one that this folder pins, installed on first use. */
	install?: N8nInstall;
	/** Aborting stops a start that is under way; it then rejects. */
	signal?: AbortSignal;
}

export interface N8n {
	/** e.g. `http://127.0.0.1:5678`, without a slash at the end. */
	baseUrl: string;
	port: number;
	userFolder: string;
	pid: number;
	/** Everything n8n has written so far (the last 4 MB of it). */
	logText(): string;
	/** Ends n8n as an operator would: SIGTERM, after 20 s SIGKILL. Resolves when the process and its task runner are gone. */
	stop(): Promise<void>;
	/** Sends a signal to n8n, for tests of what a crash leaves behind. Call `stop()` as well: it cleans up. */
	kill(signal: NodeJS.Signals): void;
	/** Resolves when the process has ended, for whatever reason. */
	exited: Promise<void>;
}

/**
 * Starts a real n8n on 127.0.0.1, offline and quiet, and resolves when it is ready for requests.
 * It ends with this process, even when this process is killed.
 *
 * @throws an Error naming the port when it is taken, or with the end of n8n's log when n8n does not become ready in 180 s
 */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	const { command = 'start', args = [], packageTarball, log, signal } = options;
	if (options.port) await assertPortFree(options.port);
	const install = options.install ?? (await installN8n({ log, signal }));
	const [freePort, brokerPort] = await freePorts(2);
	const port = options.port || freePort;
	const userFolder = options.userFolder ?? fs.mkdtempSync(join(tmpdir(), 'live-chat-hub-n8n-'));
	fs.mkdirSync(userFolder, { recursive: true });
	for (const tarball of [packageTarball ?? []].flat()) await unpackInto(userFolder, tarball);
	signal?.throwIfAborted();

	const child = spawn(
		install.nodeBinary,
		['--require', join(__dirname, 'exit-with-parent.cjs'), install.n8nBinary, command, ...args],
		{
			cwd: userFolder, // n8n reads a .env file from its working folder
			env: n8nEnvironment(install, { userFolder, port, brokerPort, command, more: options.env ?? {} }),
			stdio: ['pipe', 'pipe', 'pipe'],
			detached: true, // a group of its own, so that a Ctrl-C reaches it through stop() only and the task runner can be ended with it
		},
	);
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (chunk: string) => {
			text = (text + chunk).slice(-LOG_LIMIT);
		});
	}
	child.stdin.on('error', () => {}); // n8n ended first
	const exited = new Promise<void>((done) => {
		child.once('exit', () => done());
		child.once('error', (cause) => {
			text += `\n${cause.message}`;
			done();
		});
	});
	const hasExited = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
	const killGroup = () => {
		try {
			if (child.pid) process.kill(-child.pid, 'SIGKILL');
		} catch {
			// the group is empty: nothing was left behind
		}
	};

	const n8n: N8n = {
		baseUrl: `http://${HOST}:${port}`,
		port,
		userFolder,
		pid: child.pid ?? 0,
		logText: () => text,
		kill: (name) => void child.kill(name),
		exited,
		async stop() {
			if (!hasExited()) {
				child.kill('SIGTERM');
				const timer = setTimeout(killGroup, STOP_TIMEOUT_MS);
				await exited;
				clearTimeout(timer);
			}
			killGroup();
			await groupIsGone(child.pid);
			if (!options.userFolder) fs.rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
		},
	};

	const started = Date.now();
	const healthUrl = `${n8n.baseUrl}/healthz/readiness`;
	while (!(text.includes(READY_LINE[command]) && (await answersOk(healthUrl)))) {
		const reason = hasExited()
			? `n8n ended before it was ready (${child.signalCode ?? `exit code ${child.exitCode}`})`
			: signal?.aborted
				? 'The start of n8n was called off'
				: Date.now() - started > READY_TIMEOUT_MS
					? `n8n was not ready after ${READY_TIMEOUT_MS / 1000} s`
					: '';
		if (reason) {
			await n8n.stop();
			throw new Error(`${reason}. The end of its log:\n${text.split('\n').slice(-30).join('\n')}`);
		}
		await new Promise((next) => setTimeout(next, 100));
	}
	return n8n;
}

/**
 * Packs a built package as `npm publish` would.
 *
 * @param folder where the tarball is written; a new temporary folder by default, which the caller removes
 * @param source the package's own folder; this repository by default
 * @returns the absolute path of the tarball
 * @throws an Error that names a file of the manifest that was not built
 */
export async function packPackage(
	folder: string = fs.mkdtempSync(join(tmpdir(), 'live-chat-hub-pack-')),
	source: string = REPOSITORY,
): Promise<string> {
	const manifest = JSON.parse(fs.readFileSync(join(source, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	// n8n skips the whole package without a word to its users when one of these files is not there.
	const missing = [...manifest.n8n.nodes, ...manifest.n8n.credentials].find(
		(file) => !fs.existsSync(join(source, file)),
	);
	if (missing) throw new Error(`${missing} is not there. Run \`npm run build\` first.`);
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const { stdout } = await run('npm', args, {
		cwd: source,
		env: childEnvironment(process.execPath),
		maxBuffer: 1e8,
	});
	const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
	return join(folder, filename);
}

/**
 * The port is free on 127.0.0.1.
 *
 * @param option what to tell a person to change, e.g. `--port`
 * @throws an Error that names the port and what to do
 */
export async function assertPortFree(port: number, option?: string): Promise<void> {
	const server = createServer();
	await new Promise<void>((done, refuse) => {
		server.once('error', (cause: NodeJS.ErrnoException) => {
			const why =
				cause.code === 'EADDRINUSE' ? 'is taken by another program' : `may not be used (${cause.code})`;
			const other = option ? `choose another with ${option} <number>` : 'choose another port';
			refuse(new Error(`Port ${port} on ${HOST} ${why}. Stop that program, or ${other}.`));
		});
		server.listen(port, HOST, () => server.close(() => done()));
	});
}

/** As many free ports of 127.0.0.1, for processes that have to know each other's before they start. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer());
	const ports = await Promise.all(
		servers.map(
			(server) =>
				new Promise<number>((done, refuse) => {
					server.once('error', refuse).listen(0, HOST, () => {
						const address = server.address();
						done(typeof address === 'object' && address ? address.port : 0);
					});
				}),
		),
	);
	await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
	return ports;
}

/** The folder in which the editor's *Install community node* puts a package too. */
async function unpackInto(userFolder: string, tarball: string): Promise<void> {
	const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
	fs.mkdirSync(modules, { recursive: true });
	const unpacked = fs.mkdtempSync(join(modules, '.unpacking-'));
	await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const { name } = JSON.parse(fs.readFileSync(join(unpacked, 'package.json'), 'utf8')) as { name: string };
	fs.rmSync(join(modules, name), { recursive: true, force: true });
	fs.renameSync(unpacked, join(modules, name));
}

function n8nEnvironment(
	install: N8nInstall,
	{
		userFolder,
		port,
		brokerPort,
		command,
		more,
	}: {
		userFolder: string;
		port: number;
		brokerPort: number;
		command: Command;
		more: Record<string, string | undefined>;
	},
): NodeJS.ProcessEnv {
	// A shell that is set up for another n8n, or for the test runner, must not change what is tested.
	const foreign =
		/^(N8N_|DB_|EXECUTIONS_|QUEUE_|CREDENTIALS_|WEBHOOK_|JEST_|NODE_ENV$|NODE_OPTIONS$|GENERIC_TIMEZONE$|E2E_TESTS$)/;
	const inherited = Object.entries(childEnvironment(install.nodeBinary)).filter(
		([key]) => !foreign.test(key),
	);
	const listen =
		command === 'worker'
			? {
					QUEUE_HEALTH_CHECK_ACTIVE: 'true',
					QUEUE_HEALTH_CHECK_PORT: String(port),
					N8N_WORKER_SERVER_ADDRESS: HOST,
				}
			: { N8N_PORT: String(port), N8N_LISTEN_ADDRESS: HOST, N8N_HOST: HOST };
	return {
		...Object.fromEntries(inherited),
		...listen,
		N8N_USER_FOLDER: userFolder,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		GENERIC_TIMEZONE: 'UTC',
		// Four times the deliveries per second of a community trigger (docs/operations.md).
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		...more,
	};
}

/** A killed task runner lingers until the system has taken note of its end; 5 s at most. */
async function groupIsGone(pid: number | undefined): Promise<void> {
	for (const end = Date.now() + 5000; pid && Date.now() < end;) {
		try {
			process.kill(-pid, 0);
		} catch {
			return;
		}
		await new Promise((next) => setTimeout(next, 20));
	}
}

async function answersOk(url: string): Promise<boolean> {
	try {
		const { ok } = await fetch(url, { signal: AbortSignal.timeout(2000) });
		return ok;
	} catch {
		return false;
	}
}
