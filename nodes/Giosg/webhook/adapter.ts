import { z } from 'zod';

import {
	chatEventId,
	type ChatEventName,
	type ChatMessage,
	field,
	fromIso,
	hashedId,
	messageEventId,
	slotId,
	toBoolean,
	toId,
	toText,
	unread,
	type VendorParts,
} from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { type EventTable, urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';
import { type Card, readCards } from './cards';
import { readChannel, type Channel } from './channel';
import { giosgSecretKeys } from './secrets';

const vendor = 'giosg';

/**
 * The body of a delivery, as in giosg's real-time API and in its sample bots: `added` has the whole resource, `changed`
 * its id and only what changed, `removed` none. `app_user_auth` is there where the app has a bot user.
 */
const payload = z.object({
	channel: z.string(),
	action: z.string(),
	resource_id: field.id,
	resource: field.object,
	app_user_auth: field.shape(z.object({ user_id: field.id, organization_id: field.id })),
});

/**
 * What becomes a field of the ChatEvent; all else of a chat stays under giosg's names.
 * https://docs.giosg.com/api_reference/giosg_live/giosg_http_api/chats
 */
const chatShape = z.object({
	id: field.id,
	room_id: field.id,
	created_at: field.iso,
	ended_at: field.iso,
	// The unit is not documented; seconds are assumed.
	duration: field.number,
	first_visitor_message_url: field.text,
});

const messageShape = z.object({
	id: field.id,
	chat_id: field.id,
	room_id: field.id,
	created_at: field.iso,
	sender_id: field.id,
	sender_name: field.text,
	sender_public_name: field.text,
	message: field.text,
	response_text: field.text,
});

const membershipShape = z.object({
	chat_id: field.id,
	room_id: field.id,
	member_id: field.id,
	member_type: field.text,
	member_name: field.text,
	member_public_name: field.text,
});

/** One delivery, its channel taken apart. */
interface Change {
	channel: Channel;
	action: string;
	resourceId: string | null;
	resource: JsonObject;
	/** The user of the giosg app that delivers it. */
	ownUser: string | null;
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
interface Meaning extends Omit<VendorParts, 'eventId' | 'extra'> {
	trigger: GiosgTriggerOn;
	event?: ChatEventName;
	isOwn?: boolean;
	eventId?: string | null;
	/** Of the chat, the message or the member. */
	id: string | null;
	/** Nothing in the ChatEvent is what changed: it stands in `extra` whole. */
	isUnplaced?: boolean;
}

const actions = ['added', 'changed', 'removed'];

/** What the entries of a collection are. */
interface Collection {
	kind: 'chat' | 'message' | 'membership';
	read(change: Change): Meaning;
}

const chats: Collection = { kind: 'chat', read: readChat };
const memberships: Collection = { kind: 'membership', read: readMembership };

/** What the entries of each collection are, by the last name in a channel. */
const collections = new Map<string, Collection>([
	['chats', chats],
	['owned_chats', chats],
	['routed_chats', chats],
	['messages', { kind: 'message', read: readMessage }],
	['memberships', memberships],
	['chat_memberships', memberships],
	['chats_memberships', memberships],
]);

/** giosg's webhooks: one event per delivery, decided from its channel, action and resource. */
export const giosgAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor,
	events,
	payload,
	proofs: { urlSecret },
	secretKeys: giosgSecretKeys,
	toChatEvents(
		{ channel: path, action, resource_id: resourceId, resource, app_user_auth: app },
		{ body, receivedAt },
	): VendorEvent[] {
		const channel = readChannel(path);
		// A pattern with {user_id} names that user too.
		const ownUser = app.user_id ?? channel.id('users');
		const change: Change = { channel, action, resourceId, resource, ownUser };
		const collection = actions.includes(action) ? collections.get(channel.collection) : undefined;
		const name = `${channel.collection} ${action}`;
		const account = channel.id('orgs') ?? app.organization_id;
		const when = occurredAt(action, resource);
		if (collection === undefined) {
			return [
				{
					trigger: unknownTrigger(name),
					vendorEvent: name.trim() || 'unknown',
					parts: {
						eventId: changeId([path, resourceId], change, receivedAt),
						occurredAt: when,
						accountId: account ?? toId(resource.organization_id),
					},
				},
			];
		}
		const { trigger, event, isOwn, eventId, id, isUnplaced, ...parts } = collection.read(change);
		// The same change comes by several channels; what a list of chats gains or loses is of that list alone.
		const isOfList = collection.kind === 'chat' && action !== 'changed';
		const of = isOfList ? [path, id] : [collection.kind, parts.chat?.id, id];
		const isNamed = !isUnplaced && [id, parts.chat?.id].includes(resourceId);
		return [
			{
				trigger,
				event,
				vendorEvent: name,
				isOwn,
				parts: {
					eventId: eventId ?? changeId(of, change, receivedAt, collection.kind === 'membership'),
					occurredAt: when,
					...parts,
					accountId: account ?? toId(resource.room_organization_id),
					extra: unread(body, {
						action,
						resource_id: isNamed ? resourceId : null,
						resource: isUnplaced ? {} : resource,
					}),
				},
			},
		];
	},
};

/** With the space in it, an action that is called as one of the table's events does not count as that event. */
const unknownTrigger = (name: string): string | null => (name.trim() === '' ? null : name);

/**
 * What was added is told by its id and when it was made, so that it may grow between two attempts. A change has neither
 * an id nor, mostly, a time: then the 10 minutes in which it came have to do.
 * @param of what the change is of, its id last; the same for each channel by which it comes
 * @param comesAgain whether it may be added again under the same id, as a member who left: then the id alone tells nothing
 */
function changeId(of: unknown[], { action, resource }: Change, receivedAt: Date, comesAgain = false): string {
	const madeAt = fromIso(resource.created_at);
	if (action === 'added' && of.at(-1) !== null && !(comesAgain && madeAt === null)) {
		return hashedId(vendor, ...of, action, madeAt);
	}
	const said = [vendor, ...of, action, resource];
	return fromIso(resource.updated_at) === null ? slotId(said, receivedAt) : hashedId(...said);
}

function occurredAt(action: string, resource: JsonObject): string | null {
	const time = action === 'added' ? resource.created_at : (resource.ended_at ?? resource.updated_at);
	return fromIso(time);
}

function readChat({ channel, action, resourceId, resource }: Change): Meaning {
	const chat = chatShape.parse(resource);
	const id = chat.id ?? resourceId ?? channel.chatId;
	const trigger = chatTrigger(channel, action, toBoolean(resource.is_ended));
	return {
		trigger,
		id,
		// An ended chat is locked for good: it starts and ends once.
		eventId:
			id !== null && (trigger === 'chatStarted' || trigger === 'chatEnded')
				? chatEventId(vendor, trigger, { id })
				: null,
		chat: {
			id,
			roomId: chat.room_id ?? channel.id('rooms'),
			url: chat.first_visitor_message_url ?? toText(resource.autosuggest_url),
			startedAt: chat.created_at,
			endedAt: chat.ended_at,
			durationSeconds: chat.duration,
			isMissed: trigger === 'chatEnded' ? isMissed(resource) : null,
			extra: unread(resource, chat),
		},
		visitor: { id: channel.id('visitors') },
	};
}

/** "Updating is_ended to true immediately and permanently locks the chat": it comes as `changed`. */
function chatTrigger(channel: Channel, action: string, isEnded: boolean | null): GiosgTriggerOn {
	if (action === 'added') return channel.collection === 'routed_chats' ? 'routedChat' : 'chatStarted';
	return action === 'changed' && isEnded === true ? 'chatEnded' : 'chatUpdated';
}

/**
 * Whether nobody answered a chat that ended. By giosg's papers of 2016 a chat is waiting while its latest message is the
 * visitor's and nobody has joined since, and an ended one is not: so it was waiting when that changes with its end.
 * @param resource only what changed; should giosg send the whole chat, it says whose messages it has
 * @returns null where giosg does not tell
 */
function isMissed(resource: JsonObject): boolean | null {
	if (resource.created_at === undefined) return toBoolean(resource.is_waiting) === false ? true : null;
	const [fromVisitor, fromUser] = [resource.has_visitor_messages, resource.has_user_messages].map(toBoolean);
	return fromVisitor === true && fromUser === false ? true : null;
}

/** Entries of a chat that nobody wrote, which giosg lists among the messages, in words where they have none. */
const systemMessages = new Map<string, string | null>([
	['join', 'joined the chat'],
	['leave', 'left the chat'],
	['shoppingcart_locked', 'checked out the shopping cart'],
	['system', null],
]);

const messageTriggers = {
	visitor: 'messageFromVisitor',
	agent: 'messageFromAgent',
	bot: 'messageFromAgent',
	system: 'chatUpdated',
} as const satisfies Record<ChatMessage['author'], GiosgTriggerOn>;

function readMessage({ channel, action, resourceId, resource, ownUser }: Change): Meaning {
	const message = messageShape.parse(resource);
	const { sender_id: senderId } = message;
	const chat = { id: message.chat_id ?? channel.chatId, roomId: message.room_id ?? channel.id('rooms') };
	const isOwn = senderId !== null && senderId === ownUser;
	const id = message.id ?? resourceId;
	if (action !== 'added') return { trigger: 'chatUpdated', id, chat, isOwn, isUnplaced: true };

	const said = messageFrom(resource, isOwn);
	const senderType = toText(resource.sender_type);
	const sender = { id: said.authorId, name: said.authorName };
	return {
		trigger: messageTriggers[said.author],
		id,
		isOwn,
		eventId: chat.id !== null && id !== null ? messageEventId(vendor, chat.id, id) : null,
		chat,
		visitor: senderType === 'visitor' ? sender : {},
		agents: senderType === 'user' ? [sender] : [],
		messages: [{ ...said, id }],
	};
}

/**
 * A message of giosg's, as a channel brings it and as the API lists it, in a ChatEvent's form.
 * @param isOwn the user of the giosg app wrote it
 */
export function messageFrom(resource: JsonObject, isOwn = false) {
	const message = messageShape.parse(resource);
	const { sender_name: ownName, sender_public_name: publicName } = message;
	const type = toText(resource.type) ?? 'msg';
	const authorName = publicName ?? ownName;
	const cards = readCards(resource.attachments);
	return {
		id: message.id,
		author: authorOf(type, toText(resource.sender_type), isOwn),
		authorId: message.sender_id,
		authorName,
		text: textOf(message, type, resource, cards),
		sentAt: message.created_at,
		attachments: cards.flatMap(({ image }) => (image === null ? [] : [{ url: image }])),
		extra: unread(resource, {
			...message,
			sender_name: ownName === authorName ? ownName : null,
			response_text: message.message === null ? message.response_text : null,
		}),
	};
}

/** What was written, or the words of the button that was pressed; then cards with their buttons. */
function textOf(
	{ message, response_text: response }: z.output<typeof messageShape>,
	type: string,
	{ response_to_action: button, response_value: value }: JsonObject,
	cards: Card[],
): string | null {
	const pressed = response ?? toText((button as JsonObject | null | undefined)?.text) ?? toText(value);
	const lines = [message ?? pressed, ...cards.map(({ text }) => text)].filter((line) => line !== null);
	return lines.join('\n') || (systemMessages.get(type) ?? null);
}

/**
 * Who wrote it: what the app's own user writes is a bot's; a rule, and a suggestion that is made in an agent's name, are
 * giosg's own automation.
 */
function authorOf(type: string, senderType: string | null, isOwn: boolean): ChatMessage['author'] {
	if (systemMessages.has(type)) return 'system';
	if (senderType === 'visitor') return 'visitor';
	if (isOwn || senderType === 'rule') return 'bot';
	if (senderType !== 'user') return 'system';
	return type === 'autosuggest' ? 'bot' : 'agent';
}

/** A chat names its visitor nowhere: this is where a workflow learns the visitor's id. */
function readMembership({ channel, action, resourceId, resource, ownUser }: Change): Meaning {
	const membership = membershipShape.parse(resource);
	const { member_name: ownName, member_public_name: publicName } = membership;
	// .../chat_memberships/{chat_id} lists one member's: its ids are those of the chats.
	const isOfChat = channel.collection === 'memberships';
	const [user, visitor] = isOfChat ? [null, null] : [channel.id('users'), channel.id('visitors')];
	const id = membership.member_id ?? (isOfChat ? resourceId : (user ?? visitor));
	const type = membership.member_type ?? (user !== null ? 'user' : visitor !== null ? 'visitor' : null);
	const name = publicName ?? ownName;
	const extra = unread(resource, { ...membership, member_name: ownName === name ? ownName : null });
	const member = { id, name, extra };
	const joined = action !== 'removed' && type === 'user' && toBoolean(resource.is_participating) === true;
	const isPlaced = type === 'visitor' || type === 'user';
	const chatId = membership.chat_id ?? channel.chatId ?? (isOfChat ? null : resourceId);
	return {
		trigger: 'membershipChanged',
		event: joined ? 'chatAssigned' : 'chatUpdated',
		id,
		isOwn: id !== null && id === ownUser,
		isUnplaced: !isPlaced,
		chat: { id: chatId, roomId: membership.room_id ?? channel.id('rooms') },
		visitor: type === 'visitor' ? member : {},
		agents: type === 'user' ? [member] : [],
	};
}
