import axios from 'axios';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { secretKey } from '../../nodes/LiveChat/webhook/secret';
import { type ChatEvent, chatEventId, messageEventId } from '../../nodes/shared/chat-event';
import { liveChatDelivery } from '../fixtures/liveChat';
import { startSandbox, type Sandbox } from '../sandbox';
import { type LiveChatChat, liveChatDemo } from '../sandbox/vendors/liveChat';
import { Bench } from './engine';

const { accountId, personalAccessToken, clientId } = liveChatDemo;

let sandbox: Sandbox;
let bench: Bench;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());
afterEach(async () => await bench.close());

const vendor = () => sandbox.vendors.liveChat;
const calls = (action: string) => vendor().requests.filter(({ path }) => path.endsWith(`/${action}`)).length;
const output = () => bench.runs.flatMap((run) => bench.output(run)) as ChatEvent[];

async function publish(
	parameters: INodeParameters,
	credential: ICredentialDataDecryptedObject = {},
): Promise<void> {
	bench = await Bench.start({
		nodes: [{ type: 'liveChatTrigger', credentials: ['liveChatApi'], parameters }],
		credentials: {
			liveChatApi: { accountId, personalAccessToken, clientId, baseUrl: vendor().baseUrl, ...credential },
		},
	});
}

/** Delivers an event as a registration of this trigger does, without a registration. */
async function deliver(action: string, payload: object, key: string = personalAccessToken): Promise<unknown> {
	const { workflowId, webhookId } = bench.identity;
	const secret_key = secretKey(workflowId, webhookId, key);
	const reply = await axios.post(bench.webhookUrl, liveChatDelivery(action, payload, { secret_key }));
	return reply.data as unknown;
}

const started = (chat: LiveChatChat, thread = chat.threads[0]) => ({
	chat: {
		id: chat.id,
		users: [{ ...chat.customer }, { id: liveChatDemo.userId, type: 'agent', name: 'Agent Smith' }],
		thread,
	},
});

describe('Chat Missed', () => {
	const ended = 'chatEvent:chatEnded';
	const missed = 'chatEvent:chatMissed';
	const transcript = { includeTranscript: true };

	test.each<
		[string, INodeParameters, { isAnswered: boolean; events: Array<ChatEvent['event']>; requests: number }]
	>([
		[
			'Chat Missed brings it',
			{ events: [missed] },
			{ isAnswered: false, events: ['chatMissed'], requests: 1 },
		],
		['Chat Missed brings no other', { events: [missed] }, { isAnswered: true, events: [], requests: 1 }],
		[
			'Chat Missed brings it with Include Transcript, for one request',
			{ events: [missed], options: transcript },
			{ isAnswered: false, events: ['chatMissed'], requests: 1 },
		],
		[
			'Chat Ended brings any, and asks for nothing',
			{ events: [ended] },
			{ isAnswered: false, events: ['chatEnded'], requests: 0 },
		],
		[
			'Chat Ended with Include Transcript brings it as what it is',
			{ events: [ended], options: transcript },
			{ isAnswered: false, events: ['chatMissed'], requests: 1 },
		],
		[
			'Chat Ended, Include Transcript by an expression that yields "true"',
			{ events: [ended], options: { includeTranscript: '={{ "true" }}' } },
			{ isAnswered: false, events: ['chatMissed'], requests: 1 },
		],
		[
			'both bring the others too',
			{ events: [ended, missed] },
			{ isAnswered: true, events: ['chatEnded'], requests: 1 },
		],
		[
			'LiveChat’s own name brings it as what it is',
			{ events: ['chat_deactivated'], options: transcript },
			{ isAnswered: false, events: ['chatMissed'], requests: 1 },
		],
		[
			'Any Event asks for nothing',
			{ events: ['*'] },
			{ isAnswered: false, events: ['chatEnded'], requests: 0 },
		],
	])('%s', async (_, parameters, { isAnswered, events, requests }) => {
		await publish(parameters);
		const { chat } = await vendor().startChat();
		if (isAnswered) await vendor().say(chat.id, 'agent', 'It is on its way.');
		const { id, threads } = chat;
		threads[0].active = false;
		const reply = await deliver('chat_deactivated', { chat_id: id, thread_id: threads[0].id });
		expect(reply).toEqual({ received: true, ...(events.length === 0 && { ignored: 'filtered' }) });
		expect(output().map(({ event }) => event)).toEqual(events);
		expect(calls('get_chat')).toBe(requests);
		for (const { event, eventId, chat: told } of output()) {
			const name = event as 'chatEnded' | 'chatMissed';
			expect(eventId).toBe(chatEventId('liveChat', name, { id, threadId: threads[0].id }));
			if (requests > 0) expect(told.isMissed).toBe(!isAnswered);
		}
	});

	test('puts out the body with Output Raw, of missed chats alone', async () => {
		await publish({ events: [missed], output: 'raw' });
		for (const isAnswered of [true, false]) {
			const { chat } = await vendor().startChat();
			if (isAnswered) await vendor().say(chat.id, 'agent', 'Hello');
			await deliver('chat_deactivated', { chat_id: chat.id, thread_id: chat.threads[0].id });
		}
		expect(output()).toEqual([expect.objectContaining({ action: 'chat_deactivated' })]);
	});

	test('brings what may have been missed where LiveChat does not answer, and says why', async () => {
		await publish({ events: [missed] });
		vendor().fail({ path: '*/get_chat', status: 500 });
		const { chat } = await vendor().startChat();
		await deliver('chat_deactivated', { chat_id: chat.id, thread_id: chat.threads[0].id });
		expect(output()).toEqual([
			expect.objectContaining({
				event: 'chatEnded',
				chat: expect.objectContaining({
					isMissed: null,
					extra: { transcriptMissing: expect.stringMatching(/./) as unknown },
				}) as unknown,
			}),
		]);
	});

	test('leaves no chat claimed that was not missed, so that Once per Chat brings its next end', async () => {
		await publish({ events: [missed], options: { oncePerChat: true } });
		const { chat } = await vendor().startChat();
		const end = { chat_id: chat.id, thread_id: chat.threads[0].id };
		await vendor().say(chat.id, 'agent', 'Hello');
		await deliver('chat_deactivated', end);
		await vendor().say(chat.id, 'visitor', 'Are you still there?');
		await deliver('chat_deactivated', end);
		await deliver('chat_deactivated', end);
		expect(output().map(({ event }) => event)).toEqual(['chatMissed']);
	});
});

describe('Include Transcript', () => {
	const options = { includeTranscript: true };

	test('has the transcript as text, and what the visitor typed where LiveChat knows no more', async () => {
		await publish({ events: ['chatEvent:chatEnded'], options });
		const { chat } = await vendor().startChat({ isUnknown: true });
		await vendor().sendInto(chat.id, {
			type: 'message',
			author_id: liveChatDemo.userId,
			text: 'A difficult one',
			visibility: 'agents',
		});
		await vendor().offer(chat.id, 'Did this help?');
		const closing = vendor().addEvent(chat, {
			type: 'system_message',
			system_message_type: 'manual_archived_agent',
			visibility: 'agents',
		});
		await deliver('chat_deactivated', { chat_id: chat.id, thread_id: chat.threads[0].id });
		const [event] = output();
		expect(event).toMatchObject({
			event: 'chatEnded',
			occurredAt: closing.created_at,
			chat: { endedAt: closing.created_at, startedAt: chat.threads[0].created_at },
			visitor: { name: 'Jason', email: 'jason@example.com', city: 'Wroclaw' },
			transcript:
				'Visitor: Hi, my order from last week has not arrived yet. Can you have a look?\nAgent Smith (agent): Did this help? [Yes] [No]',
		});
		expect(event.messages.map(({ visibility }) => visibility)).toEqual(['all', 'agents', 'all', 'agents']);
	});

	test('that cannot be read costs the transcript, not the event', async () => {
		await publish({
			events: ['chatEvent:chatEnded'],
			options: { includeTranscript: '={{ $json.no.such.thing.at.all() }}' },
		});
		const { chat } = await vendor().startChat();
		await deliver('chat_deactivated', { chat_id: chat.id, thread_id: chat.threads[0].id });
		expect(output()).toMatchObject([{ event: 'chatEnded', messages: [] }]);
		expect(calls('get_chat')).toBe(0);
	});
});

describe("Visitor's Message", () => {
	const events = ['chatEvent:messageFromVisitor'];
	const idOf = (chat: LiveChatChat, index: number) =>
		messageEventId('liveChat', chat.id, chat.threads[0].events[index].id);

	test('brings the first message of a chat too, with who wrote it, once, and no answer of an agent', async () => {
		await publish({ events, sender: 'visitor' });
		const { chat } = await vendor().startChat();
		const [{ id: thread_id, events: said }] = chat.threads;
		const tell = async (index: number) =>
			await deliver('incoming_event', { chat_id: chat.id, thread_id, event: said[index] });
		await deliver('incoming_chat', started(chat));
		expect(await tell(1)).toEqual({ received: true, ignored: 'repeated' });
		await vendor().say(chat.id, 'agent', 'Let me look.');
		expect(await tell(2)).toEqual({ received: true, ignored: 'filtered' });
		await vendor().say(chat.id, 'visitor', 'Thank you');
		await tell(3);
		expect(output()).toMatchObject([
			{
				event: 'messageFromVisitor',
				vendorEvent: 'incoming_chat',
				eventId: idOf(chat, 1),
				visitor: { name: 'Jason', email: 'jason@example.com' },
				messages: [{ text: said[1].text }],
			},
			{ vendorEvent: 'incoming_event', eventId: idOf(chat, 3), messages: [{ text: 'Thank you' }] },
		]);
		expect(output()[0].messages).toHaveLength(1);
	});

	test('comes beside the start of its chat where both are chosen, under another id', async () => {
		await publish({ events: [...events, 'chatEvent:chatStarted'], sender: 'visitor' });
		const { chat } = await vendor().startChat();
		await deliver('incoming_chat', started(chat));
		expect(output().map(({ event, eventId }) => [event, eventId])).toEqual([
			['chatStarted', chatEventId('liveChat', 'chatStarted', { id: chat.id, threadId: chat.threads[0].id })],
			['messageFromVisitor', idOf(chat, 1)],
		]);
	});
});

test('an offline message is none of the chats that started', async () => {
	await publish({ events: ['chatEvent:offlineMessage'] });
	for (const isOffline of [false, true]) {
		const { chat } = await vendor().startChat({ isOffline });
		await deliver('incoming_chat', started(chat));
	}
	expect(output()).toMatchObject([{ event: 'offlineMessage', chat: { isOffline: true } }]);
});

describe('Include Visitor', () => {
	const options = { includeVisitor: true };
	const events = ['*'];
	const webhookSecret = 'example-livechat-secret-0123456789';

	const tagged = async (chat: LiveChatChat, key?: string) =>
		await deliver('thread_tagged', { chat_id: chat.id, thread_id: chat.threads[0].id, tag: 'sales' }, key);
	const spoken = async (chat: LiveChatChat) =>
		await deliver('incoming_event', {
			chat_id: chat.id,
			thread_id: chat.threads[0].id,
			event: chat.threads[0].events[1],
		});
	const jason = { name: 'Jason', email: 'jason@example.com', customFields: { plan: 'Gold' } };

	async function startChat(how = {}): Promise<LiveChatChat> {
		const { chat } = await vendor().startChat(how);
		chat.customer!.phone_number = '+14155552671';
		chat.customer!.session_fields = [{ plan: 'Gold' }];
		return chat;
	}

	test('finds the visitor of a message by the customer, that of another event by its chat, for one request each', async () => {
		await publish({ events, options });
		const chat = await startChat();
		await spoken(chat);
		await tagged(chat);
		expect(output().map(({ visitor }) => visitor)).toMatchObject([
			{ id: chat.customer!.id, phone: '+14155552671', ...jason },
			{ id: chat.customer!.id, phone: '+14155552671', ...jason },
		]);
		expect([calls('get_customer'), calls('get_chat'), vendor().requests.length]).toEqual([1, 1, 2]);
		expect(output()[1]).toMatchObject({ messages: [], chat: { tags: ['sales'] } });
	});

	test('finds what the visitor typed, where the record says no more', async () => {
		await publish({ events, options });
		await tagged(await startChat({ isUnknown: true }));
		expect(output()).toMatchObject([{ visitor: { name: 'Jason', email: 'jason@example.com' } }]);
	});

	test.each<[string, INodeParameters]>([
		['unless it is switched on', { events }],
		['with Output Raw', { events, options, output: 'raw' }],
	])('asks for nothing %s', async (_, parameters) => {
		await publish(parameters);
		await tagged(await startChat());
		expect(bench.runs).toHaveLength(1);
		expect(vendor().requests).toHaveLength(0);
	});

	test('asks for nothing where the event names the visitor, or is filtered', async () => {
		await publish({ events: ['chatEvent:chatStarted'], options });
		const chat = await startChat();
		await deliver('incoming_chat', started(chat));
		await tagged(chat);
		expect(bench.runs).toHaveLength(1);
		expect(vendor().requests).toHaveLength(0);
	});

	test.each<[string, Parameters<Sandbox['vendors']['liveChat']['fail']>[0]]>([
		['LiveChat does not know the chat', { status: 404 }],
		['LiveChat is out of order', { status: 500 }],
		['LiveChat is busy', { status: 429, retryAfter: 30 }],
		['the token may not read chats', { status: 403 }],
		['LiveChat is slow', { latencyMs: 20_000 }],
	])(
		'costs the answer, never the event, where %s',
		async (_, fault) => {
			await publish({ events, options });
			const chat = await startChat();
			vendor().fail({ path: '*/get_chat', ...fault });
			const from = performance.now();
			await tagged(chat);
			expect(performance.now() - from).toBeLessThan(7000);
			expect(output()).toMatchObject([{ event: 'chatTagged', visitor: { name: null } }]);
			expect(calls('get_chat')).toBe(1);
			expect(bench.logs.join()).not.toContain(personalAccessToken);
		},
		15_000,
	);

	test('does not ask again where LiveChat just did not answer for the transcript', async () => {
		await publish({ events: ['chat_deactivated'], options: { ...options, includeTranscript: true } });
		const { chat } = await vendor().startChat();
		vendor().fail({ path: '*/get_chat', drop: true });
		await deliver('chat_deactivated', { chat_id: chat.id, thread_id: chat.threads[0].id });
		expect(bench.runs).toHaveLength(1);
		expect(vendor().requests).toHaveLength(1);
	});

	test('costs the answer, never the event, with a credential that can only receive', async () => {
		await publish({ events, options }, { accountId: '', personalAccessToken: '', webhookSecret });
		await tagged(await startChat(), webhookSecret);
		expect(output()).toMatchObject([{ event: 'chatTagged', visitor: { name: null } }]);
		expect(vendor().requests).toHaveLength(0);
	});

	test('leaves legacy webhooks alone, whose visitors the API does not know', async () => {
		await publish({ source: 'legacy', authentication: 'urlSecret', events, options }, { webhookSecret });
		const body = { event_type: 'chat_changed', event_unique_id: 'a1', chat: { id: 'PO13', tags: ['sales'] } };
		await axios.post(`${bench.webhookUrl}?secret=${webhookSecret}`, body);
		expect(bench.runs).toHaveLength(1);
		expect(vendor().requests).toHaveLength(0);
	});
});
