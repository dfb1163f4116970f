import type { ChatEvent } from '../../../../nodes/shared/chat-event';
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
	])('is the same for %s', (_, first, second) => {
		expect(take(second).eventId).toBe(take(first).eventId);
	});

	test.each<[string, object, object]>([
		['another chat', added, { ...added, resource_id: 'chat-2' }],
		['another action', changed, { ...changed, action: 'removed' }],
		['another channel', added, { ...added, channel: '/api/v5/users/bot-1/routed_chats' }],
		['another change', changed, withResource(changed, { is_waiting: true })],
		['a member who came again', added, withResource(added, { created_at: '2026-05-15T10:01:00Z' })],
	])('is another for %s', (_, first, second) => {
		expect(take(second).eventId).not.toBe(take(first).eventId);
	});

	test('of a change without a time changes every ten minutes', () => {
		expect(take(changed, at('10:09')).eventId).toBe(take(changed, at('10:01')).eventId);
		expect(take(changed, at('10:11')).eventId).not.toBe(take(changed, at('10:09')).eventId);
	});

	test('of a change with a time stays', () => {
		const timed = withResource(changed, { updated_at: '2026-05-15T10:00:00Z' });
		expect(take(timed, at('23:00')).eventId).toBe(take(timed, at('10:01')).eventId);
	});
});

describe('what a delivery means', () => {
	const event = (channel: string, action: string, resource?: object) =>
		take({ channel, action, resource_id: 'id-1', resource });

	test.each<[string, string, object | undefined, ChatEvent['event']]>([
		[`${org}/owned_chats`, 'added', { is_ended: true }, 'chatStarted'],
		[`${org}/owned_chats`, 'changed', { is_ended: 'true' }, 'chatUpdated'],
		[`${org}/owned_chats`, 'changed', { is_ended: false }, 'chatUpdated'],
		[`${org}/owned_chats`, 'archived', {}, 'other'],
		[`${org}/owned_chats/chat-1`, 'changed', { is_ended: true }, 'chatEnded'],
		[`${org}/rooms/room-1/chats`, 'added', {}, 'chatStarted'],
		['/api/v5/users/bot-1/chats', 'added', {}, 'chatStarted'],
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
