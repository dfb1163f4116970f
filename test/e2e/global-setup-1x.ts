// Runs before the e2e tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import setup from './global-setup';

/** As for n8n 2.x, with the version that test/n8n-1.123 pins, for the tests' own n8n too. */
export default async function setup1x(): Promise<void> {
	process.env.LIVE_CHAT_HUB_N8N = 'n8n-1.123';
	await setup();
}
