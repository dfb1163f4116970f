import { createHmac } from 'node:crypto';

import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { PanelAction, PanelState } from '../frame/panel';
import { ChatEnded, ChatGone, inBackground, webAddress } from '../frame/panel';
import type { Delivery } from '../frame/vendor';
import { VendorSandbox } from '../frame/vendor';
import { lastDeliveryInWords } from '../frame/words';

/** The demo account that the sandbox knows; nothing in it is a real credential. */
export const smartsuppDemo = {
	accountId: '881987',
	appId: 'ap40qUkYi',
	/** Bearer token of the REST API. */
	accessToken: 'sandbox-access-token-example',
	/** Signs the API webhooks; also stands after ?secret= in the URL of the POST hook. */
	webhookSecret: 'example-smartsupp-secret-0123456789',
	/** The agent who answers. */
	agentId: '596772',
};

interface DemoVisitor {
	id: string;
	contactId: string;
	name: string;
	email: string | null;
	text: string;
	page: string;
}

/** Who *Start a chat* brings, in this order; the last one left no e-mail address. */
export const smartsuppVisitors: DemoVisitor[] = [
	{
		id: 'vitJason01',
		contactId: 'ctJason01',
		name: 'Jason Novak',
		email: 'jason@example.com',
		text: 'Hello, my order has not arrived yet.',
		page: 'https://shop.example.com/orders',
	},
	{
		id: 'vitMaria02',
		contactId: 'ctMaria02',
		name: 'Maria Silva',
		email: 'maria@example.com',
		text: 'Can I change my plan before the next invoice?',
		page: 'https://shop.example.com/pricing',
	},
	{
		id: 'vitAiko03',
		contactId: 'ctAiko03',
		name: 'Aiko',
		email: null,
		text: 'Do you ship to Norway?',
		page: 'https://shop.example.com/shipping',
	},
];

/** What Smartsupp's support stored for the account. */
export interface SmartsuppWebhook {
	id: string;
	source: 'webhooks' | 'postHook';
	url: string;
	/** Of API webhooks; [] for all. */
	events: string[];
	/** The Content-Type of its deliveries; null for none, because the vendor does not name one for the POST hook. */
	contentType: string | null;
}

export interface SmartsuppMessage {
	id: string;
	conversation_id: string;
	type: 'message' | 'note' | 'event';
	sub_type: 'agent' | 'contact' | 'bot' | 'system' | 'trigger';
	content: { type: string; text: string; data?: object };
	agent_id: string | null;
	visitor_id: string | null;
	trigger_id: string | null;
	trigger_name: string | null;
	page_url: string | null;
	delivery_status: string | null;
	is_offline: boolean;
	is_reply: boolean;
	attachments: unknown[];
	created_at: string;
	updated_at: string;
}

export interface SmartsuppConversation {
	id: string;
	ext_id: string | null;
	status: 'open' | 'served' | 'pending' | 'closed';
	unread: boolean;
	is_offline: boolean;
	is_served: boolean;
	contact_id: string;
	visitor_id: string;
	assigned_agent_ids: string[];
	domain: string;
	referer: string | null;
	channel: { type: string; id: string | null };
	rating_value: number | null;
	rating_text: string | null;
	tags: string[];
	variables: Record<string, unknown>;
	last_message_text: string | null;
	/** ISO 8601 UTC. */
	finished_at: string | null;
	created_at: string;
	updated_at: string;
}

export interface SmartsuppContact {
	id: string;
	name: string | null;
	email: string | null;
	phone: string | null;
	note: string | null;
	banned_at: string | null;
	gdpr_approved: boolean;
	tags: string[];
	properties: Record<string, unknown>;
	created_at: string;
	updated_at: string;
}

/** A chat as the sandbox keeps it: what the REST API shows of it, and its id in the older POST hook. */
export interface SmartsuppChat {
	conversation: SmartsuppConversation;
	messages: SmartsuppMessage[];
	channelId: number;
}

/** `X-Smartsupp-Hmac`: lower-case hex HMAC-SHA256 of the body's bytes ("Verification" of the vendor's webhooks page). */
export function signSmartsupp(secret: string, body: string | Buffer): string {
	return createHmac('sha256', secret).update(body).digest('hex');
}

/** "When reply is not 200 OK Smartsupp will try to re-deliver": how often and when is not documented. */
const assumedRetryDelaysMs = [60_000, 300_000];

const searchSchema = z.object({
	size: z.number().int().min(1).max(200).default(50),
	query: z
		.array(z.object({ field: z.string(), value: z.union([z.string(), z.array(z.string())]) }))
		.default([]),
	sort: z
		.array(z.record(z.enum(['created_at', 'createdAt']), z.enum(['asc', 'desc'])))
		.default([{ created_at: 'desc' }]),
	after: z.array(z.unknown()).nullish(),
	timezone: z.string().optional(),
});

const newMessageSchema = z
	.object({
		type: z.enum(['message', 'note']).optional(),
		sub_type: z.enum(['agent', 'contact', 'bot']).optional(),
		content: z.object({ type: z.literal('text'), text: z.string().min(1), data: z.null().optional() }),
		agent_id: z.string().min(1).optional(),
	})
	.refine(({ type, content }) => type !== 'note' || content.data === null, {
		path: ['content', 'data'],
		message: 'Required',
	});

const newContactSchema = z.object({
	name: z.string().optional(),
	email: z.string().email().optional(),
	phone: z.string().optional(),
	note: z.string().optional(),
});

const agentSchema = z.object({ id: z.string().min(1) }).strict();
const conversationChanges = z.object({ tags: z.array(z.string()) }).strict();
const contactChanges = newContactSchema.extend({ email: z.string().optional() }).strict();
const transcriptSchema = z.object({ email: z.string().email(), lang: z.string().optional() }).strict();

/** Fields of a search that hold a time, by how the answers spell them. */
const searchedTimes = ['created_at', 'finished_at'];

const toSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Smartsupp: the API webhooks (v2), the older POST hook, and the REST API v2, as far as the vendor and others document
 * them.
 */
export class SmartsuppSandbox extends VendorSandbox {
	readonly name = 'smartsupp';
	readonly title = 'Smartsupp';

	readonly webhooks: SmartsuppWebhook[] = [];
	/** Newest last. */
	readonly chats: SmartsuppChat[] = [];
	readonly contacts: SmartsuppContact[] = [];
	readonly agents = [
		{
			id: smartsuppDemo.agentId,
			name: 'Kate',
			email: 'kate@example.com',
			avatar: null,
			role: 'owner',
			status: 'online',
			active: true,
		},
		{
			id: '596773',
			name: 'Tom Berg',
			email: 'tom@example.com',
			avatar: null,
			role: 'agent',
			status: 'offline',
			active: true,
		},
	];

	/** Which spelling of fields a search takes; clients of either are in use. */
	spelling: 'either' | 'camel' | 'snake' = 'either';
	/** With what the other spelling is refused. */
	misspelledStatus: 400 | 422 = 400;
	/** Fields of a search that it does not look at, as the answers spell them. */
	readonly passesOver = new Set<string>();
	/** Whether a note is taken as one, or as a message. */
	knowsNotes = true;
	/** What was sent by e-mail, oldest first. */
	readonly transcripts: Array<z.infer<typeof transcriptSchema> & { conversationId: string }> = [];

	private nextVisitor = 0;
	private lastId = 0;
	private lastSent: { webhook: SmartsuppWebhook; body: string }[] = [];

	constructor(context: ConstructorParameters<typeof VendorSandbox>[0]) {
		super(context);
		this.clear();
	}

	/** The credential's `baseUrl`. */
	get baseUrl(): string {
		return `${this.context.url}/smartsupp/v2`;
	}

	/** Stores a URL for the API webhooks, as the vendor's support does after a mail. */
	addWebhook(url: string, events: string[] = []): SmartsuppWebhook {
		return this.store({ source: 'webhooks', url, events, contentType: 'application/json' });
	}

	/** Stores a URL (with `?secret=…`) for the POST hook, as the vendor's support does after a mail. */
	addPostHook(url: string, contentType: string | null = 'application/json'): SmartsuppWebhook {
		return this.store({ source: 'postHook', url, events: [], contentType });
	}

	/** Removes one webhook by its id, or all. */
	removeWebhook(id?: string): void {
		const left = id === undefined ? [] : this.webhooks.filter((webhook) => webhook.id !== id);
		this.webhooks.splice(0, Infinity, ...left);
		this.changed();
	}

	/** A visitor writes the first message. Without arguments the next of `smartsuppVisitors` comes, Jason first. */
	async startChat(
		wanted: Partial<DemoVisitor> & { isOffline?: boolean } = {},
	): Promise<{ chat: SmartsuppChat; deliveries: Delivery[] }> {
		const chat = this.openChat(wanted);
		return { chat, deliveries: await this.tellOfStart(chat) };
	}

	/** A visitor leaves a message while nobody is online. */
	async leaveOfflineMessage(
		wanted: Partial<DemoVisitor> = {},
	): Promise<{ chat: SmartsuppChat; deliveries: Delivery[] }> {
		const chat = this.openChat({ ...wanted, isOffline: true });
		const [byWebhooks, byPostHook] = await Promise.all([this.tellOfStart(chat), this.firePostHook(chat)]);
		return { chat, deliveries: [...byWebhooks, ...byPostHook] };
	}

	/** @param more what the message is beyond its text, for example a note or a picture */
	async say(
		chatId: string,
		from: 'visitor' | 'agent',
		text: string,
		more: Partial<SmartsuppMessage> = {},
	): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		const message = this.addMessage(chat, from === 'agent' ? 'agent' : 'contact', text, more);
		return await this.announce(chat, message);
	}

	/** The agent closes the chat. */
	async endChat(chatId: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		return await this.close(chat, 'conversation.closed', {
			close_type: 'agent',
			agent_id: smartsuppDemo.agentId,
		});
	}

	/** The visitor gives up waiting: the last message has no answer. */
	async missChat(chatId: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		if (!isMissed(chat)) this.addMessage(chat, 'contact', 'Is anybody there?');
		return await this.close(chat, 'conversation.closed_by_contact');
	}

	/** @param rating 1 to 5 */
	async rateChat(chatId: string, rating = 5, comment = ''): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		Object.assign(chat.conversation, { rating_value: rating, rating_text: comment });
		return await this.fire(chat, 'conversation.rated', { rating_value: rating, rating_text: comment });
	}

	/** Sends the last delivery of each webhook once more, byte for byte. */
	async deliverAgain(): Promise<Delivery[]> {
		const again = await Promise.all(this.lastSent.map(async (sent) => await this.sendTo(sent)));
		return again.flat();
	}

	/** What the POST hook says of a chat, in the form of the vendor's document. */
	postHookBody({ conversation, messages, channelId }: SmartsuppChat): object {
		const contact = this.contacts.find(({ id }) => id === conversation.contact_id);
		const beginAt = Date.parse(conversation.created_at);
		const endAt = Date.parse(conversation.finished_at ?? conversation.updated_at);
		const chat = { conversation, messages, channelId };
		return {
			accountId: Number(smartsuppDemo.accountId),
			beginAt,
			endAt,
			channel: {
				id: channelId,
				isChat: messages.some(({ sub_type }) => sub_type === 'agent'),
				isMissed: isMissed(chat),
				isTriggered: false,
				isOffline: conversation.is_offline,
				isCompleted: conversation.status === 'closed' && !isMissed(chat),
				isDropped: false,
				duration: Math.round((endAt - beginAt) / 1000),
				avgResponse: 14,
				firstResponse: 14,
				messagesCount: messages.length,
				wordsCount: messages.flatMap(({ content }) => content.text.split(/\s+/)).length,
				rating: conversation.rating_value,
				ratingDesc: conversation.rating_text,
			},
			visitor: {
				id: channelId + 100_000,
				name: contact?.name ?? '',
				email: contact?.email ?? '',
				note: contact?.note ?? '',
				group: null,
				ipAddress: '192.0.2.55',
				city: 'Brno',
				countryCode: 'CZ',
				country: 'Czech Republic',
				userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_5)',
				platform: 'MacIntel',
				referer: conversation.referer ?? '',
				variables: Object.fromEntries(
					Object.entries(conversation.variables).map(([name, value]) => [name, { label: name, value }]),
				),
			},
			paths: [{ url: messages[0]?.page_url ?? '', title: 'Example shop' }],
			messages: messages.map((message) => ({
				type: { agent: 'agent', contact: 'visitor' }[message.sub_type as string] ?? 'system',
				name: this.authorOf(message, contact),
				from: message.agent_id === null ? `visitor:${message.visitor_id}` : `agent:${message.agent_id}`,
				content: message.content.text,
				sentAt: Date.parse(message.created_at),
				triggeredBy: null,
			})),
		};
	}

	routes(): Record<string, Router> {
		return { '/smartsupp/v2': this.restApi() };
	}

	actions(): PanelAction[] {
		const inChat =
			(act: (chat: string, text: string | undefined) => Promise<unknown>) =>
			async (input: Record<string, unknown>) =>
				await inBackground(act(text(input.chat) ?? '', text(input.text)));
		return [
			{
				id: 'startChat',
				label: 'Start a chat',
				primary: true,
				run: async () => await inBackground(this.startChat()),
			},
			{
				id: 'offlineMessage',
				label: 'Leave an offline message',
				run: async () => await inBackground(this.leaveOfflineMessage()),
			},
			{
				id: 'deliverAgain',
				label: 'Send the last event again',
				run: async () => {
					if (this.lastSent.length === 0)
						throw new Error('Nothing was sent yet: add a webhook and start a chat.');
					await inBackground(this.deliverAgain());
				},
			},
			{
				id: 'addWebhook',
				label: 'Turn on API webhooks',
				place: 'webhook',
				fields: [{ name: 'url', label: 'URL for API webhooks', placeholder: 'https://…/webhook/…' }],
				run: ({ url }) => ({ id: this.addWebhook(webAddress(url)).id }),
			},
			{
				id: 'addPostHook',
				label: 'Turn on the POST hook',
				place: 'webhook',
				fields: [
					{ name: 'url', label: 'URL for the POST hook', placeholder: 'https://…/webhook/…?secret=…' },
				],
				run: ({ url }) => ({ id: this.addPostHook(webAddress(url)).id }),
			},
			{
				id: 'removeWebhook',
				label: 'Remove all',
				place: 'webhook',
				run: ({ id }) => this.removeWebhook(text(id)),
			},
			{
				id: 'agentSays',
				label: 'Reply',
				place: 'chat',
				needsText: true,
				primary: true,
				run: inChat(async (chat, said) => await this.say(chat, 'agent', said ?? '')),
			},
			{
				id: 'visitorSays',
				label: 'Say as visitor',
				place: 'chat',
				needsText: true,
				run: inChat(async (chat, said) => await this.say(chat, 'visitor', said ?? '')),
			},
			{
				id: 'rateChat',
				label: 'Rate with 5',
				place: 'chat',
				run: inChat(async (chat, said) => await this.rateChat(chat, 5, said)),
			},
			{
				id: 'missChat',
				label: 'Miss it',
				place: 'chat',
				run: inChat(async (chat) => await this.missChat(this.stillOpen(chat))),
			},
			{
				id: 'endChat',
				label: 'End it',
				place: 'chat',
				run: inChat(async (chat) => await this.endChat(this.stillOpen(chat))),
			},
		];
	}

	state(): PanelState {
		const deliveries = this.deliveries;
		return {
			chats: this.chats.toReversed().map(({ conversation, messages }) => {
				const contact = this.contacts.find(({ id }) => id === conversation.contact_id);
				return {
					id: conversation.id,
					title: contact?.name ?? 'Visitor',
					subtitle: conversation.is_offline
						? 'Offline message'
						: conversation.status === 'closed'
							? 'Ended'
							: 'Running',
					startedAt: Date.parse(conversation.created_at),
					messages: messages.map((message) => ({
						from:
							message.sub_type === 'contact'
								? ('visitor' as const)
								: message.sub_type === 'agent'
									? ('agent' as const)
									: ('bot' as const),
						name: this.authorOf(message, contact),
						text: `${message.content.text}${message.type === 'note' ? ' (agents only)' : ''}`,
						time: Date.parse(message.created_at),
					})),
					cards: [
						{
							title: 'What your workflow set',
							empty:
								'Nothing yet. Tags and the note on the contact appear here; messages and notes appear in the conversation.',
							rows: [
								...conversation.tags.map((tag) => ({ name: 'Tag', value: tag })),
								...(contact?.note ? [{ name: 'Note', value: contact.note }] : []),
							],
							highlight: true,
						},
						{
							title: 'Contact',
							empty: '',
							rows: [
								{ name: 'E-mail', value: contact?.email ?? 'not given' },
								{ name: 'Contact ID', value: conversation.contact_id },
								{ name: 'Visitor ID', value: conversation.visitor_id },
								{
									name: 'Rating',
									value: conversation.rating_value === null ? 'none' : String(conversation.rating_value),
								},
							],
						},
					],
				};
			}),
			webhooks: this.webhooks.map(({ url, source, events }) => ({
				url,
				events: source === 'postHook' ? 'POST hook' : `API webhooks: ${events.join(', ') || 'all events'}`,
				...lastDeliveryInWords(deliveries.findLast((delivery) => delivery.url === url)),
			})),
			setup: {
				credential: 'Smartsupp API',
				fields: [
					{ name: 'Access Token', value: smartsuppDemo.accessToken },
					{ name: 'Webhook Secret', value: smartsuppDemo.webhookSecret },
					{ name: 'Base URL', value: this.baseUrl },
				],
				webhook: [
					'Publish a workflow with a Smartsupp Trigger, and copy the trigger’s Production URL.',
					'If the trigger’s Source is API Webhooks (V2): paste it above in the first field, and click Turn on API webhooks.',
					'If its Source is POST Hook: paste it above in the second field, add the ending below, without a space, and click Turn on the POST hook.',
				],
				urlEnding: `?secret=${smartsuppDemo.webhookSecret}`,
			},
		};
	}

	protected clear(): void {
		this.webhooks.splice(0);
		this.chats.splice(0);
		this.contacts.splice(0);
		this.transcripts.splice(0);
		this.spelling = 'either';
		this.misspelledStatus = 400;
		this.passesOver.clear();
		this.knowsNotes = true;
		this.nextVisitor = 0;
		this.lastId = 0;
		this.lastSent = [];
	}

	/** Statuses and codes: https://docs.smartsupp.com/rest-api/overview and what others have met. */
	protected errorBody(status: number, message: string): unknown {
		const codes: Record<number, string> = {
			401: 'unauthorized',
			403: 'forbidden',
			404: 'not_found',
			429: 'too_many_requests',
		};
		const code = codes[status] ?? (status < 500 ? 'invalid_parameters' : 'internal');
		return { code, message };
	}

	private store(webhook: Omit<SmartsuppWebhook, 'id'>): SmartsuppWebhook {
		const stored = { id: this.newId('wh'), ...webhook };
		this.webhooks.push(stored);
		this.changed();
		return stored;
	}

	private newId(prefix: string): string {
		this.lastId += 1;
		return `${prefix}${String(this.lastId).padStart(6, '0')}`;
	}

	private chatOf(id: string): SmartsuppChat {
		const chat = this.chats.find(({ conversation }) => conversation.id === id);
		if (!chat) throw new ChatGone();
		return chat;
	}

	/** A chat that the page may end. */
	private stillOpen(id: string): string {
		if (this.chatOf(id).conversation.status === 'closed') throw new ChatEnded();
		return id;
	}

	private authorOf(message: SmartsuppMessage, contact: SmartsuppContact | undefined): string {
		if (message.sub_type === 'contact') return contact?.name ?? 'Visitor';
		return this.agents.find(({ id }) => id === message.agent_id)?.name ?? 'Bot';
	}

	private openChat(wanted: Partial<DemoVisitor> & { isOffline?: boolean }): SmartsuppChat {
		const demo = smartsuppVisitors[this.nextVisitor++ % smartsuppVisitors.length];
		const { isOffline = false, ...given } = wanted;
		const visitor = { ...demo, ...given };
		const now = new Date().toISOString();
		if (!this.contacts.some(({ id }) => id === visitor.contactId)) {
			this.contacts.push(newContact(visitor.contactId, now, visitor));
		}
		const chat: SmartsuppChat = {
			conversation: {
				id: this.newId('con'),
				ext_id: null,
				status: 'open',
				unread: true,
				is_offline: isOffline,
				is_served: false,
				contact_id: visitor.contactId,
				visitor_id: visitor.id,
				assigned_agent_ids: [],
				domain: 'shop.example.com',
				referer: null,
				channel: { type: 'default', id: null },
				rating_value: null,
				rating_text: null,
				tags: [],
				variables: { plan: 'pro' },
				last_message_text: null,
				finished_at: null,
				created_at: now,
				updated_at: now,
			},
			messages: [],
			channelId: 55_000 + this.lastId,
		};
		this.chats.push(chat);
		if (this.chats.length > 5000) this.chats.shift();
		this.addMessage(chat, 'contact', visitor.text, { page_url: visitor.page });
		return chat;
	}

	private addMessage(
		{ conversation, messages }: SmartsuppChat,
		sub_type: SmartsuppMessage['sub_type'],
		said: string,
		more: Partial<SmartsuppMessage> = {},
	): SmartsuppMessage {
		const now = new Date().toISOString();
		const isAgent = sub_type === 'agent';
		const message: SmartsuppMessage = {
			id: this.newId('ms'),
			conversation_id: conversation.id,
			type: 'message',
			sub_type,
			content: { type: 'text', text: said },
			agent_id: isAgent ? smartsuppDemo.agentId : null,
			visitor_id: sub_type === 'contact' ? conversation.visitor_id : null,
			trigger_id: null,
			trigger_name: null,
			page_url: null,
			delivery_status: null,
			is_offline: conversation.is_offline,
			is_reply: isAgent,
			attachments: [],
			created_at: now,
			updated_at: now,
			...more,
		};
		messages.push(message);
		Object.assign(conversation, {
			last_message_text: said,
			updated_at: now,
			unread: !isAgent,
			...(isAgent && { status: 'served', is_served: true, assigned_agent_ids: [message.agent_id] }),
		});
		this.changed();
		return message;
	}

	/** Neither event waits for the other's repeats. */
	private async tellOfStart(chat: SmartsuppChat): Promise<Delivery[]> {
		const [message] = chat.messages;
		const opened = this.fire(chat, 'conversation.opened');
		// In their order, but not held back by repeats of the first.
		await Promise.race([opened, sleep(1000)]);
		const replied = this.fire(chat, 'conversation.contact_replied', { message });
		return (await Promise.all([opened, replied])).flat();
	}

	/** The event that a message is. */
	private async announce(chat: SmartsuppChat, message: SmartsuppMessage): Promise<Delivery[]> {
		const names: Record<string, string> = {
			agent: 'conversation.agent_replied',
			contact: 'conversation.contact_replied',
		};
		return await this.fire(chat, names[message.sub_type] ?? 'conversation.bot_replied', { message });
	}

	/** API webhooks and the POST hook come from different places: neither waits for the other's repeats. */
	private async close(chat: SmartsuppChat, event: string, more: object = {}): Promise<Delivery[]> {
		const now = new Date().toISOString();
		Object.assign(chat.conversation, { status: 'closed', finished_at: now, updated_at: now });
		return (await Promise.all([this.fire(chat, event, more), this.firePostHook(chat)])).flat();
	}

	private async fire(chat: SmartsuppChat, event: string, more: object = {}): Promise<Delivery[]> {
		const body = JSON.stringify({
			type: 'event_callback',
			event,
			timestamp: new Date().toISOString(),
			account_id: smartsuppDemo.accountId,
			app_id: smartsuppDemo.appId,
			data: { conversation: chat.conversation, ...more },
		});
		const targets = this.webhooks.filter(
			({ source, events }) => source === 'webhooks' && (events.length === 0 || events.includes(event)),
		);
		return await this.sendAll(targets, body);
	}

	private async firePostHook(chat: SmartsuppChat): Promise<Delivery[]> {
		const targets = this.webhooks.filter(({ source }) => source === 'postHook');
		return await this.sendAll(targets, JSON.stringify(this.postHookBody(chat)));
	}

	private async sendAll(targets: SmartsuppWebhook[], body: string): Promise<Delivery[]> {
		const sent = targets.map((webhook) => ({ webhook, body }));
		this.lastSent = [...this.lastSent.filter(({ webhook }) => !targets.includes(webhook)), ...sent];
		const deliveries = await Promise.all(sent.map(async (entry) => await this.sendTo(entry)));
		this.changed();
		return deliveries.flat();
	}

	private async sendTo({ webhook, body }: SmartsuppSandbox['lastSent'][number]): Promise<Delivery[]> {
		const headers = {
			...(webhook.contentType !== null && { 'Content-Type': webhook.contentType }),
			...(webhook.source === 'webhooks' && {
				'X-Smartsupp-Hmac': signSmartsupp(smartsuppDemo.webhookSecret, body),
			}),
		};
		return await this.deliver(webhook.url, () => ({ body, headers }), {
			// nothing is documented of the POST hook's repeats
			delaysMs: webhook.source === 'webhooks' ? assumedRetryDelaysMs : [],
			accepts: (status) => status === 200,
		});
	}

	private readonly signedIn: RequestHandler = (req, res, next) => {
		if (req.headers.authorization === `Bearer ${smartsuppDemo.accessToken}`) next();
		else this.refuse(res, 401, 'The access token is not valid.');
	};

	private restApi(): Router {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);

		router.post('/conversations/search', (req, res) => {
			const input = this.read(searchSchema, req, res);
			if (!input || this.isMisspelled(input, res)) return;
			const found = this.chats
				.map(({ conversation }) => conversation)
				.filter((conversation) =>
					input.query.every(({ field, value }) => this.fits(conversation, toSnake(field), [value].flat())),
				);
			const isDescending = Object.values(input.sort[0] ?? {})[0] !== 'asc';
			res.json(page(isDescending ? found.reverse() : found, input.size, input.after?.[0]));
		});
		router.get('/conversations/:id', (req, res) => {
			const chat = this.find(req, res);
			if (chat) res.json(chat.conversation);
		});
		router.patch('/conversations/:id/close', (req, res) => {
			const chat = this.find(req, res);
			if (!chat) return;
			if (chat.conversation.status === 'closed') {
				this.refuse(res, 422, 'Conversation is already closed');
				return;
			}
			void this.close(chat, 'conversation.closed', { close_type: 'api' });
			res.json({ ok: true });
		});
		router.patch('/conversations/:id/open', (req, res) => {
			const chat = this.find(req, res);
			if (!chat) return;
			Object.assign(chat.conversation, { status: 'open', finished_at: null });
			void this.fire(chat, 'conversation.opened');
			res.json(chat.conversation);
		});
		router.patch('/conversations/:id', (req, res) => {
			const chat = this.find(req, res);
			const input = chat && this.read(conversationChanges, req, res);
			if (!chat || !input) return;
			Object.assign(chat.conversation, input);
			this.changed();
			res.json(chat.conversation);
		});
		router.patch('/conversations/:id/assign', (req, res) => this.assign(req, res, true));
		router.patch('/conversations/:id/unassign', (req, res) => this.assign(req, res, false));
		router.post('/conversations/:id/transcript', (req, res) => {
			const chat = this.find(req, res);
			const input = chat && this.read(transcriptSchema, req, res);
			if (!chat || !input) return;
			this.transcripts.push({ conversationId: chat.conversation.id, ...input });
			res.json({ ok: true });
		});
		router.get('/conversations/:id/messages', (req, res) => {
			const chat = this.find(req, res);
			if (!chat) return;
			const size = Number(req.query.size ?? 50);
			if (!(size >= 1 && size <= 200)) {
				this.refuse(res, 400, 'size must be 1 to 200');
				return;
			}
			const messages = req.query.sort === 'asc' ? chat.messages : chat.messages.toReversed();
			const { after, ...rest } = page(messages, size, req.query.after);
			res.json({ ...rest, after: after?.[0] ?? null });
		});
		router.post('/conversations/:id/messages', (req, res) => {
			const chat = this.find(req, res);
			const input = chat && this.read(newMessageSchema, req, res);
			if (!chat || !input) return;
			const { agent_id, sub_type = 'agent' } = input;
			if (input.sub_type === 'agent' && agent_id === undefined) {
				this.refuse(res, 422, 'Property agent_id is required when sub_type is "agent"');
				return;
			}
			if (agent_id !== undefined && !this.agents.some(({ id }) => id === agent_id)) {
				this.refuse(res, 422, 'Agent was not found');
				return;
			}
			const isNote = input.type === 'note' && this.knowsNotes;
			const message = this.addMessage(chat, sub_type, input.content.text, {
				...(agent_id !== undefined && { agent_id }),
				...(isNote && { type: 'note' }),
			});
			if (!isNote) void this.announce(chat, message);
			res.json(message);
		});

		router.get('/contacts/find', (req, res) => {
			const contact = this.contacts.find(({ email }) => email !== null && email === req.query.email);
			if (contact) res.json(contact);
			else this.refuse(res, 404, 'Contact was not found');
		});
		router.get('/contacts/:id', (req, res) => {
			const contact = this.contacts.find(({ id }) => id === req.params.id);
			if (contact) res.json(contact);
			else this.refuse(res, 404, 'Contact was not found');
		});
		router.patch('/contacts/:id', (req, res) => {
			const contact = this.contacts.find(({ id }) => id === req.params.id);
			if (!contact) {
				this.refuse(res, 404, 'Contact was not found');
				return;
			}
			const input = this.read(contactChanges, req, res);
			if (!input) return;
			Object.assign(contact, input);
			this.changed();
			res.json(contact);
		});
		router.post('/contacts', (req, res) => {
			const input = this.read(newContactSchema, req, res);
			if (!input) return;
			const contact = newContact(this.newId('ct'), new Date().toISOString(), input);
			this.contacts.push(contact);
			res.json(contact);
		});

		router.get('/agents', (_req, res) => void res.json({ agents: this.agents }));

		router.get('/visitors/:id', (req, res) => {
			const visitor = this.chats
				.map(({ conversation, messages }) => ({ conversation, page: messages[0].page_url }))
				.findLast(({ conversation }) => conversation.visitor_id === req.params.id);
			if (!visitor) {
				this.refuse(res, 404, 'Visitor was not found');
				return;
			}
			res.json({
				id: req.params.id,
				is_online: true,
				status: 'active',
				visits: 3,
				lang: 'en',
				user_agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_8_5)',
				browser: 'Chrome',
				os: 'macOS',
				device: 'desktop',
				location_country: 'Czech Republic',
				location_country_code: 'CZ',
				location_city: 'Brno',
				referrer: null,
				page_url: visitor.page,
				page_title: 'Example shop',
				variables: visitor.conversation.variables,
				created_at: visitor.conversation.created_at,
				updated_at: visitor.conversation.updated_at,
			});
		});
		router.get('/visitors/:id/pages', (_req, res) => {
			res.status(400).json({
				code: 'not_implemented',
				message: 'Requested url or method not implemented',
			});
		});
		return router;
	}

	/** The body as the schema has it, or `undefined` after a 400 that names each field. */
	private read<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, req: Request, res: Response): T | undefined {
		const parsed = schema.safeParse(req.body ?? {});
		if (parsed.success) return parsed.data;
		res.status(400).json({
			code: 'invalid_parameters',
			message: 'Request parameters are not valid',
			errors: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
		});
		return undefined;
	}

	/** Refuses a search whose fields are spelled otherwise than this server takes them. */
	private isMisspelled({ query, sort }: z.infer<typeof searchSchema>, res: Response): boolean {
		const isWrong = (name: string) =>
			(this.spelling === 'snake' && /[A-Z]/.test(name)) || (this.spelling === 'camel' && name.includes('_'));
		const wrong = [
			...query.map(({ field }, index) => ({ path: `query.${index}.field`, name: field })),
			...sort.flatMap((entry, index) =>
				Object.keys(entry).map((name) => ({ path: `sort.${index}.${name}`, name })),
			),
		].filter(({ name }) => isWrong(name));
		if (wrong.length === 0) return false;
		res.status(this.misspelledStatus).json({
			code: 'invalid_parameters',
			message: 'Request parameters are not valid',
			errors: wrong.map(({ path }) => ({ path, message: 'is not allowed' })),
		});
		return true;
	}

	private fits(conversation: SmartsuppConversation, field: string, values: string[]): boolean {
		const value = conversation[field as keyof SmartsuppConversation];
		if (this.passesOver.has(field)) return true;
		if (!searchedTimes.includes(field)) return values.includes(String(value));
		const [from, to] = values.map(Date.parse);
		const time = Date.parse(String(value));
		return time >= from && time <= to;
	}

	private assign(req: Request, res: Response, isAssigned: boolean): void {
		const chat = this.find(req, res);
		const input = chat && this.read(agentSchema, req, res);
		if (!chat || !input) return;
		if (!this.agents.some(({ id }) => id === input.id)) {
			this.refuse(res, 422, 'Agent was not found');
			return;
		}
		const others = chat.conversation.assigned_agent_ids.filter((id) => id !== input.id);
		chat.conversation.assigned_agent_ids = isAssigned ? [...others, input.id] : others;
		this.changed();
		res.json({ ok: true });
	}

	private find(req: Request, res: Response): SmartsuppChat | undefined {
		const chat = this.chats.find(({ conversation }) => conversation.id === req.params.id);
		if (!chat) this.refuse(res, 404, 'Conversation was not found');
		return chat;
	}
}

/** A page of a list; `after` names its last entry and is null on the last page. */
function page<T extends { id: string }>(list: T[], size: number, after: unknown) {
	const from = after === undefined || after === null ? 0 : list.findIndex(({ id }) => id === after) + 1;
	const items = list.slice(from, from + size);
	const isLast = from + size >= list.length;
	return { total: list.length, after: isLast ? null : [items.at(-1)!.id], items };
}

function newContact(
	id: string,
	created_at: string,
	given: { name?: string; email?: string | null; phone?: string; note?: string },
): SmartsuppContact {
	return {
		id,
		name: given.name ?? null,
		email: given.email ?? null,
		phone: given.phone ?? null,
		note: given.note ?? null,
		banned_at: null,
		gdpr_approved: false,
		tags: [],
		properties: {},
		created_at,
		updated_at: created_at,
	};
}

/** "True if agent don't respond to last visitor message". */
function isMissed({ messages }: SmartsuppChat): boolean {
	const last = messages.findLast(({ sub_type }) => sub_type === 'agent' || sub_type === 'contact');
	return last?.sub_type === 'contact';
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
