import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ChatMessage } from '../chat-event';
import { ownAnswersNotice } from './fields';
import { isAfterWrite, type ItemContext, ItemWithFiles, type Operation } from './operation';
import type { Pair } from './pairs';
import { overTries } from './tries';
import { itemContext } from './values';

/** What is said of the chat that a service acted on. */
export interface Done extends IDataObject {
	chatId?: string | null;
	visitorId?: string | null;
}

/**
 * What one live chat can do for the chat that started the workflow, for a node that serves several of them. What it
 * cannot do is not there. Each throws what an operation throws.
 */
export interface ChatService {
	/** As the ChatEvent names the vendor. */
	vendor: string;
	/** As people write it. */
	name: string;
	/** The credential type. */
	credential: string;
	/** What it has to be told beside, shown where the service is chosen. */
	fields?: Partial<Record<ServiceAction, INodeProperties[]>>;
	/** Shows what is known of the visitor to the agent, beside the chat or in it. */
	showDetails?(item: ItemContext, details: Pair[]): Promise<Done>;
	/** Says something that the visitor reads. */
	sendMessage?(item: ItemContext, text: string): Promise<Done>;
	/** Says something that only agents read. */
	addNote?(item: ItemContext, text: string): Promise<Done>;
	endChat?(item: ItemContext): Promise<Done>;
	addTags?(item: ItemContext, tags: string[]): Promise<Done>;
	/** What was written, oldest first, in the form that a ChatEvent has. */
	getTranscript?(item: ItemContext): Promise<Done & { messages: ChatMessage[] }>;
}

/** The names of what a service may be able to do. */
export type ServiceAction = Exclude<keyof ChatService, 'vendor' | 'name' | 'credential' | 'fields'>;

/**
 * Runs an operation of a vendor's own node for the chat that started the workflow.
 * @param values its fields by name; those that are left out have their defaults, and Options are the node's
 */
export const runFor = async (
	item: ItemContext,
	operation: Operation,
	values: IDataObject = {},
): Promise<IDataObject> => (await allOf(item, operation, values))[0] ?? {};

/** As `runFor`, for an operation that lists: all of its results. */
export async function allOf(
	item: ItemContext,
	operation: Operation,
	values: IDataObject = {},
): Promise<IDataObject[]> {
	const results = [await operation.run(asked(item, operation, values))].flat();
	return results.map((result) => (result instanceof ItemWithFiles ? result.json : result));
}

/**
 * The item as an operation of a vendor's own node reads it.
 * @param values as of `runFor`
 */
export function asked(
	{ context, itemIndex }: ItemContext,
	{ fields }: Operation,
	values: IDataObject,
): ItemContext {
	const defaults = fields
		.filter(({ default: value }) => !(typeof value === 'string' && value.startsWith('=')))
		.map(({ name, default: value }) => [name, value]);
	const parameters = { ...Object.fromEntries(defaults), target: 'trigger', ...values } as IDataObject;
	const own = itemContext(context, itemIndex, fields, parameters);
	return {
		...own,
		fault: (message, description) =>
			own.fault(
				message,
				description?.includes("'")
					? `${description} The fields that are named here are those of the service's own node: use it for such a chat.`
					: description,
			),
	};
}

/** What an operation of a vendor's own node tells a person beforehand; of own answers the node tells by itself. */
export const noticesOf = ({ fields }: Operation): INodeProperties[] =>
	fields.filter(({ type, name }) => type === 'notice' && name !== ownAnswersNotice.name);

/** A text of at most so many characters (UTF-16 units); a longer one ends with a sign that tells so. */
export const shortened = (text: string, most: number): string =>
	text.length <= most ? text : `${text.slice(0, wholeUntil(text, most - 1)).trimEnd()}…`;

/** A long text in parts of at most so many characters (UTF-16 units), cut between lines or words where it can be. */
export function inParts(text: string, most: number): string[] {
	const parts: string[] = [];
	let left = text;
	while (left.length > most) {
		const window = left.slice(0, most + 1);
		const at = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' '));
		const end = at > most / 2 ? at : wholeUntil(left, most);
		parts.push(left.slice(0, end));
		left = left.slice(end).replace(/^[ \n]/, '');
	}
	// Nobody takes a message of white space alone.
	return [...parts, left].filter((part) => part.trim() !== '');
}

/** Parts that were sent, by item, for n8n's further tries of one execution (Retry On Fail). */
const sentParts = overTries<Array<string | null>>();

/**
 * Sends a long text in parts, one after the other. What was sent before a part failed is not sent again when n8n tries
 * the item once more.
 * @param send gives the id of what it sent
 * @returns the ids
 * @throws what `send` throws, with how many parts were sent before and what is missing
 */
export async function sendInParts(
	{ context, itemIndex }: ItemContext,
	text: string,
	most: number,
	send: (part: string, index: number) => Promise<string | null>,
): Promise<Array<string | null>> {
	const ofItems = sentParts(context);
	const ids = ofItems.get(itemIndex) ?? [];
	ofItems.set(itemIndex, ids);
	const parts = inParts(text, most);
	for (const [index, part] of parts.entries()) {
		if (index < ids.length) continue;
		try {
			ids.push(await send(part, index));
		} catch (fault) {
			throw afterParts(fault as Fault, parts, isAfterWrite(fault) ? index + 1 : index);
		}
	}
	return ids;
}

type Fault = Error & { description?: string | null };

/** The fault of a part, which says what was sent before it: whoever sends the whole text again says that twice. */
function afterParts(fault: Fault, parts: readonly string[], sent: number): Fault {
	if (sent === 0 || sent === parts.length) return fault;
	const first = sent === 1 ? 'The first' : `The first ${sent}`;
	const rest = shortened(parts[sent].replace(/\s+/g, ' ').trim(), 40);
	fault.message = `${first} of ${parts.length} parts ${sent === 1 ? 'was' : 'were'} sent, then: ${fault.message}`;
	fault.description =
		`Do not send the whole text again, only what is missing: it begins with "${rest}". ${fault.description ?? ''}`.trim();
	return fault;
}

/** An end that does not cut an emoji in two. */
const wholeUntil = (text: string, end: number): number =>
	/[\ud800-\udbff]/.test(text[end - 1]) ? end - 1 : end;
