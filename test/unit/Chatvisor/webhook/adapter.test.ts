import { chatvisorAdapter } from '../../../../nodes/Chatvisor/webhook/adapter';
import { messageEventId } from '../../../../nodes/shared/chat-event';
import { commonEventsOf, vendorEventsOf } from '../../../../nodes/shared/receive';
import { newConversation } from '../../../sandbox/vendors/chatvisor';
import { take } from '../../take';

/** The one event that a body comes out as, for the WebHook of Trigger On. */
function eventOf(webhook: string, body: unknown, receivedAt?: string) {
	const at = receivedAt === undefined ? undefined : new Date(receivedAt);
	const events = take(chatvisorAdapter, body, at, [webhook]);
	expect(events).toHaveLength(1);
	return events[0];
}

const WEBHOOKS = Object.keys(chatvisorAdapter.events);

test.each(commonEventsOf(chatvisorAdapter.events))('$name comes by one WebHook alone', ({ value }) =>
	expect(vendorEventsOf([value], chatvisorAdapter.events)).toHaveLength(1),
);

test.each([
	['chatEvent:chatStarted', 'newConversation', 'UNREAD', 'chatStarted'],
	['chatEvent:chatEnded', 'statusChange', 'DONE', 'chatEnded'],
	['chatEvent:chatEnded', 'statusChange', 'UNREAD', 'filtered'],
	['chatEvent:chatEnded', 'statusChange', 'UNRESOLVED', 'filtered'],
	['chatEvent:chatUpdated', 'statusChange', 'UNRESOLVED', 'chatUpdated'],
	['chatEvent:chatUpdated', 'statusChange', 'SNOOZED', 'chatUpdated'],
	['chatEvent:chatUpdated', 'statusChange', 'DONE', 'filtered'],
	['chatEvent:messageFromVisitor', 'newMessage', 'UNREAD', 'messageFromVisitor'],
])('%s is the WebHook %s, of which %s is %s', (choice, vendorEvent, status, expected) => {
	const body = { ...newConversation, status };
	if (expected === 'filtered') expect(() => eventOf(choice, body)).toThrow('ignored');
	else expect(eventOf(choice, body)).toMatchObject({ event: expected, vendorEvent });
});

test('an event has one id, under whichever of its names it was chosen', () => {
	expect(eventOf('chatEvent:chatStarted', newConversation)).toEqual(
		eventOf('newConversation', newConversation),
	);
});

test.each<[string, unknown, string | null, object]>([
	['test', { test: 'Hi' }, 'Hi', {}],
	['text', { text: 'Hi' }, 'Hi', {}],
	['text before test', { text: 'new', test: 'old' }, 'new', { test: 'old' }],
	['test where text is empty', { text: '', test: 'Hi' }, 'Hi', {}],
	['test where text is an object', { text: { de: 'Hallo' }, test: 'Hi' }, 'Hi', { text: { de: 'Hallo' } }],
	['a plain text', 'Hi', 'Hi', {}],
	['a number', { text: 17 }, '17', {}],
	['what is no text', { content: [{ kind: 'image' }] }, null, { content: [{ kind: 'image' }] }],
])('reads the last message from %s, and keeps the rest with it', (_, lastMessage, text, extra) => {
	for (const webhook of ['newConversation', 'statusChange', 'newMessage']) {
		const { chat, messages } = eventOf(webhook, { ...newConversation, lastMessage });
		expect(messages).toEqual([
			{
				id: null,
				author: 'visitor',
				authorId: newConversation.customerId,
				authorName: null,
				text,
				sentAt: null,
				visibility: 'all',
				attachments: [],
				extra,
			},
		]);
		expect(chat.extra).toEqual({ status: 'UNREAD' });
	}
});

test.each(['UNRESOLVED', 'DONE'])('keeps the last message whole with the chat when it is %s', (status) => {
	for (const lastMessage of [{ text: 'Bye', sender: 'x' }, 'Bye']) {
		const { chat, messages } = eventOf('statusChange', { ...newConversation, status, lastMessage });
		expect([chat.extra, messages]).toEqual([{ status, lastMessage }, []]);
	}
});

test.each([
	['of a message that is the body', { text: 'Hi', mood: 'good' }, {}, { mood: 'good' }],
	['of a message within a conversation', { lastMessage: { text: 'Hi', mood: 'good' } }, {}, { mood: 'good' }],
	['of a conversation with a message', { lastMessage: 'Hi', status: 'UNREAD' }, { status: 'UNREAD' }, {}],
])('puts what nobody documents %s where it belongs', (_, said, ofChat, ofMessage) => {
	const { chat, messages, raw } = eventOf('newMessage', { customerId: 'c-1', ...said });
	expect([chat.extra, messages[0].extra, raw]).toEqual([ofChat, ofMessage, undefined]);
});

test.each(WEBHOOKS)('names the agent, whose id is an e-mail address, for %s', (webhook) => {
	const agents = (assignedUser: unknown) => {
		const event = eventOf(webhook, { ...newConversation, assignedUser });
		return [event.agents, JSON.stringify(event).includes('"assignedUser"')];
	};
	const kate = { id: 'kate@example.com', name: null, email: 'kate@example.com', extra: {} };
	expect(agents('kate@example.com')).toEqual([[kate], false]);
	expect(agents('u-1')).toEqual([[{ ...kate, id: 'u-1', email: null }], false]);
	expect(agents(null)).toEqual([[], false]);
	expect(agents({ email: 'kate@example.com' })).toEqual([[], true]);
});

test('takes out tokens wherever they stand, and nothing beside them', () => {
	const event = eventOf('newSubscriber', {
		customerId: 'c-1',
		externalToken: 'example-token',
		session: { access_token: 'example-token', startedBy: 'shop' },
	});
	expect(JSON.stringify(event)).not.toContain('example-token');
	expect(event.visitor.extra).toEqual({ session: { startedBy: 'shop' } });
});

test('100,000 names that nobody documents come out, each once', () => {
	const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
	for (const webhook of WEBHOOKS) {
		const { chat, visitor, messages } = eventOf(webhook, { customerId: 'c-1', ...keys, text: 'Hi' });
		const extras = [chat.extra, visitor.extra, ...messages.map(({ extra }) => extra)];
		expect(extras.flatMap(Object.keys).filter((key) => key.startsWith('key'))).toHaveLength(100_000);
	}
});

test.each([
	[
		'a last message that is a list',
		{ lastMessage: ['Hi'] },
		{ messages: [], chat: { extra: { lastMessage: ['Hi'] } } },
	],
	['an empty last message', { lastMessage: { test: '' } }, { messages: [] }],
	['no last message', { lastMessage: null }, { messages: [] }],
	['a customer id that is a number', { customerId: 17 }, { visitor: { id: '17' }, chat: { id: '17' } }],
	[
		'a customer id that is an object',
		{ customerId: { id: 17 } },
		{ visitor: { id: null }, chat: { id: null, extra: { customerId: { id: 17 } } } },
	],
	['a status that is a number', { status: 3 }, { chat: { extra: { status: 3 } } }],
	['a url that is a list', { url: ['x'] }, { chat: { url: null, extra: { url: ['x'] } } }],
	['a key of its own', { team: 'Sales' }, { chat: { extra: { team: 'Sales' } } }],
])('keeps the rest of a conversation with %s', (_, odd, expected) => {
	const event = eventOf('newConversation', { ...newConversation, ...odd });
	expect(event).toMatchObject({ event: 'chatStarted', ...expected });
});

test.each(['newConversation', 'statusChange', 'newMessage', 'newSubscriber', '*', 'constructor'])(
	'lets an unknown shape out as other, for %s',
	(webhook) => {
		expect(eventOf(webhook, { ping: true })).toMatchObject({ event: 'other', vendorEvent: 'unknown' });
	},
);

test.each(['text', 'lastMessage.text', 'lastMessage.test'])('finds the text of a message in %s', (place) => {
	const [key, inner] = place.split('.');
	const event = eventOf('newMessage', { [key]: inner ? { [inner]: 'Hi' } : 'Hi' });
	expect(event).toMatchObject({ event: 'messageFromVisitor', messages: [{ author: 'visitor', text: 'Hi' }] });
});

test("takes Chatvisor's own id of a subscriber before the site's", () => {
	const event = eventOf('newSubscriber', { customerId: 'c-1', id: 123, firstname: 'Maria' });
	expect(event.visitor).toMatchObject({ id: 'c-1', name: 'Maria', email: null, extra: { id: 123 } });
});

test('gives a message that has an id the same one, whenever and in whichever shape it comes', () => {
	const id = (said: object, at?: string) =>
		eventOf('newMessage', { customerId: 'c-1', messageId: 'm-1', ...said }, at).eventId;
	const first = id({ text: 'Hi' }, '2026-05-15T10:00:00.000Z');
	expect(first).toBe(messageEventId('chatvisor', 'c-1', 'm-1'));
	expect(id({ lastMessage: { test: 'Hi' }, status: 'UNREAD' }, '2026-05-15T11:00:00.000Z')).toBe(first);
	expect(id({ text: 'Hi', messageId: 'm-2' })).not.toBe(first);
	expect(id({ text: 'Hi', customerId: 'c-2' })).not.toBe(first);
});

test('gives one conversation an id per WebHook and per 10 minutes', () => {
	const id = (webhook: string, at?: string) => eventOf(webhook, newConversation, at).eventId;
	const first = id('newConversation', '2026-05-15T10:00:00.000Z');
	expect(id('newConversation', '2026-05-15T10:09:59.999Z')).toBe(first);
	expect(id('newConversation', '2026-05-15T10:10:00.000Z')).not.toBe(first);
	expect(id('statusChange', '2026-05-15T10:00:00.000Z')).not.toBe(first);
});
