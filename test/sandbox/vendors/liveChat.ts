import { randomUUID } from 'node:crypto';

import { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';

import { basicAuth, fileOfForm } from '../frame/http';
import type { PanelAction, PanelMessage, PanelState } from '../frame/panel';
import { ChatEnded, ChatGone, inBackground, inWords, webAddress } from '../frame/panel';
import type { Delivery, DeliverOptions } from '../frame/vendor';
import { VendorSandbox } from '../frame/vendor';
import { lastDeliveryInWords } from '../frame/words';

/** The demo account that the sandbox knows; nothing in it is a real credential. */
export const liveChatDemo = {
	accountId: 'f09ba25b-8be8-4fcd-a2c8-0b1c567aec85',
	personalAccessToken: 'dal:example-personal-access-token',
	clientId: '1b4237f476826986da63022a76c35bb1',
	organizationId: '390e44e6-f1e6-4368-a6dd-74f14508c2e0',
	webhookSecret: 'example-livechat-secret-0123456789',
	/** Whom the token belongs to. */
	userId: 'smith@example.com',
	/** A bot of the app, which was made before. */
	botId: '5c9871d5372c824cbf22d860a707a578',
	botSecret: 'example-bot-secret-641e2ae6d997d2009',
};

/** A webhook of the Configuration API. Its secret is never listed. */
export interface LiveChatWebhook {
	id: string;
	action: string;
	url: string;
	secret_key: string;
	owner_client_id: string;
	type: 'license' | 'bot';
	description?: string;
	additional_data?: string[];
	filters?: { author_type?: string; source_type?: string[]; only_my_chats?: boolean };
}

/** A webhook as added under Settings, Integrations, Webhooks. */
export interface LiveChatLegacyWebhook {
	id: string;
	event_type: string;
	data_types: string[];
	url: string;
	token: string;
}

export interface LiveChatCustomer {
	id: string;
	type: 'customer';
	name?: string;
	email?: string;
	phone_number?: string;
	created_at: string;
	session_fields: Array<Record<string, string>>;
	visit: object;
	statistics: object;
}

export interface LiveChatBot {
	id: string;
	name: string;
	owner_client_id: string;
	secret: string;
	groups: Array<{ id: number; priority: string }>;
	max_chats_count: number;
	job_title?: string;
	avatar_path?: string;
}

/** A file of a chat. */
export interface LiveChatFile {
	name: string;
	contentType: string;
	bytes: Buffer;
	/** With which an agent or a bot uploaded it; a customer's has none. */
	uploadedBy: string | null;
}

interface ChatEvent {
	id: string;
	type: string;
	text?: string;
	author_id?: string;
	visibility: string;
	created_at: string;
	[field: string]: unknown;
}

interface Thread {
	id: string;
	active: boolean;
	user_ids: string[];
	events: ChatEvent[];
	tags: string[];
	summary?: { status: string; text: string; updated_at: string };
	properties: Record<string, Record<string, unknown>>;
	access: { group_ids: number[] };
	/** Seconds that the thread waited. */
	queues_duration: number;
	created_at: string;
}

export interface LiveChatChat {
	id: string;
	customer: LiveChatCustomer | null;
	/** E-mail addresses of the agents in the chat. */
	agentIds: string[];
	/** Those of them whom the customer does not see: `visibility` is `agents`. */
	hiddenIds: string[];
	threads: Thread[];
	properties: Record<string, Record<string, unknown>>;
	access: { group_ids: number[] };
}

interface DemoCustomer {
	name: string;
	email: string;
	city: string;
	text: string;
}

const people: DemoCustomer[] = [
	{
		name: 'Jason',
		email: 'jason@example.com',
		city: 'Wroclaw',
		text: 'Hi, my order from last week has not arrived yet. Can you have a look?',
	},
	{
		name: 'Maria',
		email: 'maria@example.com',
		city: 'Lisbon',
		text: 'Hello! Can I still change my plan before the next invoice?',
	},
	{
		name: 'Aiko',
		email: 'aiko@example.com',
		city: 'Osaka',
		text: 'Good morning, which of your plans includes the API?',
	},
];

/** The legacy webhooks that the sandbox sends; the page offers the first. */
const legacyEvents = ['chat_ended', 'chat_started', 'chat_changed', 'ticket_created'];

/**
 * HTTP statuses of `error.type`. LiveChat documents the types alone; the statuses are the usual ones.
 */
const statusOf: Record<string, number> = {
	authentication: 401,
	authorization: 403,
	not_found: 404,
	group_not_found: 404,
	validation: 400,
	limit_reached: 400,
	already_exists: 400,
	chat_inactive: 400,
	missing_access: 403,
	misdirected_request: 400,
	entity_too_large: 413,
	too_many_requests: 429,
	internal: 500,
	service_unavailable: 503,
};

const WEBHOOKS_PER_ACTION = 3;

/** "up to 3 retries within about 1 minute", after anything but 200 within about 10 seconds. */
const v3Retries: DeliverOptions = {
	delaysMs: [20_000, 20_000, 20_000],
	accepts: (status) => status === 200,
	timeoutMs: 10_000,
};

/** "up to 10 retries within 6 hours" */
const legacyRetries: DeliverOptions = {
	delaysMs: Array<number>(10).fill(36 * 60_000),
	accepts: (status) => status === 200,
	timeoutMs: 10_000,
};

class Refusal extends Error {
	constructor(
		readonly type: keyof typeof statusOf,
		message: string,
		readonly data?: object,
	) {
		super(message);
	}
}

type Input = Record<string, unknown>;
type Method = (input: Input) => unknown;

/** "Maximum size: 10MB" */
const LARGEST_FILE_BYTES = 10 * 1024 * 1024;

const id = z.string().min(1);
const properties = z.record(z.string(), z.record(z.string(), z.unknown()));
const richButton = z
	.object({
		type: z.enum(['message', 'url', 'phone', 'webview']),
		text: id,
		value: id,
		postback_id: id,
		user_ids: z.array(z.string()),
		webview_height: z.enum(['compact', 'full', 'tall']).optional(),
		target: z.enum(['new', 'current']).optional(),
	})
	.strict();
const richElement = z
	.object({
		title: id.optional(),
		subtitle: id.optional(),
		image: z.object({ url: z.string().url() }).passthrough().optional(),
		buttons: z.array(richButton).max(13).optional(),
	})
	.strict();
/** https://platform.text.com/docs/messaging/agent-chat-api/data-structures#events */
const eventType = z.enum([
	...(['file', 'form', 'filled_form', 'message', 'rich_message', 'custom'] as const),
	...(['system_message', 'system'] as const),
]);
const newEvent = z.object({
	type: z.enum(['message', 'system_message', 'custom', 'file', 'rich_message']),
	text: z.string().min(1).optional(),
	url: z.string().url().optional(),
	alternative_text: id.optional(),
	template_id: z.enum(['cards', 'quick_replies', 'sticker']).optional(),
	elements: z.array(richElement).max(10).optional(),
	visibility: z.enum(['all', 'agents']).default('all'),
	custom_id: z.string().optional(),
});
const chatInput = z.object({
	access: z.object({ group_ids: z.array(z.number()) }).optional(),
	users: z.array(z.object({ id, type: z.enum(['agent', 'customer']) })).optional(),
	properties: properties.optional(),
	thread: z.object({ events: z.array(newEvent).optional(), properties: properties.optional() }).optional(),
});

/**
 * LiveChat: webhooks of the Configuration API 3.6 and the legacy ones, and the Agent Chat API 3.6, as
 * https://platform.text.com/docs describes them.
 */
export class LiveChatSandbox extends VendorSandbox {
	readonly name = 'liveChat';
	readonly title = 'LiveChat';

	readonly webhooks: LiveChatWebhook[] = [];
	readonly legacyWebhooks: LiveChatLegacyWebhook[] = [];
	/** Newest last. */
	readonly chats: LiveChatChat[] = [];
	readonly customers = new Map<string, LiveChatCustomer>();
	/** The tags' names, with the groups in which each can be used. */
	readonly tags = new Map<string, number[]>();
	/** Days of customers' bans, by customer. */
	readonly bans = new Map<string, number>();
	readonly bots: LiveChatBot[] = [];
	/** Tokens that bots were given: whose each is. */
	readonly botTokens = new Map<string, string>();
	/** By the path below the base URL. */
	readonly files = new Map<string, LiveChatFile>();
	/** Who is shown as typing, and to whom. */
	readonly typing: Array<{ chat_id: string; author: string; is_typing: boolean; visibility: string }> = [];
	/** Agents' `routing_status`. */
	readonly statuses = new Map<string, string>();
	/** The scopes of the token; null for all. */
	scopes: Set<string> | null = null;
	/** Whether the app of the Client ID is installed, so that its webhooks are sent. */
	isInstalled = true;
	/** Another region than the client's: requests need X-Region with this value. */
	region: string | null = null;

	/**
	 * Who does what happens now: `other_clients` is LiveChat's own agent app. That a call with the token counts as the app
	 * of the Client ID is assumed; LiveChat does not document it.
	 */
	private source: 'my_client' | 'other_clients' = 'other_clients';
	private nextPerson = 0;
	private counter = 0;
	private pages = new Map<string, unknown>();
	/** Whose token the request has that is being answered: a user, or a bot. */
	private requester = liveChatDemo.userId;
	private last: (() => Promise<Delivery[]>) | null = null;

	constructor(context: ConstructorParameters<typeof VendorSandbox>[0]) {
		super(context);
		this.clear();
	}

	/** The credential's `baseUrl`. */
	get baseUrl(): string {
		return `${this.context.url}/livechat`;
	}

	/** Adds a webhook as *Settings, Integrations, Webhooks* does, or another program does by the legacy API. */
	addLegacyWebhook(
		url: string,
		event_type = 'chat_ended',
		data_types = ['chat', 'visitor', 'pre_chat_survey', 'ticket'],
	): LiveChatLegacyWebhook {
		const webhook = { id: hex(), event_type, data_types, url: webAddress(url), token: hex() };
		this.legacyWebhooks.push(webhook);
		this.changed();
		return webhook;
	}

	/** Adds a webhook of the Configuration API that some other program registered. */
	addForeignWebhook(action: string, more: Partial<LiveChatWebhook> = {}): LiveChatWebhook {
		const webhook: LiveChatWebhook = {
			id: hex(),
			action,
			url: 'https://crm.example.com/livechat',
			secret_key: 'example-secret-of-somebody-else',
			owner_client_id: liveChatDemo.clientId,
			type: 'license',
			...more,
		};
		this.webhooks.push(webhook);
		this.changed();
		return webhook;
	}

	/**
	 * Starts a chat with the next of the demo's people, and delivers it.
	 * @param isUnknown LiveChat's record of the customer has neither name nor e-mail: only the form before the chat does
	 * @param isOffline it is an offline message, which nobody takes
	 */
	async startChat({ isUnknown = false, isOffline = false } = {}): Promise<{
		chat: LiveChatChat;
		deliveries: Delivery[];
	}> {
		const person = people[this.nextPerson++ % people.length];
		const customer = this.addCustomer(isUnknown ? { city: person.city } : person);
		const chat = this.open({ customer, agentIds: isOffline ? [] : [liveChatDemo.userId] });
		const thread = current(chat);
		this.addEvent(chat, {
			type: 'filled_form',
			author_id: customer.id,
			visibility: 'all',
			form_type: 'prechat',
			fields: [
				{ type: 'name', id: '1', label: 'Your name', answer: person.name },
				{ type: 'email', id: '2', label: 'Your email', answer: person.email },
			],
		});
		this.addEvent(chat, { type: 'message', author_id: customer.id, text: person.text, visibility: 'all' });
		thread.properties.routing = {
			start_url: 'https://www.example.com/pricing',
			continuous: false,
			...(isOffline && { offline_message: true }),
		};
		const deliveries = await this.tell(chat, 'incoming_chat', { chat: this.view(chat) }, 'chat_started');
		return { chat, deliveries };
	}

	/** Says something in a chat, as the customer or as the agent, and delivers it. */
	async say(chatId: string, from: 'visitor' | 'agent', text: string): Promise<Delivery[]> {
		const { customer } = this.chatOf(chatId);
		const author_id = from === 'agent' ? liveChatDemo.userId : (customer?.id ?? '');
		return await this.sendInto(chatId, { type: 'message', author_id, text });
	}

	/** Sends an event of any type in a chat, such as a note of an agent, a rich message or a form, and delivers it. */
	async sendInto(chatId: string, event: { type: string; [field: string]: unknown }): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		const added = this.addEvent(chat, { visibility: 'all', ...event });
		return await this.tell(chat, 'incoming_event', { ...inThread(chat), event: added });
	}

	/** The agent offers two buttons. */
	async offer(chatId: string, title: string): Promise<Delivery[]> {
		const buttons = ['Yes', 'No'].map((text) => ({ text, postback_id: text.toLowerCase(), user_ids: [] }));
		return await this.sendInto(chatId, {
			type: 'rich_message',
			author_id: liveChatDemo.userId,
			template_id: 'quick_replies',
			elements: [{ title, buttons }],
		});
	}

	/** Ends a chat; without a user it was the router. */
	async endChat(chatId: string, user_id?: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		if (!current(chat).active) throw new Refusal('chat_inactive', 'Chat is not active');
		current(chat).active = false;
		return await this.tell(
			chat,
			'chat_deactivated',
			{ ...inThread(chat), ...(user_id !== undefined && { user_id }) },
			'chat_ended',
		);
	}

	/** The customer leaves before anybody answered. */
	async missChat(chatId: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		current(chat).properties.routing = { ...current(chat).properties.routing, unreplied: true };
		return await this.endChat(chatId, chat.customer?.id);
	}

	/** The customer rates: 1 is good, 0 is bad. */
	async rate(chatId: string, score: 0 | 1, comment = ''): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		current(chat).properties.rating = { score, comment };
		return await this.tell(chat, 'thread_properties_updated', {
			...inThread(chat),
			properties: { rating: { score, comment } },
		});
	}

	async tag(chatId: string, tag: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		current(chat).tags.push(tag);
		return await this.tell(chat, 'thread_tagged', { ...inThread(chat), tag }, 'chat_changed');
	}

	/** Delivers to everybody who registered this action. */
	async fire(action: string, payload: unknown, legacy?: { type: string; body: object }): Promise<Delivery[]> {
		const jobs: Array<() => Promise<Delivery[]>> = [];
		for (const webhook of this.isInstalled ? this.webhooks : []) {
			if (webhook.action !== action || !this.passes(webhook, payload)) continue;
			const body = JSON.stringify({
				webhook_id: webhook.id,
				secret_key: webhook.secret_key,
				action,
				organization_id: liveChatDemo.organizationId,
				payload,
				additional_data: this.additionalData(webhook, payload),
			});
			jobs.push(async () => await this.deliver(webhook.url, () => jsonMessage(body), v3Retries));
		}
		for (const webhook of this.legacyWebhooks) {
			if (legacy === undefined || webhook.event_type !== legacy.type) continue;
			const parts = Object.entries(legacy.body).filter(([name]) => webhook.data_types.includes(name));
			const isTicket = legacy.type === 'ticket_created';
			const body = JSON.stringify({
				event_type: legacy.type,
				...(!isTicket && { event_unique_id: hex().slice(0, 7), lc_version: '2' }),
				token: webhook.token,
				license_id: '1067',
				...Object.fromEntries(parts),
			});
			jobs.push(async () => await this.deliver(webhook.url, () => jsonMessage(body), legacyRetries));
		}
		const send = async () => (await Promise.all(jobs.map(async (job) => await job()))).flat();
		if (jobs.length > 0) this.last = send;
		return await send();
	}

	/** Whether a webhook's filters let an event through. */
	private passes({ filters = {} }: LiveChatWebhook, payload: unknown): boolean {
		const { author_type, source_type } = filters;
		const { event } = payload as { event?: ChatEvent };
		const author = this.customers.has(event?.author_id ?? '') ? 'customer' : 'agent';
		return (
			(author_type === undefined || author_type === author) &&
			(source_type === undefined || source_type.includes(this.source))
		);
	}

	/** What a webhook asked for beside the event. */
	private additionalData({ additional_data = [] }: LiveChatWebhook, payload: unknown): object {
		const { chat_id, chat: started } = payload as { chat_id?: string; chat?: { id: string } };
		const chat = this.chats.find((one) => one.id === (chat_id ?? started?.id));
		if (chat === undefined) return {};
		const { customer, agentIds, properties: chat_properties } = chat;
		const chat_presence_user_ids = [...(customer ? [customer.id] : []), ...agentIds];
		const all = Object.entries({ chat_properties, chat_presence_user_ids });
		return Object.fromEntries(all.filter(([name]) => additional_data.includes(name)));
	}

	/** A visitor leaves a message while nobody is there: only the legacy webhooks know such tickets. */
	async leaveMessage(text: string, { name, email }: Partial<DemoCustomer> = people[0]): Promise<Delivery[]> {
		const source = { type: 'chat-window', url: 'https://www.example.com/pricing' };
		const date = `${new Date().toISOString().slice(0, 19)}Z`;
		const author = { id: email, name, type: 'client' };
		const ticket = {
			id: this.newId('K'),
			events: [{ author, date, is_private: false, message: text, type: 'message', source }],
			groups: [{ id: 0, name: 'General', inherited: true }],
			requester: { mail: email, name, utc_offset: 'Europe/Warsaw', ip: '203.0.113.7' },
			status: 'open',
			subject: text.slice(0, 40),
			tags: [],
			source,
		};
		return await this.fire('ticket_created', {}, { type: 'ticket_created', body: { ticket } });
	}

	/** Sends the last event once more, as a retry after an answer that got lost. */
	async deliverAgain(): Promise<Delivery[]> {
		return (await this.last?.()) ?? [];
	}

	routes(): Record<string, Router> {
		const router = Router({ caseSensitive: true });
		const agent = this.agentApi();
		const configuration = this.configurationApi();
		router.post('/v3.6/agent/action/upload_file', (req, res) => void this.upload(req, res));
		router.get('/files/:number/:name', (req, res) => this.sendFile(req, res));
		router.post('/v3.6/agent/action/:action', (req, res) => this.answer(agent, req, res));
		router.post('/v3.6/configuration/action/:action', (req, res) => this.answer(configuration, req, res));
		return { '/livechat': router };
	}

	actions(): PanelAction[] {
		const inChat = (run: (chatId: string, text: string) => Promise<Delivery[]>) => async (input: Input) => {
			const chatId = String(input.chat ?? '');
			if (!this.chats.some(({ id }) => id === chatId)) throw new ChatGone();
			try {
				await inBackground(run(chatId, String(input.text ?? '')));
			} catch (cause) {
				throw cause instanceof Refusal && cause.type === 'chat_inactive' ? new ChatEnded() : cause;
			}
		};
		return [
			{
				id: 'startChat',
				label: 'Start a chat',
				primary: true,
				run: async () => await inBackground(this.startChat()),
			},
			{
				id: 'leaveOfflineMessage',
				label: 'Leave an offline message',
				run: async () => await inBackground(this.startChat({ isOffline: true })),
			},
			{
				id: 'deliverAgain',
				label: 'Send the last event again',
				run: async () => {
					if (!this.last) throw new Error('Nothing was sent yet: publish a workflow and start a chat.');
					await inBackground(this.deliverAgain());
				},
			},
			{
				id: 'leaveMessage',
				label: 'Leave a ticket (legacy)',
				run: async () => await inBackground(this.leaveMessage('Do you deliver to Poland?')),
			},
			{
				id: 'addWebhook',
				label: 'Add a legacy webhook',
				place: 'webhook',
				fields: [
					{ name: 'url', label: 'Target URL', placeholder: 'https://…/webhook/…?secret=…' },
					{ name: 'event', label: 'Event', options: legacyEvents },
				],
				run: ({ url, event }) => void this.addLegacyWebhook(String(url ?? ''), String(event || 'chat_ended')),
			},
			{
				id: 'removeWebhook',
				label: 'Remove legacy webhooks',
				place: 'webhook',
				run: () => {
					this.legacyWebhooks.splice(0);
					this.changed();
				},
			},
			{
				id: 'agentSays',
				label: 'Reply',
				place: 'chat',
				needsText: true,
				primary: true,
				run: inChat(async (chat, text) => await this.say(chat, 'agent', text)),
			},
			{
				id: 'visitorSays',
				label: 'Say as visitor',
				place: 'chat',
				needsText: true,
				run: inChat(async (chat, text) => await this.say(chat, 'visitor', text)),
			},
			{
				id: 'agentNotes',
				label: 'Note for agents',
				place: 'chat',
				needsText: true,
				run: inChat(async (chat, text) => {
					const author_id = liveChatDemo.userId;
					return await this.sendInto(chat, { type: 'message', author_id, text, visibility: 'agents' });
				}),
			},
			{
				id: 'agentOffers',
				label: 'Offer buttons',
				place: 'chat',
				run: inChat(async (chat, text) => await this.offer(chat, text || 'Did this help?')),
			},
			{
				id: 'endChat',
				label: 'End',
				place: 'chat',
				run: inChat(async (chat) => await this.endChat(chat, liveChatDemo.userId)),
			},
			{
				id: 'missChat',
				label: 'Leave unanswered',
				place: 'chat',
				run: inChat(async (chat) => await this.missChat(chat)),
			},
			{
				id: 'rateChat',
				label: 'Rate as good',
				place: 'chat',
				run: inChat(async (chat, text) => await this.rate(chat, 1, text)),
			},
			{
				id: 'tagChat',
				label: 'Tag',
				place: 'chat',
				run: inChat(async (chat, text) => await this.tag(chat, text || 'support')),
			},
		];
	}

	state(): PanelState {
		const { deliveries } = this;
		return {
			chats: this.chats.toReversed().map((chat) => ({
				id: chat.id,
				title: chat.customer?.name ?? 'Chat without a customer',
				subtitle: current(chat).active ? (chat.customer?.email ?? '') : 'ended',
				startedAt: Date.parse(current(chat).created_at),
				messages: current(chat)
					.events.map((event) => this.panelMessage(chat, event))
					.filter(({ text }) => text !== ''),
				cards: [
					{
						title: 'What your workflow sent',
						empty: 'Nothing yet. Session fields, tags and properties appear here.',
						rows: [
							...(chat.customer?.session_fields ?? []).flatMap(Object.entries).map(toRow),
							...current(chat).tags.map((tag) => ({ name: 'Tag', value: tag })),
							...Object.values(chat.properties).flatMap(Object.entries).map(toRow),
						],
						highlight: true,
					},
					{
						title: 'Chat',
						empty: '',
						rows: [
							{ name: 'E-mail', value: chat.customer?.email || 'not given' },
							{ name: 'Chat ID', value: chat.id },
							{ name: 'Customer ID', value: chat.customer?.id ?? 'none' },
						],
					},
				],
			})),
			webhooks: [
				...this.webhooks.map(({ url, action }) => ({ url, events: action })),
				...this.legacyWebhooks.map(({ url, event_type }) => ({ url, events: `${event_type}, legacy` })),
			].map((webhook) => ({
				...webhook,
				...lastDeliveryInWords(
					deliveries.findLast(({ url }) => url === webhook.url),
					'Registered. Nothing sent yet.',
				),
			})),
			setup: {
				credential: 'LiveChat API',
				fields: [
					{ name: 'Account ID', value: liveChatDemo.accountId },
					{ name: 'Personal Access Token', value: liveChatDemo.personalAccessToken },
					{ name: 'Client ID', value: liveChatDemo.clientId },
					{ name: 'Webhook Secret', value: liveChatDemo.webhookSecret },
					{ name: 'Bot ID', value: liveChatDemo.botId },
					{ name: 'Bot Secret', value: liveChatDemo.botSecret },
					{ name: 'Organization ID', value: liveChatDemo.organizationId },
					{ name: 'Base URL', value: this.baseUrl },
				],
				webhook: [
					'Publish a workflow with a LiveChat Trigger. It tells LiveChat its URL by itself, and appears above: there is nothing to paste.',
					'Only where the trigger’s Source is Legacy Webhooks (Version 2): copy its Production URL, paste it above under Target URL with the ending below, without a space, and click Add a legacy webhook.',
				],
				urlEnding: `?secret=${liveChatDemo.webhookSecret}`,
			},
		};
	}

	protected errorBody(status: number, text: string): unknown {
		const type = Object.keys(statusOf).find((name) => statusOf[name] === status) ?? 'validation';
		return { error: { type, message: text } };
	}

	protected clear(): void {
		this.webhooks.splice(0);
		this.legacyWebhooks.splice(0);
		this.chats.splice(0);
		this.customers.clear();
		this.tags.clear();
		this.bans.clear();
		for (const tag of ['bug_report', 'sales', 'support']) this.tags.set(tag, [0]);
		this.bots.splice(0);
		this.bots.push({
			id: liveChatDemo.botId,
			name: 'Parcel Bot',
			owner_client_id: liveChatDemo.clientId,
			secret: liveChatDemo.botSecret,
			groups: [{ id: 0, priority: 'supervisor' }],
			max_chats_count: 6,
		});
		this.botTokens.clear();
		this.files.clear();
		this.typing.splice(0);
		this.statuses.clear();
		this.pages.clear();
		this.scopes = null;
		this.isInstalled = true;
		this.region = null;
		this.nextPerson = 0;
		this.counter = 0;
		this.last = null;
	}

	/** Opens a chat without a word to anybody. */
	open(from: { customer?: LiveChatCustomer; agentIds?: string[]; groupIds?: number[] } = {}): LiveChatChat {
		const access = { group_ids: from.groupIds ?? [0] };
		const chat: LiveChatChat = {
			id: this.newId('C'),
			customer: from.customer ?? null,
			agentIds: [...(from.agentIds ?? [])],
			hiddenIds: [],
			threads: [],
			properties: {},
			access,
		};
		this.chats.push(chat);
		this.openThread(chat);
		return chat;
	}

	addCustomer({ name, email, city }: Partial<DemoCustomer> = people[0]): LiveChatCustomer {
		const customer: LiveChatCustomer = {
			id: randomUUID(),
			type: 'customer',
			name,
			email,
			created_at: new Date().toISOString(),
			session_fields: [],
			visit: {
				ip: '203.0.113.7',
				user_agent: 'Mozilla/5.0',
				geolocation: { country: 'Poland', country_code: 'PL', city, timezone: 'Europe/Warsaw' },
				last_pages: [{ url: 'https://www.example.com/pricing', title: 'Pricing' }],
			},
			statistics: { chats_count: 1 },
		};
		this.customers.set(customer.id, customer);
		return customer;
	}

	/** Keeps a file, as its customer or an upload brings it. @returns its URL */
	addFile(file: Omit<LiveChatFile, 'uploadedBy'> & { uploadedBy?: string }): string {
		const path = `/files/${this.files.size + 1}/${encodeURIComponent(file.name)}`;
		this.files.set(path, { uploadedBy: null, ...file });
		return this.baseUrl + path;
	}

	private fileAt(url: string | undefined): LiveChatFile {
		const file = this.files.get(url?.replace(this.baseUrl, '') ?? '');
		if (!file) throw new Refusal('validation', '`event.url` must point to LiveChat CDN');
		return file;
	}

	/** `upload_file`: the only method that takes a form. */
	private async upload(req: Request, res: Response): Promise<void> {
		const file = await fileOfForm(res.locals.bytes as Buffer, req.headers['content-type'], 'file');
		this.answering(req, res, () => {
			if (file === null) throw new Refusal('validation', '`file` is required');
			if (file.bytes.length > LARGEST_FILE_BYTES) throw new Refusal('entity_too_large', 'File is too large');
			return { url: this.addFile({ ...file, uploadedBy: this.requester }) };
		});
	}

	/** The CDN: whoever has the address has the file, and no token is asked for. */
	private sendFile(req: Request, res: Response): void {
		const file = this.files.get(req.path);
		if (!file) res.status(404).end();
		else res.type(file.contentType).send(file.bytes);
	}

	/** The chat goes on: in a thread of its own, as when a visitor comes back. */
	openThread(chat: LiveChatChat): Thread {
		const thread: Thread = {
			id: this.newId('T'),
			active: true,
			user_ids: [...(chat.customer ? [chat.customer.id] : []), ...chat.agentIds],
			events: [],
			tags: [],
			properties: {},
			access: chat.access,
			queues_duration: 0,
			created_at: new Date().toISOString(),
		};
		chat.threads.push(thread);
		this.changed();
		return thread;
	}

	addEvent(chat: LiveChatChat, event: Omit<ChatEvent, 'id' | 'created_at'>): ChatEvent {
		const thread = current(chat);
		if (!thread.active) throw new Refusal('chat_inactive', 'Chat is not active');
		const added = {
			...event,
			id: `${thread.id}_${thread.events.length + 1}`,
			created_at: new Date().toISOString(),
		} as ChatEvent;
		thread.events.push(added);
		this.changed();
		return added;
	}

	/** Ids like LiveChat's, unique and the same in every run. */
	private newId(letter: string): string {
		this.counter += 1;
		return `P${letter}${String(this.counter).padStart(8, '0')}`;
	}

	private chatOf(chatId: unknown): LiveChatChat {
		const chat = this.chats.find((one) => one.id === chatId);
		if (!chat) throw new Refusal('not_found', 'Chat not found');
		return chat;
	}

	private agent(agentId: string, isHidden: boolean): object {
		return {
			id: agentId,
			type: 'agent',
			name: [...agents, ...this.bots].find((one) => one.id === agentId)?.name ?? agentId,
			email: agentId,
			present: true,
			avatar: 'https://example.com/avatar.jpg',
			visibility: isHidden ? 'agents' : 'all',
		};
	}

	/** A chat with one thread, as get_chat answers it. */
	private view(chat: LiveChatChat, thread: Thread | undefined = current(chat)): Record<string, unknown> {
		if (!thread) throw new Refusal('not_found', 'Thread not found');
		const { id: chatId, customer, agentIds, hiddenIds, properties: chatProperties, access } = chat;
		const users = [
			...(customer ? [{ ...customer, present: true }] : []),
			...agentIds.map((one) => this.agent(one, hiddenIds.includes(one))),
		];
		return { id: chatId, users, thread, properties: chatProperties, access, is_followed: true };
	}

	private async tell(
		chat: LiveChatChat,
		action: string,
		payload: object,
		legacyType?: string,
	): Promise<Delivery[]> {
		this.changed();
		return await this.fire(
			action,
			payload,
			legacyType === undefined ? undefined : { type: legacyType, body: this.legacyBody(chat) },
		);
	}

	private legacyBody(chat: LiveChatChat): object {
		const { customer } = chat;
		const thread = current(chat);
		const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
		return {
			chat: {
				id: thread.id,
				started_timestamp: seconds(thread.created_at),
				...(!thread.active && { ended_timestamp: Math.floor(Date.now() / 1000) }),
				url: 'https://www.example.com/pricing',
				referer: '',
				messages: thread.events
					.filter(({ type }) => type === 'message')
					.map(({ author_id, text, created_at }) => {
						const isVisitor = author_id === customer?.id;
						return {
							user_type: isVisitor ? 'visitor' : 'agent',
							author_name: isVisitor ? customer?.name : 'Agent Smith',
							...(!isVisitor && { agent_id: author_id }),
							text,
							json: '',
							timestamp: seconds(created_at),
						};
					}),
				attachments: [],
				events: [],
				agents: chat.agentIds.map((login) => ({ name: 'Agent Smith', login })),
				tags: thread.tags,
				groups: chat.access.group_ids,
			},
			visitor: {
				id: customer?.id,
				name: customer?.name,
				email: customer?.email,
				country: 'Poland',
				city: '',
				language: 'en',
				page_current: 'https://www.example.com/pricing',
				timezone: '',
			},
			pre_chat_survey: [{ id: '2001', type: 'name', label: 'Name:', answer: customer?.name }],
		};
	}

	private panelMessage(chat: LiveChatChat, event: ChatEvent): PanelMessage {
		const from = event.author_id === chat.customer?.id ? 'visitor' : event.author_id ? 'agent' : 'system';
		const name = from === 'visitor' ? (chat.customer?.name ?? '') : (event.author_id ?? '');
		const isForm = event.type === 'filled_form';
		const text = isForm ? '' : (event.text ?? (event.name as string | undefined) ?? `(${event.type})`);
		return {
			from,
			name,
			text: event.visibility === 'agents' ? `${text} (agents only)` : text,
			time: Date.parse(event.created_at),
		};
	}

	/** Every method is a POST with a JSON object. */
	private answer(methods: Record<string, Method>, req: Request, res: Response): void {
		this.answering(req, res, () => {
			const action = String(req.params.action);
			if (!Object.hasOwn(methods, action)) throw new Refusal('not_found', `Unknown method ${action}`);
			const isJson = /^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '');
			if (!isJson || typeof req.body !== 'object' || req.body === null) {
				throw new Refusal('validation', 'Wrong format of request');
			}
			return methods[action](req.body as Input);
		});
	}

	/** Whose token it is: the user's, or a bot's. */
	private requesterOf(req: Request): string {
		const { authorization } = req.headers;
		const auth = basicAuth(authorization);
		const { accountId, personalAccessToken, userId } = liveChatDemo;
		if (auth?.user === accountId && auth.password === personalAccessToken) return userId;
		const botId = this.botTokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
		if (botId === undefined) throw new Refusal('authentication', 'Invalid access token');
		return botId;
	}

	/** What a method throws becomes LiveChat's refusal. */
	private answering(req: Request, res: Response, method: () => unknown): void {
		try {
			// the only method that asks for no token
			if (req.params.action !== 'list_webhook_names') {
				this.requester = this.requesterOf(req);
				if (this.region !== null && req.headers['x-region'] !== this.region) {
					throw new Refusal('misdirected_request', 'Wrong region', { region: this.region });
				}
			}
			this.source = 'my_client';
			const result = method();
			if (result === undefined) res.status(200).end();
			else res.json(result);
		} catch (cause) {
			if (!(cause instanceof Refusal)) {
				this.refuse(res, 500, String(cause));
				return;
			}
			const { type, message, data } = cause;
			res.status(statusOf[type]).json({ error: { type, message, ...(data && { data }) } });
		} finally {
			this.source = 'other_clients';
		}
	}

	private need(...scopes: string[]): void {
		if (this.scopes === null || scopes.some((scope) => this.scopes!.has(scope))) return;
		throw new Refusal('authorization', `Missing scope: ${scopes.join(' or ')}`);
	}

	private configurationApi(): Record<string, Method> {
		const owner = z.object({ owner_client_id: id });
		const owned = (input: Input) => {
			const { owner_client_id } = read(owner.passthrough(), input);
			if (owner_client_id !== liveChatDemo.clientId) {
				throw new Refusal('validation', '`owner_client_id` is not owned by your organization');
			}
		};
		const registration = z
			.object({
				action: id,
				secret_key: id,
				url: z.string().url().max(500),
				owner_client_id: id,
				type: z.enum(['license', 'bot']),
				description: z.string().optional(),
				additional_data: z.array(z.enum(['chat_properties', 'chat_presence_user_ids'])).optional(),
				filters: z
					.object({
						author_type: z.enum(['customer', 'agent']).optional(),
						source_type: z.array(z.enum(['my_client', 'other_clients', 'system'])).optional(),
					})
					.strict()
					.optional(),
			})
			.strict()
			.refine(
				({ action, filters }) =>
					filters?.author_type === undefined || ['incoming_event', 'event_updated'].includes(action),
				'`filters.author_type` is not allowed for this action',
			)
			.refine(
				({ action, additional_data }) =>
					additional_data === undefined || !['routing_status_set', 'agent_deleted'].includes(action),
				'`additional_data` is not allowed for this action',
			);
		return {
			register_webhook: (input) => {
				this.need('webhooks.configuration:rw');
				owned(input);
				const webhook = read(registration, input);
				const same = this.webhooks.filter(
					(other) => other.action === webhook.action && other.owner_client_id === webhook.owner_client_id,
				);
				if (same.length >= WEBHOOKS_PER_ACTION) {
					throw new Refusal('limit_reached', 'Webhook limit reached');
				}
				this.webhooks.push({ id: hex(), ...webhook });
				this.changed();
				return { id: this.webhooks.at(-1)!.id };
			},
			list_webhooks: (input) => {
				this.need('webhooks.configuration:rw');
				owned(input);
				return this.webhooks.map((webhook) => without(webhook, 'secret_key'));
			},
			unregister_webhook: (input) => {
				this.need('webhooks.configuration:rw');
				owned(input);
				const index = this.webhooks.findIndex((webhook) => webhook.id === input.id);
				if (index < 0) throw new Refusal('not_found', 'Webhook not found');
				this.webhooks.splice(index, 1);
				this.changed();
			},
			list_webhook_names: () => [],
			get_license_webhooks_state: (input) => {
				this.need('webhooks.state:ro', 'webhooks.state:rw');
				owned(input);
				return { license_webhooks_enabled: this.isInstalled };
			},
			list_agents: (input) => {
				this.need('agents--all:ro');
				const fields = fieldsOf(input, agentFields);
				return agents.map((agent) => ({
					...agent,
					account_id: liveChatDemo.accountId,
					role: 'normal',
					login_status: this.statuses.get(agent.id) ?? 'accepting chats',
					...only(fields, {
						groups: groupsOf(agent.id).map((group) => ({ id: group, priority: 'normal' })),
						job_title: 'Support Hero',
						max_chats_count: 6,
						suspended: false,
					}),
				}));
			},
			create_bot: (input) => {
				this.need('agents-bot--my:rw');
				owned(input);
				const priority = z.enum(['first', 'normal', 'last', 'supervisor']);
				const schema = z
					.object({
						name: id,
						avatar: id.optional(),
						max_chats_count: z.number().int().max(500).default(6),
						default_group_priority: priority.optional(),
						job_title: id.optional(),
						groups: z.array(z.object({ id: z.number(), priority }).strict()).default([]),
						owner_client_id: id,
					})
					.strict();
				const { name, owner_client_id, groups, max_chats_count, job_title, avatar } = read(schema, input);
				const bot = {
					id: hex(),
					secret: `example-secret-of-${hex()}`,
					...{ name, owner_client_id, groups, max_chats_count, job_title, avatar_path: avatar },
				};
				this.bots.push(bot);
				this.changed();
				return { id: bot.id, secret: bot.secret };
			},
			list_bots: (input) => {
				this.need('agents-bot--my:ro', 'agents-bot--all:ro');
				const { all, ...others } = input;
				read(z.boolean().optional(), all);
				const fields = fieldsOf(others, botFields);
				return this.bots.map((bot) => ({
					id: bot.id,
					name: bot.name,
					avatar_path: bot.avatar_path ?? 'https://example.com/avatar.jpg',
					...only(fields, bot),
				}));
			},
			issue_bot_token: (input) => {
				const { bot_id, bot_secret } = read(
					z
						.object({
							bot_id: id,
							client_id: z.literal(liveChatDemo.clientId),
							bot_secret: id,
							organization_id: z.literal(liveChatDemo.organizationId),
						})
						.strict(),
					input,
				);
				const bot = this.bots.find((one) => one.id === bot_id);
				if (bot?.secret !== bot_secret) throw new Refusal('authorization', 'Wrong bot secret');
				const token = `example-bot-token-${hex()}`;
				this.botTokens.set(token, bot_id);
				return { token };
			},
			list_groups: (input) => {
				this.need('groups--all:ro', 'groups--my:ro');
				const fields = fieldsOf(input, groupFields);
				return groups.map(({ routing_status, ...group }) => ({
					...group,
					...only(fields, { routing_status }),
				}));
			},
			list_tags: () => {
				this.need('tags--all:ro', 'tags--groups:ro');
				return [...this.tags].map(toTag);
			},
			create_tag: (input) => {
				this.need('tags--all:rw', 'tags--groups:rw');
				const schema = z.object({ name: id, group_ids: z.array(z.number()).optional() }).strict();
				const { name, group_ids = [] } = read(schema, input);
				if ([...this.tags.keys()].some((one) => one.toLowerCase() === name.toLowerCase())) {
					throw new Refusal('already_exists', 'Tag already exists');
				}
				if (!group_ids.every((one) => groups.some((group) => group.id === one))) {
					throw new Refusal('group_not_found', 'Group not found');
				}
				this.tags.set(name, group_ids);
				void this.fire('tag_created', toTag([name, group_ids]));
			},
		};
	}

	private agentApi(): Record<string, Method> {
		const chatId = z.object({ chat_id: id }).passthrough();
		const inChat = (input: Input) => this.chatOf(read(chatId, input).chat_id);
		const activeThread = (chat: LiveChatChat): Thread => {
			if (!current(chat).active) throw new Refusal('chat_inactive', 'Chat is not active');
			return current(chat);
		};
		const presence = (chat: LiveChatChat, input: Input): void => {
			if (input.ignore_requester_presence === true || chat.agentIds.includes(this.requester)) return;
			throw new Refusal('missing_access', 'Requester is not user of the chat');
		};
		const toRead = () => this.need('chats--all:ro', 'chats--access:ro');
		const toWrite = () => this.need('chats--all:rw', 'chats--access:rw');
		const customerOf = ({ users = [] }: z.output<typeof chatInput>): LiveChatCustomer | null => {
			const named = users.find(({ type }) => type === 'customer');
			const known = named && this.customers.get(named.id);
			if (named && !known) throw new Refusal('validation', 'Customer not found');
			return known ?? null;
		};
		const start = (chat: LiveChatChat, given: z.output<typeof chatInput>, active: boolean) => {
			chat.agentIds = [
				...new Set([
					liveChatDemo.userId,
					...(given.users ?? []).filter(({ type }) => type === 'agent').map((user) => user.id),
				]),
			];
			chat.hiddenIds = [];
			chat.customer = customerOf(given) ?? chat.customer;
			if (given.access) chat.access = given.access;
			merge(chat.properties, given.properties ?? {});
			const thread = this.openThread(chat);
			merge(thread.properties, given.thread?.properties ?? {});
			const events = (given.thread?.events ?? []).map((event) =>
				this.addEvent(chat, { ...event, author_id: liveChatDemo.userId }),
			);
			thread.active = active;
			return {
				thread_id: thread.id,
				...(events.length > 0 && { event_ids: events.map((event) => event.id) }),
			};
		};
		return {
			list_chats: (input) => {
				toRead();
				const filters = z
					.object({
						active: z.boolean().optional(),
						include_chats_without_threads: z.boolean().optional(),
						group_ids: z.array(z.number()).max(200).optional(),
					})
					.strict();
				return this.page(input, filters, 10, (given) => ({
					found: 'found_chats',
					list: 'chats_summary',
					items: this.chats
						.filter(
							(chat) =>
								(given.active === undefined || current(chat).active === given.active) &&
								inGroups(chat, given.group_ids),
						)
						.map((chat) => {
							const { users, properties: own, access, is_followed } = this.view(chat);
							const last_thread_summary = without(current(chat), 'events');
							const last_event_per_type = lastEventPerType(chat);
							return {
								...{ id: chat.id, last_event_per_type, users, last_thread_summary },
								...{ properties: own, access, is_followed },
							};
						}),
				}));
			},
			list_threads: (input) => {
				toRead();
				const filters = z.object({ from: z.string().optional(), to: z.string().optional() }).strict();
				const chat = inChat(input);
				return this.page(input, filters, 3, (given) => ({
					found: 'found_threads',
					list: 'threads',
					items: chat.threads.filter(({ created_at }) => isBetween(created_at, given)),
				}));
			},
			get_chat: (input) => {
				toRead();
				const chat = inChat(input);
				const { thread_id } = input;
				return this.view(
					chat,
					thread_id === undefined ? current(chat) : chat.threads.find((thread) => thread.id === thread_id),
				);
			},
			list_archives: (input) => {
				toRead();
				const list = z.array(z.string());
				const choice = z.object({ values: list }).strict();
				const filters = z
					.object({
						query: z.string().optional(),
						from: z.string().optional(),
						to: z.string().optional(),
						chat_ids: list.max(1000).optional(),
						thread_ids: list.max(20).optional(),
						group_ids: z.array(z.number()).max(200).optional(),
						agents: choice.optional(),
						tags: choice.optional(),
						event_types: z
							.object({ values: z.array(eventType) })
							.strict()
							.optional(),
						customer_id: z.string().optional(),
						customer_email: z.string().optional(),
					})
					.strict();
				return this.page(input, filters, 10, (given) => {
					const { thread_ids, ...others } = given;
					if (thread_ids && (Object.keys(others).length > 0 || input.limit !== undefined)) {
						throw new Refusal('validation', '`thread_ids` cannot be used with other filters or pagination');
					}
					const threads = this.chats.flatMap((chat) => chat.threads.map((thread) => ({ chat, thread })));
					return {
						found: 'found_chats',
						list: 'chats',
						items: threads
							.filter(
								({ chat, thread }) =>
									!thread.active &&
									(!thread_ids || thread_ids.includes(thread.id)) &&
									(!given.chat_ids || given.chat_ids.includes(chat.id)) &&
									inGroups(chat, given.group_ids) &&
									isBetween(thread.created_at, given) &&
									(!given.query || JSON.stringify(thread.events).includes(given.query)) &&
									(!given.agents || given.agents.values.some((one) => chat.agentIds.includes(one))) &&
									(!given.event_types ||
										thread.events.some(({ type }) =>
											given.event_types!.values.some((one) => one === type),
										)) &&
									(!given.tags || given.tags.values.some((tag) => thread.tags.includes(tag))) &&
									(!given.customer_id || chat.customer?.id === given.customer_id) &&
									(!given.customer_email || chat.customer?.email === given.customer_email),
							)
							.map(({ chat, thread }) => this.view(chat, thread)),
					};
				});
			},
			start_chat: (input) => {
				toWrite();
				const schema = z
					.object({
						chat: chatInput.optional(),
						active: z.boolean().optional(),
						continuous: z.boolean().optional(),
					})
					.strict();
				const { chat: given = {}, active = true } = read(schema, input);
				const chat = this.open({ customer: customerOf(given) ?? undefined });
				chat.threads.splice(0);
				return { chat_id: chat.id, ...start(chat, given, active) };
			},
			resume_chat: (input) => {
				toWrite();
				const schema = z
					.object({
						chat: chatInput.extend({ id }),
						active: z.boolean().optional(),
						continuous: z.boolean().optional(),
					})
					.strict();
				const { chat: given, active = true } = read(schema, input);
				const chat = this.chatOf(given.id);
				if (current(chat).active) throw new Refusal('validation', 'Chat is already active');
				return start(chat, given, active);
			},
			deactivate_chat: (input) => {
				toWrite();
				const chat = this.chatOf(input.id);
				activeThread(chat);
				presence(chat, input);
				void this.endChat(chat.id, liveChatDemo.userId);
			},
			transfer_chat: (input) => {
				toWrite();
				const schema = z
					.object({
						id,
						target: z
							.union([
								z.object({ type: z.literal('group'), ids: z.array(z.number()).min(1) }),
								z.object({ type: z.literal('agent'), ids: z.array(z.string()).min(1) }),
							])
							.optional(),
						ignore_agents_availability: z.boolean().optional(),
						ignore_requester_presence: z.boolean().optional(),
					})
					.strict();
				const { target } = read(schema, input);
				const chat = this.chatOf(input.id);
				activeThread(chat);
				presence(chat, input);
				if (target?.type === 'group') chat.access = { group_ids: target.ids };
				if (target?.type === 'agent') chat.agentIds = target.ids;
				this.changed();
			},
			add_user_to_chat: (input) => {
				toWrite();
				const schema = z
					.object({
						chat_id: id,
						user_id: id,
						user_type: z.enum(['agent', 'customer']),
						visibility: z.enum(['all', 'agents']),
						ignore_requester_presence: z.boolean().optional(),
					})
					.strict();
				const { user_id, user_type, visibility } = read(schema, input);
				const chat = inChat(input);
				activeThread(chat);
				// who joins is the requester, or the requester is there already
				if (user_id !== this.requester) presence(chat, input);
				if (user_type === 'customer') chat.customer = this.customers.get(user_id) ?? null;
				else if (chat.agentIds.includes(user_id)) throw new Refusal('validation', 'User is already in chat');
				else chat.agentIds.push(user_id);
				if (visibility === 'agents') chat.hiddenIds.push(user_id);
				this.changed();
			},
			remove_user_from_chat: (input) => {
				toWrite();
				const schema = z
					.object({
						chat_id: id,
						user_id: id,
						user_type: z.literal('agent'),
						ignore_requester_presence: z.boolean().optional(),
					})
					.strict();
				const { user_id } = read(schema, input);
				const chat = inChat(input);
				activeThread(chat);
				presence(chat, input);
				if (!chat.agentIds.includes(user_id)) throw new Refusal('validation', 'User is not in chat');
				chat.agentIds = chat.agentIds.filter((one) => one !== user_id);
				chat.hiddenIds = chat.hiddenIds.filter((one) => one !== user_id);
				this.changed();
			},
			send_event: (input) => {
				toWrite();
				const { event } = read(z.object({ chat_id: id, event: newEvent }).strict(), input);
				const chat = inChat(input);
				activeThread(chat);
				presence(chat, {});
				// that it is refused is documented, with which type is not
				if (event.visibility === 'all' && chat.hiddenIds.includes(this.requester)) {
					throw new Refusal(
						'validation',
						'Users with `visibility:agents` cannot send events with `visibility:all`',
					);
				}
				const isFile = event.type === 'file';
				const { name, contentType } = isFile ? this.fileAt(event.url) : {};
				const added = this.addEvent(chat, {
					...event,
					...(isFile && { name, content_type: contentType }),
					author_id: this.requester,
				});
				void this.tell(chat, 'incoming_event', { ...inThread(chat), event: added });
				return { event_id: added.id };
			},
			send_typing_indicator: (input) => {
				toWrite();
				const schema = z
					.object({
						chat_id: id,
						is_typing: z.boolean(),
						visibility: z.enum(['all', 'agents']).default('all'),
					})
					.strict();
				const typing = read(schema, input);
				const chat = inChat(input);
				activeThread(chat);
				presence(chat, {});
				this.typing.push({ ...typing, author: this.requester });
			},
			update_chat_properties: (input) => {
				toWrite();
				const given = read(z.object({ id, properties }).strict(), input);
				merge(this.chatOf(given.id).properties, given.properties);
				this.changed();
			},
			delete_chat_properties: (input) => {
				toWrite();
				const schema = z.object({ id, properties: z.record(z.string(), z.array(z.string())) }).strict();
				const given = read(schema, input);
				const chat = this.chatOf(given.id);
				for (const [namespace, names] of Object.entries(given.properties)) {
					for (const name of names) delete chat.properties[namespace]?.[name];
				}
				this.changed();
			},
			tag_thread: (input) => {
				toWrite();
				this.tagged(input, (thread, tag) => [...new Set([...thread.tags, tag])]);
			},
			untag_thread: (input) => {
				toWrite();
				this.tagged(input, (thread, tag) => thread.tags.filter((one) => one !== tag));
			},
			request_thread_summary: (input) => {
				toWrite();
				const thread = this.threadOf(read(z.object({ chat_id: id, thread_id: id }).strict(), input));
				if (!thread.active && thread.summary) throw new Refusal('validation', 'Thread is summarized already');
				const said = thread.events.filter(({ type }) => type === 'message').length;
				const text = `• The customer and the agent exchanged ${said} messages.`;
				thread.summary = { status: 'ok', text, updated_at: new Date().toISOString() };
				this.changed();
				void this.fire('thread_summary_set', { ...input, summary: thread.summary });
				if (!thread.active) return;
				const details = JSON.stringify({
					summary: { status: 'ok', text },
					requested_by: liveChatDemo.userId,
				});
				this.addEvent(inChat(input), {
					type: 'system',
					source: 'messaging',
					subtype: 'summary',
					version: '1',
					details,
					visibility: 'agents',
				});
			},
			get_customer: (input) => {
				this.need('customers:ro');
				const customer = this.customers.get(input.id as string);
				if (!customer) throw new Refusal('not_found', 'Customer not found');
				return customer;
			},
			update_customer: (input) => {
				this.need('customers:rw');
				const schema = z
					.object({
						id: z.string().uuid(),
						name: z.string().optional(),
						email: z.string().optional(),
						avatar: z.string().optional(),
						phone_number: z.string().optional(),
						session_fields: z.array(z.record(z.string(), z.string())).optional(),
					})
					.strict();
				const { id: customerId, ...changes } = read(schema, input);
				const customer = this.customers.get(customerId);
				if (!customer) throw new Refusal('not_found', 'Customer not found');
				if (Object.keys(changes).length === 0) {
					throw new Refusal('validation', 'One of the optional parameters is required');
				}
				Object.assign(customer, changes);
				this.changed();
				return {};
			},
			ban_customer: (input) => {
				this.need('customers.ban:rw');
				const schema = z.object({ id, ban: z.object({ days: z.number().positive() }).strict() }).strict();
				const { id: customerId, ban } = read(schema, input);
				if (!this.customers.has(customerId)) throw new Refusal('not_found', 'Customer not found');
				this.bans.set(customerId, ban.days);
				this.changed();
			},
			set_routing_status: (input) => {
				this.need('agents--all:rw', 'agents--my:rw');
				const schema = z
					.object({
						status: z.enum(['accepting_chats', 'not_accepting_chats', 'offline']),
						agent_id: z.string().optional(),
					})
					.strict();
				const { status, agent_id = liveChatDemo.userId } = read(schema, input);
				if (!agents.some((agent) => agent.id === agent_id)) {
					throw new Refusal('not_found', 'Agent not found');
				}
				this.statuses.set(agent_id, status);
				void this.fire('routing_status_set', { agent_id, status: status.replaceAll('_', ' ') });
			},
			list_agents_for_transfer: (input) => {
				inChat(input);
				return agents.map((agent) => ({ agent_id: agent.id, total_active_chats: 0 }));
			},
			list_routing_statuses: (input) => {
				this.need('agents--all:ro');
				const schema = z
					.object({
						filters: z
							.object({ group_ids: z.array(z.number()).optional() })
							.strict()
							.optional(),
					})
					.strict();
				const { filters: { group_ids } = {} } = read(schema, input);
				const ids = new Set([...agents.map((agent) => agent.id), ...this.statuses.keys()]);
				return [...ids]
					.filter((one) => group_ids?.some((group) => groupsOf(one).includes(group)) ?? true)
					.map((agent_id) => ({ agent_id, status: this.statuses.get(agent_id) ?? 'accepting_chats' }));
			},
		};
	}

	private threadOf({ chat_id, thread_id }: { chat_id: string; thread_id: string }): Thread {
		const thread = this.chatOf(chat_id).threads.find((one) => one.id === thread_id);
		if (!thread) throw new Refusal('not_found', 'Thread not found');
		return thread;
	}

	private tagged(input: Input, change: (thread: Thread, tag: string) => string[]): void {
		const { chat_id, thread_id, tag } = read(
			z.object({ chat_id: id, thread_id: id, tag: id }).strict(),
			input,
		);
		const thread = this.threadOf({ chat_id, thread_id });
		const groupIds = this.tags.get(tag);
		if (!groupIds) throw new Refusal('validation', `Tag ${tag} does not exist`);
		if (!groupIds.some((one) => thread.access.group_ids.includes(one))) {
			throw new Refusal('validation', `Tag ${tag} is not assigned to a group of the thread`);
		}
		thread.tags = change(thread, tag);
		this.changed();
	}

	/** A page of a list. `filters`, `limit` and `sort_order` cannot go with `page_id`: the first request's are remembered. */
	private page<Filters>(
		input: Input,
		filters: z.ZodType<Filters>,
		usual: number,
		select: (given: Filters) => { found: string; list: string; items: unknown[] },
	): object {
		type Rest = { found: string; list: string; items: unknown[]; limit: number; total: number };
		let rest: Rest;
		if (input.page_id !== undefined) {
			const beside = ['filters', 'limit', 'sort_order'].find((name) => input[name] !== undefined);
			if (beside !== undefined) {
				throw new Refusal('validation', `\`${beside}\` cannot be provided along with \`page_id\``);
			}
			const known = this.pages.get(input.page_id as string);
			if (!known) throw new Refusal('validation', '`page_id` is invalid');
			rest = known as Rest;
		} else {
			const limit = read(z.number().int().min(1).max(100).default(usual), input.limit);
			const sortOrder = read(z.enum(['asc', 'desc']).default('desc'), input.sort_order);
			const selected = select(read(filters, input.filters ?? {}));
			const items = sortOrder === 'asc' ? selected.items : selected.items.toReversed();
			rest = { ...selected, items, limit, total: items.length };
		}
		const { found, list, items, limit, total } = rest;
		const left = items.slice(limit);
		const next_page_id = left.length > 0 ? Buffer.from(randomUUID()).toString('base64') : undefined;
		if (next_page_id !== undefined) this.pages.set(next_page_id, { ...rest, items: left });
		return { [list]: items.slice(0, limit), [found]: total, ...(next_page_id && { next_page_id }) };
	}
}

/** The last event of each type, with its thread, as a chat summary has them. */
function lastEventPerType({ threads }: LiveChatChat): Record<string, object> {
	const all = threads.flatMap(({ id, created_at, events }) =>
		events.map((event) => ({ thread_id: id, thread_created_at: created_at, event })),
	);
	return Object.fromEntries(all.map((one) => [one.event.type, one]));
}

const agents = [
	{ id: 'smith@example.com', name: 'Agent Smith' },
	{ id: 'kate@example.com', name: 'Kate' },
];

const groups = [
	{ id: 0, name: 'General', language_code: 'en', routing_status: 'accepting_chats' },
	{ id: 19, name: 'Sales', language_code: 'en', routing_status: 'offline' },
];

const toTag = ([name, group_ids]: [string, number[]]) => ({
	name,
	group_ids,
	author_id: 'smith@example.com',
	created_at: '2019-12-09T12:01:18.909000Z',
});

/** The groups of an agent; a bot is in the first. */
const groupsOf = (agentId: string): number[] => (agentId === 'kate@example.com' ? [0, 19] : [0]);

function read<Schema extends z.ZodTypeAny>(schema: Schema, input: unknown): z.output<Schema> {
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data as z.output<Schema>;
	const [issue] = parsed.error.issues;
	throw new Refusal('validation', `\`${issue.path.join('.')}\` ${issue.message}`);
}

/** What `list_agents`, `list_bots` and `list_groups` tell only where `fields` asks for it. */
const agentFields = z.enum([
	...(['groups', 'work_scheduler', 'email_subscriptions', 'notifications', 'job_title', 'mobile'] as const),
	...(['max_chats_count', 'suspended', 'awaiting_approval', 'last_logout'] as const),
]);
const botFields = z.enum(['groups', 'work_scheduler', 'job_title', 'max_chats_count', 'timezone']);
const groupFields = z.enum(['agent_priorities', 'routing_status']);

const fieldsOf = (input: Input, names: z.ZodType<string>): string[] =>
	read(z.object({ fields: z.array(names).default([]) }).strict(), input).fields;

const only = (names: string[], record: object): object =>
	Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));

function without<Entry extends object>(entry: Entry, key: keyof Entry): Partial<Entry> {
	const copy: Partial<Entry> = { ...entry };
	delete copy[key];
	return copy;
}

function merge(target: Record<string, Record<string, unknown>>, more: typeof target): void {
	for (const [namespace, values] of Object.entries(more)) {
		target[namespace] = { ...target[namespace], ...values };
	}
}

const current = (chat: LiveChatChat): Thread => chat.threads.at(-1)!;

const inThread = (chat: LiveChatChat) => ({ chat_id: chat.id, thread_id: current(chat).id });

const inGroups = (chat: LiveChatChat, groupIds: number[] | undefined): boolean =>
	groupIds === undefined || chat.access.group_ids.some((one) => groupIds.includes(one));

const isBetween = (time: string, { from, to }: { from?: string; to?: string }): boolean =>
	(from === undefined || Date.parse(time) >= Date.parse(from)) &&
	(to === undefined || Date.parse(time) <= Date.parse(to));

const hex = (): string => randomUUID().replaceAll('-', '');

const jsonMessage = (body: string) => ({ body, headers: { 'Content-Type': 'application/json' } });

const toRow = ([name, value]: [string, unknown]) => ({ name, value: inWords(value) });
