// Run by wide.ts, each cell in a process of its own: what a process once took of the memory it does not give back.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { expect } from 'expect'; // jest's own
import { stringify } from 'flatted';

import { receive, SeenIds, toOutput, type ReceiveSettings } from '../nodes/shared/receive';
import { median } from './section';

/** One kind and size of body. */
export interface Cell {
	/** The title of the fixture (test/fixtures) whose vendor sends it. */
	title: string;
	/** Entries in the vendor's list. */
	entries: number;
	/** Keys beside it that nobody documents. */
	keys: number;
	/** With the proof where the body carries it; without, it is to be refused. */
	isProved: boolean;
	rounds: number;
}

/** What a process saw of it. */
export interface Seen {
	/** Megabytes of the body. */
	bodyMB: number;
	/** Processor milliseconds from the bytes to the items (or to the refusal), median of the rounds. */
	ms: number;
	/** Megabytes that the process grew by in the first round, at its peak. */
	peakMB: number;
	/** Megabytes of the items as n8n stores them. */
	storedMB: number;
	/** What became of it, for example `1 other`. */
	outcome: string;
}

const SECRET = '0123456789abcdef'.repeat(4);
const MEGA = 1e6;

async function main({ title, entries, keys, isProved, rounds }: Cell): Promise<Seen> {
	// Fixtures of actions say what they expect in jest's words, which are there only in a test.
	Object.assign(globalThis, { expect });
	const { triggerFixtures } = await import('../test/fixtures');
	const fixture = triggerFixtures.find((each) => each.title === title);
	if (fixture?.large === undefined) throw new Error(`No fixture "${title}" has a large body`);
	const { adapter, large } = fixture;
	const more = Array.from({ length: keys }, (_, index) => [`key ${index}`, `value ${index}`]);
	const body = { ...large(entries), ...Object.fromEntries(more) };
	const text = JSON.stringify(isProved && adapter.onlyProof ? { secret_key: SECRET, ...body } : body);
	const settings: ReceiveSettings = {
		authentication: adapter.onlyProof ?? 'none',
		secret: SECRET,
		previousSecret: '',
		events: ['*'],
		output: 'chatEvent',
		sender: 'any',
		ipAllowlist: '',
		dropRepeats: false,
		oncePerChat: false,
	};
	const times: number[] = [];
	let peakMB = 0;
	let items: object[] = [];
	let kind = '';
	for (let round = 0; round < rounds; round++) {
		// A new buffer each time: what was parsed of one is kept.
		const rawBody = Buffer.from(text);
		items = [];
		gc!();
		const before = process.memoryUsage.rss();
		// Processor time, because it is the same on a busy machine.
		const started = process.cpuUsage();
		const delivery = { rawBody, headers: {}, query: {}, ip: undefined, receivedAt: new Date() };
		const outcome = receive(delivery, adapter, settings, () => new SeenIds());
		if (outcome.kind === 'taken') items = toOutput(outcome.events, settings.output);
		const { user, system } = process.cpuUsage(started);
		times.push((user + system) / 1000);
		if (round === 0) peakMB = Math.max(0, process.resourceUsage().maxRSS * 1024 - before) / MEGA;
		kind = outcome.kind;
	}
	const events = items.map((item) => ('event' in item ? String(item.event) : ''));
	return {
		bodyMB: Buffer.byteLength(text) / MEGA,
		ms: median(times),
		peakMB,
		storedMB: stringify(items).length / MEGA,
		outcome: kind === 'taken' ? `${events.length} ${events[0]}` : kind,
	};
}

main(JSON.parse(process.argv[2]) as Cell)
	.then((seen) => process.stdout.write(JSON.stringify(seen)))
	.catch((cause: unknown) => {
		process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
		process.exitCode = 1;
	});
