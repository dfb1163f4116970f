import { randomUUID } from 'node:crypto';

import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';

import type { PanelAction, PanelCard, PanelMessage, PanelState } from '../frame/panel';
import { ChatGone, inBackground, inWords, webAddress } from '../frame/panel';
import type { Delivery } from '../frame/vendor';
import { VendorSandbox } from '../frame/vendor';
import { lastDeliveryInWords } from '../frame/words';

/** The demo account that the sandbox knows; nothing in it is a real credential. */
export const chatvisorDemo = {
	/** Sent as `Authorization: Bearer`. */
	apiToken: 'sandbox-api-token-example',
	webhookSecret: 'example-chatvisor-secret-0123456789',
};

/** The Conversation object as the vendor prints it, `lastMessage.test` included. */
export interface ChatvisorConversation {
	customerId: string;
	status: 'UNREAD' | 'UNRESOLVED' | 'DONE';
	lastMessage: { test: string };
	url: string;
}

/** A new conversation with the values of a demo visitor. */
export const newConversation: ChatvisorConversation = {
	customerId: '6512f0c9e1b3',
	status: 'UNREAD',
	lastMessage: { test: 'Hi, which plan includes the API?' },
	url: 'https://www.example.com/pricing',
};

/** Who *Start a chat* brings, in this order. */
export const chatvisorVisitors = [
	{
		customerId: newConversation.customerId,
		email: 'aiko@example.com',
		text: newConversation.lastMessage.test,
		url: newConversation.url,
	},
	{
		customerId: '6512f0c9e1b4',
		email: 'jason@example.com',
		text: 'Hello, my order from last week has not arrived yet.',
		url: 'https://www.example.com/help/orders',
	},
	{
		customerId: '6512f0c9e1b5',
		email: 'maria@example.com',
		text: 'Can I change my plan before the next invoice?',
		url: 'https://www.example.com/account',
	},
];

/** The vendor's WebHooks, by the value of Trigger On. */
export const chatvisorWebhookNames = {
	newConversation: 'New conversation',
	statusChange: 'Status change',
	newMessage: 'New message',
	newSubscriber: 'New subscriber',
} as const;

export type ChatvisorWebhookKind = keyof typeof chatvisorWebhookNames;

export interface ChatvisorWebhook {
	id: string;
	url: string;
	kind: ChatvisorWebhookKind;
}

/** A customer. Only what Label and Create take is documented of it. */
export interface ChatvisorCustomer {
	customerId: string;
	/** The site's own identifier. */
	id?: number | string;
	email?: string;
	firstname?: string;
	lastname?: string;
	labels: string[];
	assignedUser?: string;
	assignedTeam?: string;
}

export interface ChatvisorChat extends ChatvisorConversation {
	messages: PanelMessage[];
	/** Milliseconds since 1970. */
	startedAt: number;
}

/** What a customer is known by, as the page says it. */
const identity: Record<string, string> = {
	customerId: 'Customer ID',
	id: 'Own ID',
	email: 'E-mail',
	firstname: 'First name',
	lastname: 'Last name',
};
const others: Record<string, string> = {
	labels: 'Labels',
	assignedUser: 'Assigned agent',
	assignedTeam: 'Assigned team',
};

const names = z.object({
	id: z.union([z.number(), z.string().min(1)]).optional(),
	email: z.string().email().optional(),
	firstname: z.string().optional(),
	lastname: z.string().optional(),
	labels: z.array(z.string()).optional(),
});
const labelSchema = names.strict();
const createSchema = names.extend({ assignedUser: z.string().optional() }).passthrough();
const assignSchema = z.union([
	z.object({ assignedUser: z.string().min(1) }).strict(),
	z.object({ assignedTeam: z.string().min(1) }).strict(),
]);
const agentSchema = z.object({ email: z.string().email() }).passthrough();
const timesSchema = z.object({ grouping: z.string().min(1) }).strict();
const reportSchema = z
	.object({
		metrics: z
			.array(
				z
					.object({
						metricName: z.enum(['ONLINE_TIME', 'LOGGED_IN_TIME']),
						groupBy: z.literal('AGENT').optional(),
					})
					.strict(),
			)
			.length(1),
		dateFilter: timesSchema,
	})
	.strict();

/** When the demo's agents were online. */
export const chatvisorTimes = [
	{
		userId: 'kate@example.com',
		timeRanges: [
			{ start: '2026-05-14T08:00:00.794Z', end: '2026-05-14T08:03:25.794Z' },
			{ start: '2026-05-15T08:00:00.794Z', end: '2026-05-15T08:00:25.794Z' },
		],
		sumMinutes: 3,
	},
	{
		userId: 'tom@example.com',
		timeRanges: [{ start: '2026-05-14T09:00:00.794Z', end: '2026-05-14T09:06:51.794Z' }],
		sumMinutes: 6,
	},
];
const visibilitySchema = z.object({ visible: z.boolean() }).strict();

/**
 * Chatvisor: WebHooks with the documented Conversation body, and its REST API. Only `GET /rest/v1/customer`, the reports
 * of agents and the bodies of Label and Conversation are documented; every other address and the body of "New message" are made up.
 */
export class ChatvisorSandbox extends VendorSandbox {
	readonly name = 'chatvisor';
	readonly title = 'Chatvisor';

	/** Newest last, in all lists. */
	readonly webhooks: ChatvisorWebhook[] = [];
	readonly chats: ChatvisorChat[] = [];
	readonly customers: ChatvisorCustomer[] = [];
	readonly agents: Array<z.infer<typeof agentSchema>> = [];
	/** Whether the site shows the chat. */
	visible = true;
	/** The most customers or conversations of one page, whatever pageSize asks for; tests may lower it. */
	largestPage = 100;

	private started = 0;
	private lastFiring: { kind: ChatvisorWebhookKind; body: object } | null = null;

	constructor(context: ConstructorParameters<typeof VendorSandbox>[0]) {
		super(context);
		this.clear();
	}

	get baseUrl(): string {
		return `${this.context.url}/chatvisor`;
	}

	/**
	 * Enters a URL under *Settings > API > WebHooks*.
	 * @throws Error when it is no web address
	 */
	addWebhook(url: string, kind: ChatvisorWebhookKind = 'newConversation'): ChatvisorWebhook {
		const webhook = { id: randomUUID(), url: webAddress(url), kind };
		this.webhooks.push(webhook);
		this.changed();
		return webhook;
	}

	/** Removes one WebHook by its id, or all. */
	removeWebhook(id?: string): void {
		const left = id === undefined ? [] : this.webhooks.filter((webhook) => webhook.id !== id);
		this.webhooks.splice(0, Infinity, ...left);
		this.changed();
	}

	/** Starts a conversation; resolves when every WebHook was called, with one entry per call. */
	async startChat(text?: string): Promise<Delivery[]> {
		const demo = chatvisorVisitors[this.started++ % chatvisorVisitors.length];
		const customerId =
			this.started <= chatvisorVisitors.length
				? demo.customerId
				: randomUUID().replaceAll('-', '').slice(0, 12);
		this.customers.push({ customerId, email: demo.email, labels: [] });
		this.chats.push({
			...newConversation,
			customerId,
			url: demo.url,
			messages: [],
			startedAt: Date.now(),
		});
		if (this.chats.length > 5000) this.chats.shift();
		return await this.visitorSays(customerId, text ?? demo.text, true);
	}

	/** A message of the customer: it opens a conversation that is done, and makes any unread. */
	async visitorSays(customerId: string, text: string, isNew = false): Promise<Delivery[]> {
		const chat = this.chatOf(customerId);
		const { status } = chat;
		this.add(chat, 'visitor', 'Visitor', text);
		chat.status = 'UNREAD';
		return await this.fireAll(
			[
				...(isNew || status === 'DONE' ? (['newConversation'] as const) : []),
				...(status === 'UNREAD' ? [] : (['statusChange'] as const)),
				'newMessage',
			],
			chat,
		);
	}

	/** An answer of the agent, which leaves the conversation unresolved. */
	async agentSays(customerId: string, text: string): Promise<Delivery[]> {
		const chat = this.chatOf(customerId);
		this.add(chat, 'agent', 'Kate', text);
		return await this.setStatus(customerId, 'UNRESOLVED');
	}

	async setStatus(customerId: string, status: ChatvisorChat['status']): Promise<Delivery[]> {
		const chat = this.chatOf(customerId);
		if (chat.status === status) return [];
		chat.status = status;
		return await this.fireAll(['statusChange'], chat);
	}

	/** A customer subscribes, as in the first version of the product. */
	async subscribe(): Promise<Delivery[]> {
		const customer: ChatvisorCustomer = {
			customerId: randomUUID().replaceAll('-', '').slice(0, 12),
			email: 'maria@example.com',
			firstname: 'Maria',
			lastname: 'Berg',
			labels: ['newsletter'],
		};
		this.customers.push(customer);
		return await this.fire('newSubscriber', customer);
	}

	/** Sends the last body once more. Resolves with an empty list when nothing was sent before. */
	async deliverAgain(): Promise<Delivery[]> {
		return this.lastFiring === null ? [] : await this.fire(this.lastFiring.kind, this.lastFiring.body);
	}

	routes(): Record<string, Router> {
		return { '/chatvisor': this.api() };
	}

	actions(): PanelAction[] {
		const of = (input: Record<string, unknown>) =>
			[String(input.chat ?? ''), String(input.text ?? '')] as const;
		return [
			{
				id: 'startChat',
				label: 'Start a chat',
				primary: true,
				run: async () => await inBackground(this.startChat()),
			},
			{
				id: 'subscribe',
				label: 'Subscribe a customer',
				run: async () => await inBackground(this.subscribe()),
			},
			{
				id: 'deliverAgain',
				label: 'Send the last event again',
				run: async () => {
					if (!this.lastFiring) throw new Error('Nothing was sent yet: add a WebHook and start a chat.');
					await inBackground(this.deliverAgain());
				},
			},
			{
				id: 'addWebhook',
				label: 'Save',
				place: 'webhook',
				fields: [
					{ name: 'url', label: 'URL', placeholder: 'https://…/webhook/…?secret=…' },
					{ name: 'kind', label: 'WebHook', options: Object.values(chatvisorWebhookNames) },
				],
				run: ({ url, kind }) => {
					const wanted = String(kind ?? 'newConversation').toLowerCase();
					const found = Object.entries(chatvisorWebhookNames).find(([key, name]) =>
						[key, name].some((known) => known.toLowerCase() === wanted),
					);
					if (!found)
						throw new Error(`WebHook is one of: ${Object.values(chatvisorWebhookNames).join(', ')}.`);
					return { id: this.addWebhook(String(url ?? ''), found[0] as ChatvisorWebhookKind).id };
				},
			},
			{
				id: 'removeWebhook',
				label: 'Remove all',
				place: 'webhook',
				run: ({ id }) => this.removeWebhook(id === undefined ? undefined : String(id)),
			},
			{
				id: 'agentSays',
				label: 'Reply',
				place: 'chat',
				needsText: true,
				primary: true,
				run: async (input) => await inBackground(this.agentSays(...of(input))),
			},
			{
				id: 'visitorSays',
				label: 'Say as visitor',
				place: 'chat',
				needsText: true,
				run: async (input) => await inBackground(this.visitorSays(...of(input))),
			},
			{
				id: 'endChat',
				label: 'Done',
				place: 'chat',
				run: async (input) => await inBackground(this.setStatus(of(input)[0], 'DONE')),
			},
		];
	}

	state(): PanelState {
		return {
			chats: this.chats.toReversed().map((chat) => {
				const customer = this.customers.find(({ customerId }) => customerId === chat.customerId);
				return {
					id: chat.customerId,
					title:
						[customer?.firstname, customer?.lastname].filter(Boolean).join(' ') ||
						customer?.email ||
						'Visitor',
					subtitle: chat.status.toLowerCase(),
					startedAt: chat.startedAt,
					messages: chat.messages,
					cards: [
						{
							title: 'What your workflow set',
							empty: 'Nothing yet. Labels, and the agent or team that is assigned, appear here.',
							rows: wordsOf(customer, false),
							highlight: true,
						},
						{ title: 'Customer', empty: '', rows: wordsOf(customer, true) },
					],
				};
			}),
			webhooks: this.webhooks.map(({ url, kind }) => ({
				url,
				events: chatvisorWebhookNames[kind],
				...lastDeliveryInWords(this.deliveries.findLast((delivery) => delivery.url === url)),
			})),
			setup: {
				credential: 'Chatvisor API',
				fields: [
					{ name: 'API Token', value: chatvisorDemo.apiToken },
					{ name: 'Webhook Secret', value: chatvisorDemo.webhookSecret },
					{ name: 'Base URL', value: this.baseUrl },
				],
				webhook: [
					'Publish a workflow with a Chatvisor Trigger, and copy the trigger’s Production URL.',
					'Paste it above under URL, and add the ending below, without a space.',
					'Choose the WebHook that the trigger listens to, and click Save.',
				],
				urlEnding: `?secret=${chatvisorDemo.webhookSecret}`,
			},
		};
	}

	protected clear(): void {
		for (const list of [this.webhooks, this.chats, this.customers, this.agents]) list.splice(0);
		this.visible = true;
		this.largestPage = 100;
		this.started = 0;
		this.lastFiring = null;
	}

	protected errorBody(_status: number, text: string): unknown {
		return { message: text };
	}

	private chatOf(customerId: string): ChatvisorChat {
		const chat = this.chats.find((candidate) => candidate.customerId === customerId);
		if (!chat) throw new ChatGone();
		return chat;
	}

	private add(chat: ChatvisorChat, from: PanelMessage['from'], name: string, text: string): void {
		chat.messages.push({ from, name, text, time: Date.now() });
		chat.lastMessage = { test: text };
		this.changed();
	}

	private async fireAll(kinds: ChatvisorWebhookKind[], chat: ChatvisorChat): Promise<Delivery[]> {
		const body = conversationOf(chat);
		return (await Promise.all(kinds.map(async (kind) => await this.fire(kind, body)))).flat();
	}

	/** Whether the vendor tries again is not documented: the sandbox does not. */
	private async fire(kind: ChatvisorWebhookKind, body: object): Promise<Delivery[]> {
		const targets = this.webhooks.filter((webhook) => webhook.kind === kind);
		if (targets.length > 0) this.lastFiring = { kind, body };
		const message = { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
		const sent = targets.map(async ({ url }) => await this.deliver(url, () => message));
		return (await Promise.all(sent)).flat();
	}

	private readonly signedIn: RequestHandler = (req, res, next) => {
		if (req.headers.authorization === `Bearer ${chatvisorDemo.apiToken}`) next();
		else this.refuse(res, 401, 'Authentication failed');
	};

	private api(): Router {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);
		router.get('/rest/v1/customer', (req, res) => this.page(this.customers, req, res));
		router.post('/rest/v1/customer', (req, res) => {
			const input = this.read(createSchema, req, res);
			if (!input) return;
			const customer = { customerId: randomUUID(), labels: [], ...input };
			this.customers.push(customer);
			this.changed();
			res.status(201).json(customer);
		});
		router.put('/rest/v1/customer', (req, res) => {
			const input = this.read(labelSchema, req, res);
			if (!input) return;
			const known = this.customers.find(
				({ id, email }) =>
					(input.id !== undefined && id === input.id) || (input.email !== undefined && email === input.email),
			);
			const customer = Object.assign(known ?? { customerId: randomUUID(), labels: [] }, input);
			if (!known) this.customers.push(customer);
			this.changed();
			res.json(customer);
		});
		router.get('/rest/v1/customer/:query', (req, res) => {
			const query = req.params.query.toLowerCase();
			const found = this.customers.filter((customer) =>
				JSON.stringify(customer).toLowerCase().includes(query),
			);
			this.page(found, req, res);
		});
		router.get('/rest/v1/conversation', (req, res) => this.page(this.chats.map(conversationOf), req, res));
		router.put('/rest/v1/customer/:customerId/assign', (req, res) => {
			const customer = this.customerOf(req, res);
			const input = customer && this.read(assignSchema, req, res);
			if (!customer || !input) return;
			delete customer.assignedUser;
			delete customer.assignedTeam;
			this.changed();
			res.json(Object.assign(customer, input));
		});
		router.get('/rest/v1/customer/:customerId/chat', (req, res) => {
			const customer = this.customerOf(req, res);
			if (customer) res.json({ url: `${this.baseUrl}/agent-chat/${customer.customerId}` });
		});
		router.put('/rest/v1/user', (req, res) => {
			const input = this.read(agentSchema, req, res);
			if (!input) return;
			const known = this.agents.find(({ email }) => email === input.email);
			if (!known) this.agents.push(input);
			res.json(Object.assign(known ?? input, input));
		});
		router.post('/rest/v1/report/agent/times/online', (req, res) => {
			if (this.read(timesSchema, req, res)) res.json(chatvisorTimes);
		});
		router.post('/rest/v1/report/agent', (req, res) => {
			const input = this.read(reportSchema, req, res);
			if (!input) return;
			const extra = input.metrics[0].metricName === 'LOGGED_IN_TIME' ? 60 : 0;
			const results: Record<string, Record<string, string>> = {};
			for (const { userId, timeRanges } of chatvisorTimes) {
				for (const { start, end } of timeRanges) {
					const seconds = (Date.parse(end) - Date.parse(start)) / 1000 + extra;
					(results[start.slice(0, 10).replaceAll('-', '/')] ??= {})[userId] = String(seconds);
				}
			}
			res.json({ results });
		});
		router.put('/rest/v1/visibility', (req, res) => {
			const input = this.read(visibilitySchema, req, res);
			if (!input) return;
			this.visible = input.visible;
			res.status(204).end();
		});
		return router;
	}

	/** `{"page":0,"results":[…]}`, as documented for customers. */
	private page(list: unknown[], req: Request, res: Response): void {
		const pageSize = Math.min(Number(req.query.pageSize ?? 20), this.largestPage);
		const page = Number(req.query.pageNumber ?? 0);
		const from = Number(req.query.offset ?? 0) + page * pageSize;
		res.json({ page, results: list.slice(from, from + pageSize) });
	}

	private customerOf(req: Request, res: Response): ChatvisorCustomer | undefined {
		const customer = this.customers.find(({ customerId }) => customerId === req.params.customerId);
		if (!customer) this.refuse(res, 404, 'Customer not found');
		return customer;
	}

	/** The body as the schema has it, or `undefined` after a 400 that names the field. */
	private read<T>(schema: z.ZodType<T>, req: Request, res: Response): T | undefined {
		const parsed = schema.safeParse(req.body);
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		this.refuse(res, 400, `${issue.path.join('.') || 'The body'}: ${issue.message}.`);
		return undefined;
	}
}

function conversationOf({ customerId, status, lastMessage, url }: ChatvisorChat): ChatvisorConversation {
	return { customerId, status, lastMessage, url };
}

/** Who the customer is, or what else was set of it. */
function wordsOf(customer: ChatvisorCustomer | undefined, isIdentity: boolean): PanelCard['rows'] {
	return Object.entries(customer ?? {})
		.filter(([name, value]) => Object.hasOwn(identity, name) === isIdentity && inWords(value) !== '')
		.map(([name, value]) => ({ name: identity[name] ?? others[name] ?? name, value: inWords(value) }));
}
