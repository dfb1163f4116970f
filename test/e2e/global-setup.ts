// Runs before the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { exampleOwner, N8nClient } from '../n8n/client';
import { packPackage, startN8n } from '../n8n/runner';
import { INSTANCE_VARIABLE, type SharedInstance, type SharedState } from './instance';

/** Installs the package, as packed, in a new n8n that all e2e tests of this run share. */
export default async function setup(): Promise<void> {
	const tarball = await packPackage();
	const n8n = await startN8n({
		packageTarball: tarball,
		log: (line) => void process.stdout.write(`${line}\n`),
	});
	const removeTarball = () => rmSync(dirname(tarball), { recursive: true, force: true });
	(globalThis as typeof globalThis & SharedState).liveChatHub = { n8n, removeTarball };
	// Where the setup rejects, jest runs no teardown.
	const outcome = await new N8nClient(n8n.baseUrl).signIn().catch((cause: unknown) => cause);
	if (outcome instanceof Error) {
		await n8n.stop();
		removeTarball();
		throw outcome;
	}
	const shared: SharedInstance = { baseUrl: n8n.baseUrl, owner: exampleOwner, tarball, pid: n8n.pid };
	process.env[INSTANCE_VARIABLE] = JSON.stringify(shared);
}
