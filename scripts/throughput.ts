// A script for people's machines, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';

import { N8nClient } from '../test/n8n/client';
import { installN8n } from '../test/n8n/install';
import { deliver, idsOf } from '../test/n8n/load';
import { packPackage, startN8n } from '../test/n8n/runner';
import { liveSupportiDemo } from '../test/sandbox/vendors/liveSupporti';

const WARM_UP = 40;
const DELIVERIES = 200;

const trigger = {
	id: 'a',
	name: 'LiveSupporti Trigger',
	type: 'n8n-nodes-live-chat-hub.liveSupportiTrigger',
	typeVersion: 1.1,
	position: [0, 0] as [number, number],
	parameters: { events: ['chatStarted'] },
};

/** Signed deliveries per second that one n8n (SQLite, one process) takes with a trigger and nothing behind it. */
async function measure(packageTarball: string, lazy: 'true' | undefined): Promise<number> {
	const n8n = await startN8n({ packageTarball, env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: lazy } });
	try {
		const client = new N8nClient(n8n.baseUrl);
		await client.signIn();
		const { webhookSecret } = liveSupportiDemo;
		const credential = await client.createCredential('Load', 'liveSupportiApi', { webhookSecret });
		const workflow = await client.importWorkflow(
			{ name: 'Load', nodes: [trigger], connections: {} },
			{ credentials: { liveSupportiApi: credential } },
		);
		await client.publish(workflow.id);
		const url = client.webhookUrl(workflow.nodes[0]);
		await client.waitForWebhook(url);
		await deliver(idsOf('warm', WARM_UP).map((id) => ({ url, id })));
		const started = Date.now();
		const replies = await deliver(idsOf('load', DELIVERIES).map((id) => ({ url, id })));
		if (replies[200]?.length !== DELIVERIES) throw new Error('Not every delivery was answered with 200.');
		return (DELIVERIES * 1000) / (Date.now() - started);
	} finally {
		await n8n.stop();
	}
}

async function main(): Promise<void> {
	const { version } = await installN8n({ log: (line) => void process.stdout.write(`${line}\n`) });
	const tarball = await packPackage();
	try {
		process.stdout.write(
			`${new Date().toISOString().slice(0, 10)}, n8n ${version}, ${availableParallelism()} cores: ` +
				`${DELIVERIES} signed deliveries over 8 connections\n`,
		);
		for (const lazy of [undefined, 'true'] as const) {
			const perSecond = await measure(tarball, lazy);
			const setting = lazy ? 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true' : "n8n's defaults";
			process.stdout.write(`${setting}: ${perSecond.toFixed(1)} per second\n`);
		}
	} finally {
		rmSync(dirname(tarball), { recursive: true, force: true });
	}
}

void main();
