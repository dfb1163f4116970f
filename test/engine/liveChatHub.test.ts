import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';

import type { ChatEvent } from '../../nodes/shared/chat-event';
import { chatEventItem } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { giosgDemo } from '../sandbox/vendors/giosg';
import { liveChatDemo } from '../sandbox/vendors/liveChat';
import { liveSupportiDemo } from '../sandbox/vendors/liveSupporti';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const all = ['chatvisor', 'giosg', 'liveChat', 'liveSupporti', 'smartsupp'] as const;
type Service = (typeof all)[number];

/** Starts a chat at a service and gives the event of it, as the service's trigger puts it out. */
const started: Record<Service, () => Promise<ChatEvent>> = {
	async chatvisor() {
		await sandbox.vendors.chatvisor.startChat();
		const [customer] = sandbox.vendors.chatvisor.customers;
		customer.email = 'jason@example.com';
		const { customerId } = customer;
		return chatEventItem('chatvisor', { chat: { id: customerId }, visitor: { id: customerId } });
	},
	async giosg() {
		const { chat } = await sandbox.vendors.giosg.startChat();
		return chatEventItem('giosg', {
			accountId: giosgDemo.organizationId,
			chat: { id: chat.resource.id, roomId: giosgDemo.roomId },
		});
	},
	async liveChat() {
		const { chat } = await sandbox.vendors.liveChat.startChat();
		return chatEventItem('liveChat', {
			accountId: liveChatDemo.organizationId,
			chat: { id: chat.id, threadId: chat.threads[0].id },
			visitor: { id: chat.customer!.id },
		});
	},
	async liveSupporti() {
		const { chat } = await sandbox.vendors.liveSupporti.startChat();
		return chatEventItem('liveSupporti', {
			accountId: liveSupportiDemo.accountId,
			visitor: { id: chat.visitor.id },
			agents: [{ id: liveSupportiDemo.agentId }],
		});
	},
	async smartsupp() {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		const { id, visitor_id, contact_id } = chat.conversation;
		return chatEventItem('smartsupp', { chat: { id }, visitor: { id: visitor_id, extra: { contact_id } } });
	},
};

const benches: Bench[] = [];
afterEach(async () => {
	await Promise.all(benches.splice(0).map(async (bench) => await bench.close()));
});

interface Ran {
	items: Array<Record<string, unknown>>;
	/** What the items hold beside. */
	files: Array<IBinaryKeyData | undefined>;
	/** What stopped the node, with what to do. */
	fault: string;
}

async function run(
	events: object[],
	parameters: INodeParameters,
	{
		credentials = all,
		goesOn = false,
		binary,
	}: { credentials?: readonly Service[]; goesOn?: boolean; binary?: IBinaryKeyData } = {},
): Promise<Ran> {
	const types = credentials.map((service) => `${service}Api`);
	const bench = await Bench.start({
		nodes: [
			{
				type: 'liveChatHub',
				credentials: types,
				parameters: { resource: 'chat', services: [...all], ...parameters },
				...(goesOn && { onError: 'continueRegularOutput' as const }),
			},
		],
		credentials: sandboxCredentials(sandbox) as never,
	});
	benches.push(bench);
	const result = await bench.execute(events as never, undefined, { binary });
	const { error, runData } = result.data.resultData;
	const { description = '' } = (error ?? {}) as { description?: string };
	return {
		items: error ? [] : bench.output(result),
		files: (runData[bench.trigger.name][0].data?.main[0] ?? []).map((item) => item.binary),
		fault: error ? `${error.message} | ${description}` : '',
	};
}

const details = {
	fields: {
		field: [
			{ name: 'Plan', value: 'Gold' },
			{ name: 'Orders', value: '2' },
		],
	},
};

/** What each operation does at each service that can do it, looked at there. */
const does: Record<
	string,
	{ parameters: INodeParameters; at: Partial<Record<Service, (event: ChatEvent) => void>> }
> = {
	showDetails: {
		parameters: details,
		at: {
			chatvisor: () =>
				expect(sandbox.vendors.chatvisor.customers.find(({ labels }) => labels.length > 0)?.labels).toEqual(
					expect.arrayContaining(['Plan: Gold', 'Orders: 2']),
				),
			giosg: () => {
				const [{ visitorId }] = sandbox.vendors.giosg.chats;
				expect(sandbox.vendors.giosg.variablesOf(visitorId)).toMatchObject({ Plan: 'Gold', Orders: '2' });
			},
			liveChat: ({ visitor }) =>
				expect(sandbox.vendors.liveChat.customers.get(visitor.id!)).toMatchObject({
					session_fields: [{ Plan: 'Gold' }, { Orders: '2' }],
				}),
			liveSupporti: ({ visitor }) =>
				expect(sandbox.vendors.liveSupporti.detailsOf(visitor.id!)).toEqual({ Plan: 'Gold', Orders: '2' }),
			smartsupp: () =>
				expect(sandbox.vendors.smartsupp.chats[0].messages.at(-1)).toMatchObject({
					type: 'note',
					content: { text: 'Plan: Gold\nOrders: 2' },
				}),
		},
	},
	sendMessage: {
		parameters: { text: 'On its way' },
		at: {
			giosg: () =>
				expect(sandbox.vendors.giosg.chats[0].messages.at(-1)).toMatchObject({ message: 'On its way' }),
			liveChat: () =>
				expect(sandbox.vendors.liveChat.chats[0].threads[0].events.at(-1)).toMatchObject({
					text: 'On its way',
					visibility: 'all',
				}),
			smartsupp: () =>
				expect(sandbox.vendors.smartsupp.chats[0].messages.at(-1)).toMatchObject({
					type: 'message',
					content: { text: 'On its way' },
				}),
		},
	},
	addNote: {
		parameters: { text: 'A gold customer' },
		at: {
			liveChat: () =>
				expect(sandbox.vendors.liveChat.chats[0].threads[0].events.at(-1)).toMatchObject({
					text: 'A gold customer',
					visibility: 'agents',
				}),
			smartsupp: () =>
				expect(sandbox.vendors.smartsupp.chats[0].messages.at(-1)).toMatchObject({
					type: 'note',
					content: { text: 'A gold customer' },
				}),
		},
	},
	addTags: {
		parameters: { tags: '={{ ["sales"] }}' },
		at: {
			chatvisor: () =>
				expect(sandbox.vendors.chatvisor.customers.flatMap(({ labels }) => labels)).toContain('sales'),
			liveChat: () => expect(sandbox.vendors.liveChat.chats[0].threads[0].tags).toContain('sales'),
			smartsupp: () => expect(sandbox.vendors.smartsupp.chats[0].conversation.tags).toContain('sales'),
		},
	},
	getTranscript: { parameters: {}, at: { giosg: () => {}, liveChat: () => {}, smartsupp: () => {} } },
	endChat: {
		parameters: {},
		at: {
			giosg: () => expect(sandbox.vendors.giosg.chats[0].resource.is_ended).toBe(true),
			liveChat: () => expect(sandbox.vendors.liveChat.chats[0].threads[0].active).toBe(false),
			smartsupp: () => expect(sandbox.vendors.smartsupp.chats[0].conversation.status).toBe('closed'),
		},
	},
};

describe.each(Object.entries(does))('%s', (operation, { parameters, at }) => {
	test.each(all)('%s', async (service) => {
		const event = await started[service]();
		const seen = at[service];
		const { items, fault } = await run([event], { operation, ...parameters });
		if (seen === undefined) {
			expect(fault).toMatch(/^\w+ cannot do this: .* \| It works at .*'Pass the Item On'/);
			expect(sandbox.vendors[service].requests).toEqual([]);
			return;
		}
		expect(fault).toBe('');
		expect(items).toMatchObject([{ vendor: service, chatId: event.chat.id, done: true }]);
		seen(event);
	});
});

describe('a transcript', () => {
	test.each(['giosg', 'liveChat', 'smartsupp'] as const)(
		'of %s: who and what, oldest first',
		async (service) => {
			const event = await started[service]();
			const { giosg, liveChat, smartsupp } = sandbox.vendors;
			if (service === 'giosg') {
				await giosg.say(event.chat.id!, 'visitor', 'Is anybody there?');
				await giosg.say(event.chat.id!, 'agent', 'How can I help you?');
			} else if (service === 'liveChat') {
				await liveChat.say(event.chat.id!, 'visitor', 'Is anybody there?');
				await liveChat.say(event.chat.id!, 'agent', 'How can I help you?');
			} else {
				await smartsupp.say(event.chat.id!, 'visitor', 'Is anybody there?');
				await smartsupp.say(event.chat.id!, 'agent', 'How can I help you?');
			}
			const { items } = await run([event], { operation: 'getTranscript' });
			const { messages, transcript } = items[0] as unknown as ChatEvent;
			expect(messages.slice(-2)).toMatchObject([
				{ author: 'visitor', text: 'Is anybody there?', attachments: [] },
				{ author: 'agent', text: 'How can I help you?' },
			]);
			expect(transcript).toMatch(/visitor\)?: Is anybody there\?\n.*agent\)?: How can I help you\?$/i);
		},
	);
});

test.each<[string, string[], string[]]>([
	['the newest first', ['c 10:02', 'b 10:01', 'a 10:01'], ['a', 'b', 'c']],
	['the oldest first', ['a 10:01', 'b 10:01', 'c 10:02'], ['a', 'b', 'c']],
	['several of one time alone', ['b 10:01', 'a 10:01'], ['a', 'b']],
])('a transcript is in order where giosg lists %s', async (_, listed, texts) => {
	const { giosg } = sandbox.vendors;
	const event = await started.giosg();
	const results = listed.map((each) => {
		const [message, time] = each.split(' ');
		return { ...giosg.chats[0].messages[0], id: message, message, created_at: `2026-05-15T${time}:00Z` };
	});
	giosg.fail({
		path: '/api/v5/orgs/*/owned_chats/*/messages',
		body: JSON.stringify({ results, next: null }),
		contentType: 'application/json',
	});
	const { items, fault } = await run([event], { operation: 'getTranscript' });
	expect(fault).toBe('');
	expect((items[0] as unknown as ChatEvent).messages.map(({ text }) => text)).toEqual(texts);
});

test.each<[string, (chatId: string, threadId: string) => object]>([
	['a webhook of version 3', (id, threadId) => ({ vendorEvent: 'chat_deactivated', chat: { id, threadId } })],
	['a legacy webhook', (_, threadId) => ({ vendorEvent: 'chat_ended', chat: { id: threadId } })],
])("a transcript is of the conversation that LiveChat's event is of: %s", async (_, eventOf) => {
	const { liveChat } = sandbox.vendors;
	const { chat } = await liveChat.startChat();
	await liveChat.say(chat.id, 'visitor', 'My parcel is late');
	await liveChat.endChat(chat.id);
	liveChat.openThread(chat);
	await liveChat.say(chat.id, 'visitor', 'It is here now');
	const event = chatEventItem('liveChat', eventOf(chat.id, chat.threads[0].id));
	const { items, fault } = await run([event], { operation: 'getTranscript' });
	expect(fault).toBe('');
	expect(items[0].transcript).toContain('My parcel is late');
	expect(items[0].transcript).not.toContain('It is here now');
});

describe('a long message', () => {
	const text = `${'word '.repeat(900)}end`;

	test('goes to giosg in parts, in order, joined first once', async () => {
		const event = await started.giosg();
		const { items } = await run([event], { operation: 'sendMessage', text });
		const sent = sandbox.vendors.giosg.chats[0].messages
			.map(({ message }) => String(message))
			.filter((message) => message.includes('word'));
		expect(sent).toHaveLength(3);
		expect(sent.join(' ').replace(/ +/g, ' ')).toBe(text);
		expect(items[0].messageIds).toHaveLength(3);
		for (const part of sent) expect(part.length).toBeLessThanOrEqual(2000);
	});

	test('whose second part is refused says that the first was sent, and where the rest begins', async () => {
		const event = await started.smartsupp();
		sandbox.vendors.smartsupp.fail({
			path: '*/messages',
			status: 500,
			beyond: { requests: 1, withinMs: 60_000 },
		});
		const { fault } = await run([event], {
			operation: 'sendMessage',
			text: ['a'.repeat(4999), `The second part ${'b'.repeat(4980)}`, 'c'.repeat(2500)].join(' '),
		});
		expect(fault).toMatch(
			/^The first of 3 parts was sent, then: Smartsupp is out of order \(500\).* \| Do not send the whole text again, only what is missing: it begins with "The second part b+…"\. Try again later/,
		);
	});

	test('whose first part is refused says nothing of parts', async () => {
		const event = await started.smartsupp();
		sandbox.vendors.smartsupp.fail({ path: '*/messages', status: 500 });
		const { fault } = await run([event], { operation: 'sendMessage', text: `${text} ${text}` });
		expect(fault).toMatch(/^Smartsupp is out of order .* \| Try again later/);
	});
});

describe('five chats at once', () => {
	test('each reaches its own service', async () => {
		const events: ChatEvent[] = [];
		for (const service of all) events.push(await started[service]());
		const { items, fault } = await run(events, { operation: 'showDetails', ...details });
		expect(fault).toBe('');
		expect(items.map(({ vendor }) => vendor)).toEqual(all);
		for (const [index, service] of all.entries()) does.showDetails.at[service]!(events[index]);
	});

	test('those that cannot go on with done set to false, where that is wanted', async () => {
		const events: ChatEvent[] = [];
		for (const service of all) events.push(await started[service]());
		const { items, fault } = await run(events, {
			operation: 'addNote',
			text: 'A gold customer',
			options: { whenUnsupported: 'passOn' },
		});
		expect(fault).toBe('');
		// What a person then does with it needs what came in.
		expect(items[0]).toMatchObject({ eventId: events[0].eventId, visitor: events[0].visitor });
		expect(items.map(({ vendor, done }) => [vendor, done])).toEqual([
			['chatvisor', false],
			['giosg', false],
			['liveChat', true],
			['liveSupporti', false],
			['smartsupp', true],
		]);
	});

	test('what is passed on is as it came, with its files, whatever its own keys are called', async () => {
		const event = { ...(await started.liveSupporti()), chatId: 'my own', visitorId: 42 };
		const file = { data: 'SGVsbG8=', mimeType: 'text/plain', fileName: 'hello.txt' };
		const { items, files } = await run(
			[event],
			// Nothing is sent, so that it does not matter that there is nothing to send.
			{ operation: 'sendMessage', text: '={{ $json.reply }}', options: { whenUnsupported: 'passOn' } },
			{ binary: { data: file } },
		);
		expect(items).toEqual([{ ...event, done: false }]);
		expect(files).toMatchObject([{ data: file }]);
	});

	test('one that cannot costs the others nothing', async () => {
		const events = [await started.giosg(), await started.smartsupp()];
		const { items } = await run(events, { operation: 'addNote', text: 'x' }, { goesOn: true });
		expect(items).toMatchObject([
			{ error: 'giosg cannot do this: Add Note', message: expect.stringMatching(/LiveChat and Smartsupp/) },
			{ vendor: 'smartsupp', done: true },
		]);
	});
});

describe('before any request', () => {
	test.each<[string, () => Promise<object[]>, INodeParameters, readonly Service[], RegExp]>([
		[
			'a service that is not chosen',
			async () => [await started.giosg()],
			{ services: ['liveChat'] },
			all,
			/of giosg, which is not chosen in 'Services' \| Add giosg to 'Services'/,
		],
		[
			'a service without a credential',
			async () => [await started.giosg()],
			{},
			['liveChat'],
			/no credential of giosg is chosen \| Open this node/,
		],
		[
			'a service that nobody knows',
			async () => [chatEventItem('otherChat', { chat: { id: '1' } })],
			{},
			all,
			/of 'otherChat', which this node does not serve \| It serves Chatvisor, giosg/,
		],
		[
			'no chat',
			async () => [{ email: 'jo@example.com' }],
			{},
			all,
			/No live chat started this workflow \| .* use the service's own node, where 'Chat' can be set/,
		],
		[
			'a text that found nothing',
			async () => [await started.giosg()],
			{ operation: 'sendMessage', text: '={{ $json.missing }}' },
			all,
			/'Text' is empty/,
		],
	])('%s is a named fault', async (_, events, parameters, credentials, expected) => {
		const given = await events();
		const { fault } = await run(
			given,
			{ operation: 'showDetails', ...details, ...parameters },
			{ credentials },
		);
		expect(fault).toMatch(expected);
		expect(Object.values(sandbox.vendors).flatMap(({ requests }) => requests as unknown[])).toEqual([]);
	});

	test('more details than LiveChat shows', async () => {
		const field = Array.from({ length: 101 }, (_, index) => ({ name: `Field ${index}`, value: 'x' }));
		const { fault } = await run([await started.liveChat()], { operation: 'showDetails', fields: { field } });
		expect(fault).toMatch(/LiveChat shows 100 details at most, and these are 101/);
		expect(sandbox.vendors.liveChat.requests).toEqual([]);
	});
});
