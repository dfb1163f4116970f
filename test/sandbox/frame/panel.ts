/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, not code of the package */
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * What the page at `/` shows of a vendor, as data: the page itself knows no vendor. All texts are read by a
 * support lead, so they name what happened and not how.
 */

/** One line of a conversation. `time` is milliseconds since 1970. */
export interface PanelMessage {
	from: 'visitor' | 'agent' | 'bot' | 'system';
	name: string;
	text: string;
	time: number;
}

/** A titled list of names and values beside the conversation (details, variables, labels ...). */
export interface PanelCard {
	title: string;
	/** Shown while there are no rows. */
	empty: string;
	rows: Array<{ name: string; value: string }>;
	/** Draws the eye: what the workflow sent, as opposed to what the vendor knows itself. */
	highlight?: boolean;
}

/** A chat in the list, with its conversation and the cards beside it. `startedAt` is milliseconds since 1970. */
export interface PanelChat {
	id: string;
	title: string;
	subtitle: string;
	startedAt: number;
	messages: PanelMessage[];
	cards: PanelCard[];
}

/** A webhook as the vendor's settings list it. The page hides secrets in the URL's query by itself. */
export interface PanelWebhook {
	url: string;
	/** What it is called for, for example "Chat started". */
	events: string;
	state: 'waiting' | 'good' | 'bad';
	/** The last delivery in words. */
	text: string;
}

/** What `VendorSandbox.state()` returns; chats are listed in the order given, newest first reads best. */
export interface PanelState {
	/** The page shows the first 30. */
	chats: PanelChat[];
	webhooks: PanelWebhook[];
	/** What to enter in n8n and here, so that both find each other. */
	setup?: PanelSetup;
}

/** A test holds it against the credential and against `sandboxCredentials`. */
export interface PanelSetup {
	/** The credential's name in n8n. */
	credential: string;
	/** Its fields by the names and in the order that n8n shows, with the sandbox's own, public values. */
	fields: Array<{ name: string; value: string }>;
	/** What to do with the trigger's webhook URL, step by step. */
	webhook: string[];
	/** What a person adds to the webhook URL, if anything. */
	urlEnding?: string;
}

/**
 * Something a person can do, on the page or by `POST /_sandbox/<vendor>/actions/<id>` with a JSON object of the
 * fields. `run` may throw an Error whose message is shown to the person, and may return JSON (no secrets).
 *
 * Place `bar` (default) is a button above the chats; `chat` is a button beside the text box under the
 * conversation, and gets `{ chat: <id>, text }`; `webhook` is a form in the WebHooks card.
 */
export interface PanelAction {
	id: string;
	label: string;
	place?: 'bar' | 'chat' | 'webhook';
	primary?: boolean;
	/** In place `chat`: does nothing while the text box is empty. */
	needsText?: boolean;
	fields?: Array<{
		name: string;
		label: string;
		placeholder?: string;
		secret?: boolean;
		value?: string;
		options?: string[];
	}>;
	run: (input: Record<string, unknown>) => unknown;
}

/** The chat that an action is about is not there any more; answered with 404. */
export class ChatGone extends Error {
	constructor() {
		super('There is no such chat any more. Choose another one, or start a new one.');
	}
}

/** The chat that an action is about has ended; answered with 409. */
export class ChatEnded extends Error {
	constructor() {
		super('This chat has ended. Choose another one, or start a new one.');
	}
}

/** @throws Error when it is no web address, in words for the person who entered it */
export function webAddress(value: unknown): string {
	const url = typeof value === 'string' ? value.trim() : '';
	if (!URL.canParse(url) || !/^https?:/i.test(url)) {
		throw new Error('Enter the webhook URL of a trigger. It starts with http:// or https://');
	}
	return url;
}

/** Any value as text for a person. */
export function inWords(value: unknown): string {
	if (Array.isArray(value)) return value.map(inWords).join(', ');
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * Lets an action's work go on by itself: the page shows deliveries as they go, and retries take minutes. Only what is
 * refused at once reaches the person, and nothing that fails later ends the process.
 */
export async function inBackground(work: Promise<unknown>): Promise<void> {
	await Promise.race([work, nextTurn()]);
}
