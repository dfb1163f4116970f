import { chatEventId, type ChatEvent, messageEventId } from '../../../../nodes/shared/chat-event';
import { giosgAdapter } from '../../../../nodes/Giosg/webhook/adapter';
import { take as takeAll } from '../../take';

const org = '/api/v5/orgs/org-1';
const at = (time: string) => new Date(`2026-05-15T${time}:00Z`);

const take = (body: object, receivedAt?: Date): ChatEvent => takeAll(giosgAdapter, body, receivedAt)[0];

describe('eventId', () => {
	const added = {
		channel: `${org}/owned_chats`,
		action: 'added',
		resource_id: 'chat-1',
		resource: { id: 'chat-1', created_at: '2026-05-15T10:00:00Z', message_count: 0 },
	};
	const changed = {
		channel: `${org}/owned_chats`,
		action: 'changed',
		resource_id: 'chat-1',
		resource: { id: 'chat-1', is_waiting: false },
	};
	const withResource = (body: { resource: object }, more: object) => ({
		...body,
		resource: { ...body.resource, ...more },
	});

	test.each<[string, object, object]>([
		['a chat that grew between two attempts', added, withResource(added, { message_count: 3 })],
		['another bearer token', added, { ...added, app_user_auth: { access_token: 'example-1' } }],
		[
			'another bearer token of a change',
			changed,
			{ ...changed, app_user_auth: { access_token: 'example-2' } },
		],
		['another token of the chat', changed, withResource(changed, { token: 'example-3' })],
		['another key of the chat', changed, withResource(changed, { encrypted_symmetric_key: 'example-4' })],
		['another life of the bearer token', changed, { ...changed, app_user_auth: { expires_in: 17 } }],
		[
			'a chat that came again: giosg never opens an ended one',
			added,
			withResource(added, { created_at: '2026-05-15T10:01:00Z' }),
		],
	])('is the same for %s', (_, first, second) => {
		expect(take(second).eventId).toBe(take(first).eventId);
	});

	test.each<[string, object, object]>([
		['another chat', added, { ...added, resource_id: 'chat-2', resource: { id: 'chat-2' } }],
		['another action', changed, { ...changed, action: 'removed' }],
		['a chat that is routed', added, { ...added, channel: '/api/v5/users/bot-1/routed_chats' }],
		['another change', changed, withResource(changed, { is_waiting: true })],
		['the end', changed, withResource(changed, { is_ended: true })],
		[
			'a chat that leaves the list of another bot',
			{ ...changed, action: 'removed', channel: '/api/v5/users/bot-1/routed_chats' },
			{ ...changed, action: 'removed', channel: '/api/v5/users/bot-2/routed_chats' },
		],
		[
			'a member who came again',
			{ ...added, channel: `${org}/owned_chats/chat-1/memberships` },
			{
				...withResource(added, { created_at: '2026-05-15T10:01:00Z' }),
				channel: `${org}/owned_chats/chat-1/memberships`,
			},
		],
	])('is another for %s', (_, first, second) => {
		expect(take(second).eventId).not.toBe(take(first).eventId);
	});

	const ways = [
		`${org}/owned_chats`,
		`${org}/rooms/room-1/chats`,
		`${org}/rooms/room-1/visitors/visitor-1/chats`,
		`${org}/users/agent-1/chats`,
		'/api/v5/users/bot-1/chats',
		'/api/v5/public/visitors/visitor-1/chats',
	];
	const idsOf = (bodies: object[]) => [...new Set(bodies.map((body) => take(body).eventId))];

	test('of a chat that started, and of one that ended, is one by each way that it comes', () => {
		const ended = { id: 'chat-1', is_ended: true, ended_at: '2026-05-15T10:20:00Z' };
		const starts = ways.map((channel) => ({ ...added, channel }));
		const ends = [...ways, '/api/v5/users/bot-1/routed_chats'].map((channel) => ({
			...changed,
			channel,
			resource: ended,
		}));
		expect(idsOf(starts)).toEqual([chatEventId('giosg', 'chatStarted', { id: 'chat-1' })]);
		expect(idsOf(ends)).toEqual([chatEventId('giosg', 'chatEnded', { id: 'chat-1' })]);
	});

	test.each<[string, string, object]>([
		['a message', 'messages', { id: 'message-1', sender_type: 'visitor', message: 'Hi' }],
		['what is listed among the messages', 'messages', { id: 'message-1', type: 'join' }],
	])('of %s is of chat and message, by each way that it comes', (_, collection, resource) => {
		const bodies = ways.map((way) => ({
			channel: `${way}/chat-1/${collection}`,
			action: 'added',
			resource_id: 'message-1',
			resource,
		}));
		expect(idsOf(bodies)).toEqual([messageEventId('giosg', 'chat-1', 'message-1')]);
	});

	test.each<[string, string, object]>([
		['a change of a chat', '', { ...changed, resource: { id: 'chat-1', is_waiting: true } }],
		['a member', '/chat-1/memberships', { ...added, resource_id: 'm', resource: { member_id: 'm' } }],
		['a change of a message', '/chat-1/messages', { ...changed, resource_id: 'm', resource: { id: 'm' } }],
	])('of %s is one by each way that it comes', (_, below, body) => {
		expect(idsOf(ways.map((way) => ({ ...body, channel: `${way}${below}` })))).toHaveLength(1);
	});

	test('of a change without a time changes every ten minutes', () => {
		expect(take(changed, at('10:09')).eventId).toBe(take(changed, at('10:01')).eventId);
		expect(take(changed, at('10:11')).eventId).not.toBe(take(changed, at('10:09')).eventId);
	});

	test('of a member, where nothing says when it was added, changes every ten minutes: who left may come again', () => {
		const channel = `${org}/owned_chats/chat-1/memberships`;
		const joined = { channel, action: 'added', resource_id: 'm', resource: { member_id: 'm' } };
		expect(take(joined, at('10:09')).eventId).toBe(take(joined, at('10:01')).eventId);
		expect(take(joined, at('10:11')).eventId).not.toBe(take(joined, at('10:09')).eventId);
	});

	test('of a change with a time stays', () => {
		const timed = withResource(changed, { updated_at: '2026-05-15T10:00:00Z' });
		expect(take(timed, at('23:00')).eventId).toBe(take(timed, at('10:01')).eventId);
	});
});

/** A chat as `changed` would have it, should giosg send all of it. */
const whole = (fromVisitor: boolean, fromUser: boolean) => ({
	created_at: '2026-05-15T10:00:00Z',
	is_waiting: false,
	has_visitor_messages: fromVisitor,
	has_user_messages: fromUser,
});

describe('what a delivery means', () => {
	const event = (channel: string, action: string, resource?: object) =>
		take({ channel, action, resource_id: 'id-1', resource });

	test.each<[string, string, object | undefined, ChatEvent['event']]>([
		[`${org}/owned_chats`, 'added', { is_ended: true }, 'chatStarted'],
		[`${org}/owned_chats`, 'changed', { is_ended: 'true' }, 'chatEnded'],
		[`${org}/owned_chats`, 'changed', { is_ended: 'yes' }, 'chatUpdated'],
		[`${org}/owned_chats`, 'changed', { is_ended: false }, 'chatUpdated'],
		[`${org}/owned_chats`, 'archived', {}, 'other'],
		[`${org}/owned_chats/chat-1`, 'changed', { is_ended: true }, 'chatEnded'],
		[`${org}/rooms/room-1/chats`, 'added', {}, 'chatStarted'],
		['/api/v5/users/bot-1/chats', 'added', {}, 'chatStarted'],
		['/api/v5/public/visitors/visitor-1/chats', 'added', {}, 'chatStarted'],
		['/api/v5/users/bot-1/routed_chats/', 'added', {}, 'chatAssigned'],
		[
			'/api/v5/users/bot-1/routed_chats/chat-1/memberships',
			'added',
			{ member_type: 'visitor' },
			'chatUpdated',
		],
		['/api/v5/users/bot-1/chat_memberships', 'changed', { is_participating: false }, 'chatUpdated'],
		[`${org}/owned_chats/chat-1/messages`, 'added', { sender_type: 'visitor' }, 'messageFromVisitor'],
		[`${org}/owned_chats/chat-1/messages`, 'added', { sender_type: 'user' }, 'messageFromAgent'],
		[`${org}/owned_chats/chat-1/messages`, 'added', { sender_type: 'something new' }, 'chatUpdated'],
		[`${org}/owned_chats/chat-1/messages`, 'added', { sender_type: 'user', type: 'new' }, 'messageFromAgent'],
		[`${org}/owned_chats/chat-1/messages`, 'added', { sender_type: 'user', type: 'leave' }, 'chatUpdated'],
		[`${org}/owned_chats/chat-1/messages`, 'removed', undefined, 'chatUpdated'],
		[`${org}/owned_chats/chat-1/messages`, 'added', undefined, 'chatUpdated'],
		[`${org}/rooms`, 'changed', {}, 'other'],
		['constructor', 'added', {}, 'other'],
		['', 'added', {}, 'other'],
		// Called as one of the events in Trigger On.
		['/', 'chatStarted', {}, 'other'],
	])('%s %s %j is %s', (channel, action, resource, expected) => {
		expect(event(channel, action, resource).event).toBe(expected);
	});

	test('an agent takes part in a chat: assigned', () => {
		const member = { member_type: 'user', member_id: 'agent-1', is_participating: true };
		const channel = `${org}/owned_chats/chat-1/memberships`;
		expect(event(channel, 'changed', member).event).toBe('chatAssigned');
		expect(event(channel, 'changed', { ...member, is_participating: false }).event).toBe('chatUpdated');
		expect(event(channel, 'removed', member).event).toBe('chatUpdated');
	});

	test('reads the chat from the channel where the resource does not name it', () => {
		const channel = `${org}/owned_chats/chat-1/messages`;
		expect(event(channel, 'added', { sender_type: 'visitor' }).chat.id).toBe('chat-1');
		expect(event(`${org}/owned_chats/*/messages`, 'added', {}).chat.id).toBeNull();
	});

	test('takes the organization from the channel, else from the resource', () => {
		const own = { room_organization_id: 'owner-1' };
		expect(event(`${org}/owned_chats`, 'added', own).accountId).toBe('org-1');
		expect(event('/api/v5/users/bot-1/routed_chats', 'added', own).accountId).toBe('owner-1');
		expect(event('/api/v5/users/bot-1/routed_chats', 'added', {}).accountId).toBeNull();
	});

	test.each<[string, string | null]>([
		[`${org}/owned_chats`, 'org-1'],
		['/api/v5/users/bot-1/routed_chats', 'org-of-app'],
		['/api/v5/users/bot-1/chats/chat-1/messages', 'org-of-app'],
		['/api/v5/users/bot-1/something', 'org-of-app'],
	])("takes the app's organization where the channel %s names none", (channel, accountId) => {
		const app_user_auth = { access_token: 'example-1', organization_id: 'org-of-app', user_id: 'bot-1' };
		const resource = { room_organization_id: 'owner-1' };
		const taken = take({ channel, action: 'added', resource_id: 'id-1', resource, app_user_auth });
		expect(taken.accountId).toBe(accountId);
		expect(JSON.stringify(taken)).not.toContain('example-1');
	});

	const said = (resource: object, more: object = {}) => {
		const channel = `${org}/owned_chats/chat-1/messages`;
		return take({ channel, action: 'added', resource_id: 'id-1', resource, ...more });
	};

	test.each<[string, object, object, ChatEvent['messages'][number]['author']]>([
		['a visitor', { sender_type: 'visitor', sender_id: 'v-1' }, {}, 'visitor'],
		['an agent', { sender_type: 'user', sender_id: 'agent-1' }, {}, 'agent'],
		["the app's own user", { sender_type: 'user', sender_id: 'bot-1' }, {}, 'bot'],
		[
			"the app's own user, its id as a number",
			{ sender_type: 'user', sender_id: 17 },
			{ user_id: '17' },
			'bot',
		],
		["the app's own user, of an unknown type", { sender_type: 'bot', sender_id: 'bot-1' }, {}, 'bot'],
		['another bot of which nothing is said', { sender_type: 'user', sender_id: 'bot-2' }, {}, 'agent'],
		['a rule', { sender_type: 'rule', sender_id: 'rule-1' }, {}, 'bot'],
		['a suggestion in the name of an agent', { sender_type: 'user', type: 'autosuggest' }, {}, 'bot'],
		[
			"the app's own user, who joined",
			{ sender_type: 'user', sender_id: 'bot-1', type: 'join' },
			{},
			'system',
		],
		['nobody who is known', { sender_type: 'something new' }, {}, 'system'],
		['nobody', { sender_type: null, sender_id: null }, {}, 'system'],
	])('a message is of %s', (_, resource, app, author) => {
		const app_user_auth = { user_id: 'bot-1', ...app };
		expect(said(resource, { app_user_auth }).messages).toMatchObject([{ author }]);
	});

	test.each<[string, string | null, 'agent' | 'bot']>([
		['/api/v5/users/bot-1/chats/chat-1/messages', null, 'bot'],
		['/api/v5/users/bot-1/chats/chat-1/messages', 'bot-1', 'bot'],
		// A pattern with a star for the user: the channel is that of whoever is in the chat.
		[`${org}/users/bot-1/chats/chat-1/messages`, 'bot-2', 'agent'],
	])('on the channel %s, with the app user %s, a message of bot-1 is by a %s', (channel, user, author) => {
		const app_user_auth = user === null ? undefined : { user_id: user };
		const resource = { sender_type: 'user', sender_id: 'bot-1' };
		expect(said(resource, { channel, app_user_auth }).messages).toMatchObject([{ author }]);
	});

	test.each<[string, object, string | null]>([
		['what was written', { message: 'Hi' }, 'Hi'],
		['a number', { message: 17 }, '17'],
		['the words of the button that was pressed', { response_text: 'Yes' }, 'Yes'],
		[
			'the button, where it alone has words',
			{ response_to_action: { text: 'Yes' }, response_value: 'y' },
			'Yes',
		],
		['the value of a button without words', { response_value: 'y' }, 'y'],
		['a card', { attachments: [{ title: 'Tires', text: 'From 49' }] }, 'Tires\nFrom 49'],
		['buttons alone', { attachments: [{ actions: [{ text: 'Yes' }, { text: 'No' }] }] }, '[Yes] [No]'],
		['text and buttons', { message: 'OK?', attachments: [{ actions: [{ text: 'Yes' }] }] }, 'OK?\n[Yes]'],
		['two cards', { attachments: [{ title: 'A' }, { title: 'B' }] }, 'A\nB'],
		[
			'cards that are none',
			{ message: 'Hi', attachments: [null, 'x', { actions: 'y' }, { actions: [1] }] },
			'Hi',
		],
		['no list of cards', { message: 'Hi', attachments: { title: 'A' } }, 'Hi'],
		['somebody who joined', { type: 'join' }, 'joined the chat'],
		['somebody who left', { type: 'leave', message: '' }, 'left the chat'],
		[
			'a system message',
			{ type: 'system', message: 'The chat was transferred.' },
			'The chat was transferred.',
		],
		['a system message without words', { type: 'system' }, null],
		['an encrypted message', { is_encrypted: true, encrypted_message: 'AES' }, null],
		['a type of which nothing is known', { type: 'hologram', hologram: { url: 'x' } }, null],
	])('reads %s', (_, resource, text) => {
		const [message] = said({ sender_type: 'visitor', ...resource }).messages;
		expect(message.text).toBe(text);
		// What is not read as text is there under giosg's own name.
		if (text === null) expect(Object.keys(message.extra).length).toBeGreaterThan(1);
	});

	test('keeps what a field of another name would hide', () => {
		const resource = {
			sender_type: 'user',
			sender_name: 'Kate Berg',
			sender_public_name: 'Kate',
			message: 'Hi',
			response_text: 'Yes',
			created_at: 'soon',
		};
		const { messages, agents } = said(resource);
		expect(agents).toMatchObject([{ name: 'Kate' }]);
		expect(messages[0]).toMatchObject({
			text: 'Hi',
			extra: { sender_name: 'Kate Berg', response_text: 'Yes', created_at: 'soon' },
		});
		expect(messages[0].extra).not.toHaveProperty('sender_public_name');
	});

	test('a picture of a card is an attachment', () => {
		const attachments = [{ title: 'Tires', image_url: 'https://shop.example.com/1.png' }, { title: 'Oil' }];
		expect(said({ sender_type: 'user', attachments }).messages[0].attachments).toEqual([
			{ name: null, url: 'https://shop.example.com/1.png', contentType: null, sizeBytes: null },
		]);
	});

	test.each<[string, object, boolean | null]>([
		['waited until its end', { is_waiting: false }, true],
		['waited, as text', { is_waiting: 'false' }, true],
		['did not wait when it ended', {}, null],
		['is told whole, with words of the visitor alone', whole(true, false), true],
		['is told whole, with words of both', whole(true, true), null],
		['is told whole, with words of nobody', whole(false, false), null],
	])('a chat that %s: isMissed', (_, resource, isMissed) => {
		const ended = event(`${org}/owned_chats`, 'changed', { is_ended: true, ...resource });
		expect([ended.event, ended.chat.isMissed]).toEqual(['chatEnded', isMissed]);
	});

	test.each(['2026-02-13T11:30:03.045', '2026-02-13 11:30:03.045', '2026-02-13T13:30:03.045+02:00'])(
		'the time %s is UTC unless it says otherwise, wherever n8n runs',
		(time) => {
			const at = '2026-02-13T11:30:03.045Z';
			expect(said({ created_at: time })).toMatchObject({ occurredAt: at, messages: [{ sentAt: at }] });
			const chat = { created_at: time, ended_at: time };
			expect(event(`${org}/owned_chats`, 'added', chat)).toMatchObject({
				occurredAt: at,
				chat: { startedAt: at, endedAt: at },
			});
		},
	);

	test('numbers and ids of another JSON type are read', () => {
		const resource = { id: 4711, room_id: 12, duration: '264.8', is_ended: true };
		expect(event(`${org}/owned_chats`, 'changed', resource).chat).toMatchObject({
			id: '4711',
			roomId: '12',
			durationSeconds: 264.8,
		});
		const member = { member_type: 'user', member_id: 7, is_participating: 'true' };
		expect(event(`${org}/owned_chats/chat-1/memberships`, 'added', member)).toMatchObject({
			event: 'chatAssigned',
			agents: [{ id: '7' }],
		});
	});

	test.each<[string, unknown]>([
		['a text as resource', 'gone'],
		['null as resource', null],
		['a list as resource', [1]],
		['odd values', { id: {}, room_id: [], created_at: 'soon', duration: 'long', is_ended: 'no' }],
	])('does not stumble over %s', (_, resource) => {
		const { chat, occurredAt } = take({
			channel: `${org}/owned_chats`,
			action: 'added',
			resource_id: 7,
			resource,
		});
		expect(chat).toMatchObject({ id: '7', roomId: null, startedAt: null, durationSeconds: null });
		expect(occurredAt).toBeNull();
	});
});

describe('a wide body', () => {
	const many = Array.from({ length: 10_000 }, (_, index) => index);
	const keys = Object.fromEntries(many.map((index) => [`key${index}`, `value ${index}`]));
	const channel = `${org}/owned_chats/chat-1/messages`;

	test.each<[string, object]>([
		['keys beside the resource', { ...keys, channel, action: 'added', resource: { id: 'm' } }],
		['keys in the resource', { channel, action: 'added', resource: { ...keys, id: 'm' } }],
		['keys in what changed', { channel, action: 'changed', resource: { ...keys, id: 'm' } }],
		['keys of a chat', { channel: `${org}/owned_chats`, action: 'added', resource: keys }],
		['keys of a member', { channel: `${org}/owned_chats/c/memberships`, action: 'added', resource: keys }],
		['keys of the app', { channel, action: 'added', resource: { id: 'm' }, app_user_auth: keys }],
	])('%s: one event, each of them in it once', (_, body) => {
		const events = takeAll(giosgAdapter, body);
		expect(events).toHaveLength(1);
		expect(JSON.stringify(events).match(/"value \d+"/g)).toHaveLength(many.length);
	});

	test('cards and buttons: one message, each of them read once and kept once', () => {
		const actions = many.map((index) => ({ text: `Button ${index}` }));
		const attachments = [
			{ title: 'One card', actions },
			...many.map((index) => ({ title: `Card ${index}` })),
		];
		const [{ messages }] = takeAll(giosgAdapter, {
			channel,
			action: 'added',
			resource: { id: 'm', attachments },
		});
		expect(messages[0].text?.match(/Button \d+|Card \d+/g)).toHaveLength(2 * many.length);
		expect(messages[0].extra.attachments).toHaveLength(many.length + 1);
	});

	test('a channel of 10,000 names', () => {
		const [{ event }] = takeAll(giosgAdapter, {
			channel: `/api/v5/${many.join('/')}/messages`,
			action: 'added',
			resource: { id: 'm', sender_type: 'visitor' },
		});
		expect(event).toBe('messageFromVisitor');
	});
});
