import { postHookAdapter } from '../../../../nodes/Smartsupp/webhook/postHook';
import { type ChatEvent, chatEventSchema } from '../../../../nodes/shared/chat-event';
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
	[{ isOffline: 'true', isMissed: 1 }, 'chatEnded'],
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
	const { chat, visitor } = event({
		channel: { id: 1, mood: 'good' },
		visitor: { shoeSize: 42 },
		group: 'sales',
	});
	expect(chat.extra).toEqual({ mood: 'good', group: 'sales' });
	expect(visitor.extra).toEqual({ shoeSize: 42 });
});

describe('eventId', () => {
	const idOf = (more: object, receivedAt?: Date) =>
		event({ ...originalPostHook, ...more }, receivedAt).eventId;
	const original = event(originalPostHook).eventId;

	test('stays for a redelivery, whenever it comes and whatever else was added', () => {
		expect(idOf({ extra: 'field', messages: [] }, new Date('2026-06-01T00:00:00Z'))).toBe(original);
	});

	test.each([
		['account', { accountId: 209 }],
		['channel', { channel: { ...originalPostHook.channel, id: 55038 } }],
		['kind', { channel: { ...originalPostHook.channel, isMissed: true } }],
		['start', { beginAt: 1427470439704 }],
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
