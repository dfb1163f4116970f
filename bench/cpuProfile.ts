// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startN8n, type N8n, type N8nOptions } from '../test/n8n/runner';

/** Brings n8n to the point where the load may begin, and gives back the load. */
export type Load = (n8n: N8n) => Promise<() => Promise<void>>;

/** The package as it is named in paths. */
export const OWN = 'n8n-nodes-live-chat-hub';

/** Where n8n's main thread spent its time during a load. A share is of the time in which it was busy, 0 to 1. */
export interface Shares {
	seconds: number;
	busySeconds: number;
	/** By the package whose code ran; Node's and V8's own in brackets. */
	packages: Array<[name: string, share: number]>;
	/** This package's functions, each for itself. */
	ownFunctions: Array<[name: string, share: number]>;
	/** This package, with all that it calls in n8n and Node until it waits for something. */
	ownWithCallees: number;
	/** n8n's functions, each with all that it calls until it waits for something. */
	n8nFunctions: Array<[name: string, share: number]>;
}

/** As far as is needed of https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile; times in microseconds. */
interface CpuProfile {
	nodes: Array<{ id: number; callFrame: Frame; children?: number[] }>;
	startTime: number;
	samples: number[];
	timeDeltas: number[];
}

interface Frame {
	functionName: string;
	url: string;
	lineNumber: number;
}

/** The clock of a profile: microseconds of the system's monotonic clock, the same one in every process. */
const now = () => Number(process.hrtime.bigint() / 1000n);

/** Runs a load on an n8n that takes its own profile. It runs a little slower by that. */
export async function profile(load: Load, tarball: string, env: N8nOptions['env'] = {}): Promise<Shares> {
	const folder = mkdtempSync(join(tmpdir(), 'live-chat-hub-profile-'));
	try {
		const n8n = await startN8n({
			packageTarball: tarball,
			env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}`, ...env },
		});
		let window: [from: number, to: number];
		try {
			const run = await load(n8n);
			const from = now();
			await run();
			window = [from, now()];
		} finally {
			// n8n's end is what writes the profile.
			await n8n.stop();
		}
		// A profile's name ends in <pid>.<thread>.<number>; the main thread is 0.
		const file = readdirSync(folder).find((entry) => entry.includes(`.${n8n.pid}.0.`));
		if (file === undefined) throw new Error('n8n wrote no profile');
		return sharesOf(JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile, window);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function sharesOf(
	{ nodes, startTime, samples, timeDeltas }: CpuProfile,
	[from, to]: [from: number, to: number],
): Shares {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
	const byPackage = new Map<string, number>();
	const byOwnFunction = new Map<string, number>();
	const byN8nFunction = new Map<string, number>();
	const add = (map: Map<string, number>, key: string, time: number) =>
		map.set(key, (map.get(key) ?? 0) + time);
	let at = startTime;
	let total = 0;
	let ownWithCallees = 0;
	samples.forEach((id, index) => {
		const time = timeDeltas[index];
		at += time;
		const frame = frames.get(id);
		if (at < from || at > to || !frame || frame.functionName === '(idle)') return;
		total += time;
		const owner = packageOf(frame);
		add(byPackage, owner, time);
		if (owner === OWN) add(byOwnFunction, nameOf(frame), time);

		let isOurs = false;
		const n8nFunctions = new Set<string>(); // a function that calls itself counts once
		for (let caller: number | undefined = id; caller !== undefined; caller = callers.get(caller)) {
			const above = frames.get(caller);
			const name = above && packageOf(above);
			if (name === OWN) isOurs = true;
			if (above?.functionName && (name === 'n8n' || name === 'n8n-core')) n8nFunctions.add(nameOf(above));
		}
		if (isOurs) ownWithCallees += time;
		for (const name of n8nFunctions) add(byN8nFunction, name, time);
	});
	if (total === 0) throw new Error('The profile holds nothing of the time of the load');
	const sorted = (map: Map<string, number>) =>
		[...map].sort(([, a], [, b]) => b - a).map(([name, time]): [string, number] => [name, time / total]);
	return {
		seconds: (to - from) / 1e6,
		busySeconds: total / 1e6,
		packages: sorted(byPackage),
		ownFunctions: sorted(byOwnFunction),
		ownWithCallees: ownWithCallees / total,
		n8nFunctions: sorted(byN8nFunction),
	};
}

function packageOf({ url, functionName }: Frame): string {
	if (url === '') return functionName.startsWith('(') ? functionName : "(Node's native code)";
	if (url.startsWith('node:')) return '(Node)';
	const path = url.split('/node_modules/').at(-1) ?? url;
	const [first, second] = path.split('/');
	return first.startsWith('@') ? `${first}/${second}` : first;
}

function nameOf({ functionName, url, lineNumber }: Frame): string {
	return `${functionName || '(anonymous)'}, ${url.replace(/^.*\/dist\//, '')}:${lineNumber + 1}`;
}
