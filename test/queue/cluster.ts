// Runs in the queue tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { N8nClient, type CredentialsByType } from '../n8n/client';
import { provide } from '../n8n/provide';
import { freePorts, packPackage, startN8n, type N8n } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';

const run = promisify(execFile);
const HOST = '127.0.0.1';
const POSTGRES = '/usr/lib/postgresql/15/bin';
const isRoot = process.getuid?.() === 0;

/** n8n in queue mode with all that it needs, and the sandbox whose accounts its credentials hold. */
export interface Cluster {
	/** Signed in at the main process, where workflows are stored and published. */
	client: N8nClient;
	/** Knows the webhook process, which takes the deliveries; not signed in. */
	door: N8nClient;
	workers: N8n[];
	/** Resident memory of each process in MB, by the n8n command that runs in it. */
	memory(): Array<[string, number]>;
	sandbox: Sandbox;
	credentials: CredentialsByType;
	/** Starts one more process beside those that are there. */
	add(command: 'webhook' | 'worker'): Promise<N8n>;
	/** The same PostgreSQL for n8n's Postgres node, as its credential takes it. */
	database: { host: string; port: number; database: string; user: string; password: string; ssl: 'disable' };
	/** Rows of PostgreSQL, each a list of its columns as text. */
	sql(query: string): Promise<string[][]>;
	/** Ends every process and removes every file. */
	stop(): Promise<void>;
}

/**
 * Starts Redis, PostgreSQL 15, one main, one webhook process and two workers, on free ports of 127.0.0.1. What is
 * missing is installed with apt first. Whatever fails, what was started is stopped again.
 *
 * @throws an Error that says which program is missing and how to install it, where there is no apt or no root
 */
export async function startCluster(): Promise<Cluster> {
	const cleanUp: Array<() => Promise<unknown> | void> = [];
	const stop = async () => {
		for (const step of cleanUp.splice(0).reverse()) await step();
	};
	const built = await build(cleanUp).catch(async (cause: unknown) => {
		await stop();
		return await Promise.reject(cause);
	});
	return { ...built, stop };
}

async function build(cleanUp: Array<() => Promise<unknown> | void>): Promise<Omit<Cluster, 'stop'>> {
	await provide('redis-server', '/usr/bin/redis-server');
	await provide('postgresql-15', join(POSTGRES, 'postgres'));
	const [redisPort, postgresPort, doorPort] = await freePorts(3);
	const folder = mkdtempSync(join(tmpdir(), 'live-chat-hub-queue-'));
	chmodSync(folder, 0o755); // PostgreSQL's own user goes through it
	cleanUp.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

	cleanUp.push(
		startServer('/usr/bin/redis-server', [
			...['--port', String(redisPort), '--bind', HOST, '--dir', folder],
			...['--save', '', '--appendonly', 'no'],
		]),
	);
	const data = join(folder, 'postgres');
	mkdirSync(data, { mode: 0o700 });
	const user = isRoot ? await postgresUser() : undefined; // it does not run as root
	if (user) chownSync(data, user.uid, user.gid);
	const initdbArgs = ['-D', data, '-A', 'trust', '-U', 'n8n', '-E', 'UTF8', '--no-sync'];
	await run(join(POSTGRES, 'initdb'), initdbArgs, { cwd: '/', ...user });
	const settings = [
		`listen_addresses=${HOST}`,
		'unix_socket_directories=',
		'max_connections=100',
		'fsync=off',
	];
	cleanUp.push(
		startServer(
			join(POSTGRES, 'postgres'),
			['-D', data, '-p', String(postgresPort), ...settings.flatMap((setting) => ['-c', setting])],
			user,
		),
	);

	const psql = async (query: string): Promise<string> => {
		const where = ['-h', HOST, '-p', String(postgresPort), '-U', 'n8n', '-d', 'postgres'];
		const options = { maxBuffer: 1e8 };
		return (await run(join(POSTGRES, 'psql'), [...where, '-X', '-A', '-t', '-c', query], options)).stdout;
	};
	for (const end = Date.now() + 30_000; ; await new Promise((next) => setTimeout(next, 200))) {
		const outcome = await psql('select 1').catch((cause: unknown) => cause);
		if (!(outcome instanceof Error)) break;
		if (Date.now() > end) throw outcome;
	}

	const tarball = await packPackage();
	cleanUp.push(() => rmSync(dirname(tarball), { recursive: true, force: true }));
	const env = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: HOST,
		QUEUE_BULL_REDIS_PORT: String(redisPort),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: HOST,
		DB_POSTGRESDB_PORT: String(postgresPort),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: 'not-asked-for',
		N8N_ENCRYPTION_KEY: 'example-encryption-key',
		// What LiveChat is told at publishing, which main does.
		WEBHOOK_URL: `http://${HOST}:${doorPort}/`,
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		// n8n takes a worker for dead after these instead of its 60, 10 and 30 seconds, so that a test need not wait as long.
		QUEUE_WORKER_LOCK_DURATION: '15000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
		QUEUE_WORKER_STALLED_INTERVAL: '5000',
	};
	const processes: Array<[string, number]> = [];
	const start = async (command: 'start' | 'webhook' | 'worker', port = 0): Promise<N8n> => {
		const n8n = await startN8n({
			command,
			port,
			packageTarball: tarball,
			env,
			log: (line) => void process.stdout.write(`${line}\n`),
		});
		cleanUp.push(async () => await n8n.stop());
		processes.push([command, n8n.pid]);
		return n8n;
	};
	const main = await start('start'); // alone: it makes the tables
	const [, ...workers] = await allOrThrow([start('webhook', doorPort), start('worker'), start('worker')]);

	const sandbox = await startSandbox();
	cleanUp.push(async () => await sandbox.close());
	const client = new N8nClient(main.baseUrl);
	await client.signIn();
	const credentials = await client.createCredentials(sandboxCredentials(sandbox));
	return {
		client,
		door: new N8nClient(`http://${HOST}:${doorPort}`),
		workers,
		sandbox,
		credentials,
		add: start,
		memory: () =>
			processes.map(([command, pid]) => {
				const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
				return [command, Math.round(Number(kilobytes) / 1000)];
			}),
		database: {
			host: HOST,
			port: postgresPort,
			database: 'postgres',
			user: 'n8n',
			password: 'not-asked-for',
			ssl: 'disable',
		},
		sql: async (query) => {
			const rows = (await psql(query)).split('\n').filter(Boolean);
			return rows.map((row) => row.split('|'));
		},
	};
}

/** Waits for all, so that what did start can be stopped when another did not. */
async function allOrThrow<T>(promises: Array<Promise<T>>): Promise<T[]> {
	await Promise.allSettled(promises);
	return await Promise.all(promises);
}

/** A server that ends with this process, even when this process is killed; returns what stops it. */
function startServer(program: string, args: string[], user?: User): () => Promise<void> {
	const as = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
	const child = spawn('/usr/bin/setpriv', ['--pdeathsig', 'KILL', ...as, program, ...args], {
		stdio: 'ignore',
		cwd: '/',
	});
	const exited = new Promise<void>((done) => {
		child.once('exit', () => done()).once('error', () => done());
	});
	return async () => {
		child.kill('SIGINT'); // PostgreSQL's "fast" stop
		await exited;
	};
}

interface User {
	uid: number;
	gid: number;
}

async function postgresUser(): Promise<User> {
	const [uid, gid] = await Promise.all(
		['-u', '-g'].map(async (option) => Number((await run('id', [option, 'postgres'])).stdout)),
	);
	return { uid, gid };
}
