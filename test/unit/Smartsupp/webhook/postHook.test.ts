import { postHookAdapter } from '../../../../nodes/Smartsupp/webhook/postHook';
import { type ChatEvent, chatEventId, chatEventSchema } from '../../../../nodes/shared/chat-event';
import { originalPostHook } from '../../../fixtures/smartsupp';
import { take } from '../../take';

const event = (body: unknown, receivedAt?: Date): ChatEvent => take(postHookAdapter, body, receivedAt)[0];

/** Every value at the ends of an object, as text. */
const values = (value: unknown): string[] =>
	typeof value === 'object' && value !== null
		? Object.values(value).flatMap(values)
		: value === null || value === ''
			? []
			: [String(value)];

test("every value of the vendor's document is in the ChatEvent", () => {
	const isTime = (text: string) => /^1427470\d{6}$/.test(text);
	const wanted = values(originalPostHook).map((text) =>
		isTime(text) ? new Date(Number(text)).toISOString() : text,
	);
	// The kinds of messages and their senders are told by author and authorId.
	const told = [...originalPostHook.messages.map(({ from }) => from), 'visitor', 'agent', 'system'];
	const there = values(event(originalPostHook));
	expect(wanted.filter((text) => !there.includes(text) && !told.includes(text))).toEqual([]);
});

test.each([
	[{}, 'chatEnded'],
	[{ isOffline: false, isMissed: false }, 'chatEnded'],
	[{ isDropped: true }, 'chatEnded'],
	[{ isMissed: true }, 'chatMissed'],
	[{ isMissed: true, isCompleted: true, isChat: true }, 'chatMissed'],
	[{ isOffline: true }, 'offlineMessage'],
	[{ isOffline: true, isMissed: true, isCompleted: true }, 'offlineMessage'],
	[{ isMissed: 'true' }, 'chatMissed'],
	[{ isOffline: 'true', isMissed: 1 }, 'offlineMessage'],
	[{ isOffline: 0, isMissed: '1' }, 'chatMissed'],
	[{ isOffline: 'no', isMissed: 2 }, 'chatEnded'],
])('%j is %s', (flags, name) => {
	expect(event({ channel: { id: 1, ...flags } }).event).toBe(name);
});

test.each([
	[{ type: 'visitor', from: 'visitor:a1' }, 'visitor', 'a1'],
	[{ type: 'visitor', from: 'visitor:a1', triggeredBy: 'Test Trigger' }, 'visitor', 'a1'],
	[{ type: 'visitor', from: 'a1' }, 'visitor', 'a1'],
	[{ type: 'agent', from: 'agent:3' }, 'agent', '3'],
	[{ type: 'agent', from: 'agent:3', triggeredBy: 'Test Trigger' }, 'bot', '3'],
	[{ type: 'agent', from: 'system' }, 'bot', null],
	[{ type: 'agent' }, 'agent', null],
	[{ type: 'system', from: 'agent:3' }, 'system', '3'],
	[{ type: 'system', from: 'system' }, 'system', null],
	[{ type: 'something new', from: 'agent:3' }, 'agent', '3'],
	[{ type: 'something new', from: 'visitor:a1' }, 'visitor', 'a1'],
	[{ from: 'visitor:' }, 'visitor', null],
	[{ type: 'something new', triggeredBy: 'Test Trigger' }, 'bot', null],
	[{}, 'system', null],
])('the message %j is by the %s %s', (said, author, authorId) => {
	expect(event({ channel: {}, messages: [said] }).messages).toMatchObject([{ author, authorId }]);
});

test('variables with and without labels', () => {
	const variables = { plan: { label: 'Plan', value: 'pro' }, empty: { label: 'Empty', value: null }, own: 7 };
	const { visitor } = event({ channel: {}, visitor: { variables } });
	expect(visitor.customFields).toEqual({ plan: 'pro', empty: null, own: 7 });
	expect(visitor.extra).toEqual({ variables });
});

test('fields that the vendor may add are under extra', () => {
	const { chat, visitor, pages, messages, extra } = event({
		channel: { id: 1, mood: 'good' },
		visitor: { shoeSize: 42 },
		paths: [{ url: 'https://shop.example.com', seconds: 3 }],
		messages: [{ type: 'visitor', content: 'Hello', lang: 'en' }],
		group: 'sales',
	});
	expect([chat.extra, visitor.extra]).toEqual([{ mood: 'good' }, { shoeSize: 42 }]);
	expect([pages[0].extra, messages[0].extra]).toEqual([{ seconds: 3 }, { lang: 'en' }]);
	expect(extra).toEqual({ group: 'sales' });
});

test.each<[string, object, object]>([
	['a visitor that is a text', { visitor: 'Jason' }, { visitor: 'Jason' }],
	['messages that are none', { messages: ['Hello'] }, { messages: ['Hello'] }],
	['a time that is none', { endAt: 'later' }, { endAt: 'later' }],
])('%s is kept', (_, more, extra) => {
	expect(event({ channel: {}, ...more }).extra).toEqual(extra);
});

test.each<[string, object, object]>([
	['what is told elsewhere', { type: 'agent', from: 'agent:3', name: 'Anna', sentAt: 1 }, {}],
	['a kind that nobody knows', { type: 'call', from: 'agent:3' }, { type: 'call' }],
	['a content that is no text', { type: 'visitor', content: { url: 'u' } }, { content: { url: 'u' } }],
	['whose join it was', { type: 'system', from: 'agent:3' }, { from: 'agent:3' }],
	['the trigger of a message with a name', { name: 'Bot', triggeredBy: 'Hi' }, { triggeredBy: 'Hi' }],
	['another address', { type: 'visitor', email: 'other@example.com' }, { email: 'other@example.com' }],
	['an address that stands in visitor', { type: 'visitor', email: 'jason@example.com' }, {}],
])('%s: of the message %j is left %j', (_, message, extra) => {
	const body = { channel: {}, visitor: { email: 'jason@example.com' }, messages: [message] };
	expect(event(body).messages[0].extra).toEqual(extra);
});

describe('who the visitor is, where the record does not say it', () => {
	const messages = [
		{ type: 'agent', from: 'agent:3', name: 'Anna', email: 'anna@example.com' },
		{ type: 'visitor', from: 'a1', name: 'Maria' },
		{ type: 'visitor', from: 'a1', name: 'Mary', email: 'maria@example.com' },
	];

	test('is told by the messages', () => {
		expect(event({ channel: {}, visitor: { id: 1 }, messages }).visitor).toMatchObject({
			name: 'Maria',
			email: 'maria@example.com',
		});
	});

	test('and not where it does', () => {
		const { visitor } = event({ channel: {}, visitor: { name: 'Jo', email: 'jo@example.com' }, messages });
		expect(visitor).toMatchObject({ name: 'Jo', email: 'jo@example.com' });
	});
});

test.each([
	[{ type: 'agent', name: 'Anna', from: 3 }, [{ id: '3', name: 'Anna' }]],
	[{ type: 'agent', name: 'Anna', from: '3' }, [{ id: '3', name: 'Anna' }]],
	[{ type: 'agent', name: 'Anna', from: 3, triggeredBy: 'Welcome' }, []],
	[{ type: 'visitor', name: 'Jason', from: 3 }, []],
	[{ type: 'system', name: 'Anna', from: 3 }, []],
	[{ type: 'agent', name: 'Anna' }, []],
])('the agents of the message %j are %j', (message, agents) => {
	const found = event({ channel: { id: 1 }, messages: [message] }).agents;
	expect(found.map(({ id, name }) => ({ id, name }))).toEqual(agents);
});

test('a body of many messages, pages and keys is read in one go', () => {
	const many = <Entry>(make: (index: number) => Entry) =>
		Array.from({ length: 10_000 }, (_, index) => make(index));
	const [only, ...more] = take(postHookAdapter, {
		...originalPostHook,
		...Object.fromEntries(many((index) => [`key${index}`, index])),
		messages: many((index) => ({ type: 'agent', from: index, content: 'Hi', [`key${index}`]: index })),
		paths: many((index) => ({ url: `https://shop.example.com/${index}`, seconds: index })),
	});
	expect(more).toEqual([]);
	expect([only.messages, only.pages, only.agents].map(({ length }) => length)).toEqual([
		10_000, 10_000, 10_000,
	]);
	expect(Object.keys(only.extra)).toHaveLength(10_000);
});

describe('eventId', () => {
	const idOf = (more: object, receivedAt?: Date) =>
		event({ ...originalPostHook, ...more }, receivedAt).eventId;
	const original = event(originalPostHook).eventId;

	test('follows the contract of docs/chat-event.md', () => {
		const time = '2015-03-27T15:34:36.687Z';
		expect(original).toBe(chatEventId('smartsupp', 'chatEnded', { id: '55039', time }));
	});

	test('is that of the end, whether it was missed or not', () => {
		expect(idOf({ channel: { ...originalPostHook.channel, isMissed: true } })).toBe(original);
	});

	test('is that of the start where the end is missing', () => {
		const time = '2015-03-27T15:33:59.703Z';
		expect(idOf({ endAt: null })).toBe(chatEventId('smartsupp', 'chatEnded', { id: '55039', time }));
	});

	test('stays for a redelivery, whenever it comes and whatever else was added', () => {
		expect(idOf({ extra: 'field', messages: [] }, new Date('2026-06-01T00:00:00Z'))).toBe(original);
	});

	test.each([
		['channel', { channel: { ...originalPostHook.channel, id: 55038 } }],
		['kind', { channel: { ...originalPostHook.channel, isOffline: true } }],
		['end', { endAt: 1427470476688 }],
	])('differs with the %s', (_, more) => {
		expect(idOf(more)).not.toBe(original);
	});

	test('is that of the body and the 10 minutes of receipt where id or times are missing', () => {
		const at = (time: string) => new Date(`2026-05-15T${time}:00Z`);
		for (const body of [{ beginAt: undefined, endAt: undefined }, { channel: { isMissed: true } }]) {
			expect(idOf(body, at('10:09'))).toBe(idOf(body, at('10:01')));
			expect(idOf(body, at('10:11'))).not.toBe(idOf(body, at('10:09')));
		}
	});
});

test.each<[string, unknown]>([
	['only a channel', { channel: {} }],
	['a channel that is a list', { channel: [] }],
	['no channel', { accountId: 1, messages: [] }],
	[
		'fields of other types',
		{
			...originalPostHook,
			accountId: {},
			beginAt: '1427470439703',
			endAt: -1,
			channel: { id: [], duration: '36', rating: 'five' },
			visitor: 'Jason',
			paths: [null, 'x', { url: 5 }],
			messages: [null, 1, { content: {}, from: 7, sentAt: 1e30 }],
		},
	],
	['variables that are a list', { channel: {}, visitor: { variables: [1] } }],
])('%s still makes a ChatEvent', (_, body) => {
	const only = event(body);
	expect(chatEventSchema.parse(only)).toEqual(only);
});
