// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { packPackage } from '../test/n8n/runner';
import { loadActions } from './actions';
import { OWN, profile, type Load } from './cpuProfile';
import { short, table } from './report';
import { loadTrigger } from './triggers';

/** What can be profiled. To add one, write a `Load` in the part's own file and name it here. */
const loads: Record<string, Load> = { triggers: loadTrigger, actions: loadActions };

const print = (text: string) => void process.stdout.write(`${text}\n`);

/** Prints in which packages and functions n8n's main thread spent the time of a load. */
async function main(): Promise<void> {
	const [name = 'triggers', ...options] = process.argv.slice(2);
	if (!Object.hasOwn(loads, name)) {
		print(`npm run bench:profile -- ${Object.keys(loads).join('|')} [--default]`);
		print("\n  --default  with n8n's own default for N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE instead of true");
		process.exitCode = 1;
		return;
	}
	const tarball = await packPackage();
	try {
		const env = options.includes('--default') ? { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: undefined } : {};
		const shares = await profile(loads[name], tarball, env);
		const rows = (list: Array<[string, number]>) =>
			list.slice(0, 25).map(([key, share]) => [key, `${short(share * 100)} %`]);
		print(`n8n's main thread was busy for ${short(shares.busySeconds)} of ${short(shares.seconds)} s.\n`);
		print(`${table(['Package', 'Share of its time'], rows(shares.packages))}\n`);
		print(`${OWN} with what it calls until it waits: ${short(shares.ownWithCallees * 100)} %\n`);
		print(`${table([`Function of ${OWN}`, 'Itself'], rows(shares.ownFunctions))}\n`);
		print(table(['Function of n8n', 'With what it calls until it waits'], rows(shares.n8nFunctions)));
	} finally {
		rmSync(dirname(tarball), { recursive: true, force: true });
	}
}

main().catch((cause: unknown) => {
	process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
	process.exitCode = 1;
});
