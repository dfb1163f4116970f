import { type INode, type IPollFunctions, NodeApiError } from 'n8n-workflow';

import type { ChatEvent } from '../../../../nodes/shared/chat-event';
import { type ListedChat, type Poll, runPoll } from '../../../../nodes/shared/poll';
import { chatvisorPoll } from '../../../../nodes/Chatvisor/poll/conversations';

/** A context with what a poll asks of n8n. */
function contextOf(parameters: Record<string, unknown> = {}) {
	const kept: Record<string, unknown> = {};
	const logs: string[] = [];
	const node = { id: Math.random().toString(), name: 'Polling', credentials: {} } as INode;
	const context = {
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => node,
		getMode: () => 'trigger',
		getCredentials: async () => ({ apiToken: 'example', baseUrl: 'https://api.example.com' }),
		getNodeParameter: (name: string, fallback: unknown) =>
			({ events: ['chatEvent:chatStarted'], ...parameters })[name] ?? fallback,
		getWorkflowStaticData: () => kept,
		logger: { error: (words: string) => logs.push(words), warn: (words: string) => logs.push(words) },
		helpers: { httpRequestWithAuthentication: async () => await new Promise(() => {}) },
	} as unknown as IPollFunctions;
	return { context, kept, logs };
}

/** A vendor with so many chats that began just now; each takes so long to be asked about, by the clock. */
function vendorOf(count: number, milliseconds = 0) {
	let now = Date.parse('2026-05-15T10:00:00Z');
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
	const asked: string[] = [];
	const chats = Array.from({ length: count }, (_, index): ListedChat => ({
		id: `chat ${index}`,
		state: 'open',
		changedAt: null,
		happened() {
			asked.push(`chat ${index}`);
			now += milliseconds;
			return [{ body: { customerId: `chat ${index}`, status: 'UNREAD' }, events: ['newConversation'] }];
		},
	}));
	let isOpen = false;
	const trigger = {
		...chatvisorPoll,
		complete: undefined,
		list: async (): Promise<ListedChat[]> => (isOpen ? chats : []),
	};
	return { chats, trigger, asked, clock, open: () => (isOpen = true), shut: () => (isOpen = false) };
}

afterEach(() => jest.restoreAllMocks());

const chatsOf = (items: Awaited<ReturnType<typeof runPoll>>) =>
	(items?.[0] ?? []).map(({ json }) => (json as unknown as ChatEvent).chat.id);

test('a poll that takes long puts out what it has, and the next one goes on', async () => {
	const { context } = contextOf();
	const vendor = vendorOf(12, 2500);
	expect(await runPoll(context, vendor.trigger)).toBeNull();
	vendor.open();
	const found: unknown[][] = [];
	for (let count = 0; count < 3; count++) found.push(chatsOf(await runPoll(context, vendor.trigger)));
	// Five at a time take 12.5 seconds by this clock: after 25 no more are asked about.
	expect(found.map(({ length }) => length)).toEqual([10, 2, 0]);
	expect(found.flat()).toEqual(vendor.asked);
});

test('no request is sent when the 25 seconds of a poll are over, and what was kept stays', async () => {
	const { context, kept } = contextOf();
	const vendor = vendorOf(1);
	await runPoll(context, vendor.trigger);
	const before = JSON.stringify(kept);
	const slow = {
		...vendor.trigger,
		async list(poll: Poll) {
			vendor.clock.mockImplementation(() => Date.parse('2026-05-15T10:00:26Z'));
			await poll.request(chatvisorPoll.api, { method: 'GET', path: '/rest/v1/conversation' });
			return [];
		},
	};
	await expect(runPoll(context, slow)).rejects.toMatchObject({
		message: 'Chatvisor took longer to answer than a poll may last (25 seconds)',
		description: expect.stringContaining('The next poll compares with the last one that worked') as unknown,
	});
	expect(JSON.stringify(kept)).toBe(before);
});

test('a chat that the vendor does not tell of keeps no other back, and comes when it does', async () => {
	const { context, kept } = contextOf();
	const vendor = vendorOf(2);
	await runPoll(context, vendor.trigger);
	vendor.open();
	const { happened } = vendor.chats[0];
	const refuse = () => Promise.reject(new Error('gone'));
	vendor.chats[0].happened = refuse;
	expect(chatsOf(await runPoll(context, vendor.trigger))).toEqual(['chat 1']);
	// Alone, it is what the poll fails for.
	const before = JSON.stringify(kept);
	await expect(runPoll(context, vendor.trigger)).rejects.toThrow('gone');
	expect(JSON.stringify(kept)).toBe(before);
	vendor.chats[0].happened = happened;
	expect(chatsOf(await runPoll(context, vendor.trigger))).toEqual(['chat 0']);
});

describe('a chat that the vendor refuses to tell of', () => {
	const refusal = () =>
		Promise.reject(
			new NodeApiError(
				{ name: 'Polling' } as INode,
				{ message: 'gone' },
				{ httpCode: '403', message: 'gone' },
			),
		);

	test('fails five polls at most where nothing else happens, and is asked about again when it changes', async () => {
		const { context, logs } = contextOf();
		const vendor = vendorOf(1);
		await runPoll(context, vendor.trigger);
		vendor.open();
		const [chat] = vendor.chats;
		const { happened } = chat;
		chat.happened = refusal;
		for (let count = 0; count < 4; count++)
			await expect(runPoll(context, vendor.trigger)).rejects.toThrow('gone');
		expect(await runPoll(context, vendor.trigger)).toBeNull();
		expect(logs).toEqual(['Polling: nothing is told of 1 chats, after 5 polls in a row: gone']);
		expect(await runPoll(context, vendor.trigger)).toBeNull();
		Object.assign(chat, { state: 'open again', happened });
		expect(chatsOf(await runPoll(context, vendor.trigger))).toEqual(['chat 0']);
	});

	test('is asked about for as long as the vendor is out of order', async () => {
		const { context } = contextOf();
		const vendor = vendorOf(1);
		await runPoll(context, vendor.trigger);
		vendor.open();
		const { happened } = vendor.chats[0];
		vendor.chats[0].happened = () => Promise.reject(new Error('away'));
		for (let count = 0; count < 9; count++)
			await expect(runPoll(context, vendor.trigger)).rejects.toThrow('away');
		vendor.chats[0].happened = happened;
		expect(chatsOf(await runPoll(context, vendor.trigger))).toEqual(['chat 0']);
	});
});

test('nothing more is asked of a vendor that takes no more requests, and the rest comes with the next polls', async () => {
	const { context } = contextOf();
	let isBusy = true;
	let requests = 0;
	Object.assign(context.helpers, {
		httpRequestWithAuthentication: async () => {
			requests++;
			const [statusCode, headers] = isBusy && requests > 3 ? [429, { 'retry-after': '60' }] : [200, {}];
			return { statusCode, headers, body: {} };
		},
	});
	const vendor = vendorOf(30);
	const trigger = {
		...vendor.trigger,
		list: async (poll: Poll) =>
			(await vendor.trigger.list()).map((chat) => ({
				...chat,
				async happened(before: string | undefined) {
					await poll.request(chatvisorPoll.api, { method: 'GET', path: '/' });
					return await chat.happened(before);
				},
			})),
	};
	await runPoll(context, trigger);
	vendor.open();
	expect(chatsOf(await runPoll(context, trigger))).toHaveLength(3);
	expect(requests).toBeLessThanOrEqual(5);
	isBusy = false;
	expect(chatsOf(await runPoll(context, trigger))).toHaveLength(27);
});

test('says that more changes than a poll takes', async () => {
	const { context, logs } = contextOf({ 'options.mostPerPoll': '2.5' });
	const vendor = vendorOf(3);
	await runPoll(context, vendor.trigger);
	vendor.open();
	expect(chatsOf(await runPoll(context, vendor.trigger))).toHaveLength(2);
	expect(logs).toEqual([
		"Polling: 3 chats changed, and 'Most Chats per Poll' is 2: the rest is left for the next poll",
	]);
});

test.each<[string, Record<string, unknown>]>([
	['Messages From', { sender: '' }],
	['Messages From', { sender: 'Visitors' }],
	['Look Back (Hours)', { 'options.lookBack': 'a day' }],
	['Most Chats per Poll', { 'options.mostPerPoll': '' }],
])('does not poll with a %s that nobody can read', async (field, parameters) => {
	await expect(runPoll(contextOf(parameters).context, vendorOf(1).trigger)).rejects.toThrow(
		`'${field}' has no usable value`,
	);
});

test('what a list without times leaves out once does not begin anew, and its end comes', async () => {
	const { context } = contextOf({ events: ['chatEvent:chatStarted', 'chatEvent:chatEnded'] });
	const vendor = vendorOf(2);
	await runPoll(context, vendor.trigger);
	vendor.open();
	expect(await runPoll(context, vendor.trigger)).not.toBeNull();
	vendor.shut();
	expect(await runPoll(context, vendor.trigger)).toBeNull();
	vendor.open();
	expect(await runPoll(context, vendor.trigger)).toBeNull();
	vendor.shut();
	await runPoll(context, vendor.trigger);
	vendor.open();
	const done = { customerId: 'chat 0', status: 'DONE' };
	Object.assign(vendor.chats[0], {
		state: null,
		happened: (before?: string) => (before === undefined ? [] : [{ body: done, events: ['statusChange'] }]),
	});
	expect((await runPoll(context, vendor.trigger))?.[0]).toMatchObject([
		{ json: { event: 'chatEnded', visitor: { id: 'chat 0' } } },
	]);
	expect(await runPoll(context, vendor.trigger)).toBeNull();
});

describe('a test in the editor', () => {
	test('looks at some chats only, and shows what it finds though one of them is refused', async () => {
		const { context } = contextOf();
		context.getMode = () => 'manual';
		const vendor = vendorOf(100);
		vendor.open();
		for (const chat of vendor.chats.slice(0, 97)) {
			chat.happened = async () => {
				vendor.asked.push(chat.id);
				return [];
			};
		}
		vendor.chats[99].happened = () => Promise.reject(new Error('gone'));
		expect(chatsOf(await runPoll(context, vendor.trigger))).toEqual(['chat 98', 'chat 97']);
		expect(vendor.asked).toHaveLength(19);
	});
});

test('a choice of other events begins anew with them, from where the poll left off', async () => {
	const parameters = { events: ['chatEvent:chatStarted'] };
	const { context } = contextOf(parameters);
	const vendor = vendorOf(3);
	await runPoll(context, vendor.trigger);
	parameters.events = ['chatEvent:chatStarted', 'chatEvent:chatEnded'];
	vendor.open();
	// Chats without times are only looked at: nobody knows what of them is new.
	expect(await runPoll(context, vendor.trigger)).toBeNull();
	expect(await runPoll(context, vendor.trigger)).toBeNull();
});
