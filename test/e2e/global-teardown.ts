// Runs after the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { SharedState } from './instance';

/** Stops the n8n that the tests shared. */
export default async function teardown(): Promise<void> {
	const state = (globalThis as typeof globalThis & SharedState).liveChatHub;
	await state?.n8n.stop();
	state?.removeTarball();
}
