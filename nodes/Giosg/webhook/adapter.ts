import { z } from 'zod';

import {
	type ChatEventName,
	type ChatMessage,
	field,
	fromIso,
	hashedId,
	rest,
	slotId,
	toId,
	type VendorParts,
} from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { type EventTable, urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';
import { readChannel, type Channel } from './channel';
import { giosgSecretKeys } from './secrets';

/**
 * The body of a delivery, as in giosg's real-time API and in its sample bots: `added` has the whole resource, `changed`
 * its id and only what changed, `removed` none.
 */
const payload = z.object({
	channel: z.string(),
	action: z.string(),
	resource_id: field.id,
	resource: field.object,
});

/** https://docs.giosg.com/api_reference/giosg_live/giosg_http_api/chats */
const chatShape = z.object({
	id: field.id,
	room_id: field.id,
	room_organization_id: field.id,
	created_at: field.iso,
	ended_at: field.iso,
	is_ended: field.boolean,
	// The unit is not documented; seconds are assumed.
	duration: field.number,
	first_visitor_message_url: field.text,
	autosuggest_url: field.text,
});

const messageShape = z.object({
	id: field.id,
	type: field.text,
	chat_id: field.id,
	room_id: field.id,
	room_organization_id: field.id,
	created_at: field.iso,
	sender_type: field.text,
	sender_id: field.id,
	sender_name: field.text,
	sender_public_name: field.text,
	message: field.text,
	response_text: field.text,
	is_encrypted: field.boolean,
});

const membershipShape = z.object({
	chat_id: field.id,
	room_id: field.id,
	room_organization_id: field.id,
	member_id: field.id,
	member_type: field.text,
	member_name: field.text,
	member_public_name: field.text,
	is_participating: field.boolean,
});

/** One delivery, its channel taken apart. */
interface Change {
	channel: Channel;
	action: string;
	resourceId: string | null;
	resource: JsonObject;
}

/** giosg's events, as Trigger On lists them. */
const events = {
	chatEnded: { name: 'Chat Ended', description: 'A chat was ended, by anybody', event: 'chatEnded' },
	chatStarted: {
		name: 'Chat Started',
		description: 'A chat was opened',
		event: 'chatStarted',
		isDefault: true,
	},
	chatUpdated: {
		name: 'Chat Updated',
		description: 'A chat changed in another way, for example somebody joined it or left it',
		event: 'chatUpdated',
	},
	membershipChanged: {
		name: 'Membership Changed',
		description: 'A visitor or an agent became or is no longer a member of a chat. It names the visitor.',
		event: ['chatUpdated', 'chatAssigned'],
	},
	messageFromAgent: {
		name: 'Message From Agent',
		description: 'An agent, a bot or a rule wrote in a chat',
		event: 'messageFromAgent',
	},
	messageFromVisitor: {
		name: 'Message From Visitor',
		description: 'The visitor wrote in a chat',
		event: 'messageFromVisitor',
	},
	routedChat: {
		name: 'Routed Chat',
		description: 'A chat was routed to the bot user of your giosg app',
		event: 'chatAssigned',
	},
} as const satisfies EventTable;

/** A Trigger On value. */
export type GiosgTriggerOn = keyof typeof events;

/** What a delivery says: which of the events it is, and its parts. */
interface Meaning extends Omit<VendorParts, 'eventId'> {
	trigger: GiosgTriggerOn;
	event?: ChatEventName;
	keepRaw?: boolean;
}

/** What is none of the events, by a name of its own. */
type Unknown = Omit<Meaning, 'trigger'> & { trigger: string | null };

const actions = ['added', 'changed', 'removed'];

/** What the entries of each collection are, by the last name in a channel. */
const readers = new Map<string, (change: Change) => Meaning>([
	['chats', readChat],
	['owned_chats', readChat],
	['routed_chats', readChat],
	['messages', readMessage],
	['memberships', readMembership],
	['chat_memberships', readMembership],
]);

/** giosg's webhooks: one event per delivery, decided from its channel, action and resource. */
export const giosgAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'giosg',
	events,
	payload,
	proofs: { urlSecret },
	secretKeys: giosgSecretKeys,
	toChatEvents(
		{ channel: path, action, resource_id: resourceId, resource },
		{ body, receivedAt },
	): VendorEvent[] {
		const channel = readChannel(path);
		const change: Change = { channel, action, resourceId, resource };
		const read = actions.includes(action) ? readers.get(channel.collection) : undefined;
		const name = `${channel.collection} ${action}`;
		const meaning: Unknown = read?.(change) ?? { trigger: unknownTrigger(name) };
		const { trigger, event, keepRaw, ...parts } = meaning;
		return [
			{
				trigger,
				event,
				vendorEvent: name.trim() || 'unknown',
				keepRaw,
				parts: {
					eventId: eventId(path, change, body, receivedAt),
					occurredAt: occurredAt(action, resource),
					...parts,
					accountId: channel.id('orgs') ?? parts.accountId ?? toId(resource.organization_id),
				},
			},
		];
	},
};

/** With the space in it, an action that is called as one of the table's events does not count as that event. */
const unknownTrigger = (name: string): string | null => (name.trim() === '' ? null : name);

/**
 * A resource is added to a channel once, so that its id tells a redelivery. A change has neither an id nor, mostly, a
 * time: then the 10 minutes in which it came have to do.
 */
function eventId(
	path: string,
	{ action, resourceId, resource }: Change,
	body: JsonObject,
	receivedAt: Date,
): string {
	if (action === 'added' && resourceId !== null) {
		return hashedId(path, action, resourceId, fromIso(resource.created_at));
	}
	return fromIso(resource.updated_at) === null ? slotId(body, receivedAt) : hashedId(body);
}

function occurredAt(action: string, resource: JsonObject): string | null {
	const time = action === 'added' ? resource.created_at : (resource.ended_at ?? resource.updated_at);
	return fromIso(time);
}

function readChat({ channel, action, resourceId, resource }: Change): Meaning {
	const chat = chatShape.parse(resource);
	return {
		trigger: chatTrigger(channel, action, chat.is_ended),
		accountId: chat.room_organization_id,
		chat: {
			id: chat.id ?? resourceId,
			roomId: chat.room_id ?? channel.id('rooms'),
			url: chat.first_visitor_message_url ?? chat.autosuggest_url,
			startedAt: chat.created_at,
			endedAt: chat.ended_at,
			durationSeconds: chat.duration,
			extra: rest(resource, ['id', 'room_id', 'created_at', 'ended_at', 'duration']),
		},
		visitor: { id: channel.id('visitors') },
	};
}

/** "Updating is_ended to true immediately and permanently locks the chat": it comes as `changed`. */
function chatTrigger(channel: Channel, action: string, isEnded: boolean | null): GiosgTriggerOn {
	if (action === 'added') return channel.collection === 'routed_chats' ? 'routedChat' : 'chatStarted';
	return action === 'changed' && isEnded === true ? 'chatEnded' : 'chatUpdated';
}

/** Entries of a chat that nobody wrote: giosg lists them among the messages. */
const systemMessageTypes = ['join', 'leave', 'shoppingcart_locked', 'system'];

const messageTriggers = {
	visitor: 'messageFromVisitor',
	agent: 'messageFromAgent',
	bot: 'messageFromAgent',
	system: 'chatUpdated',
} as const satisfies Record<ChatMessage['author'], GiosgTriggerOn>;

function readMessage({ channel, action, resourceId, resource }: Change): Meaning {
	const message = messageShape.parse(resource);
	const author = authorOf(message, channel);
	const sender = { id: message.sender_id, name: message.sender_public_name ?? message.sender_name };
	return {
		trigger: action === 'added' ? messageTriggers[author] : 'chatUpdated',
		// Nothing but raw tells why the text is null, or what of a message changed.
		keepRaw: message.is_encrypted === true || action !== 'added',
		accountId: message.room_organization_id,
		chat: {
			id: message.chat_id ?? channel.chatId,
			roomId: message.room_id,
			extra: rest(resource, [
				'id',
				'chat_id',
				'room_id',
				'created_at',
				'sender_id',
				'sender_name',
				'sender_public_name',
				'message',
			]),
		},
		visitor: message.sender_type === 'visitor' ? sender : {},
		agents: message.sender_type === 'user' ? [sender] : [],
		messages:
			action === 'added'
				? [
						{
							id: message.id ?? resourceId,
							author,
							authorId: sender.id,
							authorName: sender.name,
							text: message.message ?? message.response_text,
							sentAt: message.created_at,
						},
					]
				: [],
	};
}

/** A user channel is that of the app's bot user: what that user writes is the bot's. A rule is giosg's own automation. */
function authorOf(message: z.output<typeof messageShape>, channel: Channel): ChatMessage['author'] {
	if (systemMessageTypes.includes(message.type ?? '')) return 'system';
	switch (message.sender_type) {
		case 'visitor':
			return 'visitor';
		case 'rule':
			return 'bot';
		case 'user':
			return message.sender_id !== null && message.sender_id === channel.id('users') ? 'bot' : 'agent';
		default:
			return 'system';
	}
}

/** A chat names its visitor nowhere: this is where a workflow learns the visitor's id. */
function readMembership({ channel, action, resourceId, resource }: Change): Meaning {
	const membership = membershipShape.parse(resource);
	const { member_type: type, is_participating: isParticipating } = membership;
	const memberId = membership.member_id ?? resourceId;
	const member = { id: memberId, name: membership.member_public_name ?? membership.member_name };
	const joined = action !== 'removed' && type === 'user' && isParticipating === true;
	return {
		trigger: 'membershipChanged',
		event: joined ? 'chatAssigned' : 'chatUpdated',
		accountId: membership.room_organization_id,
		chat: {
			id: membership.chat_id ?? channel.chatId,
			roomId: membership.room_id,
			extra: { ...rest(resource, ['chat_id', 'room_id']), ...(memberId !== null && { member_id: memberId }) },
		},
		visitor: type === 'visitor' ? member : {},
		agents: type === 'user' ? [member] : [],
	};
}
