/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test, never inside n8n */
import axios from 'axios';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import hub from '../../package.json';
import { buildPackage, writePackages } from '../../scripts/cutVendors';
import { bodyText, triggerFixtures } from '../fixtures';
import { N8nClient } from '../n8n/client';
import { packPackage, startN8n, type N8n } from '../n8n/runner';
import { getInstance } from './instance';

const repository = resolve(__dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'live-chat-hub-cut-'));
const lowerFirst = (name: string) => `${name[0].toLowerCase()}${name.slice(1)}`;
/** Of the vendors: the node that serves all of them is in no package of one. */
const nodeNames = hub.n8n.nodes
	.map((file) => basename(file, '.node.js'))
	.filter((name) => name !== 'LiveChatHub')
	.map(lowerFirst);
const credentialNames = hub.n8n.credentials.map((file) => lowerFirst(basename(file, '.credentials.js')));
const packageOf = (nodeName: string) =>
	`n8n-nodes-live-chat-${nodeName.replace(/Trigger$/, '').toLowerCase()}`;

let n8n: N8n | undefined;
let client: N8nClient;

/** An n8n of its own that has all single-vendor packages, as packed, and not the hub. */
beforeAll(async () => {
	// Where a package's build finds its tools, as it does in the repository.
	symlinkSync(join(repository, 'node_modules'), join(work, 'node_modules'));
	const tarballs: string[] = [];
	for (const cut of writePackages({ out: join(work, 'packages') })) {
		buildPackage(cut);
		tarballs.push(await packPackage(work, cut.folder));
	}
	n8n = await startN8n({ packageTarball: tarballs });
	client = new N8nClient(n8n.baseUrl);
	await client.signIn((await getInstance()).owner);
}, 300_000);

afterAll(async () => {
	await n8n?.stop();
	rmSync(work, { recursive: true, force: true });
});

test('n8n lists every node under its own package, by the name that it has in the hub', async () => {
	const types = (await client.nodeTypes())
		.map(({ name }) => name)
		.filter((name) => name.startsWith('n8n-nodes-live-chat-') && !name.endsWith('Tool'));
	expect(types.sort()).toEqual(nodeNames.map((name) => `${packageOf(name)}.${name}`).sort());
});

test('the credential types have the same names as in the hub', async () => {
	const typesOf = async ({ baseUrl, authCookie }: N8nClient) => {
		const { data } = await axios.get<
			Array<{ name: string; properties: unknown[]; supportedNodes?: string[] }>
		>(`${baseUrl}/types/credentials.json`, {
			proxy: false,
			headers: { Cookie: `n8n-auth=${authCookie}`, 'browser-id': client.browserId },
		});
		return data
			.filter(({ name }) => credentialNames.includes(name))
			.map(({ name, properties }) => ({ name, properties }))
			.sort((a, b) => a.name.localeCompare(b.name));
	};
	const cut = await typesOf(client);
	expect(cut.map(({ name }) => name)).toEqual([...credentialNames].sort());
	expect(cut).toEqual(await typesOf((await getInstance()).client));
});

// LiveChat's v3 source registers itself with the vendor when it is published; liveChat.test.ts has the sandbox for that.
const pasted = triggerFixtures.filter(({ parameters }) => parameters.source !== 'v3');

test.each(pasted)('$title: a published trigger of the package takes a delivery', async (fixture) => {
	const [delivery] = fixture.cases;
	const credential = await client.createCredential(fixture.title, fixture.credentialType, fixture.credential);
	const workflow = await client.importWorkflow({
		name: fixture.title,
		nodes: [
			{
				id: '1',
				name: 'Trigger',
				type: `${packageOf(fixture.node)}.${fixture.node}`,
				typeVersion: 1.1,
				position: [0, 0],
				parameters: { events: ['*'], ...fixture.parameters, ...delivery.parameters },
				credentials: { [fixture.credentialType]: credential },
			},
		],
		connections: {},
	});
	await client.publish(workflow.id);
	const [{ webhookId }] = workflow.nodes;
	const url = client.webhookUrl(workflow.nodes[0]);
	await client.waitForWebhook(url);
	const text = bodyText(delivery.body);
	const identity = { workflowId: workflow.id, webhookId: webhookId! };
	const proof = fixture.prove(text, fixture.credential.webhookSecret, identity);
	const { status, data } = await axios.post(`${url}${proof.query ?? ''}`, Buffer.from(proof.body ?? text), {
		proxy: false,
		headers: { 'Content-Type': 'application/json', ...proof.headers },
	});
	expect([status, data]).toEqual([200, { received: true }]);
	expect((await client.waitForExecution(workflow.id)).status).toBe('success');
});
