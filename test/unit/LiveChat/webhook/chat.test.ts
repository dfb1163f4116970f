import {
	answersFrom,
	authorOf,
	chatFrom,
	customerFrom,
	messageFrom,
	pressedButton,
	readEvent,
	sessionFields,
	takenFields,
} from '../../../../nodes/LiveChat/webhook/chat';
import { liveChatChat } from '../../../fixtures/liveChat';

test.each([
	['smith@example.com', 'agent'],
	['b7eff798-f8df-4364-8059-649c35c9ed0c', 'visitor'],
	['B7EFF798-F8DF-4364-8059-649C35C9ED0C', 'visitor'],
	['bot-of-the-house', 'bot'],
	[null, 'system'],
])('the author %s is the %s', (id, author) => {
	expect(authorOf(id)).toBe(author);
});

test('a later session field wins, and what is no pair is left out', () => {
	expect(sessionFields([{ plan: 'Gold' }, 'x', null, { plan: 'Silver', seats: '4' }])).toEqual({
		plan: 'Silver',
		seats: '4',
	});
	expect(sessionFields('x')).toEqual({});
});

test('session fields of which one has two values stay as they came, too', () => {
	const [gold, silver] = [{ plan: 'Gold' }, { plan: 'Silver' }];
	expect(takenFields([gold, { seats: '4' }])).toEqual([gold, { seats: '4' }]);
	const { visitor } = customerFrom({ id: 'x', session_fields: [gold, silver] });
	expect(visitor).toMatchObject({
		customFields: { plan: 'Silver' },
		extra: { session_fields: [gold, silver] },
	});
	expect(customerFrom({ id: 'x', session_fields: [gold] }).visitor.extra).toEqual({});
});

const by = (type: string, more: object = {}) => ({ type, author_id: 'b', ...more });
const buttons = (...texts: unknown[]) => texts.map((text) => ({ text }));

test.each<[string, object, object]>([
	[
		'a card',
		by('rich_message', { elements: [{ title: 'Pick', subtitle: 'one', buttons: buttons('A', 'B') }] }),
		{ author: 'bot', text: 'Pick\none\n[A] [B]' },
	],
	[
		'several cards',
		by('rich_message', { elements: [{ title: 'One', buttons: buttons('A') }, { title: 'Two' }] }),
		{ text: 'One\n[A]\nTwo' },
	],
	[
		'buttons alone, some without words',
		by('rich_message', { elements: [{ buttons: buttons('Yes', '', null, 'No') }] }),
		{ text: '[Yes] [No]' },
	],
	[
		'a sticker',
		by('rich_message', {
			template_id: 'sticker',
			elements: [{ image: { url: 'https://example.com/s.png' } }],
		}),
		{ text: null, attachments: [{ url: 'https://example.com/s.png' }], extra: { template_id: 'sticker' } },
	],
	[
		'a card without anything',
		by('rich_message', { elements: 'none' }),
		{ text: null, extra: { elements: 'none' } },
	],
	[
		'a file without a name',
		by('file', { url: 'https://example.com/a', content_type: 'text/plain', size: '12' }),
		{ text: null, attachments: [{ name: null, url: 'https://example.com/a', sizeBytes: 12 }] },
	],
	['a file without anything', by('file'), { text: null, attachments: [], extra: { type: 'file' } }],
	[
		'what the system tells',
		{
			type: 'system_message',
			text: 'Idle',
			system_message_type: 'routing.idle',
			text_vars: { duration: '5' },
		},
		{ author: 'system', text: 'Idle', extra: { text_vars: { duration: '5' } } },
	],
	[
		'a custom event',
		by('custom', { content: { a: 1 } }),
		{ author: 'system', authorId: 'b', text: null, extra: { type: 'custom', content: { a: 1 } } },
	],
	[
		'a note for agents',
		by('message', { text: 'x', visibility: 'agents' }),
		{ visibility: 'agents', extra: {} },
	],
	[
		'a visibility that LiveChat may add',
		by('message', { text: 'x', visibility: 'bots' }),
		{ visibility: 'all', extra: { visibility: 'bots' } },
	],
	['a number for a text', by('message', { text: 7, id: 5 }), { id: '5', text: '7', extra: {} }],
	['an event without a type', { author_id: 'a@b.example', text: 'x' }, { author: 'agent', text: 'x' }],
])('%s reads as a message', (_, event, expected) => {
	expect(messageFrom(readEvent(event))).toMatchObject(expected);
});

test.each([[null], ['x'], [{}], [{ type: 'filled_form' }], [by('message', { text: 'x', deleted: true })]])(
	'%j is no message',
	(event) => {
		expect(messageFrom(readEvent(event))).toBeNull();
	},
);

test.each<[object, string | null]>([
	[{ id: 'action_yes', button_type: 'message', button_value: 'Yes, please' }, 'Yes, please'],
	[{ id: 'action_yes', button_type: 'url', button_value: 'https://example.com' }, 'action_yes'],
	[{ button_type: 'phone', button_value: '790034890' }, '790034890'],
	[{ id: 'action_yes', text: 'Yes' }, 'Yes'],
	[{}, null],
])('the button %j reads as %s', (postback, text) => {
	const message = pressedButton({ user_id: 'b7eff798-f8df-4364-8059-649c35c9ed0c', event_id: '1', postback });
	expect(message).toMatchObject({ author: 'visitor', text, extra: { event_id: '1' } });
});

const customer = 'b7eff798-f8df-4364-8059-649c35c9ed0c';
const from = (author_id: string, more: object = {}) => ({ type: 'message', author_id, text: 'x', ...more });
const asked = from(customer);
const answered = from('smith@example.com');
const closed = (system_message_type: string) => ({
	type: 'system_message',
	system_message_type,
	created_at: '2026-05-15T10:05:00Z',
});

test.each<[string, object[], object, boolean | null]>([
	['the last words are the visitor’s', [answered, asked], {}, true],
	['the last words are an agent’s', [asked, answered], {}, false],
	['the last words are a bot’s', [asked, from('bot-of-the-house')], {}, false],
	['only agents see the answer', [asked, from('smith@example.com', { visibility: 'agents' })], {}, true],
	['the system has the last word', [answered, asked, closed('manual_archived_customer')], {}, true],
	[
		'a form is filled in at the end',
		[asked, answered, { type: 'filled_form', author_id: customer }],
		{},
		false,
	],
	[
		'the visitor sends a file at the end',
		[answered, { type: 'file', author_id: customer, name: 'a' }],
		{},
		true,
	],
	[
		'the last message was deleted',
		[asked, answered, from(customer, { text: undefined, deleted: true })],
		{},
		false,
	],
	[
		'the last message was deleted, and LiveChat tells an administrator what it was',
		[asked, answered, from(customer, { deleted: true })],
		{},
		false,
	],
	['nobody replied, as LiveChat says', [asked, answered], { unreplied: true }, true],
	['nobody was there, by the close reason', [asked, answered, closed('routing.archived_offline')], {}, true],
	['it was closed for another reason', [asked, answered, closed('routing.archived_inactive')], {}, false],
	['nobody said anything', [], {}, null],
	['nobody said anything, and nothing was to be replied', [], { unreplied: false }, false],
])('whether a chat was missed, where %s', (_, events, routing, isMissed) => {
	const thread = { id: 'T', active: false, events, properties: { routing } };
	expect(chatFrom({ id: 'C', thread }).chat.isMissed).toBe(isMissed);
	expect(chatFrom({ id: 'C', thread: { ...thread, active: true } }).chat.isMissed).toBeNull();
	expect(chatFrom({ id: 'C', thread: { ...thread, active: true } }, { hasEnded: true }).chat.isMissed).toBe(
		isMissed,
	);
});

test('nothing of a deleted message, file or form comes out but who it was of and when', () => {
	const secret = 'My card is 4111';
	const deleted = { author_id: customer, created_at: '2026-05-15T10:01:00Z', deleted: true };
	const words = { id: '1', type: 'message', text: secret, properties: { lc2: { welcome: secret } } };
	const file = { id: '2', type: 'file', name: secret, url: 'https://example.com/4111' };
	const form = { id: '3', type: 'filled_form', fields: [{ type: 'email', label: 'Card?', answer: secret }] };
	const events = [words, file, form].map((event) => ({ ...event, ...deleted }));
	const read = chatFrom({ id: 'C', thread: { id: 'T', events: [asked, ...events] } });
	expect(JSON.stringify(read)).not.toContain('4111');
	expect(read.messages).toMatchObject([{ text: 'x' }]);
	expect(read.chat.extra).toEqual({
		deleted_events: [
			{ id: '1', type: 'message', ...deleted },
			{ id: '2', type: 'file', ...deleted },
			{ id: '3', type: 'filled_form', ...deleted },
		],
	});
});

test.each([
	['manual_archived_agent'],
	['archived_customer_disconnected'],
	['routing.archived_inactive'],
	['system_archived'],
	['customer_banned'],
])('a chat ended when the system says that it was closed: %s', (closing) => {
	const thread = {
		id: 'T',
		active: false,
		created_at: '2026-05-15T10:00:00Z',
		events: [asked, closed(closing), { type: 'custom', created_at: '2026-05-16T00:00:00Z' }],
	};
	expect(chatFrom({ thread }).chat).toMatchObject({
		startedAt: '2026-05-15T10:00:00.000Z',
		endedAt: '2026-05-15T10:05:00.000Z',
		durationSeconds: 300,
	});
	expect(chatFrom({ thread: { ...thread, active: true } }).chat.endedAt).toBeNull();
});

test.each([['thread'], ['last_thread_summary'], ['last_thread_info']])(
	'a chat has its thread under %s, as the versions call it',
	(name) => {
		const { chat, messages } = chatFrom({ id: 'C', [name]: { id: 'T', tags: ['vip'], events: [asked] } });
		expect(chat).toMatchObject({ id: 'C', threadId: 'T', tags: ['vip'], extra: {} });
		expect(messages).toHaveLength(1);
	},
);

test('the answers of a form are read in each of their forms', () => {
	const form = readEvent({
		type: 'filled_form',
		fields: [
			{ label: 'A', answer: 'text' },
			{ label: 'B', answer: { label: 'one choice' } },
			{ label: 'C', answers: [{ label: 'several' }, { label: 'choices' }] },
			{ label: 'D', value: 'as in 3.2' },
			{ label: 'E', answer: '' },
			{ label: 'F' },
		],
	});
	expect(answersFrom(form).map(({ answer }) => answer)).toEqual([
		'text',
		'one choice',
		'several, choices',
		'as in 3.2',
		null,
		null,
	]);
});

test('chosen answers of another type stay, all of them', () => {
	const answers = [{ label: 'one', id: '7' }, 'two'];
	const form = readEvent({ type: 'filled_form', fields: [{ label: 'A', answers }] });
	expect(answersFrom(form)).toMatchObject([{ answer: 'one', extra: { answers } }]);
});

test('what no field takes of a chat is kept under extra, where it belongs', () => {
	const { thread } = liveChatChat;
	const { chat, survey, messages } = chatFrom({
		...liveChatChat,
		thread: {
			...thread,
			active: false,
			properties: {
				rating: { score: 0, comment: 'Slow' },
				routing: { unreplied: true, offline_message: false },
			},
			queue: { position: 1 },
			events: [
				{ id: '1', type: 'file', name: 'logo.png', url: 'https://example.com/logo.png' },
				{
					id: '2',
					type: 'filled_form',
					form_type: 'postchat',
					fields: [{ label: 'How was it?', answer: 'Slow' }],
				},
			],
		},
	});
	expect(chat).toMatchObject({
		rating: 0,
		ratingComment: 'Slow',
		isMissed: true,
		isOffline: false,
		extra: { thread: { queue: { position: 1 } }, forms: [{ id: '2', form_type: 'postchat' }] },
	});
	expect(messages).toMatchObject([{ id: '1', text: 'logo.png', attachments: [{ name: 'logo.png' }] }]);
	expect(survey).toMatchObject([
		{ question: 'How was it?', answer: 'Slow', extra: { form_type: 'postchat' } },
	]);
});

test('of a user without a type the id tells who it is, and one of an unknown type stays as it came', () => {
	const visitor = { id: 'b7eff798-f8df-4364-8059-649c35c9ed0c', name: 'Ann' };
	const other = { id: 'x', type: 'supervisor' };
	expect(chatFrom({ id: 'C', users: [{ id: 'kim@example.com' }, other, visitor] })).toMatchObject({
		visitor,
		agents: [{ id: 'kim@example.com' }],
		chat: { extra: { users: [other] } },
	});
});

test('the visit of the thread serves where the customer has none', () => {
	const visit = { ip: '203.0.113.9', geolocation: { city: 'Osaka' } };
	expect(customerFrom({ id: 'x' }, { threadVisit: visit }).visitor).toMatchObject({
		ipAddress: '203.0.113.9',
		city: 'Osaka',
	});
	expect(
		customerFrom({ id: 'x', visit: { ip: '203.0.113.1' } }, { threadVisit: visit }).visitor.ipAddress,
	).toBe('203.0.113.1');
});

test.each([[null], ['text'], [[]], [{ thread: null, users: [null, 1] }]])(
	'%j is read as an empty chat',
	(value) => {
		expect(chatFrom(value)).toMatchObject({ chat: { id: null, tags: [] }, agents: [], messages: [] });
	},
);
