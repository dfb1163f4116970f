import type { INode, IPollFunctions } from 'n8n-workflow';

import type { ChatEvent } from '../../../../nodes/shared/chat-event';
import { type ListedChat, type Poll, runPoll } from '../../../../nodes/shared/poll';
import { chatvisorPoll } from '../../../../nodes/Chatvisor/poll/conversations';

/** A context with what a poll asks of n8n. */
function contextOf(parameters: Record<string, unknown> = {}) {
	const kept: Record<string, unknown> = {};
	const node = { id: Math.random().toString(), name: 'Polling', credentials: {} } as INode;
	const context = {
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => node,
		getMode: () => 'trigger',
		getCredentials: async () => ({ apiToken: 'example', baseUrl: 'https://api.example.com' }),
		getNodeParameter: (name: string, fallback: unknown) =>
			({ events: ['chatEvent:chatStarted'], ...parameters })[name] ?? fallback,
		getWorkflowStaticData: () => kept,
		logger: { error: () => {}, warn: () => {} },
		helpers: { httpRequestWithAuthentication: async () => await new Promise(() => {}) },
	} as unknown as IPollFunctions;
	return { context, kept };
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
	return { chats, trigger, asked, clock, open: () => (isOpen = true) };
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
		description: expect.stringContaining('The next poll begins where the last one left off') as unknown,
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
