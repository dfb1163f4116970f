import { z } from 'zod';

import {
	buildMessage,
	type ChatEventName,
	type ChatMessage,
	type VendorParts,
	chatEventId,
	field,
	hashedId,
	messageEventId,
	slotId,
	toId,
	toText,
	unread,
} from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { bodySecret, namesOf, type VendorAdapter, type VendorEvent } from '../../shared/receive';
import { actions } from './events';
import {
	agentFrom,
	agentOf,
	answersFrom,
	authorOf,
	chatFrom,
	customerFrom,
	deletedEvents,
	formFrom,
	inside,
	isForm,
	isSaid,
	mergedAgents,
	messageFrom,
	pressedButton,
	ratingFrom,
	readEvent,
	sessionFields,
	takenFields,
} from './chat';

const VENDOR = 'liveChat';

/** The body of every delivery. `payload` is an array for auto_accesses_updated; until 3.2 a license_id named the account. */
const payload = z.object({
	action: z.string().min(1),
	organization_id: field.id,
	license_id: field.id,
	payload: field.any,
	/** What the registration asked for beside the payload. */
	additional_data: field.shape(
		z.object({ chat_properties: field.object, chat_presence_user_ids: field.ids }),
	),
});

interface Reading extends Partial<VendorParts> {
	agents?: ReturnType<typeof agentFrom>;
	/** Which of the names in the table of events it is, where there are several. */
	event?: ChatEventName;
	mayBecome?: ChatEventName;
	/** What names this one occurrence beside the action; without it and an eventId, the body and the time of receipt do. */
	identity?: unknown[];
	/** What somebody said, as events of their own within this one. */
	within?: ChatMessage[];
}

type Reader = (payload: JsonObject) => Reading;

/**
 * A change of a chat, with all that LiveChat says of it under its own names.
 * @param read what else of the payload is taken, and stands elsewhere
 */
function chatUpdate(payload: JsonObject, read: JsonObject = {}): Reading & { chat: { extra: JsonObject } } {
	const [id, threadId] = [toId(payload.chat_id), toId(payload.thread_id)];
	return {
		chat: { id, threadId, extra: unread(payload, { chat_id: id, thread_id: threadId, ...read }) },
	};
}

/** The one of whom a payload tells only the id. */
function userOf({ user_id }: JsonObject): Pick<Reading, 'agents' | 'visitor'> {
	const id = toId(user_id);
	const author = authorOf(id);
	return {
		agents: id !== null && author === 'agent' ? [agentOf(id)] : [],
		visitor: author === 'visitor' ? { id } : {},
	};
}

const chatUpdated: Reader = (payload) => ({ ...chatUpdate(payload), ...userOf(payload) });

/** A rating is a property: the customer sets `score` and `comment` in the namespace `rating`. */
const propertiesUpdated: Reader = (payload) => {
	const properties = isJsonObject(payload.properties) ? payload.properties : {};
	const { taken, ...rating } = ratingFrom(properties);
	const update = chatUpdate(payload, { properties: taken });
	return {
		...update,
		event: isJsonObject(properties.rating) ? 'chatRated' : 'chatUpdated',
		chat: { ...update.chat, ...rating },
	};
};

/** The start of a chat, and within it each message that came with the start: an offline message is the start of one. */
const incomingChat: Reader = (payload) => {
	const { said, ...parts } = chatFrom(payload.chat);
	const { id, threadId, startedAt, isOffline } = parts.chat;
	const event = isOffline === true ? 'offlineMessage' : 'chatStarted';
	return {
		...parts,
		...(event === 'offlineMessage' && { messages: [...parts.messages, ...wordsOfForm(parts)] }),
		event,
		occurredAt: startedAt,
		...(id && threadId && { eventId: chatEventId(VENDOR, event, { id, threadId }) }),
		extra: inside('payload', unread(payload, { chat: isJsonObject(payload.chat) ? payload.chat : null })),
		within: said,
	};
};

/** What a visitor wrote into the offline form, as a message, where nothing else says it. */
function wordsOfForm({
	messages,
	survey,
	visitor,
	chat,
}: Pick<ReturnType<typeof chatFrom>, 'chat' | 'messages' | 'survey' | 'visitor'>): typeof messages {
	const isContact = /^(name|email|phone)$/i;
	const answers = survey.filter(({ type, answer }) => answer && !isContact.test(type ?? ''));
	if (answers.length === 0 || messages.some(({ author }) => author === 'visitor')) return [];
	const lines = answers.map(({ question, answer }) =>
		question && answers.length > 1 ? `${question} ${answer}` : answer,
	);
	const { id = null, name = null } = visitor;
	const { startedAt: sentAt = null } = chat;
	const text = lines.join('\n');
	return [buildMessage({ author: 'visitor', authorId: id, authorName: name, text, sentAt })];
}

/** Without a word of how: Include Transcript, and who chose Chat Missed, ask for the chat (transcript.ts). */
const chatDeactivated: Reader = (payload) => {
	const [id, threadId] = [toId(payload.chat_id), toId(payload.thread_id)];
	return {
		...chatUpdated(payload),
		mayBecome: 'chatMissed',
		...(id && threadId && { eventId: chatEventId(VENDOR, 'chatEnded', { id, threadId }) }),
	};
};

/** What people say in the chat is a message; what the system tells, forms and custom events are updates of the chat. */
const incomingEvent: Reader = (payload) => {
	const event = readEvent(payload.event);
	const { messages, ...parts } = aboutEvent(payload);
	const [message] = messages;
	const author = isSaid(event) ? message.author : 'system';
	const { id: chatId } = parts.chat;
	return {
		...parts,
		messages,
		event: nameOf(author),
		occurredAt: field.iso.parse(event.said.created_at),
		...(chatId && event.id && { eventId: messageEventId(VENDOR, chatId, event.id) }),
		...userOf({ user_id: event.author_id }),
	};
};

const nameOf = (author: ChatMessage['author']): ChatEventName =>
	author === 'system' ? 'chatUpdated' : author === 'visitor' ? 'messageFromVisitor' : 'messageFromAgent';

/** The event as a message, or, where it is a form, its answers with the form under extra. */
function aboutEvent(payload: JsonObject) {
	const event = readEvent(payload.event);
	const update = chatUpdate(payload, { event: event.said });
	const message = messageFrom(event);
	return {
		...update,
		chat: {
			...update.chat,
			extra: {
				...update.chat.extra,
				...(isForm(event) && { forms: [formFrom(event)] }),
				...deletedEvents([event]),
			},
		},
		messages: message === null ? [] : [message],
		survey: isForm(event) ? answersFrom(event) : [],
	};
}

const userAdded: Reader = (payload) => {
	const user = isJsonObject(payload.user) ? payload.user : {};
	const update = chatUpdate(payload, { user: toId(user.id) === null ? null : user });
	const isAgent = (toText(user.type) ?? toText(payload.user_type)) !== 'customer';
	if (isAgent) return { ...update, agents: agentFrom(user) };
	const { visitor, pages } = customerFrom(user);
	return { ...update, event: 'chatUpdated', visitor, pages };
};

const chatTransferred: Reader = (payload) => {
	const to = isJsonObject(payload.transferred_to) ? payload.transferred_to : {};
	const agent_ids = field.ids.parse(to.agent_ids);
	return {
		...chatUpdate(payload, { transferred_to: { agent_ids } }),
		agents: agent_ids.map(agentOf),
	};
};

const agentChanged: Reader = (payload) => ({ agents: agentFrom(payload) });

/** By the names of the table; what has none is told by its name and body alone. */
const readers: Partial<Record<keyof typeof actions, Reader>> = {
	incoming_chat: incomingChat,
	chat_deactivated: chatDeactivated,
	chat_access_updated: ({ id, ...others }) => chatUpdate({ ...others, chat_id: id }),
	chat_transferred: chatTransferred,
	user_added_to_chat: userAdded,
	user_removed_from_chat: chatUpdated,
	incoming_event: incomingEvent,
	event_updated: aboutEvent,
	event_deleted: (payload) => ({
		...chatUpdate(payload),
		identity: [payload.chat_id, payload.thread_id, payload.event_id],
	}),
	incoming_rich_message_postback: (payload) => ({
		...chatUpdate(payload, {
			user_id: toId(payload.user_id),
			event_id: payload.event_id,
			postback: payload.postback,
		}),
		...userOf(payload),
		messages: [pressedButton(payload)],
	}),
	events_marked_as_seen: (payload) => ({
		...chatUpdated(payload),
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
		const tag = toText(payload.tag);
		const update = chatUpdate(payload, { tag });
		return { ...update, chat: { ...update.chat, tags: tag === null ? [] : [tag] } };
	},
	thread_untagged: chatUpdated,
	thread_summary_set: (payload) => {
		const summary = isJsonObject(payload.summary) ? payload.summary : {};
		return {
			...chatUpdate(payload),
			occurredAt: field.iso.parse(summary.updated_at),
			identity: [payload.chat_id, payload.thread_id, summary.updated_at],
		};
	},
	customer_session_fields_updated: (payload) => {
		const { id, active_chat, session_fields } = payload;
		const read = { id: toId(id), active_chat: isJsonObject(active_chat) ? active_chat : null };
		return {
			...chatUpdate(isJsonObject(active_chat) ? active_chat : {}),
			visitor: {
				id: read.id,
				customFields: sessionFields(session_fields),
				extra: unread(payload, { ...read, session_fields: takenFields(session_fields) }),
			},
		};
	},
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
	toChatEvents(delivery, { body, receivedAt }) {
		const { action, organization_id, license_id } = delivery;
		const name = Object.hasOwn(otherNames, action) ? otherNames[action] : action;
		const read = Object.hasOwn(readers, name) ? readers[name as keyof typeof readers] : undefined;
		const isRead = read !== undefined && isJsonObject(delivery.payload);
		const reading = isRead ? read(delivery.payload as JsonObject) : {};
		const { identity, within = [], event, mayBecome, ...parts } = reading;
		const accountId = organization_id ?? license_id;
		const isOther =
			!Object.hasOwn(actions, name) || namesOf(actions[name as keyof typeof actions])[0] === 'other';
		const known = isOther
			? { ...parts, agents: parts.agents?.map((agent) => ({ ...agent, extra: {} })), accountId }
			: withAdditionalData(
					{
						...parts,
						accountId,
						extra: {
							...unread(body, {
								action,
								organization_id,
								license_id: organization_id === null ? license_id : null,
								payload: isRead ? delivery.payload : null,
								additional_data: isJsonObject(body.additional_data) ? body.additional_data : null,
							}),
							...parts.extra,
						},
					},
					delivery,
					body,
					mayBecome === 'chatMissed',
				);
		// A delivery has no id of its own. webhook_id names the registration, which another one replaces.
		const eventId =
			parts.eventId ??
			(identity?.every((part) => toId(part) !== null)
				? hashedId(VENDOR, name, ...identity)
				: slotId({ ...body, webhook_id: undefined }, receivedAt));
		const whole: VendorEvent = {
			trigger: name,
			vendorEvent: action,
			event,
			...(mayBecome && { mayBecome }),
			parts: { ...known, eventId },
		};
		return [
			whole,
			...within.map((message): VendorEvent => ({
				trigger: name,
				vendorEvent: action,
				event: nameOf(message.author),
				isWithin: true,
				parts: {
					...known,
					occurredAt: message.sentAt,
					eventId: messageId(known.chat?.id ?? null, message, receivedAt),
					messages: [message],
				},
			})),
		];
	},
};

/** The id of a message within the start of its chat: that of its own delivery. */
const messageId = (chatId: string | null, message: ChatMessage, receivedAt: Date): string =>
	chatId !== null && message.id !== null
		? messageEventId(VENDOR, chatId, message.id)
		: slotId([VENDOR, chatId, message], receivedAt);

/**
 * With the agents who are in the chat, and what else the registration asked for: an agent is told by an e-mail address,
 * or is among the agents already. Of a chat that ended, its properties may say that nobody replied.
 */
function withAdditionalData<Parts extends Reading>(
	parts: Parts,
	{ additional_data: { chat_presence_user_ids, chat_properties } }: z.output<typeof payload>,
	{ additional_data }: JsonObject,
	hasEnded: boolean,
): Parts {
	const { agents = [], visitor, chat } = parts;
	const known = new Set(agents.map(({ id }) => id));
	const isAgent = (id: string) => known.has(id) || authorOf(id) === 'agent';
	const [visitorId, ...others] = chat_presence_user_ids.filter(
		(id) => !isAgent(id) && authorOf(id) === 'visitor',
	);
	const present = chat_presence_user_ids.filter((id) => !isAgent(id));
	const said = isJsonObject(additional_data) ? additional_data : {};
	const routing = isJsonObject(chat_properties.routing) ? chat_properties.routing : {};
	return {
		...parts,
		agents: mergedAgents(agents, chat_presence_user_ids.filter(isAgent).map(agentOf)),
		...(visitorId !== undefined &&
			others.length === 0 && { visitor: { ...visitor, id: visitor?.id ?? visitorId } }),
		...(hasEnded && field.boolean.parse(routing.unreplied) === true && { chat: { ...chat, isMissed: true } }),
		extra: {
			...parts.extra,
			...inside('additional_data', {
				...(present.length > 0 && { chat_presence_user_ids: present }),
				// of a list that holds more than ids all of it stays
				...unread(said, { chat_presence_user_ids }),
			}),
		},
	};
}
