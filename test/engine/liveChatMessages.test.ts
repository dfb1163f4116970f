import { randomUUID } from 'node:crypto';

import type {
	IBinaryKeyData,
	INodeExecutionData,
	INodeParameters,
	IRun,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { liveChatOperations as fixture } from '../fixtures/liveChat/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveChatDemo, type LiveChatBot, type LiveChatChat } from '../sandbox/vendors/liveChat';
import { Bench } from './engine';
import { toolOf } from './tool';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

let chat: LiveChatChat;
let bot: LiveChatBot;
beforeEach(() => {
	sandbox.reset();
	// One of its own for each test: the node remembers tokens as long as n8n runs.
	bot = {
		id: randomUUID(),
		name: 'Parcel Bot',
		owner_client_id: liveChatDemo.clientId,
		secret: `example-bot-secret-${randomUUID()}`,
		groups: [],
		max_chats_count: 6,
	};
	vendor().bots.push(bot);
	chat = vendor().open({ customer: vendor().addCustomer(), agentIds: [liveChatDemo.userId, bot.id] });
});
afterEach(() => jest.restoreAllMocks());

const vendor = () => sandbox.vendors.liveChat;
const calls = (action: string) => vendor().requests.filter(({ path }) => path.endsWith(`/${action}`));
const said = () => chat.threads[0].events.map(({ text, author_id }) => [author_id, text]);

interface Outcome {
	run: IRun;
	items: INodeExecutionData[];
	/** What a person reads when it fails; '' when it does not. */
	message: string;
	/** All that can be read of the execution. */
	everything: string;
}

async function execute(
	parameters: INodeParameters,
	more: {
		copies?: number;
		credential?: object;
		binary?: IBinaryKeyData;
		mode?: WorkflowExecuteMode;
		json?: Record<string, unknown>;
	} = {},
): Promise<Outcome> {
	const { copies = 1, credential = {}, binary, mode, json = {} } = more;
	const bench = await Bench.start({
		nodes: [
			{
				type: 'liveChat',
				credentials: ['liveChatApi'],
				parameters: {
					resource: 'message',
					operation: 'send',
					target: 'ids',
					chat: { __rl: true, mode: 'id', value: chat.id },
					...parameters,
				},
			},
		],
		credentials: {
			liveChatApi: { ...fixture.credential(sandbox), botId: bot.id, botSecret: bot.secret, ...credential },
		},
	});
	try {
		const items = Array.from({ length: copies }, () => json);
		const run = await bench.execute(items, undefined, { binary, mode });
		const { error, runData } = run.data.resultData;
		return {
			run,
			items: runData[bench.trigger.name]?.[0].data?.main[0] ?? [],
			message: error ? `${error.message} | ${(error as { description?: string }).description ?? ''}` : '',
			everything: JSON.stringify([run, bench.logs]),
		};
	} finally {
		await bench.close();
	}
}

describe('a text of 16 KB', () => {
	const most = 'ü'.repeat(8 * 1024);

	test('is sent whole', async () => {
		const { message } = await execute({ text: most });
		expect([message, said().map(([, text]) => text?.length)]).toEqual(['', [most.length]]);
	});

	test.each<[string, INodeParameters]>([
		['Text', { operation: 'send', text: `${most}!` }],
		['Message', { resource: 'chat', operation: 'resume', additionalFields: { message: `${most}!` } }],
	])('and one letter more in %s is told before anything is sent', async (field, parameters) => {
		const { message } = await execute(parameters);
		expect(message).toContain(`'${field}' has 17 KB, and LiveChat takes 16 KB at most | Nothing was sent.`);
		expect(vendor().requests).toEqual([]);
	});
});

describe('sending as a bot', () => {
	const asBot = { text: 'On its way', sendAs: 'bot' };

	test('asks for one token, for items at the same time and for later executions', async () => {
		const first = await execute(asBot, { copies: 5 });
		const second = await execute(asBot);
		expect([first.message, second.message]).toEqual(['', '']);
		expect(said()).toEqual(Array.from({ length: 6 }, () => [bot.id, 'On its way']));
		expect(calls('issue_bot_token').map(({ body }) => body)).toEqual([
			{
				bot_id: bot.id,
				bot_secret: bot.secret,
				client_id: liveChatDemo.clientId,
				organization_id: liveChatDemo.organizationId,
			},
		]);
		for (const token of vendor().botTokens.keys()) expect(first.everything).not.toContain(token);
		expect(first.everything).not.toContain(bot.secret);
	});

	test('asks for another token before the 24 hours of the first are over', async () => {
		await execute(asBot);
		const now = Date.now();
		jest.spyOn(Date, 'now').mockReturnValue(now + 22 * 60 * 60 * 1000);
		await execute(asBot);
		expect(calls('issue_bot_token')).toHaveLength(1);
		jest.spyOn(Date, 'now').mockReturnValue(now + 23.5 * 60 * 60 * 1000);
		await execute(asBot);
		expect(calls('issue_bot_token')).toHaveLength(2);
	});

	test('asks for another token once, when LiveChat refuses the first', async () => {
		await execute(asBot);
		vendor().botTokens.clear();
		const { message } = await execute(asBot, { copies: 3 });
		expect(message).toBe('');
		expect(said()).toHaveLength(4);
		expect(calls('issue_bot_token')).toHaveLength(2);
	});

	test('does not ask for ever, when LiveChat takes none', async () => {
		vendor().fail({ path: '*/send_event', status: 401 });
		const { message } = await execute(asBot);
		expect(message).toContain('does not accept the token that it gave the bot (authentication)');
		expect(calls('issue_bot_token')).toHaveLength(2);
		expect(calls('send_event')).toHaveLength(2);
	});

	test('with a wrong secret is told so, and works as soon as it is right', async () => {
		const wrong = await execute(asBot, { credential: { botSecret: 'example-wrong-secret' } });
		expect(wrong.message).toContain('LiveChat gives no token for the bot (authorization)');
		expect(wrong.message).toContain('Bot Secret');
		expect(wrong.everything).not.toContain('example-wrong-secret');
		vendor().fail({ path: '*/issue_bot_token', status: 500, times: 1 });
		expect((await execute(asBot)).message).toContain('LiveChat is out of order');
		expect((await execute(asBot)).message).toBe('');
	});

	test.each([
		[{ botId: '' }, 'Bot ID'],
		[{ botSecret: ' ', organizationId: '' }, 'Bot Secret and Organization ID'],
		[{ clientId: '' }, 'Client ID'],
	])('says what the credential lacks, before any request: %j', async (credential, names) => {
		const { message } = await execute(asBot, { credential });
		expect(message).toContain(`The LiveChat credential lacks ${names} |`);
		expect(vendor().requests).toEqual([]);
	});

	test('from outside the chat says what to do', async () => {
		chat.agentIds = [liveChatDemo.userId];
		const { message } = await execute(asBot);
		expect(message).toContain('The bot is not in the chat');
		expect(message).toContain("'Join the Chat First'");
	});

	test('never uses the token of another bot', async () => {
		const other = { ...bot, id: randomUUID(), secret: `example-bot-secret-${randomUUID()}` };
		vendor().bots.push(other);
		chat.agentIds.push(other.id);
		await execute(asBot);
		await execute(asBot, { credential: { botId: other.id, botSecret: other.secret } });
		expect(said()).toEqual([
			[bot.id, 'On its way'],
			[other.id, 'On its way'],
		]);
	});
});

describe('Bot: Create', () => {
	const create = { resource: 'bot', operation: 'create', name: 'Order Bot' };
	const secret = () => vendor().bots.at(-1)!.secret;

	test('leaves the secret out, unless a person at the editor wants to see it', async () => {
		const left = await execute(create);
		expect(left.everything).not.toContain(secret());
		const shown = await execute({ ...create, secret: 'show' });
		expect(shown.items.map(({ json }) => json.secret)).toEqual([secret()]);
	});

	test('shows it to nobody in a published workflow, and makes no bot then', async () => {
		const { message } = await execute({ ...create, secret: 'show' }, { mode: 'webhook' });
		expect(message).toContain("'Bot Secret' can be shown only when you execute this step by hand");
		expect(vendor().requests).toEqual([]);
	});

	test('shows it to no AI agent', async () => {
		const bench = await Bench.start({
			nodes: [
				{
					type: 'liveChat',
					credentials: ['liveChatApi'],
					parameters: { ...create, secret: 'show' },
				},
			],
			credentials: { liveChatApi: fixture.credential(sandbox) },
		});
		try {
			const tool = await toolOf(bench);
			await expect(tool.invoke({})).rejects.toThrow('only when you execute this step by hand');
			expect(vendor().requests).toEqual([]);
		} finally {
			await bench.close();
		}
	});

	test('needs an app for the bot', async () => {
		const { message } = await execute(create, { credential: { clientId: '' } });
		expect(message).toContain('The LiveChat credential lacks Client ID');
		expect(vendor().requests).toEqual([]);
	});
});

const MEGABYTE = 1024 * 1024;

const file = (content: Buffer, more: object = {}): IBinaryKeyData => ({
	data: { data: content.toString('base64'), mimeType: 'image/png', fileName: 'label.png', ...more },
});

describe('Message: Send File', () => {
	const sendFile = { operation: 'sendFile' };
	const uploaded = () => [...vendor().files.values()];

	test('sends the bytes as they are, up to 10 MB', async () => {
		const content = Buffer.alloc(10 * MEGABYTE, 'a\r\n--boundary\0\xff', 'latin1');
		const { message } = await execute(sendFile, { binary: file(content) });
		expect(message).toBe('');
		expect(uploaded()[0].bytes.equals(content)).toBe(true);
		expect(chat.threads[0].events).toMatchObject([{ type: 'file', content_type: 'image/png' }]);
	});

	test('sends the file that an expression gives', async () => {
		const { message } = await execute(
			{ ...sendFile, binaryPropertyName: '={{ $input.item.binary.data }}' },
			{ binary: file(Buffer.from('A label')) },
		);
		expect(message).toBe('');
		expect(uploaded().map(({ bytes }) => bytes.toString())).toEqual(['A label']);
	});

	test('once more, all of it, when LiveChat asks to come back later or leads to another region', async () => {
		vendor().region = 'eu';
		vendor().fail({ path: '*/upload_file', status: 429, retryAfter: 0, times: 1 });
		const { message } = await execute(sendFile, { binary: file(Buffer.from('A label')) });
		expect(message).toBe('');
		expect(calls('upload_file').map(({ status }) => status)).toEqual([429, 400, 200]);
		expect(uploaded().map(({ bytes }) => bytes.toString())).toEqual(['A label']);
	});

	test.each<[string, IBinaryKeyData | undefined, INodeParameters, string]>([
		['too large', file(Buffer.alloc(10 * MEGABYTE + 1)), {}, "'label.png' is larger than 10 MB"],
		[
			'too large, as n8n says without reading it',
			file(Buffer.from('short'), { bytes: 10 * MEGABYTE + 1 }),
			{},
			"'label.png' is larger than 10 MB",
		],
		['empty', file(Buffer.alloc(0)), {}, "'label.png' is empty"],
		['missing', undefined, {}, "The item has no file in the field 'data' | Check 'Input Data Field Name'"],
		[
			'in another field',
			file(Buffer.from('A label')),
			{ binaryPropertyName: 'label' },
			"The item has no file in the field 'label'",
		],
		[
			'an object that is none',
			file(Buffer.from('A label')),
			{ binaryPropertyName: '={{ { name: "label" } }}' },
			"'Input Data Field Name' is an object",
		],
	])('says so before any request when the file is %s', async (_, binary, parameters, expected) => {
		const { message } = await execute({ ...sendFile, ...parameters }, { binary });
		expect(message).toContain(expected);
		expect(vendor().requests).toEqual([]);
	});
});

describe('Message: Send Rich Message says before any request', () => {
	const rows = (count: number, row: object = { title: 'Hello' }) => Array.from({ length: count }, () => row);
	const buttons = (count: number, row: object = { text: 'Yes' }) => ({ button: rows(count, row) });

	test.each<[string, object, string]>([
		['that there is no card', {}, "'Cards' is empty"],
		['that a card is empty', { cards: { card: [{ title: 'Hello' }, {}] } }, "Card 2 of 'Cards' is empty"],
		[
			'that there are too many cards',
			{ cards: { card: rows(11) } },
			"'Cards' has 11 entries, and LiveChat takes 10 at most",
		],
		[
			'that a card has too many buttons',
			{ cards: { card: [{ buttons: buttons(14) }] } },
			"'Buttons' has 14 entries, and LiveChat takes 13 at most",
		],
		[
			'that a value was not found',
			{ cards: { card: [{ title: 'Hello', subtitle: '={{ $json.missing }}' }] } },
			"'Subtitle' is empty",
		],
		[
			'that a button says nothing',
			{ cards: { card: [{ buttons: buttons(1, { text: '' }) }] } },
			"'Text' is empty",
		],
		[
			'that a button leads nowhere',
			{ cards: { card: [{ buttons: buttons(1, { text: 'Go', type: 'url' }) }] } },
			"'Value' is empty",
		],
		[
			'that there is no reply',
			{ template: 'quickReplies', question: 'What is it about?' },
			"'Replies' is empty",
		],
		['that JSON is none', { template: 'json', richMessage: '{ cards' }, "'Rich Message' is not valid JSON"],
		[
			'that JSON has no template',
			{ template: 'json', richMessage: '{ "elements": [] }' },
			"'Rich Message' has no 'template_id'",
		],
		[
			'that JSON has no elements',
			{ template: 'json', richMessage: '{ "template_id": "cards", "elements": ["a"] }' },
			"'Rich Message' has no list 'elements'",
		],
		[
			'that JSON has too many buttons',
			{
				template: 'json',
				richMessage: JSON.stringify({ template_id: 'cards', elements: [{ buttons: rows(14) }] }),
			},
			"'Rich Message' has 14 buttons on an element",
		],
	])('%s', async (_, parameters, expected) => {
		const { message } = await execute({ operation: 'sendRichMessage', ...parameters } as INodeParameters);
		expect(message).toContain(expected);
		expect(vendor().requests).toEqual([]);
	});
});

describe('Download Attachments', () => {
	const threads = { resource: 'thread', operation: 'getMany', downloadAttachments: true };

	const send = (url: string, name = 'label.png') =>
		vendor().addEvent(chat, {
			type: 'file',
			author_id: chat.customer!.id,
			visibility: 'all',
			url,
			name,
			content_type: 'image/png',
		});
	const keep = (bytes: Buffer, name = 'label.png') =>
		vendor().addFile({ name, contentType: 'image/png', bytes });

	test('puts the files out as they are, and asks without a token', async () => {
		send(keep(Buffer.from('A label')), '../../folder/label.png');
		send(keep(Buffer.from('Another')));
		const { items, message } = await execute(threads);
		expect(message).toBe('');
		const [{ binary, json }] = items;
		expect(json.attachments).toMatchObject([{ field: 'attachment_0' }, { field: 'attachment_1' }]);
		expect(
			Object.entries(binary!).map(([field, { data, fileName, mimeType }]) => [
				...[field, Buffer.from(data, 'base64').toString(), fileName, mimeType],
			]),
		).toEqual([
			['attachment_0', 'A label', 'label.png', 'image/png'],
			['attachment_1', 'Another', 'label.png', 'image/png'],
		]);
		const downloads = vendor().requests.filter(({ method }) => method === 'GET');
		expect(downloads).toHaveLength(2);
		for (const { headers } of downloads) expect(headers.authorization).toBeUndefined();
	});

	test.each<[string, () => string, object | null, string]>([
		['is gone', () => `${vendor().baseUrl}/files/1/none.png`, null, 'its server answered 404'],
		['is too large', () => keep(Buffer.alloc(10 * MEGABYTE + 1)), null, 'it is larger than 10 MB'],
		['lies elsewhere', () => `${sandbox.trap.url}/label.png`, null, 'it lies on another server'],
		['has no address', () => 'label.png', null, 'it lies on another server (none that can be read)'],
		['leads elsewhere', () => keep(Buffer.from('A label')), { redirect: 'trap' }, 'its server answered 302'],
		['does not come', () => keep(Buffer.from('A label')), { drop: true }, 'its server could not be reached'],
		[
			'does not come in time',
			() => keep(Buffer.from('A label')),
			{ latencyMs: 2000 },
			'it did not come in time',
		],
		[
			'stops halfway',
			() => keep(Buffer.from('A label')),
			{ bodyDelayMs: 2000, body: 'A label' },
			'it did not come in time',
		],
	])('names a file that %s, and keeps the rest', async (_, urlOf, fault, expected) => {
		send(urlOf());
		send(keep(Buffer.from('Another')));
		if (fault !== null) {
			vendor().fail({
				...fault,
				...('redirect' in fault && { redirect: `${sandbox.trap.url}/label.png` }),
				method: 'GET',
				times: 1,
			});
		}
		const { items, message } = await execute({ ...threads, options: { timeout: 0.5 } });
		expect(message).toBe('');
		const [{ binary, json }] = items;
		expect(json.attachments).toMatchObject([
			{ name: 'label.png', not_downloaded: expect.stringContaining(expected) as unknown },
			{ field: 'attachment_1' },
		]);
		expect(Object.keys(binary!)).toEqual(['attachment_1']);
		expect(json.events).toHaveLength(2);
		expect(sandbox.trap.requests).toEqual([]);
	});

	test('stops at 50 files for an input item, and names the others', async () => {
		for (let count = 0; count < 52; count++) send(keep(Buffer.from(`${count}`)));
		const { items } = await execute(threads);
		expect(Object.keys(items[0].binary!)).toHaveLength(50);
		expect((items[0].json.attachments as object[]).slice(50)).toMatchObject(
			Array.from({ length: 2 }, () => ({ not_downloaded: 'more than 50 files are asked for' })),
		);
	});

	test('is off by default', async () => {
		send(keep(Buffer.from('A label')));
		const { items } = await execute({ ...threads, downloadAttachments: false });
		expect(items[0].binary).toBeUndefined();
		expect(items[0].json.attachments).toBeUndefined();
	});
});
