// Runs on a developer's machine or in CI, never inside n8n: files, processes and timers are what it is made of.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** n8n from 2.37 on starts with Node 24 only, and its native module isolated-vm is built for that line alone. */
const NODE_VERSION = '24.21.0';

interface Manifest {
	dependencies: { n8n: string };
	/** For packages that npm cannot resolve, or resolves to one that n8n does not start with. */
	overrides: Record<string, unknown>;
}

/** The releases whose dependencies are locked; the first is the one that tests and `npm start` run by themselves. */
const PINS = ['n8n', 'n8n-1.123'].map((name) => {
	const folder = join(__dirname, '..', name);
	const manifest = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
	return { folder, manifest, version: manifest.dependencies.n8n };
});

/** What the unpacked n8n takes on disk, with room for npm's own cache of the same packages. */
const NEEDED_BYTES = 4.5e9;

const PROGRESS_EVERY_MS = 10_000;
const LOCK_TIMEOUT_MS = 30 * 60_000;

export interface InstallOptions {
	/** Takes one line of progress without a line break. Silent by default. */
	log?: (line: string) => void;
	/** The release of n8n, e.g. `2.30.8`. By default `$LIVE_CHAT_HUB_N8N`, the one that test/n8n pins where it is not set. */
	version?: string;
	/** Aborting ends npm and makes the promise reject; the next call goes on from the step that was cut short. */
	signal?: AbortSignal;
}

export interface N8nInstall {
	/** e.g. `2.41.1` */
	version: string;
	/** Absolute path of a Node that this n8n runs on. */
	nodeBinary: string;
	/** Absolute path of n8n's command line script, to be run with `nodeBinary`. */
	n8nBinary: string;
}

/**
 * Where the project keeps what it downloads and what `npm start` remembers, outside of the repository so that the
 * project's .npmrc does not reach n8n's own install.
 *
 * @returns `$LIVE_CHAT_HUB_CACHE`, `$XDG_CACHE_HOME` or `~/.cache`, each with `n8n-nodes-live-chat-hub` appended
 */
export function cacheFolder(): string {
	const base = process.env.LIVE_CHAT_HUB_CACHE || process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-live-chat-hub');
}

/**
 * The environment for a child process, without what `npm run` adds for this project: its `ignore-scripts` and
 * `legacy-peer-deps` would otherwise reach the install of n8n.
 *
 * @param nodeBinary absolute path of a Node, whose folder comes first in PATH: n8n and npm start `node` by name
 * @param keepNpm keeps what tells npm where and how to download (registry, proxy, certificates, cache)
 */
export function childEnvironment(nodeBinary: string, keepNpm = false): NodeJS.ProcessEnv {
	const download =
		/^npm_config_(.*registry|cache|userconfig|globalconfig|proxy|https_proxy|noproxy|cafile|strict_ssl|fetch_.*)$/i;
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key) || (keepNpm && download.test(key))),
	);
	return { ...env, PATH: `${dirname(nodeBinary)}${delimiter}${process.env.PATH ?? ''}` };
}

/**
 * Installs n8n into a folder of its own in the cache on first use (about 3 GB and 5 minutes); answers in well under a
 * second when it is there. A release that a folder of test/ locks comes with the dependencies of that lock, any other
 * with those that are newest at its first use. An install that was cut short goes on at the step where it stopped, and
 * of two processes that ask at once one installs while the other waits.
 *
 * @returns how to start it
 * @throws an Error that says what happened, what to do, and where npm's own lines are
 */
export async function installN8n({
	log = () => {},
	version = process.env.LIVE_CHAT_HUB_N8N || PINS[0].version,
	signal,
}: InstallOptions = {}): Promise<N8nInstall> {
	const files = filesFor(version);
	const hash = createHash('sha256');
	for (const text of Object.values(files)) hash.update(text);

	const cache = cacheFolder();
	const folder = join(cache, `n8n-${version}-${hash.digest('hex').slice(0, 12)}`);
	const install: Install = {
		cache,
		folder,
		version,
		files,
		log,
		signal,
		logFile: join(cache, 'install.log'),
	};
	const n8nBinary = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');

	const found = nodeThatIsThere(cache);
	if (found && fs.existsSync(join(folder, '.ready'))) return { version, nodeBinary: found, n8nBinary };

	fs.mkdirSync(folder, { recursive: true });
	const release = await lock(install);
	try {
		const nodeBinary = await provideNode(install);
		await provideN8n(install, nodeBinary);
		return { version, nodeBinary, n8nBinary };
	} finally {
		release();
	}
}

/** The files of the folder that locks this release, or a package.json with the overrides of the one with its major number. */
function filesFor(version: string): Record<string, string> {
	const pinned = PINS.find((pin) => pin.version === version);
	if (pinned) {
		return Object.fromEntries(
			['package.json', 'package-lock.json'].map((name) => [
				name,
				fs.readFileSync(join(pinned.folder, name), 'utf8'),
			]),
		);
	}
	const major = (text: string) => text.split('.')[0];
	const { manifest } = PINS.find((pin) => major(pin.version) === major(version)) ?? PINS[0];
	// The spreadsheet library of older releases comes from a server of its own, which is not always reached.
	const overrides = { xlsx: '0.18.5', ...manifest.overrides };
	return { 'package.json': JSON.stringify({ private: true, dependencies: { n8n: version }, overrides }) };
}

interface Install extends Required<Pick<InstallOptions, 'log'>>, Pick<InstallOptions, 'signal'> {
	cache: string;
	folder: string;
	version: string;
	/** What npm installs from: the texts of package.json and, for a pinned release, package-lock.json. */
	files: Record<string, string>;
	logFile: string;
}

const nodePackage = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const nodeFolder = (cache: string) => join(cache, `node-${NODE_VERSION}`);
/** Holds bin/node and include/node. */
const nodePrefix = (cache: string) => join(nodeFolder(cache), 'node_modules', nodePackage());

function nodeThatIsThere(cache: string): string | undefined {
	if (process.versions.node.split('.')[0] === NODE_VERSION.split('.')[0]) return process.execPath;
	if (fs.existsSync(join(nodeFolder(cache), '.ready'))) return join(nodePrefix(cache), 'bin', 'node');
	return undefined;
}

async function provideNode(install: Install): Promise<string> {
	return nodeThatIsThere(install.cache) ?? join(await downloadNode(install), 'bin', 'node');
}

/** npm carries Node itself, one package per platform, so that Node 20 is enough to begin with. */
async function downloadNode(install: Install): Promise<string> {
	const prefix = nodePrefix(install.cache);
	const folder = nodeFolder(install.cache);
	if (fs.existsSync(join(folder, '.ready'))) return prefix;
	fs.mkdirSync(folder, { recursive: true });
	const dependencies = { [nodePackage()]: NODE_VERSION };
	fs.writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
	await npm(install, `Downloading Node ${NODE_VERSION}`, folder, process.execPath, [
		'install',
		'--ignore-scripts',
		'--no-package-lock',
	]);
	const check = spawnSync(join(prefix, 'bin', 'node'), ['--version'], { encoding: 'utf8' });
	if (check.status !== 0) {
		throw new Error(
			`The downloaded Node ${NODE_VERSION} does not run on this system (${process.platform} ${process.arch}). ` +
				'Install Node 24 yourself and run the same command with it.',
		);
	}
	fs.writeFileSync(join(folder, '.ready'), '');
	return prefix;
}

async function provideN8n(install: Install, nodeBinary: string): Promise<void> {
	const { folder, version } = install;
	// npm writes this file last. It is there too when npm went on after its parent was killed.
	const unpacked = join(folder, 'node_modules', '.package-lock.json');
	if (fs.existsSync(join(folder, '.ready'))) return;

	if (!fs.existsSync(unpacked)) {
		const free = freeBytes(folder);
		if (free < NEEDED_BYTES) {
			throw new Error(
				`n8n ${version} takes about ${gigabytes(NEEDED_BYTES)} GB and only ${gigabytes(free)} GB are free in ${install.cache}. ` +
					'Make room, or set LIVE_CHAT_HUB_CACHE to a folder on a larger disk, and run the same command again.',
			);
		}
		for (const [name, text] of Object.entries(install.files)) fs.writeFileSync(join(folder, name), text);
		const task = `Installing n8n ${version} (once, about 3 GB, some minutes)`;
		await npm(install, task, folder, nodeBinary, [
			'package-lock.json' in install.files ? 'ci' : 'install',
			'--ignore-scripts',
		]);
	}

	if (!sqliteLoads(folder, nodeBinary)) {
		// Only sqlite3 needs its install script: it fetches a prebuilt library or compiles one.
		const headers = await nodeHeaders(install, nodeBinary);
		const task = 'Building the database library sqlite3 (about a minute)';
		await npm(install, task, folder, nodeBinary, ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			npm_config_nodedir: headers,
		});
		if (!sqliteLoads(folder, nodeBinary)) {
			throw new Error(
				`sqlite3 was built but does not load in ${nodeBinary}. npm's own lines are in ${install.logFile}. ` +
					`Delete ${folder} and run the same command again.`,
			);
		}
	}
	fs.writeFileSync(join(folder, '.ready'), '');
	install.log(`n8n ${version} is installed.`);
}

/** The folder that holds include/node for the Node in use: next to it where it was installed with its headers. */
async function nodeHeaders(install: Install, nodeBinary: string): Promise<string> {
	const beside = dirname(dirname(fs.realpathSync(nodeBinary)));
	if (fs.existsSync(join(beside, 'include', 'node', 'node_api.h'))) return beside;
	return await downloadNode(install);
}

function sqliteLoads(folder: string, nodeBinary: string): boolean {
	const script = `require(require.resolve('sqlite3', { paths: [${JSON.stringify(join(folder, 'node_modules', 'n8n'))}] }))`;
	return spawnSync(nodeBinary, ['-e', script], { cwd: folder, stdio: 'ignore' }).status === 0;
}

/** Runs npm with its thousands of lines in the log file, and says every ten seconds that it is still at work. */
async function npm(
	install: Install,
	task: string,
	cwd: string,
	nodeBinary: string,
	args: string[],
	env: NodeJS.ProcessEnv = {},
): Promise<void> {
	const { log, logFile, signal } = install;
	signal?.throwIfAborted();
	const started = Date.now();
	const freeAtStart = freeBytes(cwd);
	const output = fs.openSync(logFile, 'a');
	const logStart = fs.fstatSync(output).size;
	fs.writeSync(output, `\n# ${new Date().toISOString()} npm ${args.join(' ')} in ${cwd}\n`);
	log(`${task} ...`);

	const child = spawn('npm', [...args, '--no-audit', '--no-fund'], {
		cwd,
		env: { ...childEnvironment(nodeBinary, true), ...env },
		stdio: ['ignore', output, output],
	});
	const stop = () => child.kill('SIGTERM');
	signal?.addEventListener('abort', stop);
	noteChild(install, child);
	const progress = setInterval(() => {
		const written = Math.max(0, freeAtStart - freeBytes(cwd));
		log(`  ${seconds(started)} s so far, about ${Math.round(written / 1e6)} MB written`);
	}, PROGRESS_EVERY_MS);

	const outcome = await new Promise<string>((resolve) => {
		child.once('error', (cause: NodeJS.ErrnoException) =>
			resolve(cause.code === 'ENOENT' ? 'no npm' : cause.message),
		);
		child.once('exit', (code, name) => resolve(code === 0 ? '' : (name ?? `exit code ${code}`)));
	}).finally(() => {
		clearInterval(progress);
		signal?.removeEventListener('abort', stop);
		fs.closeSync(output);
	});
	signal?.throwIfAborted();
	if (outcome) throw new Error(explain(task, outcome, args, logFile, logStart));
	log(`  done in ${seconds(started)} s`);
}

/** Turns what npm wrote into what happened and what to do next. */
function explain(task: string, outcome: string, args: string[], logFile: string, logStart: number): string {
	const lines = fs.readFileSync(logFile).subarray(logStart).toString('utf8');
	const causes: Array<[RegExp, string]> = [
		[/^no npm$/, 'npm is not on the PATH. Install npm (it comes with Node).'],
		[
			/ENOSPC|no space left/i,
			'The disk is full. Make room, or set LIVE_CHAT_HUB_CACHE to a folder on a larger disk.',
		],
		[
			/not found: make|make: not found|g\+\+: not found|c\+\+: not found|find Python|No C\+\+ compiler|not found: (g\+\+|c\+\+)/i,
			'There is no compiler. Install a C++ compiler, make and Python 3 (Debian: apt-get install build-essential python3).',
		],
		[
			/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|ERR_SOCKET_TIMEOUT|network request/,
			"The package registry could not be reached. Check the network, and npm's registry and proxy settings.",
		],
		[
			/EACCES|EPERM|EROFS/,
			'A folder may not be written. Check its owner, or set LIVE_CHAT_HUB_CACHE to another folder.',
		],
	];
	// A compile step that follows an unreachable prebuilt download names both: a missing compiler is the one to act on.
	const [, cause] = causes.find(([pattern]) => pattern.test(outcome) || pattern.test(lines)) ?? [];
	const last = lines
		.split('\n')
		.filter((line) => /npm (error|ERR!)|gyp ERR!/.test(line))
		.slice(-6);
	return [
		`${task.replace(/ \(.*/, '')} did not succeed: npm ${args[0]} ended with ${outcome}.`,
		cause ?? 'Read the last lines of the log below.',
		...last,
		`The log is ${logFile}. Run the same command again afterwards: what is already there is kept.`,
	].join('\n');
}

/**
 * One install at a time. The lock file holds the process ids of its owner and of the owner's npm: npm goes on when
 * its parent was killed, and two npm in one folder would destroy each other's work.
 */
async function lock(install: Install): Promise<() => void> {
	const path = lockPath(install);
	const mine = `${path}.${process.pid}`;
	const started = Date.now();
	let nextLine = 0;
	for (;;) {
		fs.writeFileSync(mine, `${process.pid}\n`);
		try {
			fs.linkSync(mine, path); // creates the lock with its content in one step
			fs.rmSync(mine);
			return () => fs.rmSync(path, { force: true });
		} catch {
			fs.rmSync(mine, { force: true });
		}
		const holders = readPids(path);
		if (holders.length > 0 && !holders.some(isAlive)) {
			fs.rmSync(path, { force: true });
			continue;
		}
		install.signal?.throwIfAborted();
		if (Date.now() - started > LOCK_TIMEOUT_MS) {
			throw new Error(
				`Process ${holders.join(', ')} has been installing n8n for too long. End it, delete ${path}, and try again.`,
			);
		}
		if (Date.now() >= nextLine) {
			install.log(
				`Waiting for process ${holders.join(', ')}, which is installing n8n (${seconds(started)} s so far)`,
			);
			nextLine = Date.now() + PROGRESS_EVERY_MS;
		}
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

const lockPath = (install: Install) => join(install.cache, 'install.lock');

function noteChild(install: Install, child: ChildProcess): void {
	if (child.pid) fs.writeFileSync(lockPath(install), `${process.pid}\n${child.pid}\n`);
}

function readPids(path: string): number[] {
	if (!fs.existsSync(path)) return [];
	try {
		return fs.readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number);
	} catch {
		return []; // released between the two lines
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (cause) {
		return (cause as NodeJS.ErrnoException).code === 'EPERM';
	}
}

const seconds = (since: number) => Math.round((Date.now() - since) / 1000);
const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
function freeBytes(path: string): number {
	const { bavail, bsize } = fs.statfsSync(path);
	return bavail * bsize;
}
