import { liveChatLegacyAdapter } from '../../../../nodes/LiveChat/webhook/legacyAdapter';
import { legacyChatEnded } from '../../../fixtures/liveChat';
import { take } from '../../take';

const taken = (body: object, receivedAt?: Date, events?: string[]) => {
	const [event, ...more] = take(liveChatLegacyAdapter, body, receivedAt, events);
	expect(more).toEqual([]);
	return event;
};

const ended = (chat: object, more: object = {}) => ({
	event_type: 'chat_ended',
	license_id: '1067',
	chat: { id: 'PO13', ...chat },
	...more,
});
const ticketCreated = (ticket: object) => ({ event_type: 'ticket_created', license_id: '1067', ticket });
const offline = (more: object = {}) =>
	ticketCreated({
		id: 'NGKW7',
		source: { type: 'chat-window' },
		events: [{ date: '2019-05-14T11:48:10Z', message: 'Do you deliver?' }],
		...more,
	});
const anna = { user_type: 'agent', author_name: 'Anna', agent_id: 'anna@example.com', timestamp: 1552126412 };
const kate = { user_type: 'visitor', author_name: 'Kate', timestamp: 1552126451 };

test.each<[string, object, object]>([
	[
		'a card of an agent keeps its json',
		ended({ messages: [{ ...anna, text: '', json: '{"title":"Offer"}' }] }),
		{ messages: [{ author: 'agent', text: null, extra: { json: '{"title":"Offer"}' } }] },
	],
	[
		'json that says nothing is left out',
		ended({
			messages: [
				{ ...anna, text: 'Hi', json: '{}' },
				{ ...anna, text: 'Hi', json: '' },
			],
		}),
		{ messages: [{ extra: {} }, { extra: {} }] },
	],
	[
		'tags are texts or objects with a name',
		ended({ tags: [{ name: 'sales' }, 'vip', 7] }),
		{ chat: { tags: ['sales', 'vip', '7'], extra: {} } },
	],
	[
		'a tag that says more is kept whole',
		ended({ tags: [{ name: 'sales', group: 3 }] }),
		{ chat: { tags: ['sales'], extra: { tags: [{ name: 'sales', group: 3 }] } } },
	],
	[
		'tags of a ticket too',
		offline({ tags: [{ name: 'sales' }] }),
		{ chat: { tags: ['sales'], extra: { ticket: { id: 'NGKW7' } } } },
	],
	[
		'what happened stands between the messages, with its kind',
		ended({
			messages: [
				{ ...anna, text: 'Hi' },
				{ ...kate, text: 'Bye' },
			],
			events: [
				{ user_type: 'visitor', text: 'Kate closed the chat.', timestamp: 1552126503, type: 'closed' },
				{ user_type: 'agent', text: 'Anna joined.', timestamp: 1552126420, type: 'joined' },
			],
		}),
		{
			messages: [
				{ text: 'Hi' },
				{ author: 'system', text: 'Anna joined.', extra: { user_type: 'agent', type: 'joined' } },
				{ text: 'Bye' },
				{ author: 'system', extra: { user_type: 'visitor', type: 'closed' } },
			],
		},
	],
	[
		'a speaker of another kind is named',
		ended({ messages: [{ user_type: 'bot', author_name: 'Bo', text: 'Hi', timestamp: 1 }] }),
		{ messages: [{ author: 'system', authorName: 'Bo', extra: { user_type: 'bot' } }] },
	],
	[
		'name, e-mail and phone of the survey stand for what the visitor’s record does not say',
		ended(
			{},
			{
				visitor: { id: 'S1', name: 'Katherine' },
				pre_chat_survey: [
					{ id: '2000', type: 'name', label: 'Name:', answer: 'Kate' },
					{ id: '2001', type: 'phone', label: 'Telefon:', answer: '407' },
					{ id: '2002', type: 'email', label: 'E-mail:', answer: 'kate@example.com' },
				],
			},
		),
		{
			visitor: { name: 'Katherine', phone: '407', email: 'kate@example.com' },
			survey: [
				{ id: '2000', type: 'name', answer: 'Kate' },
				{ id: '2001', type: 'phone', answer: '407' },
				{ id: '2002', type: 'email', answer: 'kate@example.com' },
			],
		},
	],
	[
		'the phone number as a number',
		ended({}, { pre_chat_survey: [{ id: 2001, type: 'phone', label: 'Telefon:', answer: 407 }] }),
		{ visitor: { phone: '407' }, survey: [{ id: '2001', answer: '407' }] },
	],
	[
		'times and ids of another JSON type',
		ended({ id: 13, started_timestamp: '1552126412', ended_timestamp: '1552126503' }, { license_id: 1067 }),
		{
			accountId: '1067',
			occurredAt: '2019-03-09T10:15:03.000Z',
			chat: { id: '13', startedAt: '2019-03-09T10:13:32.000Z', durationSeconds: 91 },
		},
	],
	[
		'messages whose fields are of another JSON type',
		ended({
			messages: [
				{ user_type: 'agent', agent_id: 3, author_name: 7, text: 42, timestamp: '1552126412', json: {} },
			],
		}),
		{
			messages: [
				{ authorId: '3', authorName: '7', text: '42', sentAt: '2019-03-09T10:13:32.000Z', extra: {} },
			],
		},
	],
	[
		'what cannot be read of a message is kept in it',
		ended({
			messages: [{ ...anna, text: { html: 'Hi' }, timestamp: 'yesterday', json: { title: 'Offer' } }],
		}),
		{
			messages: [
				{
					text: null,
					sentAt: null,
					extra: { text: { html: 'Hi' }, timestamp: 'yesterday', json: { title: 'Offer' } },
				},
			],
		},
	],
	[
		'lists with other things in them, and objects that are none, are kept',
		{
			...ended({ messages: ['Hi', { ...anna, text: 'Hello' }], agents: 'Anna', tags: 'sales' }),
			visitor: 'Kate',
			pre_chat_survey: { name: 'Kate' },
		},
		{
			chat: { extra: { messages: ['Hi', { text: 'Hello' }], agents: 'Anna', tags: 'sales' } },
			messages: [{ text: 'Hello' }],
			extra: { visitor: 'Kate', pre_chat_survey: { name: 'Kate' } },
		},
	],
	[
		'an agent of whom only the name is known',
		ended({
			agents: [
				{ name: 'Anna', permission: 'owner' },
				{ login: 'bo@example.com', id: 5 },
			],
		}),
		{
			agents: [
				{ id: null, name: 'Anna', extra: { permission: 'owner' } },
				{ id: 'bo@example.com', email: 'bo@example.com', extra: { id: 5 } },
			],
		},
	],
	[
		'custom variables; what two have in common, or what one says beside, is kept as well',
		ended(
			{},
			{
				visitor: {
					custom_variables: [
						{ key: 'plan', value: 34 },
						{ key: 'plan', value: 'b' },
					],
				},
			},
		),
		{
			visitor: {
				customFields: { plan: 'b' },
				extra: { custom_variables: [{ value: 34 }, { value: 'b' }] },
			},
		},
	],
	[
		'a referrer of the chat and another of the visitor',
		ended({ referer: 'https://search.example' }, { visitor: { referrer: 'https://ads.example' } }),
		{ visitor: { referrer: 'https://search.example', extra: { referrer: 'https://ads.example' } } },
	],
	[
		'the offline form without author and requester is the visitor’s',
		offline(),
		{
			event: 'offlineMessage',
			occurredAt: '2019-05-14T11:48:10.000Z',
			chat: { id: null, isOffline: true },
			messages: [{ author: 'visitor', text: 'Do you deliver?' }],
			transcript: 'Visitor: Do you deliver?',
		},
	],
	[
		'a ticket’s time in seconds, a private note, a change of its assignee',
		offline({
			events: [
				{
					author: { id: 'anna@example.com', type: 'agent' },
					date: 1384554270,
					type: 'assignee_changed',
					to: { name: 'Bo' },
				},
				{
					author: { id: 'anna@example.com', type: 'agent' },
					date: 1384554322,
					message: 'Bo?',
					is_private: true,
				},
				{ author: { type: 'rule', name: 'Out of hours' }, message: 'We will answer' },
			],
		}),
		{
			occurredAt: '2013-11-15T22:24:30.000Z',
			messages: [
				{ author: 'system', text: null, extra: { type: 'assignee_changed', to: { name: 'Bo' } } },
				{ author: 'agent', visibility: 'agents', text: 'Bo?' },
				{ author: 'system', authorName: 'Out of hours', extra: { author: { type: 'rule' } } },
			],
		},
	],
	[
		'a ticket of another source stays other, with its body under raw alone',
		ticketCreated({ id: 'CCWWM', source: { type: 'mail' }, subject: 'Shoes', status: 'open' }),
		{ event: 'other', chat: { isOffline: null, extra: {} }, extra: {} },
	],
	[
		'a chat beside a ticket',
		{ ...ended({}), ticket: { id: 'CCWWM', subject: 'Shoes' } },
		{ event: 'chatEnded', chat: { id: 'PO13', extra: { ticket: { id: 'CCWWM', subject: 'Shoes' } } } },
	],
])('%s', (_, body, expected) => {
	expect(taken(body)).toMatchObject(expected);
});

describe('how a chat ended', () => {
	const whisper = { ...anna, user_type: 'supervisor', text: 'Be quick', timestamp: 1552126460 };
	const [hello, question] = [
		{ ...anna, text: 'Hello' },
		{ ...kate, text: 'Where is my order?' },
	];
	const answer = { ...anna, text: 'On its way', timestamp: 1552126490 };
	const closed = { user_type: 'agent', text: 'Anna closed the chat.', timestamp: 1552126503, type: 'closed' };
	test.each<[string, object, string, boolean | null]>([
		['an answer was the last word', { messages: [hello, question, answer] }, 'chatEnded', false],
		['a question was', { messages: [hello, question] }, 'chatMissed', true],
		['a question was, whatever was whispered', { messages: [hello, question, whisper] }, 'chatMissed', true],
		[
			'a question was, and the chat was closed',
			{ messages: [question], events: [closed] },
			'chatMissed',
			true,
		],
		['messages come in another order', { messages: [answer, question, hello] }, 'chatEnded', false],
		['the visitor said nothing', { messages: [hello], events: [closed] }, 'chatEnded', false],
		['nobody did', { messages: [] }, 'chatEnded', false],
		['LiveChat does not tell', {}, 'chatEnded', null],
	])('%s', (_, chat, event, isMissed) => {
		expect(taken(ended(chat))).toMatchObject({ event, chat: { isMissed } });
	});

	test('whoever chose Chat Ended gets the missed ones too; Chat Missed brings these alone', () => {
		const missed = ended({ messages: [question] });
		expect(taken(missed, undefined, ['chatEvent:chatEnded']).event).toBe('chatMissed');
		expect(taken(missed, undefined, ['chatEvent:chatMissed']).event).toBe('chatMissed');
		expect(taken(missed, undefined, ['chat_ended']).event).toBe('chatMissed');
		expect(() => taken(ended({ messages: [answer] }), undefined, ['chatEvent:chatMissed'])).toThrow(
			'ignored',
		);
	});

	test('Offline Message brings the tickets of the chat window alone, Ticket: Created each', () => {
		const other = ticketCreated({ id: 'CCWWM', source: { type: 'mail' } });
		expect(taken(offline(), undefined, ['chatEvent:offlineMessage']).event).toBe('offlineMessage');
		expect(() => taken(other, undefined, ['chatEvent:offlineMessage'])).toThrow('ignored');
		expect(taken(other, undefined, ['ticket_created']).event).toBe('other');
	});
});

describe('eventId', () => {
	const times = ['2026-05-15T10:09:30Z', '2026-05-15T10:10:30Z'].map((time) => new Date(time));
	const idsOf = (body: object) => times.map((time) => taken(body, time).eventId);

	test.each<[string, object]>([
		['a ticket of the chat window', offline()],
		['another ticket', ticketCreated({ id: 'CCWWM', source: { type: 'mail' } })],
		['a chat that started', { event_type: 'chat_started', chat: { id: 'PO13' } }],
		['a chat that ended', ended({})],
		['a missed chat', ended({ messages: [{ ...kate, text: 'Hello?' }] })],
		[
			'a canned response',
			{ event_type: 'canned_response_changed', canned_response: { id: 1, modification_date: 1494230856 } },
		],
		[
			'what carries an id of its own',
			{ event_type: 'chat_changed', event_unique_id: '349a820', chat: { id: 'A' } },
		],
	])('is one for %s, whenever it is sent again', (_, body) => {
		const [first, second] = idsOf({ ...body, token: 'example-token-1' });
		expect(second).toBe(first);
		expect(idsOf({ ...body, token: 'example-token-2' })[0]).toBe(first);
	});

	test('is that of 10 minutes where the body names no id', () => {
		const [first, second] = idsOf({ event_type: 'visitor_queued', visitor: { id: 'S1' } });
		expect(second).not.toBe(first);
	});

	test('is another for another ticket', () => {
		expect(taken(offline({ id: 'NGKW8' })).eventId).not.toBe(taken(offline()).eventId);
	});

	test('of LiveChat stays in extra where it is not the one', () => {
		const event = taken(legacyChatEnded);
		expect(event.extra).toMatchObject({ event_unique_id: '349a820' });
		expect(event.eventId).toMatch(/^[0-9a-f]{64}$/);
	});
});

test.each(['constructor', '__proto__', 'toString'])('an event of the name %s is other', (event_type) => {
	const event = taken({ event_type, chat: { id: 'PO13', started_timestamp: 1552126412 } });
	expect(event).toMatchObject({ event: 'other', occurredAt: null, chat: { extra: {} } });
});

test('a chat with 10,000 messages and 10,000 names of its own comes out as one event that holds them once', () => {
	const keys = Array.from({ length: 10_000 }, (_, index) => [`key${index}`, `value ${index}`]);
	const body = ended({
		...Object.fromEntries(keys),
		messages: Array.from({ length: 10_000 }, (_, index) => ({ ...kate, text: `Word ${index}`, index })),
	});
	const event = taken(body);
	expect(event.messages).toHaveLength(10_000);
	expect(Object.keys(event.chat.extra)).toHaveLength(10_000);
	expect(JSON.stringify(event).match(/value 9999/g)).toHaveLength(1);
	// The messages stand in the list and in the transcript.
	expect(JSON.stringify(event).length).toBeLessThan(6 * JSON.stringify(body).length);
});
