import type { IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../shared/action';
import type { ChatEvent } from '../shared/chat-event';
import { isJsonObject } from '../shared/json';
import { expectObject, expectObjects } from '../shared/request';
import { agentAction, readChats } from './api';
import { legacyEvents } from './webhook/events';

/**
 * The legacy webhooks name the visitor by an ID that the API does not know, and a chat by what the API calls a thread
 * (assumed: LiveChat does not document how the two kinds of IDs belong together).
 */
export const isLegacy = ({ vendorEvent }: ChatEvent): boolean => Object.hasOwn(legacyEvents, vendorEvent);

/** The thread that an event is of, as the API names it; null where the event names none. */
export const threadOf = (event: ChatEvent): string | null =>
	isLegacy(event) ? event.chat.id : event.chat.threadId;

const known = new WeakMap<ItemContext, Promise<IDataObject | null>>();

/**
 * The chat of an event as the API has it, asked for once per item; null for an event that belongs to none.
 * @throws what a request throws, or a NodeOperationError when LiveChat has no chat with a legacy webhook's ID
 */
export async function apiChat(event: ChatEvent, item: ItemContext): Promise<IDataObject | null> {
	const chat = known.get(item) ?? (isLegacy(event) ? chatWithThread(event, item) : chatOf(event, item));
	known.set(item, chat);
	return await chat;
}

/** `get_chat`, with the event's thread or the latest. */
async function chatOf({ chat: { id, threadId } }: ChatEvent, item: ItemContext): Promise<IDataObject | null> {
	if (id === null) return null;
	const { body } = await item.request(
		readChats,
		agentAction('get_chat', { chat_id: id, ...(threadId !== null && { thread_id: threadId }) }),
	);
	return expectObject(item.context, readChats, body, item.itemIndex);
}

/** The chat with a thread: among the archives, or, while it goes on, among the latest 100 active chats. */
async function chatWithThread({ chat: { id } }: ChatEvent, item: ItemContext): Promise<IDataObject | null> {
	if (id === null) return null;
	const list = async (action: string, key: string, body: IDataObject): Promise<IDataObject[]> => {
		const response = await item.request(readChats, agentAction(action, body));
		const answer = expectObject(item.context, readChats, response.body, item.itemIndex);
		// the second name is that of 3.7
		return expectObjects(item.context, readChats, answer[key] ?? answer.chats_info, item.itemIndex);
	};
	const lastThread = ({ last_thread_summary, last_thread_info }: IDataObject) =>
		last_thread_summary ?? last_thread_info;
	// Whatever the lists answer: only the thread of this very ID may count.
	const isIt = (thread: unknown) => isJsonObject(thread) && thread.id === id;
	const archived = await list('list_archives', 'chats', { filters: { thread_ids: [id] } });
	const ended = archived.find(({ thread }) => isIt(thread));
	if (ended !== undefined) return ended;
	const active = await list('list_chats', 'chats_summary', { filters: { active: true }, limit: 100 });
	const running = active.find((chat) => isIt(lastThread(chat)));
	if (running !== undefined) return { ...running, thread: lastThread(running) };
	throw item.fault(
		`LiveChat finds no chat with the ID '${id}' of its legacy webhook`,
		"The legacy webhooks have other IDs than the API. Set 'Source' of the trigger to 'Webhooks (Version 3)', or set 'Chat' to 'Given by ID'.",
	);
}
