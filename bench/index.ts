// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n } from '../test/n8n/install';
import { packPackage } from '../test/n8n/runner';
import { actions } from './actions';
import { endSession } from './endSession';
import { conditions, keepSection, toText, writeReport } from './report';
import type { Suite } from './section';
import { triggers } from './triggers';
import { weight } from './weight';
import { wide } from './wide';

/** The parts of the benchmark in the order of docs/benchmarks.md, by the name that --only takes. */
const suites: Record<string, Suite> = { triggers, wide, actions, endSession, weight };

const USAGE = `npm run bench -- [options]

  --quick          some minutes instead of more than an hour; prints, writes nothing
  --only <name>    one part (${Object.keys(suites).join(', ')}); may be given several times
  --rounds <n>     another number of rounds, to try the benchmark out; prints, writes nothing
  --out <folder>   writes benchmarks.md and benchmarks/ there, whatever the mode; docs by default in the full mode

Without --quick it takes its time, and nothing else should run on the machine.
`;

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			only: { type: 'string', multiple: true, default: [] },
			rounds: { type: 'string' },
			out: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
	const unknown = values.only.find((name) => !Object.hasOwn(suites, name));
	if (values.help || unknown !== undefined || (rounds !== undefined && !(rounds >= 1))) {
		print(USAGE);
		process.exitCode = values.help ? 0 : 1;
		return;
	}
	const isDocument = !values.quick && rounds === undefined;
	const folder = values.out ?? (isDocument ? join(__dirname, '..', 'docs') : undefined);

	const { version } = await installN8n({ log: print });
	const tarball = await packPackage();
	try {
		for (const [name, suite] of Object.entries(suites)) {
			if (values.only.length > 0 && !values.only.includes(name)) continue;
			// Before each part: what runs on the machine may change in the meantime.
			const now = conditions(version);
			const log = (line: string) => print(`${new Date().toISOString().slice(11, 19)} ${name}: ${line}`);
			const section = await suite({ quick: values.quick, rounds, tarball, log });
			print(`\n${toText(section, now)}\n`);
			if (folder === undefined) continue;
			// After each part, so that one that stops takes nothing from those before it.
			keepSection(resolve(folder), name, { ...now, quick: !isDocument, section });
			writeReport(resolve(folder), Object.keys(suites));
		}
	} finally {
		rmSync(dirname(tarball), { recursive: true, force: true });
	}
}

main().catch((cause: unknown) => {
	process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
	process.exitCode = 1;
});
