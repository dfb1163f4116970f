// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, installN8n } from '../test/n8n/install';
import { short, table } from './report';
import { median, type Section, type Suite } from './section';

const run = promisify(execFile);

const AIM_MS = 60;
const AIM_MB = 8;
/** 500 for the ten nodes of 0.1.0. Fifteen nodes, and the operations and output schemas that came with 0.2.0, need more. */
const AIM_KB = 800;

/** What is loaded: its name, and the files as n8n finds them in the package's manifest. */
interface Load {
	name: string;
	files: string[];
}

/** What one new process saw. */
interface Sample {
	/** Milliseconds of `require` of all files. */
	loadMs: number;
	/** Milliseconds to make one object of each class, as n8n does when it starts. */
	makeMs: number;
	/** Megabytes of heap after both, garbage collected, beyond what there was before. */
	heapMB: number;
	/** Megabytes of the whole process beyond what there was before. */
	rssMB: number;
	/** Modules that were loaded. */
	modules: number;
}

/**
 * Runs in a new process. n8n-workflow and zod are there before, because n8n has loaded them; from then on it is this
 * package's doing. A file's class is its only export of that name, as n8n looks for it.
 */
const PROBE = `
require('n8n-workflow');
require('zod');
const files = JSON.parse(process.argv[1]);
const { basename } = require('node:path');
const settled = () => { for (let i = 0; i < 3; i++) gc(); return process.memoryUsage(); };
const before = settled();
const count = Object.keys(require.cache).length;
const started = performance.now();
const loaded = files.map((file) => require(file));
const required = performance.now();
const kept = loaded.map((exported, index) => new exported[basename(files[index]).split('.')[0]]());
const made = performance.now();
const after = settled();
console.log(JSON.stringify({
	loadMs: required - started,
	makeMs: made - required,
	heapMB: (after.heapUsed - before.heapUsed) / 1e6,
	rssMB: (after.rss - before.rss) / 1e6,
	modules: Object.keys(require.cache).length - count,
	kept: kept.length,
}));
`;

/** The weight part: what the package adds to an n8n that starts, and to a disk. */
export const weight: Suite = async ({ quick, rounds = quick ? 5 : 15, tarball, log }): Promise<Section> => {
	const { nodeBinary, n8nBinary, version } = await installN8n({ log });
	const n8nModules = join(n8nBinary, '..', '..', '..');
	const folder = mkdtempSync(join(tmpdir(), 'live-chat-hub-weight-'));
	try {
		await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
		const loads = [
			manifestLoad('this package', folder),
			baseLoad('Slack: 2 nodes, 2 credentials', n8nModules, ['Slack'], ['SlackApi', 'SlackOAuth2Api']),
			baseLoad(
				'HubSpot: 2 nodes, 4 credentials',
				n8nModules,
				['Hubspot'],
				['HubspotApi', 'HubspotAppToken', 'HubspotDeveloperApi', 'HubspotOAuth2Api'],
			),
		];
		const samples = loads.map((): Sample[] => []);
		// One round before that does not count: it brings the files into the system's cache.
		for (let round = 0; round <= rounds; round++) {
			for (const [index, { files }] of loads.entries()) {
				const { stdout } = await run(nodeBinary, ['--expose-gc', '-e', PROBE, JSON.stringify(files)], {
					cwd: folder,
					env: { ...childEnvironment(nodeBinary), NODE_PATH: n8nModules, NODE_OPTIONS: '' },
				});
				if (round > 0) samples[index].push(JSON.parse(stdout) as Sample);
			}
		}
		return toSection(loads, samples, { ...sizeOf(folder), version, rounds });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
};

function manifestLoad(name: string, folder: string): Load {
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return {
		name: `${name}: ${n8n.nodes.length} nodes, ${n8n.credentials.length} credentials`,
		files: [...n8n.credentials, ...n8n.nodes].map((file) => join(folder, file)),
	};
}

/** A vendor among n8n's own nodes: its action, its trigger and its credentials. */
function baseLoad(name: string, modules: string, [node]: [string], credentials: string[]): Load {
	const dist = join(modules, 'n8n-nodes-base', 'dist');
	return {
		name,
		files: [
			...credentials.map((each) => join(dist, 'credentials', `${each}.credentials.js`)),
			...[node, `${node}Trigger`].map((each) => join(dist, 'nodes', node, `${each}.node.js`)),
		],
	};
}

/** What is on the disk once it is unpacked, as npm counts it for \`unpackedSize\`: the bytes of all files. */
function sizeOf(folder: string): { kB: number; files: number; byKind: Array<[kind: string, kB: number]> } {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.isFile(),
	);
	const kinds = new Map<string, number>();
	for (const { parentPath, name } of files) {
		const kind = /\.(js|json|svg|md)$/.exec(name)?.[0] ?? 'other';
		kinds.set(kind, (kinds.get(kind) ?? 0) + statSync(join(parentPath, name)).size / 1000);
	}
	const byKind = [...kinds].sort(([, a], [, b]) => b - a);
	return { kB: byKind.reduce((sum, [, kB]) => sum + kB, 0), files: files.length, byKind };
}

function toSection(
	loads: Load[],
	samples: Sample[][],
	{ kB, files, byKind, version, rounds }: ReturnType<typeof sizeOf> & { version: string; rounds: number },
): Section {
	const middle = (list: Sample[], key: keyof Sample) => median(list.map((sample) => sample[key]));
	const [own] = samples;
	const loadMs = middle(own, 'loadMs');
	const heapMB = middle(own, 'heapMB');
	const kinds = byKind.map(([kind, size]) => `${short(size)} kB of ${kind}`).join(', ');
	return {
		title: 'Weight',
		markdown: [
			[
				`What the package adds to n8n ${version} when it starts. Each figure is the median of ${rounds} new processes of n8n's own Node, in turn with`,
				"two of n8n's own vendors for comparison. The process has n8n-workflow and zod loaded before, as n8n has; then every node and",
				'credential that the packed package names is loaded (`require`, nothing compiled before), and one object made of each, as n8n does. The files are in',
				"the system's cache. Memory is read after a garbage collection.",
			].join('\n'),
			table(
				['Loaded', 'Load ms', 'Make ms', 'Heap MB', 'Process MB', 'Modules'],
				loads.map(({ name }, index) => [
					name,
					...(['loadMs', 'makeMs', 'heapMB', 'rssMB', 'modules'] as const).map((key) =>
						short(middle(samples[index], key)),
					),
				]),
			),
			[
				'Most of the loading is Node finding, reading and compiling the files. What a profile led to: the first `localeCompare` of a process loads the',
				'languages, which was a large part of it; fields are now ordered without it. Bundling the files into one would save more, and cost the reader',
				'who wants to see what runs in their n8n.',
			].join('\n'),
			[
				`Unpacked it is ${short(kB)} kB in ${files} files: ${kinds}. The aim was 500 kB for the ten nodes of 0.1.0 (479 kB). It was raised because what`,
				'came since is what people asked for: *Live Chat Hub*, four triggers that poll, the field *Chat* with its lookups, operations and their output',
				'schemas. Comments stay in the repository: they would add 100 kB, and nothing that n8n runs.',
			].join('\n'),
		].join('\n\n'),
		charts: [],
		aims: [
			{
				name: 'Weight: loading all nodes and credentials',
				aim: `under ${AIM_MS} ms`,
				measured: `${short(loadMs)} ms`,
				met: loadMs < AIM_MS,
			},
			{
				name: 'Weight: heap after it, beyond n8n-workflow and zod',
				aim: `under ${AIM_MB} MB`,
				measured: `${short(heapMB)} MB`,
				met: heapMB < AIM_MB,
			},
			{ name: 'Weight: unpacked', aim: `under ${AIM_KB} kB`, measured: `${short(kB)} kB`, met: kB < AIM_KB },
		],
		figures: {
			rounds,
			unpackedKB: kB,
			loads: loads.map(({ name }, index) => ({
				name,
				medians: Object.fromEntries(
					(['loadMs', 'makeMs', 'heapMB', 'rssMB', 'modules'] as const).map((key) => [
						key,
						Number(middle(samples[index], key).toPrecision(4)),
					]),
				),
			})),
		},
	};
}
