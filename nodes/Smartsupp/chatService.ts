import {
	allOf,
	type ChatService,
	type ItemContext,
	noticesOf,
	type Operation,
	runFor,
	sendInParts,
} from '../shared/action';
import { buildMessage, toId } from '../shared/chat-event';
import { conversation } from './resources/conversation';
import { message } from './resources/message';
import { readRecords } from './webhook/records';

/** How long a message may be, Smartsupp does not say. */
const MOST_CHARACTERS = 5000;

export const smartsuppChat: ChatService = {
	vendor: 'smartsupp',
	name: 'Smartsupp',
	credential: 'smartsuppApi',
	fields: {
		showDetails: noticesOf(conversation.operations.addNote),
		addNote: noticesOf(conversation.operations.addNote),
		addTags: noticesOf(conversation.operations.setTags),
	},
	// Smartsupp has no place beside the conversation that a workflow can fill.
	showDetails: async (item, details) =>
		await say(
			item,
			conversation.operations.addNote,
			details.map(({ name, value }) => `${name}: ${value}`).join('\n'),
		),
	sendMessage: async (item, text) => await say(item, message.operations.send, text),
	addNote: async (item, text) => await say(item, conversation.operations.addNote, text),
	async addTags(item, tags) {
		await runFor(item, conversation.operations.setTags, { tags });
		return {};
	},
	async endChat(item) {
		await runFor(item, conversation.operations.close);
		return {};
	},
	async getTranscript(item) {
		const listed = await allOf(item, message.operations.getMany, { returnAll: true, simplify: false });
		const told = listed.map((each) => readRecords({ message: each }).message);
		return { messages: told.flatMap((each) => (each === null ? [] : [buildMessage(each)])) };
	},
};

async function say(item: ItemContext, operation: Operation, text: string) {
	const messageIds = await sendInParts(item, text, MOST_CHARACTERS, async (part) =>
		toId((await runFor(item, operation, { text: part })).id),
	);
	return { messageIds };
}
