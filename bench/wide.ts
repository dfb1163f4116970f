// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { short, table } from './report';
import type { Section, Suite } from './section';
import type { Cell, Seen } from './wideProbe';

/** Twice the work in twice the time is 2, quadratic work is 4; between them is what noise may add. */
const MOST_GROWTH = 3;
/** A refusal, of the time that reading the same body takes. */
const MOST_REFUSED = 0.1;
/** Entries of n8n's largest body, 16 MB, of the LiveChat fixture. */
const ENTRIES_OF_16_MB = 310_000;

/**
 * Entries or keys. With fewer, what fits into the processor's caches is measured: JSON.parse alone takes three times as
 * long for 100,000 keys as for 50,000.
 */
const COUNT = 100_000;

/** What grows in a body. Both at once is what work for each entry that looks at the whole body shows in. */
const kinds = {
	entries: { name: 'entries', body: (size: number) => ({ entries: size, keys: 0 }) },
	keys: { name: 'unknown keys, beside 100 entries', body: (size: number) => ({ entries: 100, keys: size }) },
	both: {
		name: 'both, a fifth of each',
		body: (size: number) => ({ entries: size / 5, keys: size / 5 }),
	},
};
type Kind = keyof typeof kinds;

const lists = ['LiveSupporti', 'LiveChat, legacy', 'Smartsupp, POST hook'];

/** The wide part: bodies with very many entries or keys, in this package's receiving alone, without n8n. */
export const wide: Suite = async ({ quick, rounds = quick ? 3 : 9, log }): Promise<Section> => {
	const look = async (cell: Omit<Cell, 'rounds'>): Promise<Seen> => {
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				'--expose-gc',
				'--import',
				'tsx',
				join(__dirname, 'wideProbe.ts'),
				JSON.stringify({ ...cell, rounds }),
			],
			{ env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 1024 * 1024 },
		);
		const seen = JSON.parse(stdout) as Seen;
		log(
			`${cell.title}, ${cell.entries} entries, ${cell.keys} keys: ${seen.outcome} in ${short(seen.ms)} CPU ms`,
		);
		return seen;
	};
	const growths: Growth[] = [];
	for (const title of lists) {
		for (const kind of Object.keys(kinds) as Kind[]) {
			const of = (size: number) => ({ title, isProved: true, ...kinds[kind].body(size) });
			growths.push({ title, kind, once: await look(of(COUNT)), twice: await look(of(2 * COUNT)) });
		}
	}
	const huge = { title: 'LiveChat, version 3', entries: ENTRIES_OF_16_MB, keys: 0 };
	const refusals = {
		small: await look({ ...huge, entries: 10, isProved: false }),
		huge: await look({ ...huge, isProved: false }),
		read: await look({ ...huge, isProved: true }),
	};
	return toSection({ rounds, growths, refusals });
};

/** The same kind of body, once and twice as large. */
interface Growth {
	title: string;
	kind: Kind;
	once: Seen;
	twice: Seen;
}

function toSection({
	rounds,
	growths,
	refusals,
}: {
	rounds: number;
	growths: Growth[];
	refusals: Record<'small' | 'huge' | 'read', Seen>;
}): Section {
	const isRefused = [refusals.small, refusals.huge].every(({ outcome }) => outcome === 'refused');
	const share = refusals.huge.ms / refusals.read.ms;
	return {
		title: 'Wide and huge deliveries',
		markdown: [
			[
				'`npm run bench -- --only wide` measures this part alone, in about a minute.\n',
				`What this package does from the bytes of a delivery to its items, without n8n: ${COUNT.toLocaleString('en-US')} entries or keys, and twice as many. Each cell has a`,
				`process of its own; the time is the processor's, median of ${rounds} rounds. *Peak* is what the process grew by in its first round, *Stored* the items as n8n`,
				'writes them to its database. More than 100 events in one delivery come out as one `other`. Linear is a ratio of 2, quadratic one of 4.',
			].join('\n'),
			table(
				[
					'Deliveries',
					'Body MB',
					'Comes out as',
					'CPU ms',
					'CPU ms, twice',
					'Ratio',
					'Peak MB',
					'Peak MB, twice',
					'Stored MB',
				],
				growths.map(({ title, kind, once, twice }) => [
					`${title}: ${kinds[kind].name}`,
					short(once.bodyMB),
					once.outcome,
					short(once.ms),
					short(twice.ms),
					short(twice.ms / once.ms),
					short(once.peakMB),
					short(twice.peakMB),
					short(once.storedMB),
				]),
			),
			'A LiveChat delivery carries its proof within the body. One whose bytes do not hold it is refused before this package parses anything:',
			table(
				['LiveChat, version 3', 'Body MB', 'Comes out as', 'CPU ms', 'Peak MB'],
				(['small', 'huge', 'read'] as const).map((name) => {
					const { bodyMB, outcome, ms, peakMB } = refusals[name];
					return [
						name === 'read' ? 'with its proof' : 'without a proof',
						short(bodyMB),
						outcome,
						short(ms),
						short(peakMB),
					];
				}),
			),
			'n8n itself reads a body typed as JSON, up to 16 MB, before any node runs; that is not in these figures.',
		].join('\n\n'),
		charts: [],
		aims: [
			...lists.map((title) => {
				const ratios = growths
					.filter((growth) => growth.title === title)
					.map(({ once, twice }) => twice.ms / once.ms);
				const worst = Math.max(...ratios);
				return {
					name: `Wide deliveries, ${title}: time for twice as many entries or keys / time, the worst`,
					aim: `at most ${MOST_GROWTH}`,
					measured: short(worst),
					met: worst <= MOST_GROWTH,
				};
			}),
			{
				name: 'Huge deliveries, LiveChat, 16 MB: time to refuse without a proof / time to read',
				aim: `at most ${MOST_REFUSED}`,
				measured: isRefused ? short(share) : 'not refused',
				met: isRefused && share <= MOST_REFUSED,
			},
		],
		figures: { count: COUNT, rounds, growths, refusals },
	};
}
