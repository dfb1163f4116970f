import { asked, chatOf, type ChatService, type ItemContext, runFor, sendInParts } from '../shared/action';
import { buildMessage, toId } from '../shared/chat-event';
import { threadOf } from './lookup';
import { chat } from './resources/chat';
import { customer } from './resources/customer';
import { placeOf, sendEvent } from './resources/message/event';
import { send } from './resources/message/send';
import { thread } from './resources/thread';
import { chatFrom } from './webhook/chat';

/** 16 KB, as UTF-8: a UTF-16 unit takes three bytes at most. */
const MOST_CHARACTERS = 5000;
/** "The maximum number of keys: 100." LiveChat says it of its Customer Chat API; for agents it is assumed. */
const MOST_SESSION_FIELDS = 100;

export const liveChatChat: ChatService = {
	vendor: 'liveChat',
	name: 'LiveChat',
	credential: 'liveChatApi',
	async showDetails(item, details) {
		if (details.length > MOST_SESSION_FIELDS) {
			throw item.fault(
				`LiveChat shows ${MOST_SESSION_FIELDS} details at most, and these are ${details.length}`,
				'Nothing was sent. Leave some of them out.',
			);
		}
		const { id } = await runFor(item, customer.operations.update, {
			sessionFields: { field: details },
			leaveOutEmpty: false,
		});
		return { visitorId: toId(id) };
	},
	sendMessage: async (item, text) => await say(item, text, 'all'),
	addNote: async (item, text) => await say(item, text, 'agents'),
	async addTags(item, tags) {
		for (const tag of tags) await runFor(item, thread.operations.tag, { tag });
		return {};
	},
	async endChat(item) {
		await runFor(item, chat.operations.end);
		return {};
	},
	async getTranscript(item) {
		const threadId = threadOf(chatOf(item)) ?? '';
		const found = await runFor(item, chat.operations.get, { threadId, simplify: false });
		return { messages: chatFrom(found).messages.map(buildMessage) };
	},
};

/** Joining costs two calls, which LiveChat bills: only once it says that the token's user is not in the chat. */
async function say(item: ItemContext, text: string, visibility: 'agents' | 'all') {
	const messageIds = await sendInParts(item, text, MOST_CHARACTERS, async (part) => {
		const inChat = asked(item, send, { text: part, visibility });
		const place = { ...(await placeOf(inChat)), joins: 'ifNeeded' as const };
		return toId((await sendEvent(inChat, place, { type: 'message', text: part })).event_id);
	});
	return { messageIds };
}
