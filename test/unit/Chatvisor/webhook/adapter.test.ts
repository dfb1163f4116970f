import { chatvisorAdapter } from '../../../../nodes/Chatvisor/webhook/adapter';
import { newConversation } from '../../../sandbox/vendors/chatvisor';
import { take } from '../../take';

/** The one event that a body comes out as, for the WebHook of Trigger On. */
function eventOf(webhook: string, body: unknown, receivedAt?: string) {
	const at = receivedAt === undefined ? undefined : new Date(receivedAt);
	const events = take(chatvisorAdapter, body, at, [webhook]);
	expect(events).toHaveLength(1);
	return events[0];
}

test.each([
	['test', { test: 'Hi' }, 'Hi'],
	['text', { text: 'Hi' }, 'Hi'],
	['text before test', { text: 'new', test: 'old' }, 'new'],
	['test where text is empty', { text: '', test: 'Hi' }, 'Hi'],
])('reads the last message from %s', (_, lastMessage, text) => {
	const event = eventOf('newConversation', { ...newConversation, lastMessage });
	expect(event.messages).toEqual([
		{
			id: null,
			author: 'visitor',
			authorId: newConversation.customerId,
			authorName: null,
			text,
			sentAt: null,
			visibility: 'all',
		},
	]);
});

test.each([
	['a last message that is a text', { lastMessage: 'Hi' }, { messages: [] }],
	['no last message', { lastMessage: null }, { messages: [] }],
	['a customer id that is a number', { customerId: 17 }, { visitor: { id: '17' }, chat: { id: '17' } }],
	['a customer id that is an object', { customerId: {} }, { visitor: { id: null }, chat: { id: null } }],
	['a status that is a number', { status: 3 }, { chat: { extra: { status: 3 } } }],
	['a url that is a list', { url: ['x'] }, { chat: { url: null } }],
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

test('gives one conversation an id per WebHook and per 10 minutes', () => {
	const id = (webhook: string, at?: string) => eventOf(webhook, newConversation, at).eventId;
	const first = id('newConversation', '2026-05-15T10:00:00.000Z');
	expect(id('newConversation', '2026-05-15T10:09:59.999Z')).toBe(first);
	expect(id('newConversation', '2026-05-15T10:10:00.000Z')).not.toBe(first);
	expect(id('statusChange', '2026-05-15T10:00:00.000Z')).not.toBe(first);
});
