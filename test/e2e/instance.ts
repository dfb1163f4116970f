// Runs in the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { N8nClient, type Owner } from '../n8n/client';
import type { N8n } from '../n8n/runner';

/** The environment variable that carries the instance from jest's global setup to the test files. */
export const INSTANCE_VARIABLE = 'LIVE_CHAT_HUB_E2E_INSTANCE';

/** n8n 1.x says what a vendor's refusal of a credential means in words of its own. */
export const isN8n1 = (process.env.LIVE_CHAT_HUB_N8N ?? '').startsWith('1.');

export interface SharedInstance {
	/** e.g. `http://127.0.0.1:41234` */
	baseUrl: string;
	owner: Owner;
	/** The packed package, for tests that boot an n8n of their own. */
	tarball: string;
	/** n8n's process id. */
	pid: number;
}

/** What setup leaves for teardown: both run in jest's own process, in module instances of their own. */
export interface SharedState {
	liveChatHub?: { n8n: N8n; removeTarball: () => void };
}

let instance: Promise<SharedInstance & { client: N8nClient }> | undefined;

/**
 * The n8n that all e2e tests of a run share, with the package installed and a client signed in as its owner.
 * Tests leave it as they found it: each makes workflows of its own and removes them.
 */
export async function getInstance(): Promise<SharedInstance & { client: N8nClient }> {
	instance ??= connect();
	return await instance;
}

async function connect() {
	const text = process.env[INSTANCE_VARIABLE];
	if (!text) throw new Error('There is no shared n8n: run the e2e tests with `npm run test:e2e`');
	const shared = JSON.parse(text) as SharedInstance;
	const client = new N8nClient(shared.baseUrl);
	await client.signIn(shared.owner);
	return { ...shared, client };
}
