import { apiWebhooksAdapter } from '../../../../nodes/Smartsupp/webhook/apiWebhooks';
import { webhookEvents } from '../../../../nodes/Smartsupp/webhook/events';
import { chatEventSchema } from '../../../../nodes/shared/chat-event';
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

test.each([
	[{ type: 'text', text: 'Hello' }, 'Hello'],
	[{ type: 'text', html: '<b>Hello</b>' }, '<b>Hello</b>'],
	['Hello', 'Hello'],
	[{ type: 'attachment', data: {} }, null],
	[null, null],
])('the content %j reads as %j', (content, text) => {
	const [said] = event('conversation.contact_replied', { message: { ...message, content } }).messages;
	expect(said.text).toBe(text);
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

	test('stays when what the ids name has changed meanwhile', () => {
		const later = {
			message: { id: 'ms1', delivery_status: 'read' },
			conversation: { id: 'con1', tags: ['a'] },
		};
		expect(idOf('conversation.agent_replied', later)).toBe(idOf('conversation.agent_replied', data));
	});

	test.each<[string, Parameters<typeof event>]>([
		['name', ['conversation.bot_replied', data]],
		['time', ['conversation.agent_replied', data, '2026-05-15T10:01:02.346Z']],
		['conversation', ['conversation.agent_replied', { ...data, conversation: { id: 'con2' } }]],
		['message', ['conversation.agent_replied', { ...data, message: { id: 'ms2' } }]],
		['agent', ['conversation.agent_replied', { ...data, agent_id: '1' }]],
		['assigned agent', ['conversation.agent_replied', { ...data, assigned: '1' }]],
		['data without any id', ['conversation.agent_replied', { some: 'thing' }]],
	])('differs with the %s', (_, args) => {
		expect(idOf(...args)).not.toBe(idOf('conversation.agent_replied', data));
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
