import { liveChatAdapter } from '../../../../nodes/LiveChat/webhook/adapter';
import { type ChatEvent, chatEventId, messageEventId } from '../../../../nodes/shared/chat-event';
import { liveChatDelivery } from '../../../fixtures/liveChat';
import { take } from '../../take';

const customer = 'b7eff798-f8df-4364-8059-649c35c9ed0c';
const events = (action: string, payload: unknown, more: object = {}): ChatEvent[] =>
	take(liveChatAdapter, liveChatDelivery(action, payload, more));
const message = (id: string, author_id = customer) => ({ id, type: 'message', text: 'x', author_id });
const inChat = { chat_id: 'C', thread_id: 'T' };
const chat = (said: object[], more: object = {}) => ({
	chat: { id: 'C', users: [], thread: { id: 'T', events: said, ...more } },
});

describe('eventId', () => {
	test('of a message is the same in a delivery of its own and within the start of its chat', () => {
		const [start, within] = events('incoming_chat', chat([message('1')]));
		const [alone] = events('incoming_event', { ...inChat, event: message('1') });
		expect([within.eventId, alone.eventId]).toEqual(Array(2).fill(messageEventId('liveChat', 'C', '1')));
		expect(start.eventId).toBe(chatEventId('liveChat', 'chatStarted', { id: 'C', threadId: 'T' }));
	});

	test.each<[string, string, unknown, string]>([
		[
			'an offline message',
			'incoming_chat',
			chat([], { properties: { routing: { offline_message: true } } }),
			chatEventId('liveChat', 'offlineMessage', { id: 'C', threadId: 'T' }),
		],
		['an end', 'chat_deactivated', inChat, chatEventId('liveChat', 'chatEnded', { id: 'C', threadId: 'T' })],
		[
			'what the system tells',
			'incoming_event',
			{ ...inChat, event: { id: '1', type: 'system_message' } },
			messageEventId('liveChat', 'C', '1'),
		],
	])('of %s follows the contract', (_, action, payload, expected) => {
		expect(events(action, payload)[0].eventId).toBe(expected);
	});

	test('does not depend on the account, the registration, or what it asked for beside', () => {
		const ids = [{}, { organization_id: 'other' }, { webhook_id: 'other' }, { additional_data: {} }].map(
			(more) => events('incoming_event', { ...inChat, event: message('1') }, more)[0].eventId,
		);
		expect(new Set(ids).size).toBe(1);
	});
});

test('each message that came with the start of a chat is an event of its own, of whoever said it', () => {
	const said = [
		{ id: '1', type: 'filled_form', author_id: customer, fields: [{ type: 'email', answer: 'a@b.example' }] },
		message('2'),
		{ id: '3', type: 'system_message', text: 'Kim joined' },
		message('4', 'kim@example.com'),
		message('5', 'a-bot'),
		{ id: '6', type: 'custom', author_id: customer, content: {} },
	];
	const [start, ...within] = events('incoming_chat', chat(said));
	expect(start.messages.map(({ id }) => id)).toEqual(['2', '3', '4', '5', '6']);
	expect(within.map(({ event, messages }) => [event, ...messages.map(({ id }) => id)])).toEqual([
		['messageFromVisitor', '2'],
		['messageFromAgent', '4'],
		['messageFromAgent', '5'],
	]);
	for (const event of within)
		expect(event).toMatchObject({ chat: { id: 'C' }, visitor: { email: 'a@b.example' } });
});

describe('who is in the chat', () => {
	const kim = 'kim@example.com';
	test.each<[string, unknown, object, object]>([
		[
			'agents by their e-mail',
			{ chat_presence_user_ids: [kim] },
			inChat,
			{ agents: [{ id: kim, email: kim }] },
		],
		[
			'the visitor by a UUID',
			{ chat_presence_user_ids: [customer, 'bot-1'] },
			inChat,
			{
				visitor: { id: customer },
				extra: { additional_data: { chat_presence_user_ids: [customer, 'bot-1'] } },
			},
		],
		[
			'not the visitor, of several',
			{ chat_presence_user_ids: [customer, 'c7eff798-f8df-4364-8059-649c35c9ed0c'] },
			inChat,
			{ visitor: { id: null } },
		],
		['once', { chat_presence_user_ids: [kim] }, { ...inChat, user_id: kim }, { agents: [{ id: kim }] }],
		[
			'an entry of another type',
			{ chat_presence_user_ids: [kim, 'bot-1', { id: kim }] },
			inChat,
			{
				agents: [{ id: kim }],
				extra: { additional_data: { chat_presence_user_ids: [kim, 'bot-1', { id: kim }] } },
			},
		],
		['of odd types', { chat_presence_user_ids: 'none' }, inChat, { agents: [] }],
		['nothing', 'none', inChat, { agents: [], extra: { additional_data: 'none' } }],
		[
			'what LiveChat says beside',
			{ chat_properties: { routing: { idle: true } }, new_data: 7 },
			inChat,
			{ extra: { additional_data: { chat_properties: { routing: { idle: true } }, new_data: 7 } } },
		],
	])('%s', (_, additional_data, payload, expected) => {
		const [event] = events('chat_deactivated', payload, { additional_data });
		expect(event).toMatchObject(expected);
	});

	test('an agent with another id, by the users of the chat', () => {
		const users = [
			{ id: 'S15.8e', type: 'customer' },
			{ id: customer, type: 'agent', name: 'Ada' },
		];
		const [event] = events(
			'incoming_chat',
			{ chat: { id: 'C', users, thread: { id: 'T', events: [message('1')] } } },
			{ additional_data: { chat_presence_user_ids: ['S15.8e', customer] } },
		);
		expect(event).toMatchObject({
			agents: [{ id: customer, name: 'Ada' }],
			visitor: { id: 'S15.8e' },
			messages: [{ author: 'agent', authorName: 'Ada' }],
			extra: { additional_data: { chat_presence_user_ids: ['S15.8e'] } },
		});
	});
});

describe('a wide body', () => {
	const wide = (count: number, extra: object = {}) => {
		const keys = Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
		const said = Array.from({ length: count }, (_, index) => ({ ...message(String(index)), ...extra }));
		return { ...chat(said), ...keys };
	};

	test('of 10,000 messages and 10,000 keys comes out as one other, whole', () => {
		const taken = events('incoming_chat', wide(10_000));
		expect(taken).toHaveLength(1);
		expect(taken[0]).toMatchObject({ event: 'other', messages: [] });
	});

	test('is read once: its messages share what they have in common', () => {
		const count = 99;
		const payload = wide(count);
		const read = liveChatAdapter.payload.parse(liveChatDelivery('incoming_chat', payload)) as never;
		const made = liveChatAdapter.toChatEvents(read, {
			body: liveChatDelivery('incoming_chat', payload) as never,
			headers: {},
			receivedAt: new Date(),
			events: [],
		});
		expect(made).toHaveLength(count + 1);
		for (const part of ['chat', 'visitor', 'extra', 'agents'] as const) {
			expect(new Set(made.map(({ parts }) => parts[part])).size).toBe(1);
		}
		expect(made.filter(({ raw }) => raw !== undefined)).toEqual([]);
	});

	test('of long lists beside 99 messages holds each list once, however many events come out', () => {
		const form = { id: 'form', type: 'filled_form', fields: [{ label: 'A', answer: 'b' }] };
		const said = [...Array.from({ length: 99 }, (_, index) => message(String(index))), form];
		const users = [
			{ id: 'S15.8e', type: 'customer', visit: { last_pages: [{ url: 'https://www.example.com/' }] } },
			{ id: 'kim@example.com', type: 'agent' },
		];
		const taken = events('incoming_chat', { chat: { id: 'C', users, thread: { id: 'T', events: said } } });
		expect(taken).toHaveLength(100);
		for (const part of ['pages', 'survey', 'agents'] as const) {
			expect(new Set(taken.map((event) => event[part])).size).toBe(1);
			expect(taken[0][part]).toHaveLength(1);
		}
	});
});

test('what is said of an action that comes out as other stands under raw alone', () => {
	const [event] = take(
		liveChatAdapter,
		liveChatDelivery('agent_created', { id: 'kim@example.com', name: 'Kim', role: 'owner' }),
	);
	expect(event).toMatchObject({
		event: 'other',
		agents: [{ id: 'kim@example.com', name: 'Kim', email: 'kim@example.com', extra: {} }],
		extra: {},
	});
});

describe('an offline message that was left in a form', () => {
	const typed = (type: string, label: string, answer: string) => ({ type, label, answer });
	const left = (fields: object[], said: object[] = []) =>
		events(
			'incoming_chat',
			chat([{ id: '1', type: 'filled_form', form_type: 'offline', author_id: customer, fields }, ...said], {
				properties: { routing: { offline_message: true } },
			}),
		)[0];
	const contact = [typed('name', 'Name:', 'Vera'), typed('email', 'E-mail:', 'vera@example.com')];

	test.each<[string, object[], string | null]>([
		['its question', [...contact, typed('textarea', 'Message:', 'Call me back')], 'Call me back'],
		[
			'several questions',
			[typed('question', 'Order:', '4711'), ...contact, typed('textarea', 'Message:', 'Where is it?')],
			'Order: 4711\nMessage: Where is it?',
		],
		['nothing but who it is', contact, null],
	])('says what was written: %s', (_, fields, text) => {
		const event = left(fields);
		expect(event).toMatchObject({ event: 'offlineMessage', visitor: { email: 'vera@example.com' } });
		expect(event.messages.map((one) => [one.author, one.text])).toEqual(
			text === null ? [] : [['visitor', text]],
		);
		expect(event.transcript?.includes('vera@example.com') ?? false).toBe(false);
	});

	test('is not said twice where a message holds it', () => {
		const event = left([typed('textarea', 'Message:', 'Call me back')], [message('2')]);
		expect(event.messages.map(({ text }) => text)).toEqual(['x']);
	});
});

test.each(['incoming_event', 'event_updated'])('a deleted message is no message, in %s', (action) => {
	const event = { ...message('1'), text: 'My card is 4111', deleted: true };
	const found = events(action, { ...inChat, event });
	expect(found).toMatchObject([
		{
			event: 'chatUpdated',
			messages: [],
			transcript: null,
			chat: { extra: { deleted_events: [{ id: '1', author_id: customer, deleted: true }] } },
		},
	]);
	expect(JSON.stringify(found)).not.toContain('4111');
});
