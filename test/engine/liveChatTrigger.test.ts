import { createHmac } from 'node:crypto';

import axios from 'axios';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import { actions } from '../../nodes/LiveChat/webhook/events';
import { secretKey } from '../../nodes/LiveChat/webhook/secret';
import type { ChatEvent } from '../../nodes/shared/chat-event';
import { liveChatDelivery } from '../fixtures/liveChat';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveChatDemo } from '../sandbox/vendors/liveChat';
import { Bench } from './engine';

const { accountId, personalAccessToken, clientId } = liveChatDemo;

const actionNames = Object.keys(actions);
let sandbox: Sandbox;
let benches: Bench[] = [];
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => {
	await Promise.all(benches.map(async (bench) => await bench.close()));
	benches = [];
});

const vendor = () => sandbox.vendors.liveChat;
const registered = () => vendor().webhooks.map(({ action }) => action);
const calls = (action: string) => vendor().requests.filter(({ path }) => path.endsWith(`/${action}`)).length;

async function start(
	parameters: INodeParameters = {},
	credential: ICredentialDataDecryptedObject = {},
): Promise<Bench> {
	const bench = await Bench.start({
		nodes: [
			{
				type: 'liveChatTrigger',
				credentials: ['liveChatApi'],
				parameters: { events: ['chat_deactivated', 'incoming_chat'], ...parameters },
			},
		],
		credentials: {
			liveChatApi: { accountId, personalAccessToken, clientId, baseUrl: vendor().baseUrl, ...credential },
		},
	});
	benches.push(bench);
	return bench;
}

const secretOf = ({ identity }: Bench, key: string): string =>
	secretKey(identity.workflowId, identity.webhookId, key);

const messageOf = async (promise: Promise<unknown>): Promise<string> => {
	const cause = (await promise.then(
		() => undefined,
		(thrown: unknown) => thrown,
	)) as { message: string; description?: string } | undefined;
	return cause === undefined ? '' : `${cause.message} | ${cause.description ?? ''}`;
};

describe('publishing', () => {
	test('registers one webhook per chosen event, with a derived secret and a mark, and nothing secret beside', async () => {
		const bench = await start();
		await bench.publish();
		expect(registered().sort()).toEqual(['chat_deactivated', 'incoming_chat']);
		const secret = secretOf(bench, personalAccessToken);
		for (const webhook of vendor().webhooks) {
			expect(webhook).toMatchObject({
				url: bench.webhookUrl,
				owner_client_id: clientId,
				type: 'license',
				secret_key: secret,
				description: expect.stringMatching(
					new RegExp(`^n8n [0-9a-f]{64}, workflow ${bench.workflow.id}, node node-0$`),
				) as unknown,
			});
		}
		const kept = JSON.stringify([bench.workflow.staticData, bench.logs, vendor().webhooks[0].description]);
		expect(kept).toContain(bench.webhookUrl);
		expect(kept).not.toContain(secret);
		expect(kept).not.toContain(personalAccessToken);
	});

	test('registers all 38 for any event', async () => {
		await (await start({ events: ['*'] })).publish();
		expect(registered().sort()).toEqual([...actionNames].sort());
		expect(actionNames).toHaveLength(38);
	});

	test('makes three calls and one for each event; looking again makes one, unpublishing one and one for each', async () => {
		const bench = await start({ events: ['chat_deactivated', 'incoming_chat', 'thread_tagged'] });
		const made = async (act: () => Promise<void>) => {
			const before = vendor().requests.length;
			await act();
			return vendor().requests.length - before;
		};
		expect(await made(async () => await bench.publish())).toBe(6);
		expect(await made(async () => await bench.publish())).toBe(1);
		expect(await made(async () => await bench.unpublish())).toBe(4);
	});

	test('registers nothing twice when it happens again', async () => {
		const bench = await start();
		await bench.publish();
		const before = vendor().webhooks.map(({ id }) => id);
		await bench.publish();
		expect(vendor().webhooks.map(({ id }) => id)).toEqual(before);
		expect(calls('register_webhook')).toBe(2);
	});

	test('derives the secret from the webhook secret where there is one', async () => {
		const webhookSecret = 'example-livechat-secret-0123456789';
		const bench = await start({}, { webhookSecret });
		await bench.publish();
		expect(vendor().webhooks[0].secret_key).toBe(secretOf(bench, webhookSecret));
	});

	test('takes a change of events over, as n8n does it', async () => {
		const bench = await start();
		await bench.publish();
		await bench.unpublish();
		bench.trigger.parameters.events = ['incoming_chat', 'thread_tagged'];
		await bench.publish();
		expect(registered().sort()).toEqual(['incoming_chat', 'thread_tagged']);
	});

	test('takes a change over that n8n did not announce', async () => {
		const bench = await start();
		await bench.publish();
		bench.trigger.parameters.events = ['thread_tagged'];
		expect(await bench.runHook('checkExists')).toBe(false);
		await bench.runHook('create');
		expect(registered()).toEqual(['thread_tagged']);
	});

	test('asks n8n for a new registration when the URL or the owner is another', async () => {
		const bench = await start();
		await bench.publish();
		vendor().webhooks[0].url = 'https://old.example.com/webhook/hook-0/webhook';
		expect(await bench.runHook('checkExists')).toBe(false);
		vendor().webhooks[0].url = bench.webhookUrl;
		vendor().webhooks[0].owner_client_id = 'another-client';
		expect(await bench.runHook('checkExists')).toBe(false);
	});

	test.each<[string, string[], string[]]>([
		['an end, missed or not', ['chatEvent:chatEnded'], ['chat_deactivated']],
		['a tag', ['chatEvent:chatTagged'], ['thread_tagged']],
		['a rating', ['chatEvent:chatRated'], ['chat_properties_updated', 'thread_properties_updated']],
		[
			'an event of its own beside',
			['chatEvent:chatTagged', 'event_deleted'],
			['event_deleted', 'thread_tagged'],
		],
	])('asks for each event that a common one can come from: %s', async (_, events, expected) => {
		await (await start({ events })).publish();
		expect(registered().sort()).toEqual(expected);
	});

	test('asks for the chat’s properties and who is in it, of each event of a chat', async () => {
		await (await start({ events: ['*'] })).publish();
		const without = vendor().webhooks.filter(({ additional_data }) => additional_data === undefined);
		expect(without.map(({ action }) => action).sort()).toEqual([
			...['agent_approved', 'agent_created', 'agent_deleted', 'agent_suspended', 'agent_unsuspended'],
			...['agent_updated', 'auto_accesses_updated', 'bot_created', 'bot_deleted', 'bot_updated'],
			...['group_created', 'group_deleted', 'group_updated', 'routing_status_set'],
			...['tag_created', 'tag_deleted', 'tag_updated'],
		]);
		const asked = new Set(vendor().webhooks.map(({ additional_data }) => additional_data?.join()));
		expect([...asked].filter((data) => data !== undefined)).toEqual([
			'chat_properties,chat_presence_user_ids',
		]);
	});
});

describe('what LiveChat filters', () => {
	const all = ['chat_deactivated', 'event_updated', 'incoming_event', 'thread_tagged'];
	const filtersOf = () =>
		Object.fromEntries(vendor().webhooks.map(({ action, filters }) => [action, filters ?? null]));
	const mine = { source_type: ['other_clients', 'system'] };
	const notFromMine = { options: { notFromMyOwnApp: true } };

	test.each<[string, INodeParameters, Record<string, object | null>]>([
		[
			'Visitors, which Messages From starts with',
			{},
			{ incoming_event: { author_type: 'customer' }, event_updated: { author_type: 'customer' } },
		],
		[
			'Agents',
			{ sender: 'agent' },
			{ incoming_event: { author_type: 'agent' }, event_updated: { author_type: 'agent' } },
		],
		['Anyone', { sender: 'any' }, {}],
		[
			'Anyone, Not From My Own App',
			{ sender: 'any', ...notFromMine },
			Object.fromEntries(all.map((action) => [action, mine])),
		],
		[
			'the same by expressions, which yield texts',
			{ sender: '={{ "any" }}', options: { notFromMyOwnApp: '={{ "true" }}' } },
			Object.fromEntries(all.map((action) => [action, mine])),
		],
		[
			'Not From My Own App by an expression that yields "false"',
			{ sender: 'any', options: { notFromMyOwnApp: '={{ "false" }}' } },
			{},
		],
		[
			'Visitors, Not From My Own App',
			notFromMine,
			{
				chat_deactivated: mine,
				thread_tagged: mine,
				incoming_event: { author_type: 'customer', ...mine },
				event_updated: { author_type: 'customer', ...mine },
			},
		],
	])('%s', async (_, parameters, expected) => {
		const bench = await start({ events: all, ...parameters });
		await bench.publish();
		const nothing = Object.fromEntries(all.map((action) => [action, null]));
		expect(filtersOf()).toEqual({ ...nothing, ...expected });
		expect(await bench.runHook('checkExists')).toBe(true);
	});

	test('nothing, where Messages From is not shown', async () => {
		await (await start({ events: ['event_updated'], sender: 'visitor' })).publish();
		expect(filtersOf()).toEqual({ event_updated: null });
	});

	test.each<[string, INodeParameters]>([
		['Messages From', { sender: 'any' }],
		['Not From My Own App', notFromMine],
	])('registers anew when %s is another', async (_, parameters) => {
		const bench = await start({ events: ['incoming_event'] });
		await bench.publish();
		const [before] = vendor().webhooks;
		bench.trigger.parameters = { ...bench.trigger.parameters, ...parameters };
		await bench.publish();
		expect(vendor().webhooks).toHaveLength(1);
		expect(vendor().webhooks[0]).not.toEqual(before);
	});

	test.each<[string, object, boolean]>([
		[
			'filters in another order, and such as nobody here asks for',
			{ filters: { chat_presence: {}, source_type: ['system', 'other_clients'], author_type: 'customer' } },
			true,
		],
		['no filters', { filters: undefined }, false],
		['no additional data in the list, which LiveChat may leave out', { additional_data: undefined }, true],
		['less additional data', { additional_data: ['chat_properties'] }, false],
	])('compares what LiveChat lists: %s', async (_, listed, isTheSame) => {
		const bench = await start({ events: ['incoming_event'], ...notFromMine });
		await bench.publish();
		Object.assign(vendor().webhooks[0], listed);
		expect(await bench.runHook('checkExists')).toBe(isTheSame);
	});

	test('a workflow that hears anyone but its own app does not answer itself', async () => {
		const bench = await start({ events: ['incoming_event'], sender: 'any', ...notFromMine });
		await bench.publish();
		const { chat } = await vendor().startChat();
		await vendor().say(chat.id, 'visitor', 'Are you there?');
		await vendor().say(chat.id, 'agent', 'I am');
		await axios.post(
			`${vendor().baseUrl}/v3.6/agent/action/send_event`,
			{ chat_id: chat.id, event: { type: 'message', text: 'An answer of the workflow' } },
			{ auth: { username: accountId, password: personalAccessToken } },
		);
		const said = bench.runs.map((run) => (bench.output(run)[0] as ChatEvent).messages[0].text);
		expect(said).toEqual(['Are you there?', 'I am']);
	});
});

describe('a registration with another URL, as after a database was copied', () => {
	const original = 'https://original.example.com/webhook/hook-0/webhook';

	/** A workflow whose database was copied after it was published elsewhere: the same ids, another address. */
	async function startCopy(parameters: INodeParameters = {}): Promise<Bench> {
		const bench = await start(parameters);
		await bench.publish();
		for (const webhook of vendor().webhooks) webhook.url = original;
		const kept = JSON.stringify(bench.workflow.staticData).replaceAll(bench.webhookUrl, original);
		bench.workflow.staticData = JSON.parse(kept) as IDataObject;
		return bench;
	}
	const originals = () => vendor().webhooks.filter(({ url }) => url === original).length;

	test('stays when the copy is published and unpublished, and the log names it', async () => {
		const bench = await startCopy();
		await bench.publish();
		expect([originals(), registered()].flat()).toHaveLength(5);
		expect(bench.logs.join()).toMatch(/to https:\/\/original\.example\.com as well.*Webhook: Delete/);
		expect(bench.logs.join()).not.toContain('hook-0/webhook');
		await bench.unpublish();
		expect([originals(), registered().length]).toEqual([2, 2]);
	});

	test('stays when the copy cannot be published, and the fault names it', async () => {
		const bench = await startCopy({ events: ['incoming_chat', 'thread_tagged'] });
		for (const name of ['one', 'two'])
			vendor().addForeignWebhook('thread_tagged', { url: `https://${name}.example.com` });
		const message = await messageOf(bench.publish());
		expect(message).toContain('thread_tagged: it allows three per event and Client ID');
		expect(message).toContain('https://original.example.com');
		expect(message).toContain("'Webhook: Delete'");
		expect(message).not.toContain('one.example.com');
		expect([originals(), registered().length]).toEqual([2, 4]);
		await bench.unpublish();
		expect(originals()).toBe(2);
	});

	test('stays when the copy has another Client ID', async () => {
		const bench = await startCopy();
		for (const webhook of vendor().webhooks) webhook.owner_client_id = 'the-first-app';
		const kept = JSON.stringify(bench.workflow.staticData).replaceAll(clientId, 'the-first-app');
		bench.workflow.staticData = JSON.parse(kept) as IDataObject;
		await bench.publish();
		expect([originals(), registered().length]).toEqual([2, 4]);
	});

	test('is not meant where a test runs beside production', async () => {
		const bench = await start();
		await bench.publish();
		await bench.runHook('checkExists', 'default', 'manual');
		await bench.runHook('create', 'default', 'manual');
		expect(bench.logs.filter((line) => line.includes('as well'))).toEqual([]);
	});
});

describe('unpublishing', () => {
	test('removes what the node made, and nothing of anyone else', async () => {
		const bench = await start();
		const foreign = vendor().addForeignWebhook('incoming_chat');
		const sameUrl = vendor().addForeignWebhook('chat_deactivated', { url: bench.webhookUrl });
		await bench.publish();
		await bench.publish();
		await bench.unpublish();
		expect(vendor().webhooks).toEqual([foreign, sameUrl]);
		await bench.unpublish();
		expect(vendor().webhooks).toEqual([foreign, sameUrl]);
		expect(bench.workflow.staticData).toEqual({ 'node:liveChatTrigger 0': {} });
	});

	test('of a copied workflow leaves the original, although the copy carries its ids', async () => {
		const original = await start();
		await original.publish();
		const copy = await start();
		copy.workflow.staticData = JSON.parse(JSON.stringify(original.workflow.staticData)) as IDataObject;
		await copy.unpublish();
		expect(registered()).toHaveLength(2);
		await copy.publish();
		expect(registered()).toHaveLength(4);
		await copy.unpublish();
		expect(vendor().webhooks.every(({ url }) => url === original.webhookUrl)).toBe(true);
		expect(registered()).toHaveLength(2);
	});

	test('finds its own by the description where the static data is lost', async () => {
		const bench = await start();
		await bench.publish();
		bench.workflow.staticData = {};
		await bench.unpublish();
		expect(registered()).toEqual([]);
	});

	test('counts as done what LiveChat no longer knows', async () => {
		const bench = await start();
		await bench.publish();
		vendor().fail({
			path: '*/unregister_webhook',
			status: 400,
			body: '{"error":{"type":"not_found","message":"Webhook not found"}}',
			contentType: 'application/json',
		});
		expect(await messageOf(bench.unpublish())).toBe('');
	});

	test('does not call LiveChat when nothing can be registered', async () => {
		const bench = await start({}, { clientId: '' });
		await bench.unpublish();
		expect(vendor().requests).toHaveLength(0);
	});
});

describe('listening for a test event', () => {
	test('registers the test URL beside production, and removes only that', async () => {
		const bench = await start();
		await bench.publish();
		expect(await bench.runHook('checkExists', 'default', 'manual')).toBe(false);
		await bench.runHook('create', 'default', 'manual');
		expect(vendor().webhooks.filter(({ url }) => url.includes('/webhook-test/'))).toHaveLength(2);
		expect(registered()).toHaveLength(4);
		await bench.runHook('delete', 'default', 'manual');
		expect(vendor().webhooks.map(({ url }) => url)).toEqual([bench.webhookUrl, bench.webhookUrl]);
		await bench.unpublish();
		expect(registered()).toEqual([]);
	});

	test('that cannot be registered leaves production alone', async () => {
		const bench = await start();
		await bench.publish();
		for (const name of ['one', 'two'])
			vendor().addForeignWebhook('incoming_chat', { url: `https://${name}.example.com` });
		await bench.runHook('checkExists', 'default', 'manual');
		expect(await messageOf(bench.runHook('create', 'default', 'manual'))).toContain('incoming_chat');
		await bench.runHook('delete', 'default', 'manual');
		expect(registered()).toHaveLength(4);
	});

	test('cleans up what a test left behind that n8n did not end', async () => {
		const bench = await start();
		await bench.runHook('create', 'default', 'manual');
		bench.workflow.staticData = {};
		bench.trigger.parameters.events = ['thread_tagged'];
		await bench.runHook('checkExists', 'default', 'manual');
		await bench.runHook('create', 'default', 'manual');
		expect(registered()).toEqual(['thread_tagged']);
	});
});

describe('what cannot be registered says what to do', () => {
	test('three webhooks for the event are there already: what was registered before is undone', async () => {
		const bench = await start({ events: ['chat_deactivated', 'incoming_chat', 'thread_tagged'] });
		for (const name of ['one', 'two', 'three'])
			vendor().addForeignWebhook('thread_tagged', { url: `https://${name}.example.com` });
		const message = await messageOf(bench.publish());
		expect(message).toContain('thread_tagged: it allows three per event and Client ID');
		expect(message).toContain('Unpublish another workflow');
		expect(message).toContain("'Webhook: Get Many'");
		expect(registered()).toEqual(['thread_tagged', 'thread_tagged', 'thread_tagged']);
	});

	test('the app is not installed', async () => {
		vendor().isInstalled = false;
		expect(await messageOf((await start()).publish())).toContain('Install the app');
		expect(registered()).toEqual([]);
	});

	test('the token may not ask whether it is installed', async () => {
		vendor().scopes = new Set(['webhooks.configuration:rw']);
		await (await start()).publish();
		expect(registered()).toHaveLength(2);
	});

	test('the token lacks the scope', async () => {
		vendor().scopes = new Set(['chats--all:ro']);
		const message = await messageOf((await start()).publish());
		expect(message).toContain('webhooks.configuration:rw');
		expect(message).toContain('create a new one');
	});

	test('LiveChat does not accept the credential', async () => {
		const message = await messageOf((await start({}, { personalAccessToken: 'wrong' })).publish());
		expect(message).toContain('does not accept the credential');
		expect(message).not.toContain('wrong');
	});

	test('the Client ID belongs to somebody else', async () => {
		const message = await messageOf((await start({}, { clientId: 'somebody-else' })).publish());
		expect(message).toContain('not owned by your organization');
	});

	test.each<[string, INodeParameters, ICredentialDataDecryptedObject, string]>([
		['the Client ID is empty', {}, { clientId: '' }, 'lacks Client ID'],
		['the token is empty', {}, { personalAccessToken: '' }, 'Personal Access Token'],
		['the webhook secret is short', {}, { webhookSecret: 'short' }, 'has 5 characters, it needs at least 16'],
		['no event is chosen', { events: [] }, {}, "'Trigger On' is empty"],
		['the URL is not public', {}, { baseUrl: 'https://api.livechatinc.com' }, 'Set WEBHOOK_URL'],
		['an address cannot be read', { options: { ipAllowlist: 'everybody' } }, {}, 'Allowed IP Addresses'],
	])('%s', async (_, parameters, credential, expected) => {
		expect(await messageOf((await start(parameters, credential)).publish())).toContain(expected);
		expect(registered()).toEqual([]);
	});

	test('the URL is longer than 500 characters', async () => {
		const bench = await start();
		bench.trigger.webhookId = 'x'.repeat(600);
		expect(await messageOf(bench.publish())).toContain('LiveChat takes at most 500');
	});

	test('legacy: nothing is registered, and a missing secret is said', async () => {
		const legacy = { source: 'legacy', events: ['chat_started'] };
		const bench = await start(legacy, { webhookSecret: 'example-livechat-secret-0123456789' });
		await bench.publish();
		await bench.unpublish();
		expect(vendor().requests).toHaveLength(0);
		const without = await start(legacy, {});
		expect(await messageOf(without.publish())).toContain('Webhook Secret');
	});
});

describe('deliveries of the sandbox', () => {
	test('a chat from start to end reaches the workflow, and LiveChat gets 200', async () => {
		const bench = await start({ events: ['*'] });
		await bench.publish();
		const { chat, deliveries } = await vendor().startChat();
		await vendor().say(chat.id, 'visitor', 'Are you there?');
		await vendor().rate(chat.id, 1, 'Great');
		await vendor().tag(chat.id, 'support');
		await vendor().endChat(chat.id);
		expect(deliveries.map(({ status }) => status)).toEqual([200]);
		const events = bench.runs.map((run) => bench.output(run)[0] as ChatEvent);
		expect(events.map(({ event }) => event)).toEqual([
			'chatStarted',
			'messageFromVisitor',
			'chatRated',
			'chatTagged',
			'chatEnded',
		]);
		expect(events[0].visitor).toMatchObject({ name: 'Jason', email: 'jason@example.com' });
		const secret = vendor().webhooks[0].secret_key;
		expect(JSON.stringify([bench.runs, bench.logs])).not.toContain(secret);
	});

	test('a forged one is refused, and LiveChat would try again three times', async () => {
		const bench = await start();
		await bench.publish();
		for (const webhook of vendor().webhooks) webhook.secret_key = 'example-of-a-forger';
		const { deliveries } = await vendor().startChat();
		expect(deliveries.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
		expect(bench.runs).toHaveLength(0);
	});

	test('another key in the credential asks for publishing again', async () => {
		const bench = await start();
		await bench.publish();
		bench.credentials.data.liveChatApi.webhookSecret = 'example-livechat-secret-0123456789';
		expect((await vendor().startChat()).deliveries[0].status).toBe(401);
		await bench.unpublish();
		await bench.publish();
		expect((await vendor().startChat()).deliveries.map(({ status }) => status)).toEqual([200]);
	});

	const spaces = ' \t ';
	const token = { personalAccessToken };
	// Everybody could compute what white space, or nothing, derives.
	test.each<[string, ICredentialDataDecryptedObject, string, number]>([
		[
			'the token, where the webhook secret is white space',
			{ ...token, webhookSecret: spaces },
			personalAccessToken,
			200,
		],
		['white space, where the webhook secret is that', { ...token, webhookSecret: spaces }, spaces, 401],
		['nothing, where the webhook secret is white space', { ...token, webhookSecret: spaces }, '', 401],
		[
			'white space, where token and secret are that',
			{ personalAccessToken: spaces, webhookSecret: spaces },
			spaces,
			401,
		],
		[
			'nothing, where token and secret are white space',
			{ personalAccessToken: spaces, webhookSecret: spaces },
			'',
			401,
		],
		['nothing, where token and secret are empty', { personalAccessToken: '', webhookSecret: '' }, '', 401],
		[
			'the token, where it was pasted with a space',
			{ personalAccessToken: ` ${personalAccessToken} ` },
			personalAccessToken,
			200,
		],
		[
			'the token, where there is a webhook secret',
			{ ...token, webhookSecret: 'example-livechat-secret-0123456789' },
			personalAccessToken,
			401,
		],
	])('with a key derived from %s', async (_, credential, key, status) => {
		const bench = await start({ events: ['*'] }, credential);
		const { workflowId, webhookId } = bench.identity;
		const derived = createHmac('sha256', key).update(`${workflowId}/${webhookId}`).digest('hex');
		const send = async (secret_key: string) => {
			const body = liveChatDelivery('incoming_chat', {}, { secret_key });
			return (await axios.post(bench.webhookUrl, body, { validateStatus: () => true })).status;
		};
		expect(await send(derived)).toBe(status);
		expect(await send('')).toBe(401);
		expect(bench.runs).toHaveLength(status === 200 ? 1 : 0);
	});

	test('brings the chat’s properties and who is in it, where the registration asked for them', async () => {
		const bench = await start({ events: ['chat_deactivated'], output: 'raw' });
		await bench.publish();
		const { chat } = await vendor().startChat();
		await vendor().endChat(chat.id);
		expect(bench.output(bench.runs[0])[0]).toMatchObject({
			additional_data: {
				chat_properties: {},
				chat_presence_user_ids: [chat.customer!.id, 'smith@example.com'],
			},
		});
	});

	test('white space around what was pasted into the credential does not count: publishing, delivery and removal', async () => {
		const webhookSecret = 'example-livechat-secret-0123456789';
		const pasted = { accountId, personalAccessToken, clientId, webhookSecret };
		const withSpace = Object.entries(pasted).map(([name, value]) => [name, ` ${value}\n`]);
		const bench = await start({}, Object.fromEntries(withSpace) as ICredentialDataDecryptedObject);
		await bench.publish();
		expect(vendor().webhooks.map(({ owner_client_id }) => owner_client_id)).toEqual([clientId, clientId]);
		expect(vendor().webhooks[0].secret_key).toBe(secretOf(bench, webhookSecret));
		expect((await vendor().startChat()).deliveries.map(({ status }) => status)).toEqual([200]);
		expect(await bench.runHook('checkExists')).toBe(true);
		await bench.unpublish();
		expect(registered()).toEqual([]);
	});

	test.each([
		['?secret=', 'urlSecret', (url: string, secret: string) => `${url}?secret=${secret}`],
		[
			'user and password',
			'basicAuth',
			(url: string, secret: string) => url.replace('://', `://webhook:${secret}@`),
		],
	])('legacy ones are proved by %s', async (_, authentication, target) => {
		const webhookSecret = 'example-livechat-secret-0123456789';
		const pasted = { webhookSecret: `${webhookSecret}\r\n` };
		const bench = await start({ source: 'legacy', authentication, events: ['*'] }, pasted);
		await bench.publish();
		for (const type of ['chat_started', 'chat_ended', 'ticket_created'])
			vendor().addLegacyWebhook(target(bench.webhookUrl, webhookSecret), type);
		const { chat } = await vendor().startChat();
		await vendor().say(chat.id, 'agent', 'Hello');
		await vendor().endChat(chat.id);
		const [left, again] = [await vendor().leaveMessage('Do you deliver?'), await vendor().deliverAgain()];
		expect([...left, ...again].map(({ status }) => status)).toEqual([200, 200]);
		const [started, ended, message, repeat] = bench.runs.map((run) => bench.output(run)[0] as ChatEvent);
		expect(started).toMatchObject({ event: 'chatStarted', survey: [{ answer: 'Jason' }] });
		expect(ended.messages.map(({ author }) => author)).toEqual(['visitor', 'agent']);
		expect(message).toMatchObject({
			event: 'offlineMessage',
			chat: { isOffline: true, url: 'https://www.example.com/pricing' },
			visitor: { name: 'Jason', email: 'jason@example.com' },
			transcript: 'Jason (visitor): Do you deliver?',
		});
		expect(repeat.eventId).toBe(message.eventId);
		expect(JSON.stringify(bench.runs)).not.toContain(vendor().legacyWebhooks[0].token);
	});
});

describe('Include Transcript', () => {
	const withTranscript = { events: ['chat_deactivated'], options: { includeTranscript: true } };

	async function endChat(bench: Bench): Promise<ChatEvent> {
		const { chat } = await vendor().startChat();
		await vendor().say(chat.id, 'agent', 'Hello, how can I help?');
		vendor().addEvent(chat, {
			type: 'message',
			author_id: 'smith@example.com',
			text: 'A difficult one',
			visibility: 'agents',
		});
		await vendor().tag(chat.id, 'support');
		await vendor().endChat(chat.id, 'smith@example.com');
		return bench.output(bench.runs.at(-1))[0] as ChatEvent;
	}

	test('fills messages, visitor and tags', async () => {
		const bench = await start(withTranscript);
		await bench.publish();
		const event = await endChat(bench);
		expect(event).toMatchObject({
			event: 'chatEnded',
			chat: {
				tags: ['support'],
				url: 'https://www.example.com/pricing',
				startedAt: expect.any(String) as unknown,
				extra: { user_id: 'smith@example.com' },
			},
			visitor: { name: 'Jason', email: 'jason@example.com', city: 'Wroclaw' },
			agents: [{ id: 'smith@example.com', name: 'Agent Smith' }],
			messages: [
				{ author: 'visitor', authorName: 'Jason', visibility: 'all' },
				{ author: 'agent', text: 'Hello, how can I help?', visibility: 'all' },
				{ author: 'agent', text: 'A difficult one', visibility: 'agents' },
			],
			survey: [
				{ question: 'Your name', answer: 'Jason' },
				{ question: 'Your email', answer: 'jason@example.com' },
			],
		});
		expect(event).not.toHaveProperty('chat.extra.transcriptMissing');
	});

	test('goes to the region that LiveChat names', async () => {
		const bench = await start(withTranscript);
		await bench.publish();
		vendor().region = 'fra';
		expect((await endChat(bench)).messages).toHaveLength(3);
	});

	test.each<[string, Parameters<Sandbox['vendors']['liveChat']['fail']>[0], RegExp]>([
		['LiveChat refuses', { status: 403 }, /does not let this token/],
		['LiveChat is busy', { status: 429, retryAfter: 1 }, /no more requests/],
		['there is no JSON', { body: '<html>' }, /did not answer with the JSON/],
		['the connection breaks', { drop: true }, /could not be reached/],
		['LiveChat leads elsewhere', { redirect: 'https://example.com' }, /redirect/],
	])('leaves the event as it is and says why when %s', async (_, fault, reason) => {
		const bench = await start(withTranscript);
		await bench.publish();
		vendor().fail({ path: '*/get_chat', ...fault });
		const event = await endChat(bench);
		expect(event).toMatchObject({
			event: 'chatEnded',
			messages: [],
			chat: { extra: { transcriptMissing: expect.stringMatching(reason) as unknown } },
		});
		expect(calls('get_chat')).toBe(1);
		expect(bench.logs.join()).not.toContain(personalAccessToken);
	});

	test('gives up after 5 seconds', async () => {
		const bench = await start(withTranscript);
		await bench.publish();
		vendor().fail({ path: '*/get_chat', latencyMs: 20_000 });
		const from = performance.now();
		expect(await endChat(bench)).toMatchObject({
			chat: { extra: { transcriptMissing: 'LiveChat did not answer in time' } },
		});
		expect(performance.now() - from).toBeLessThan(7000);
	}, 15_000);

	test('asks for nothing when the event is filtered, repeated, raw or of another kind', async () => {
		const bench = await start({
			events: ['chat_deactivated', 'incoming_chat'],
			options: { includeTranscript: true, dropRepeats: true },
		});
		await bench.publish();
		const { chat } = await vendor().startChat();
		expect(calls('get_chat')).toBe(0);
		await vendor().endChat(chat.id);
		await vendor().deliverAgain();
		expect(calls('get_chat')).toBe(1);
		bench.trigger.parameters.output = 'raw';
		bench.trigger.parameters.options = { includeTranscript: true };
		await vendor().deliverAgain();
		expect(calls('get_chat')).toBe(1);
		expect(bench.output(bench.runs.at(-1))[0]).toMatchObject({ action: 'chat_deactivated' });
	});
});

test('a nested secret_key is removed as well', async () => {
	const bench = await start({ events: ['*'], output: 'both' });
	const secret = secretOf(bench, personalAccessToken);
	const body = liveChatDelivery('incoming_event', { chat_id: 'C1', event: { secret_key: secret } });
	const reply = await axios.post(bench.webhookUrl, { secret_key: secret, ...body });
	expect(reply.status).toBe(200);
	expect(JSON.stringify(bench.runs)).not.toContain(secret);
});
