// Runs against a real n8n, never inside it.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Browser, Locator } from 'playwright-core';

import { N8nClient, nodeOutput, type CredentialsByType, type Workflow } from '../n8n/client';
import { packPackage, startN8n, type N8n } from '../n8n/runner';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { liveSupportiDemo } from '../sandbox/vendors/liveSupporti';
import { Editor, startBrowser, takePicture, type Theme } from './editor';

type CredentialType = keyof ReturnType<typeof sandboxCredentials>;

/** What a person types to find the vendor, the names of its node types, and the credential field that is a key. */
const vendors: Array<[vendor: string, type: string, secretField: string]> = [
	['LiveSupporti', 'liveSupporti', 'apiKey'],
	['giosg', 'giosg', 'apiToken'],
	['Smartsupp', 'smartsupp', 'accessToken'],
	['LiveChat', 'liveChat', 'personalAccessToken'],
	['Chatvisor', 'chatvisor', 'apiToken'],
];
const prefix = 'n8n-nodes-live-chat-hub.';

let n8n: N8n;
let client: N8nClient;
let sandbox: Sandbox;
let browser: Browser;
let editor: Editor;
let tarball: string;
let described: Map<string, INodeTypeDescription>;
let credentials: CredentialsByType;

beforeAll(async () => {
	browser = await startBrowser();
	sandbox = await startSandbox();
	tarball = await packPackage();
	n8n = await startN8n({
		packageTarball: tarball,
		// What people see in the pictures of the guides.
		env: { WEBHOOK_URL: 'https://n8n.example.com/' },
		log: (line) => void process.stdout.write(`${line}\n`),
	});
	client = new N8nClient(n8n.baseUrl);
	await client.signIn();
	credentials = await client.createCredentials(
		sandboxCredentials(sandbox),
		(type) => `${vendors.find(([, name]) => `${name}Api` === type)![0]} account`,
	);
	const types = (await client.nodeTypes()) as unknown as INodeTypeDescription[];
	described = new Map(types.filter(({ name }) => name.startsWith(prefix)).map((type) => [type.name, type]));
	editor = await Editor.open(browser, client);
});
afterAll(async () => {
	await browser?.close();
	await n8n?.stop();
	await sandbox?.close();
	if (tarball) rmSync(dirname(tarball), { recursive: true, force: true });
});

const describedAs = (type: string) => described.get(prefix + type)!;

/** Opens the one node of a new workflow, under the name that the editor gives it. */
async function openNew(type: string): Promise<Workflow> {
	const { version, defaults } = describedAs(type);
	const name = String(defaults.name);
	const node = {
		id: 'a',
		name,
		type: prefix + type,
		typeVersion: [version].flat().at(-1)!,
		position: [0, 0] as [number, number],
		parameters: {},
	};
	const workflow = await client.importWorkflow(
		{ name: `${name} in the editor`, nodes: [node], connections: {} },
		{ credentials },
	);
	await editor.openWorkflow(workflow.id);
	await editor.openNode(name);
	return workflow;
}

/** Text of HTML as a page shows it: a line per list entry. */
const linesOf = (html: string): string[] =>
	html
		.split(/<[^>]*li>|<[^>]*ul>/)
		.map((line) => line.replace(/<[^>]+>/g, '').trim())
		.filter(Boolean);

describe.each<Theme>(['light', 'dark'])('in the nodes panel, %s theme', (theme) => {
	let panel: Editor;
	beforeAll(async () => {
		panel = await Editor.open(browser, client, theme);
		const { id } = await client.createWorkflow({ name: 'Empty', nodes: [], connections: {} });
		await panel.openWorkflow(id);
	});
	afterAll(async () => await panel?.close());

	test.each(vendors)('%s is found by its name, with its icon, triggers and actions', async (vendor, type) => {
		await panel.searchNodes(vendor);
		const name = panel.id('node-creator-item-name').getByText(vendor, { exact: true });
		const hit = panel.id('item-iterator-item').filter({ has: name }).first();
		expect(await panel.id('node-creator-item-description', hit).innerText()).toBe(
			describedAs(`${type}Trigger`).description,
		);
		await expectIcon(hit, type, theme);
		await hit.click();
		const triggers = panel.page.getByText(/^Triggers \(\d+\)/);
		await triggers.waitFor();
		const actions = await panel.page.getByText(/^Actions \(\d+\)/).innerText();
		expect(actions).toBe(`Actions (${operationsOf(describedAs(type))})`);
		const events = describedAs(`${type}Trigger`).properties.find(({ name: field }) => field === 'events');
		// A long list comes bit by bit.
		const listed = panel.id('node-creator-item-name');
		for (const { action = '' } of optionsOf(events))
			await listed.getByText(action, { exact: true }).first().waitFor();
		await panel.page.keyboard.press('Escape');
	});

	test('Live Chat Hub is found by its name, with its icon and all its actions', async () => {
		await panel.searchNodes('Live Chat Hub');
		const name = panel.id('node-creator-item-name').getByText('Live Chat Hub', { exact: true });
		const hit = panel.id('item-iterator-item').filter({ has: name }).first();
		await expectIcon(hit, 'liveChatHub', theme);
		await hit.click();
		const { properties } = describedAs('liveChatHub');
		const actions = optionsOf(properties.find(({ name: field }) => field === 'operation'));
		expect(actions.length).toBeGreaterThan(0);
		await panel.page.getByText(/^Actions \(\d+\)/).waitFor();
		const listed = await panel.id('node-creator-item-name').allInnerTexts();
		expect(listed).toEqual(expect.arrayContaining(actions.map(({ action }) => action)));
		await panel.page.keyboard.press('Escape');
	});

	test('all of them are found by "live chat"', async () => {
		await panel.searchNodes('live chat');
		const names = panel.id('node-creator-item-name');
		for (const [vendor] of vendors) await names.getByText(vendor, { exact: true }).first().waitFor();
		await panel.picture(`nodes-panel-${theme}`);
	});
});

/** A hit of the panel has the node's own icon, of the theme. */
async function expectIcon(hit: Locator, type: string, theme: Theme): Promise<void> {
	const icon = hit.locator('img').first();
	expect(await icon.getAttribute('src')).toMatch(
		new RegExp(`/${type}${theme === 'dark' ? '\\.dark' : ''}\\.svg$`),
	);
	// What is not an image has no width; a busy machine takes a moment to load one.
	const width = await icon.evaluate(async (image: { naturalWidth?: number; decode(): Promise<void> }) => {
		await image.decode().catch(() => {});
		return image.naturalWidth;
	});
	expect(width).toBeGreaterThan(0);
}

/** What the panel lists as a node's actions: each operation of each resource. */
function operationsOf({ properties }: INodeTypeDescription): number {
	return properties.filter(({ name }) => name === 'operation').flatMap(optionsOf).length;
}

/** What the open node shows as notices is what was written, line by line. */
async function expectNotices(properties: INodeProperties[]): Promise<void> {
	const shown = await editor.notices();
	expect(shown.length).toBeGreaterThan(0);
	for (const notice of shown) {
		const lines = notice.split('\n').filter((line) => line.trim() !== '');
		const written = properties.filter(isNotice).map(({ displayName }) => linesOf(displayName));
		expect(written).toContainEqual(lines);
	}
}

describe.each(vendors)('%s Trigger', (_, type) => {
	test('shows its URL, reads well, and says what it waits for', async () => {
		await openNew(`${type}Trigger`);
		const { properties, triggerPanel } = describedAs(`${type}Trigger`);
		await editor.page.getByText('Webhook URLs').first().click();
		await editor.id('radio-button-production').click();
		expect(await editor.id('ndv').innerText()).toContain('https://n8n.example.com/webhook/');

		await expectNotices(properties);

		const { header, executionsHelp } = triggerPanel as {
			header: string;
			executionsHelp: { inactive: string };
		};
		const text = await editor.id('ndv').innerText();
		expect(text).toContain(header);
		await editor.page.getByText('When will this node trigger my flow?').click();
		await editor.page.getByText('While building').first().waitFor();
		const help = await editor.id('ndv').innerText();
		for (const paragraph of executionsHelp.inactive.split('<br /><br />')) {
			expect(help).toContain(paragraph.replace(/<[^>]+>/g, '').trim());
		}
		await editor.picture(`${type}-trigger`);
	});
});

describe.each(vendors.filter(([, type]) => type !== 'liveSupporti'))('%s Poll Trigger', (_, type) => {
	test('shows when it looks, and reads well', async () => {
		await openNew(`${type}PollTrigger`);
		await editor.page.getByText('Poll Times').first().waitFor();
		const text = await editor.id('ndv').innerText();
		expect(text).toContain('Trigger On');
		expect(text).not.toContain('Webhook URLs');
		await expectNotices(describedAs(`${type}PollTrigger`).properties);
	});
});

/** What a list offers, without the entry that n8n adds for calls of one's own. */
const optionsOf = (list?: INodeProperties) =>
	((list?.options ?? []) as INodePropertyOptions[]).filter(({ value }) => value !== '__CUSTOM_API_CALL__');

const isNotice = ({ type }: INodeProperties) => type === 'notice';

describe('parameters switch', () => {
	/** The node, the list that is chosen from, the entry, and what the node then shows or no longer shows. */
	const cases: Array<
		[
			type: string,
			parameter: string,
			entry: string,
			then: { chosen?: Record<string, string>; comes?: string[]; goes?: string[]; notice: RegExp },
		]
	> = [
		[
			'smartsuppTrigger',
			'source',
			'POST Hook',
			{ chosen: { authentication: 'Secret in the URL' }, notice: /POST hook/ },
		],
		['liveChatTrigger', 'source', 'Legacy', { comes: ['Verify Deliveries By'], notice: /deprecated/ }],
		[
			'liveSupportiTrigger',
			'authentication',
			'None',
			{ goes: ['Credential for LiveSupporti API'], notice: /./ },
		],
		['chatvisorTrigger', 'events', 'New Message', { notice: /does not document what this WebHook sends/ }],
	];
	test.each(cases)('%s: %s to %s', async (type, parameter, entry, then) => {
		await openNew(type);
		const before = await editor.labels();
		await editor.choose(parameter, entry);
		await editor.page.waitForTimeout(500);
		const after = await editor.labels();
		for (const label of then.comes ?? [])
			expect([before.includes(label), after.includes(label)]).toEqual([false, true]);
		for (const label of then.goes ?? [])
			expect([before.includes(label), after.includes(label)]).toEqual([true, false]);
		for (const [name, value] of Object.entries(then.chosen ?? {}))
			expect(await editor.chosen(name)).toBe(value);
		expect((await editor.notices()).join('\n')).toMatch(then.notice);
	});

	test('Live Chat Hub: credentials and fields come with Services and Operation', async () => {
		await openNew('liveChatHub');
		const shown = async () => {
			await editor.page.waitForTimeout(500);
			return await editor.labels();
		};
		const credentialLabels = (labels: string[]) => labels.filter((label) => label.startsWith('Credential'));
		const before = await shown();
		expect(credentialLabels(before)).toEqual([]);
		expect(before).toEqual(expect.arrayContaining(['Services', 'Operation', 'Details']));
		expect(before).not.toContain('Resource');
		await editor.chooseSeveral('services', ['LiveChat', 'Chatvisor']);
		const chosen = await shown();
		expect(credentialLabels(chosen)).toEqual(['Credential for Chatvisor API', 'Credential for LiveChat API']);
		expect(chosen).toEqual(expect.arrayContaining(['Method', 'Path']));
		await editor.choose('operation', 'Send Message');
		const sending = await shown();
		expect(sending).toContain('Text');
		for (const label of ['Details', 'Method', 'Path']) expect(sending).not.toContain(label);
	});

	test.each(vendors)('%s: another resource brings its own operations', async (_, type) => {
		await openNew(type);
		const { properties } = describedAs(type);
		const resource = properties.find(({ name }) => name === 'resource')!;
		const other = optionsOf(resource).find(({ value }) => value !== resource.default)!;
		await editor.choose('resource', other.name);
		const operation = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes(other.value),
		);
		const entries = await editor.entries('operation');
		expect(entries.filter((entry) => entry !== 'Custom API Call')).toEqual(
			optionsOf(operation).map(({ name }) => name),
		);
	});
});

describe('the credential', () => {
	test.each(vendors)(
		'of %s is tested: red with a reason for a wrong key, green for the right one',
		async (vendor, type, field) => {
			const credentialType = `${type}Api` as CredentialType;
			const right = sandboxCredentials(sandbox)[credentialType] as Record<string, string>;
			await openNew(`${type}Trigger`);
			await editor.openCredential();
			const modal = editor.id('editCredential-modal');
			const passed = editor.id('credentials-config-container-test-success');
			await passed.waitFor();

			await editor.fillCredential(field, 'wrong-example-key-0123456789');
			await editor.saveCredential();
			await modal.getByText('Couldn’t connect with these settings').waitFor();
			await modal.getByText('More details').click();
			const reason = modal.getByText(/does not accept these values/);
			await reason.waitFor();
			expect(await reason.innerText()).toContain(vendor);
			await editor.withoutToasts();
			if (type === 'liveSupporti') await editor.picture(`${type}-credential-refused`, modal);

			await editor.fillCredential(field, right[field]);
			await editor.saveCredential();
			await passed.waitFor();
			await editor.withoutToasts();
			await editor.picture(`${type}-credential`, modal);
		},
	);
});

test('while it listens, the trigger receives a delivery of the sandbox and shows the ChatEvent', async () => {
	const workflow = await openNew('liveSupportiTrigger');
	await editor.id('trigger-execute-button').click();
	await editor.page.getByText('Start a chat on your website now').first().waitFor();
	await editor.picture('listening');
	const testUrl = client.webhookUrl(workflow.nodes[0]).replace('/webhook/', '/webhook-test/');
	await sandbox.vendors.liveSupporti.addWebhook(testUrl, liveSupportiDemo.webhookSecret);
	await sandbox.vendors.liveSupporti.startChat();
	const output = editor.id('output-panel');
	await output.getByText('chatStarted').first().waitFor();
	await editor.id('radio-button-schema').click();
	await output.getByText('jason@example.com').first().waitFor();
	await editor.withoutToasts();
	await editor.picture('chat-event');
});

test('Smartsupp Trigger: a visitor without a name leads to Include Visitor, which is on when it is added', async () => {
	const workflow = await openNew('smartsuppTrigger');
	const url = client.webhookUrl(workflow.nodes[0], 'test');
	sandbox.vendors.smartsupp.addWebhook(url, ['conversation.opened']);
	const hint = editor.id('output-panel').getByText('add "Include Visitor" under "Options"');
	const received = async (after?: string) => {
		await editor.id('trigger-execute-button').click();
		await client.waitForWebhook(url);
		await sandbox.vendors.smartsupp.startChat();
		return await client.waitForExecution(workflow.id, { after });
	};
	const before = await received();
	expect(nodeOutput(before, 'Smartsupp Trigger')).toMatchObject([{ visitor: { email: null } }]);
	await hint.waitFor();
	await editor.id('collection-parameter-add').last().click();
	await editor.id('collection-parameter-option').getByText('Include Visitor').click();
	const then = await received(before.id);
	expect(nodeOutput(then, 'Smartsupp Trigger')).toMatchObject([
		{ visitor: { email: expect.stringContaining('@example.com') } },
	]);
	await hint.waitFor({ state: 'detached' });
});

test('an execution of the example shows the ChatEvent, and what the agent then sees', async () => {
	sandbox.reset();
	const workflow = await client.importWorkflow('workflows/livesupporti-show-visitor-details.json', {
		credentials,
		replace: sandbox.crm.putInto,
	});
	await editor.openWorkflow(workflow.id);
	await client.publish(workflow.id);
	const url = client.webhookUrl(workflow.nodes.find(({ name }) => name === 'LiveSupporti Trigger')!);
	await client.waitForWebhook(url);
	await sandbox.vendors.liveSupporti.addWebhook(url, liveSupportiDemo.webhookSecret);
	await sandbox.vendors.liveSupporti.startChat();
	const { id } = await client.waitForExecution(workflow.id);

	await editor.page.goto(`${n8n.baseUrl}/workflow/${workflow.id}/executions/${id}`);
	await editor.id(`execution-preview-details-${id}`).waitFor();
	await editor.closeChecklist();
	await editor.page.locator('[data-node-name="LiveSupporti Trigger"]').first().waitFor();
	await editor.picture('execution');
	await editor.openNode('LiveSupporti Trigger');
	const output = editor.id('output-panel');
	await output.getByText('chatStarted').first().waitFor();
	await editor.id('radio-button-schema').click();
	await output.getByText('jason@example.com').first().waitFor();

	const page = await browser.newPage({ viewport: { width: 1280, height: 640 }, deviceScaleFactor: 1.5 });
	await page.goto(`${sandbox.url}/`);
	await page.getByText('Open orders').first().waitFor();
	await takePicture(page, 'sandbox');
	await page.close();
});
