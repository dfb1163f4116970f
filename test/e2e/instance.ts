// Runs in the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { N8nClient, type Owner } from '../n8n/client';
import type { N8n } from '../n8n/runner';

/** The environment variable that carries the instance from jest's global setup to the test files. */
export const INSTANCE_VARIABLE = 'LIVE_CHAT_HUB_E2E_INSTANCE';

/** Of the n8n that `--n8n` names; the one that test/n8n pins is newer than all that tests ask for. */
const [major, minor] = (process.env.LIVE_CHAT_HUB_N8N || '2.999').split('.').map(Number);

export const isN8n1 = major === 1;

/** @param feature the first 2.x that has what the test is about, e.g. 34 for 2.34 */
export const isBefore = (feature: number): boolean => isN8n1 || (major === 2 && minor < feature);

/**
 * Before 2.34 n8n's errors lose their cause (a class field of its ExecutionBaseError overwrites it). With it the status
 * of the answer is lost, and n8n says what is wrong in words of its own instead of the credential's.
 */
export const saysItsOwnWords = isBefore(34);

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
