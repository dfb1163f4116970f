import { toText } from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';

/** One entry of a message's `attachments`: what giosg shows as a card. */
export interface Card {
	/** Title, text and the words of its buttons in brackets; null when it has none. */
	text: string | null;
	/** The address of its picture. */
	image: string | null;
}

/**
 * The cards of a message: `{ id, title, title_link_url, text, image_url, image_link_url, link_target, actions: [{ id,
 * text, type, value, ... }] }`, as giosg's sample app types them. What is no list is none.
 */
export const readCards = (attachments: unknown): Card[] => entriesOf(attachments).map(readCard);

function readCard({ title, text, image_url: image, actions }: JsonObject): Card {
	const buttons = entriesOf(actions)
		.map((action) => toText(action.text))
		.filter((words) => words !== null)
		.map((words) => `[${words}]`)
		.join(' ');
	const lines = [toText(title), toText(text), buttons || null].filter((line) => line !== null);
	return { text: lines.join('\n') || null, image: toText(image) };
}

const entriesOf = (list: unknown): JsonObject[] => (Array.isArray(list) ? list.filter(isJsonObject) : []);
