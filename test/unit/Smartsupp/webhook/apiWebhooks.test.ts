import { apiWebhooksAdapter } from '../../../../nodes/Smartsupp/webhook/apiWebhooks';
import { webhookEvents } from '../../../../nodes/Smartsupp/webhook/events';
import { chatEventId, chatEventSchema, messageEventId } from '../../../../nodes/shared/chat-event';
import { conversation, envelope, message } from '../../../fixtures/smartsupp';
import { take } from '../../take';

const event = (name: string, data: unknown, timestamp?: string | null) =>
	take(apiWebhooksAdapter, envelope(name, data as object, timestamp))[0];

test('Trigger On lists the events by name', () => {
	const names = Object.values(webhookEvents).map(({ name }) => name);
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
});

describe('who wrote a message', () => {
	test.each([
		['agent', 'conversation.contact_replied', 'agent'],
		['contact', 'conversation.agent_replied', 'visitor'],
		['bot', 'conversation.agent_replied', 'bot'],
		['trigger', 'conversation.agent_replied', 'bot'],
		['system', 'conversation.agent_replied', 'system'],
		[null, 'conversation.agent_replied', 'agent'],
		['constructor', 'conversation.contact_replied', 'visitor'],
		[undefined, 'conversation.bot_replied', 'bot'],
		['something new', 'conversation.message_delivered', 'system'],
	])('sub_type %s in %s: %s', (sub_type, name, author) => {
		expect(event(name, { message: { ...message, sub_type } }).messages).toMatchObject([{ author }]);
	});
});

const image = { url: 'https://files.example.com/1.png', file_name: 'a.png', file_type: 'image/png', size: 5 };
const read = { name: 'a.png', url: image.url, contentType: 'image/png', sizeBytes: 5 };

describe('files', () => {
	test.each<[string, object, object]>([
		[
			'a picture, as it was met',
			{ content: { type: 'image', data: { url: image.url } } },
			{
				text: null,
				attachments: [{ name: null, url: image.url, contentType: null, sizeBytes: null }],
				extra: { content: { type: 'image', data: { url: image.url } } },
			},
		],
		[
			'a picture with a name',
			{ content: { type: 'image', data: image } },
			{ text: 'a.png', attachments: [read], extra: { content: { type: 'image', data: image } } },
		],
		[
			'a file with words',
			{ content: { type: 'file', text: 'Look', data: image } },
			{ text: 'Look', attachments: [read] },
		],
		[
			"in the vendor's spelling of 2021",
			{ content: { type: 'file', data: { fileName: 'a.png', fileType: 'image/png', size: 5 } } },
			{ text: 'a.png', attachments: [{ ...read, url: null }] },
		],
		['attachments', { attachments: [image, image] }, { text: 'Hello', attachments: [read, read], extra: {} }],
		[
			'attachments that say more',
			{ attachments: [{ ...image, width: 3 }, 'x'] },
			{ attachments: [read], extra: { attachments: [{ ...image, width: 3 }, 'x'] } },
		],
		['attachments that are no list', { attachments: 'x' }, { attachments: [], extra: { attachments: 'x' } }],
	])('%s', (_, more, expected) => {
		const { id, content } = message;
		const said = { id, sub_type: 'contact', content, ...more };
		expect(event('conversation.contact_replied', { message: said }).messages).toMatchObject([expected]);
	});
});

describe('what only agents may see', () => {
	test.each([
		['note', 'agents', {}],
		['message', 'all', {}],
		[undefined, 'all', {}],
		['event', 'all', { type: 'event' }],
		['something new', 'all', { type: 'something new' }],
	])('type %s: %s', (type, visibility, extra) => {
		const [said] = event('conversation.agent_replied', {
			message: { id: 'ms1', sub_type: 'agent', type, content: 'Hi' },
		}).messages;
		expect(said).toMatchObject({ visibility, extra });
	});
});

describe('who the visitor is', () => {
	const full = { name: 'Jason', email: 'jason@example.com', phone: '+420' };
	test.each<[string, object, object]>([
		['contact', { contact: full }, full],
		['conversation.contact', { conversation: { id: 'c', contact: full } }, full],
		['conversation.contact_details', { conversation: { id: 'c', contact_details: full } }, full],
		[
			'conversation.contact_name and the like',
			{
				conversation: {
					id: 'c',
					contact_name: 'Jason',
					contact_email: full.email,
					contact_phone: full.phone,
				},
			},
			full,
		],
		['visitor', { visitor: { id: 'v', name: 'Jason', email: full.email } }, { ...full, phone: null }],
		[
			'several of them, the contact first',
			{ contact: { name: 'Jason' }, conversation: { contact: { name: 'J.', email: full.email } } },
			{ ...full, phone: null },
		],
	])('%s', (_, data, expected) => {
		expect(event('conversation.agent_joined', data).visitor).toMatchObject(expected);
	});
});

describe('what one record says otherwise than another is kept', () => {
	test.each<[string, object, object]>([
		[
			'a name',
			{ conversation: { id: 'c', contact: { name: 'A' }, contact_name: 'B' } },
			{ visitor: { name: 'A' }, chat: { extra: { contact_name: 'B' } } },
		],
		[
			'a variable',
			{ conversation: { id: 'c', variables: { plan: 'free' } }, visitor: { variables: { plan: 'pro' } } },
			{ visitor: { customFields: { plan: 'pro' }, extra: { variables: { plan: 'free' } } } },
		],
		[
			'a rating',
			{ conversation: { id: 'c', rating_value: 1 }, rating_value: 5 },
			{ chat: { rating: 5, extra: { rating_value: 1 } } },
		],
		[
			'what has no field: by the name of its record',
			{ contact: { created_at: '1' }, visitor: { created_at: '2', os: 'macOS' } },
			{ visitor: { extra: { created_at: '1', os: 'macOS', visitor: { created_at: '2' } } } },
		],
		[
			"what the conversation and the event's data say",
			{ conversation: { id: 'c', group_id: 'a' }, group_id: 'b' },
			{ chat: { extra: { group_id: 'a', data: { group_id: 'b' } } } },
		],
		[
			'another contact',
			{ contact: { id: 'ct1' }, visitor: { id: 'v1', contact_id: 'ct2' } },
			{ visitor: { extra: { contact_id: 'ct1', visitor: { contact_id: 'ct2' } } } },
		],
		[
			'another visitor',
			{ visitor: { id: 'v1' }, conversation: { id: 'c', visitor_id: 'v2' } },
			{ visitor: { id: 'v1' }, chat: { extra: { visitor_id: 'v2' } } },
		],
	])('%s', (_, data, expected) => {
		expect(event('conversation.agent_joined', data)).toMatchObject(expected);
	});

	test('what the data of no chat says stands beside the event', () => {
		expect(event('contact.updated', { contact: { id: 'ct1' }, changes: ['name'] })).toMatchObject({
			chat: { extra: {} },
			extra: { type: 'event_callback', changes: ['name'] },
		});
	});

	test.each(['conversation', 'contact', 'visitor', 'location'])('a %s that is a text', (name) => {
		const data = name === 'location' ? { conversation: { id: 'c', location: 'Brno' } } : { [name]: 'x1' };
		expect(JSON.stringify(event('conversation.agent_joined', data))).toContain(
			name === 'location' ? '"location":"Brno"' : `"${name}":"x1"`,
		);
	});
});

describe('a message within the start of a conversation', () => {
	const started = (more: object = {}, within = {}) => {
		const data = { conversation: { id: 'con1' }, message: { ...message, conversation_id: 'con1', ...more } };
		return take(apiWebhooksAdapter, envelope('conversation.opened', { ...data, ...within }));
	};

	test.each([
		['contact', 'messageFromVisitor'],
		['agent', 'messageFromAgent'],
		['trigger', 'messageFromAgent'],
	])('by %s is %s as well, with the id that it has as an event of its own', (sub_type, name) => {
		const [start, said, ...more] = started({ sub_type });
		expect(more).toEqual([]);
		expect([start.event, said.event, said.vendorEvent]).toEqual(['chatStarted', name, 'conversation.opened']);
		expect(said.occurredAt).toBe(message.created_at);
		const own = { conversation: { id: 'con1' }, message };
		expect(said.eventId).toBe(event('conversation.contact_replied', own, '2026-05-15T10:02:00Z').eventId);
		expect(said.eventId).not.toBe(start.eventId);
		expect(start.messages).toEqual(said.messages);
	});

	test.each<[string, object, object?]>([
		['the system', { sub_type: 'system' }],
		['an agent for agents', { sub_type: 'agent', type: 'note' }],
		['somebody, without an id', { id: null }],
	])('by %s is the start alone', (_, more) => expect(started(more)).toHaveLength(1));

	test.each([
		[['conversation.opened'], ['chatStarted']],
		[['chatEvent:chatStarted'], ['chatStarted']],
		[['chatEvent:messageFromVisitor'], ['messageFromVisitor']],
		[['*'], ['chatStarted', 'messageFromVisitor']],
	])('Trigger On %j brings %j', (choice, names) => {
		const body = envelope('conversation.opened', { conversation, message });
		expect(take(apiWebhooksAdapter, body, undefined, choice).map(({ event: name }) => name)).toEqual(names);
	});
});

test('a body of many entries and keys is one event, with each key once', () => {
	const many = (name: string) =>
		Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`${name}${index}`, 'x']));
	const data = {
		conversation: { ...conversation, ...many('a'), tags: Object.keys(many('t')) },
		message: { ...message, attachments: Object.keys(many('f')).map((url) => ({ url })) },
		contact: { ...many('c'), properties: many('p') },
		...many('d'),
	};
	const [only, ...more] = take(apiWebhooksAdapter, envelope('conversation.contact_replied', data));
	expect(more).toEqual([]);
	expect(only.messages[0].attachments).toHaveLength(10_000);
	expect(only.chat.tags).toHaveLength(10_000);
	const counts = ['a', 'c', 'd', 'p'].map((name) => JSON.stringify(only).split(`"${name}9999"`).length - 1);
	expect(counts).toEqual([1, 1, 1, 1]);
});

test.each([
	[{ type: 'text', text: 'Hello' }, 'Hello'],
	[{ type: 'text', html: '<b>Hello</b>' }, '<b>Hello</b>'],
	['Hello', 'Hello'],
	[{ type: 'attachment', data: {} }, null],
	[5, '5'],
	[['Hello'], null],
	[null, null],
])('the content %j reads as %j', (content, text) => {
	const [said] = event('conversation.contact_replied', { message: { ...message, content } }).messages;
	expect(said.text).toBe(text);
	const isRead = text !== null || content === null;
	expect(said.extra.content).toEqual(isRead ? undefined : content);
});

test.each([
	['conversation.opened', conversation, { chat: { id: conversation.id } }],
	[
		'contact.created',
		{ id: 'ct1', name: 'Jason' },
		{ visitor: { name: 'Jason', extra: { contact_id: 'ct1' } } },
	],
	['visitor.connected', { id: 'vit1', lang: 'cs' }, { visitor: { id: 'vit1', language: 'cs' } }],
	['message.created', message, { event: 'other', messages: [{ author: 'visitor', text: 'Hello' }] }],
])('%s whose data is the object itself', (name, data, expected) => {
	expect(event(name, data)).toMatchObject(expected);
});

test('location, ratings and agents, as the REST API names them', () => {
	const data = {
		conversation: {
			id: 'con1',
			location: { ip: '192.0.2.55', code: 'CZ', country: 'Czech Republic', city: 'Brno' },
			rating_value: 3,
			rating_text: 'So so',
			assigned_ids: ['1'],
			agent_ids: ['1', '2'],
		},
	};
	expect(event('conversation.closed', data)).toMatchObject({
		chat: { rating: 3, ratingComment: 'So so' },
		visitor: { ipAddress: '192.0.2.55', countryCode: 'CZ', country: 'Czech Republic', city: 'Brno' },
		agents: [{ id: '1' }, { id: '2' }],
	});
});

describe('eventId', () => {
	const idOf = (...args: Parameters<typeof event>) => event(...args).eventId;
	const data = { conversation: { id: 'con1' }, message: { id: 'ms1' } };

	test('of a message is that of its ids, whatever else the delivery says', () => {
		const expected = messageEventId('smartsupp', 'con1', 'ms1');
		const later = {
			message: { id: 'ms1', delivery_status: 'read' },
			conversation: { id: 'con1', tags: ['a'] },
		};
		const alone = { message: { id: 'ms1', conversation_id: 'con1' } };
		expect(idOf('conversation.agent_replied', data)).toBe(expected);
		expect(idOf('conversation.agent_replied', later, '2026-05-16T00:00:00Z')).toBe(expected);
		expect(idOf('conversation.contact_replied', alone)).toBe(expected);
		expect(idOf('conversation.bot_replied', data, null)).toBe(expected);
	});

	const created = '2026-05-15T10:00:00.000Z';
	const finished = '2026-05-15T10:20:00.000Z';
	const opened = { conversation: { id: 'con1', created_at: created } };
	const closed = { conversation: { id: 'con1', created_at: created, finished_at: finished } };
	test.each<[string, 'chatStarted' | 'chatEnded', Parameters<typeof event>, string]>([
		['a start', 'chatStarted', ['conversation.opened', opened, '2026-05-15T10:00:02Z'], created],
		['a start without the time of the event', 'chatStarted', ['conversation.opened', opened, null], created],
		[
			'opening again',
			'chatStarted',
			['conversation.opened', opened, '2026-05-15T11:00:00Z'],
			'2026-05-15T11:00:00.000Z',
		],
		[
			'a start without the time of the conversation',
			'chatStarted',
			['conversation.opened', { conversation: { id: 'con1' } }, created],
			created,
		],
		['an end', 'chatEnded', ['conversation.closed', closed, '2026-05-15T10:20:01Z'], finished],
		[
			'an end by the visitor',
			'chatEnded',
			['conversation.closed_by_contact', closed, '2026-05-15T10:20:01Z'],
			finished,
		],
		[
			'an end that still names the one before',
			'chatEnded',
			['conversation.closed', closed, '2026-05-15T12:00:00Z'],
			'2026-05-15T12:00:00.000Z',
		],
	])('of %s is that of the conversation and its time', (_, name, args, time) => {
		expect(idOf(...args)).toBe(chatEventId('smartsupp', name, { id: 'con1', time }));
	});

	test('of anything else stays when what the ids name has changed meanwhile', () => {
		const later = {
			conversation: { id: 'con1', tags: ['a'] },
			message: { id: 'ms1', delivery_status: 'read' },
		};
		expect(idOf('conversation.message_delivered', later)).toBe(idOf('conversation.message_delivered', data));
	});

	test.each<[string, Parameters<typeof event>]>([
		['name', ['conversation.message_delivery_failed', data]],
		['time', ['conversation.message_delivered', data, '2026-05-15T10:01:02.346Z']],
		['conversation', ['conversation.message_delivered', { ...data, conversation: { id: 'con2' } }]],
		['message', ['conversation.message_delivered', { ...data, message: { id: 'ms2' } }]],
		['agent', ['conversation.message_delivered', { ...data, agent_id: '1' }]],
		['assigned agent', ['conversation.message_delivered', { ...data, assigned: '1' }]],
		['data without any id', ['conversation.message_delivered', { some: 'thing' }]],
	])('differs with the %s', (_, args) => {
		expect(idOf(...args)).not.toBe(idOf('conversation.message_delivered', data));
	});

	test('does not hold the account', () => {
		const body = envelope('conversation.rated', data);
		expect(take(apiWebhooksAdapter, { ...body, account_id: '1' })[0].eventId).toBe(
			take(apiWebhooksAdapter, body)[0].eventId,
		);
	});

	test('is that of the 10 minutes of receipt where the vendor gives no time', () => {
		const body = envelope('conversation.opened', data, null);
		const at = (time: string) =>
			take(apiWebhooksAdapter, body, new Date(`2026-05-15T${time}:00Z`))[0].eventId;
		expect(at('10:09')).toBe(at('10:01'));
		expect(at('10:11')).not.toBe(at('10:09'));
	});
});

test.each<[string, unknown]>([
	['no data', envelope('conversation.opened', undefined as never)],
	['data that is a list', envelope('conversation.opened', [1])],
	[
		'fields of other types',
		envelope('conversation.agent_replied', {
			conversation: {
				id: 5,
				tags: 'x',
				variables: [],
				assigned_agent_ids: {},
				created_at: 12,
				is_offline: 'yes',
				location: 'Brno',
				channel: null,
			},
			message: { id: {}, content: [], agent_id: null, created_at: 'yesterday' },
			contact: 'ct1',
			assigned: { id: 1 },
			rating_value: '5',
		}),
	],
	['a message that is none', envelope('conversation.agent_replied', { message: 'Hello' })],
	['an event called constructor', envelope('constructor', {})],
	['an event that is no text', { ...envelope('', {}), event: { a: 1 } }],
	['an empty event', envelope('', {})],
	['times of another kind', { ...envelope('conversation.opened', { conversation }), timestamp: 1589 }],
])('%s still makes a ChatEvent', (_, body) => {
	const [only, ...more] = take(apiWebhooksAdapter, body);
	expect(more).toEqual([]);
	expect(chatEventSchema.parse(only)).toEqual(only);
});
