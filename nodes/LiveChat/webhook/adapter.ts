import { z } from 'zod';

import {
	type ChatEventName,
	type VendorParts,
	field,
	hashedId,
	rest,
	slotId,
	toId,
	toText,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { bodySecret, type VendorAdapter } from '../../shared/receive';
import { actions } from './events';
import {
	agentFrom,
	agentOf,
	answersFrom,
	chatFrom,
	customerFrom,
	messageFrom,
	otherFormType,
	ratingFrom,
	readEvent,
	sessionFields,
} from './chat';

/** The body of every delivery. `payload` is an array for auto_accesses_updated; until 3.2 a license_id named the account. */
const payload = z.object({
	action: z.string().min(1),
	organization_id: field.id,
	license_id: field.id,
	payload: field.any,
});

interface Reading extends Partial<VendorParts> {
	/** Which of the names in the table of events it is, where there are several. */
	event?: ChatEventName;
	/** What names this one occurrence beside the action; without it, the body and the time of receipt do. */
	identity?: unknown[];
}

type Reader = (payload: JsonObject) => Reading;

/** A change of a chat, with all that LiveChat says of it under its own names. */
function chatUpdate(payload: JsonObject, known: readonly string[] = []): Reading & { chat: object } {
	const { chat_id, thread_id } = payload;
	return {
		chat: {
			id: field.id.parse(chat_id),
			threadId: field.id.parse(thread_id),
			extra: rest(payload, ['chat_id', 'thread_id', ...known]),
		},
	};
}

const chatUpdated: Reader = (payload) => chatUpdate(payload);

/** A rating is a property: the customer sets `score` and `comment` in the namespace `rating`. */
const propertiesUpdated: Reader = (payload) => {
	const update = chatUpdate(payload);
	const properties = isJsonObject(payload.properties) ? payload.properties : {};
	const isRated = isJsonObject(properties.rating);
	return {
		...update,
		event: isRated ? 'chatRated' : 'chatUpdated',
		chat: { ...update.chat, ...ratingFrom(properties) },
	};
};

const incomingChat: Reader = ({ chat: value }) => {
	const parts = chatFrom(value);
	const { id, threadId, startedAt } = parts.chat;
	return { occurredAt: startedAt, identity: [id, threadId], ...parts };
};

/** A message is what somebody says in the chat; system messages, forms and custom events are updates of the chat. */
const incomingEvent: Reader = (payload) => {
	const update = chatUpdate(payload, ['event']);
	const event = readEvent(payload.event);
	const message = messageFrom(event);
	const isForm = event.type === 'filled_form';
	return {
		...update,
		event:
			message === null || message.author === 'system'
				? 'chatUpdated'
				: message.author === 'visitor'
					? 'messageFromVisitor'
					: 'messageFromAgent',
		occurredAt: event.created_at,
		identity: [payload.chat_id, payload.thread_id, event.id],
		...aboutEvent(payload, update),
		visitor: message?.author === 'visitor' || isForm ? { id: event.author_id } : {},
		agents: message?.author === 'agent' && event.author_id !== null ? [agentOf(event.author_id)] : [],
		survey: isForm && otherFormType(event) === null ? answersFrom(event) : [],
	};
};

/** The event's text as a message; what is more than text stays whole under extra. */
function aboutEvent(
	payload: JsonObject,
	{ chat }: { chat: { extra?: JsonObject } },
): Pick<Reading, 'chat' | 'messages'> {
	const event = readEvent(payload.event);
	const message = messageFrom(event);
	const isText = event.type === 'message' || event.type === 'system_message';
	return {
		messages: message === null ? [] : [message],
		chat: isText ? chat : { ...chat, extra: { ...chat.extra, event: payload.event } },
	};
}

const eventUpdated: Reader = (payload) => {
	const update = chatUpdate(payload, ['event']);
	return { ...update, ...aboutEvent(payload, update) };
};

const userAdded: Reader = (payload) => {
	const update = chatUpdate(payload, ['user']);
	const user = isJsonObject(payload.user) ? payload.user : {};
	const isAgent = (toText(user.type) ?? toText(payload.user_type)) !== 'customer';
	return isAgent
		? { ...update, agents: agentFrom(user) }
		: { ...update, event: 'chatUpdated', ...customerFrom(user) };
};

const chatTransferred: Reader = (payload) => {
	const to = isJsonObject(payload.transferred_to) ? payload.transferred_to : {};
	return {
		...chatUpdate(payload),
		agents: field.ids.parse(to.agent_ids).map(agentOf),
	};
};

const agentChanged: Reader = (payload) => ({ agents: agentFrom(payload) });

/** By the names of the table; what has none is told by its name and body alone. */
const readers: Partial<Record<keyof typeof actions, Reader>> = {
	incoming_chat: incomingChat,
	chat_deactivated: (payload) => ({
		...chatUpdate(payload),
		identity: [payload.chat_id, payload.thread_id],
	}),
	chat_access_updated: ({ id, ...others }) => chatUpdate({ ...others, chat_id: id }),
	chat_transferred: chatTransferred,
	user_added_to_chat: userAdded,
	user_removed_from_chat: chatUpdated,
	incoming_event: incomingEvent,
	event_updated: eventUpdated,
	event_deleted: (payload) => ({
		...chatUpdate(payload),
		identity: [payload.chat_id, payload.thread_id, payload.event_id],
	}),
	incoming_rich_message_postback: chatUpdated,
	events_marked_as_seen: (payload) => ({
		...chatUpdate(payload),
		occurredAt: field.iso.parse(payload.seen_up_to),
		identity: [payload.chat_id, payload.user_id, payload.seen_up_to],
	}),
	chat_properties_updated: propertiesUpdated,
	chat_properties_deleted: chatUpdated,
	thread_properties_updated: propertiesUpdated,
	thread_properties_deleted: chatUpdated,
	event_properties_updated: chatUpdated,
	event_properties_deleted: chatUpdated,
	thread_tagged: (payload) => {
		const update = chatUpdate(payload, ['tag']);
		const tag = toText(payload.tag);
		return { ...update, chat: { ...update.chat, tags: tag === null ? [] : [tag] } };
	},
	thread_untagged: chatUpdated,
	thread_summary_set: (payload) => {
		const summary = isJsonObject(payload.summary) ? payload.summary : {};
		return { ...chatUpdate(payload), occurredAt: field.iso.parse(summary.updated_at) };
	},
	customer_session_fields_updated: ({ id, active_chat, session_fields }) => ({
		...chatUpdate(isJsonObject(active_chat) ? active_chat : {}),
		visitor: { id: field.id.parse(id), customFields: sessionFields(session_fields) },
	}),
	routing_status_set: ({ agent_id }) => ({
		agents: field.ids.parse([agent_id]).map(agentOf),
	}),
	agent_approved: agentChanged,
	agent_created: agentChanged,
	agent_deleted: agentChanged,
	agent_suspended: agentChanged,
	agent_unsuspended: agentChanged,
	agent_updated: agentChanged,
	bot_created: agentChanged,
	bot_deleted: agentChanged,
	bot_updated: agentChanged,
	tag_created: (payload) => ({
		occurredAt: field.iso.parse(payload.created_at),
		identity: [payload.name, payload.created_at],
	}),
};

/** LiveChat's page prints these names for auto_accesses_updated and tag_deleted. */
const otherNames: Record<string, keyof typeof actions> = {
	auto_access_added: 'auto_accesses_updated',
	auto_access_updated: 'auto_accesses_updated',
	auto_access_deleted: 'auto_accesses_updated',
	delete_tag: 'tag_deleted',
};

/**
 * Webhooks of the Configuration API 3.6: https://platform.text.com/docs/management/webhooks
 *
 * An action of an unknown name always comes out: it is proved by a secret that only this node's own registrations
 * carry, so that somebody chose it, under another name.
 */
export const liveChatAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'liveChat',
	events: actions,
	payload,
	proofs: { secretKey: bodySecret('secret_key') },
	onlyProof: 'secretKey',
	isRegistered: true,
	secretKeys: ['secret_key'],
	toChatEvents({ action, organization_id, license_id, payload: value }, { body, receivedAt }) {
		const name = Object.hasOwn(otherNames, action) ? otherNames[action] : action;
		const read = Object.hasOwn(readers, name) ? readers[name as keyof typeof readers] : undefined;
		const { identity, event, ...parts } = read?.(isJsonObject(value) ? value : {}) ?? {};
		const accountId = organization_id ?? license_id;
		// A delivery has no id of its own. webhook_id names the registration, which another one replaces.
		const eventId = identity?.every((part) => toId(part) !== null)
			? hashedId(name, accountId, ...identity)
			: slotId(rest(body, ['webhook_id']), receivedAt);
		return [{ trigger: name, vendorEvent: action, event, parts: { ...parts, eventId, accountId } }];
	},
};
