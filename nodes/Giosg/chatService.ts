import { allOf, type ChatService, noticesOf, runFor, sendInParts } from '../shared/action';
import { buildMessage, toId } from '../shared/chat-event';
import { chat } from './resources/chat';
import { message, MOST_CHARACTERS } from './resources/message';
import { visitorVariable } from './resources/visitorVariable';
import { messageFrom } from './webhook/adapter';

export const giosgChat: ChatService = {
	vendor: 'giosg',
	name: 'giosg',
	credential: 'giosgApi',
	fields: { sendMessage: noticesOf(message.operations.send) },
	async showDetails(item, details) {
		const variable = details.map(({ name, value }) => ({ key: name, value }));
		const { visitorId } = await runFor(item, visitorVariable.operations.set, {
			variables: { variable },
			leaveOutEmpty: false,
		});
		return { visitorId: toId(visitorId) };
	},
	async sendMessage(item, text) {
		const messageIds = await sendInParts(item, text, MOST_CHARACTERS, async (part, index) => {
			const said = { text: part, joinFirst: index === 0 };
			return toId((await runFor(item, message.operations.send, said)).id);
		});
		return { messageIds };
	},
	async getTranscript(item) {
		const listed = await allOf(item, chat.operations.getMessages, { returnAll: true, simplify: false });
		const messages = listed.map((each) => buildMessage(messageFrom(each)));
		const [from, to] = [messages.at(0)?.sentAt, messages.at(-1)?.sentAt];
		// giosg lists the newest first, as its papers of 2016 have it, unless the times say otherwise.
		const isOldestFirst = from && to && from < to;
		return { messages: isOldestFirst ? messages : messages.reverse() };
	},
	async endChat(item) {
		await runFor(item, chat.operations.end);
		return {};
	},
};
