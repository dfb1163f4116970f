import { liveSupportiAdapter } from '../../../nodes/LiveSupporti/webhook/adapter';
import { take } from '../take';

const notification = (id: number) => ({
	Action: 'ChatStarted',
	Data: { AccountId: 'account-1', Visitor: { Id: `visitor-${id}` } },
});
const bodyWith = (notifications: number, keys: number) => ({
	Id: 'firing-1',
	...Object.fromEntries(Array.from({ length: keys }, (_, index) => [`key${index}`, `value ${index}`])),
	Notifications: Array.from({ length: notifications }, (_, index) => notification(index)),
});

test('10,000 notifications in a body of 10,000 keys are one other, whole', () => {
	const events = take(liveSupportiAdapter, bodyWith(10_000, 10_000));
	expect(events.map(({ event, vendorEvent }) => [event, vendorEvent])).toEqual([['other', 'unknown']]);
});

test('what a wide body says is held once, however many notifications it has', () => {
	const events = take(liveSupportiAdapter, bodyWith(100, 10_000));
	expect(events).toHaveLength(100);
	expect(new Set(events.map(({ extra }) => extra)).size).toBe(1);
	expect(Object.keys(events[0].extra)).toHaveLength(10_000);
});

test.each<[string, object, object]>([
	[
		'Data is a text',
		{ Data: 'gone' },
		{
			event: 'chatStarted',
			visitor: { id: null },
			chat: { extra: { Notification: { Data: 'gone' } } },
		},
	],
	['the visitor is a text', { Action: 'a1', Data: { Visitor: 'v-1' } }, { event: 'other' }],
	[
		'the visitor is missing',
		{ Data: { AccountId: 'account-1' } },
		{ event: 'chatStarted', accountId: 'account-1', visitor: { id: null } },
	],
	['the event is spelled otherwise', { Action: 'chat_started' }, { event: 'chatStarted' }],
	['something else happened', { Action: 'ChatStartedAgain' }, { event: 'other' }],
	['the visitor is empty', { Data: { Visitor: {} } }, { event: 'chatStarted', visitor: { id: null } }],
	[
		'one name stands in two spellings',
		{ Data: { Visitor: { Id: '', ID: 'v-2' } } },
		{ visitor: { id: 'v-2' } },
	],
	[
		'one name stands in two spellings with two values',
		{ Data: { Visitor: { Id: 'v-1', ID: 'v-2' } } },
		{ visitor: { id: 'v-1', extra: { ID: 'v-2' } } },
	],
])('a notification where %s comes out', (_, odd, expected) => {
	const body = { Id: 'firing-1', Notifications: [{ Action: 'ChatStarted', ...odd }] };
	const [event] = take(liveSupportiAdapter, body);
	expect(event).toMatchObject(expected);
});
