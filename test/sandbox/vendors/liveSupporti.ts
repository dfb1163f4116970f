import { createHmac, randomUUID } from 'node:crypto';

import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';

import { basicAuth } from '../frame/http';
import type { PanelAction, PanelMessage, PanelState } from '../frame/panel';
import { ChatGone, inBackground } from '../frame/panel';
import type { Delivery } from '../frame/vendor';
import { VendorSandbox } from '../frame/vendor';
import { lastDeliveryInWords } from '../frame/words';

/** The demo account that the sandbox knows; nothing in it is a real credential. */
export const liveSupportiDemo = {
	accountId: 'b943010f-b565-4731-9f34-42c54319957f',
	/** Basic user: the sign-in e-mail; Basic password: the API key. */
	email: 'owner@example.com',
	apiKey: 'sandbox-api-key-example',
	/** 40 characters; the vendor takes 32 to 64. */
	webhookSecret: 'example-webhook-secret-0123456789-abcdef',
	/** The agent who takes the chats (`AgentId` is text there, the same number in the agents API). */
	agentId: '150',
};

interface DemoVisitor {
	id: string;
	name: string;
	email: string;
	text: string;
}

/** Who *Start a chat* brings, in this order; the last one left no e-mail address. */
export const liveSupportiVisitors: DemoVisitor[] = [
	{
		id: '169.26.97.99-1231178',
		name: 'Jason',
		email: 'jason@example.com',
		text: 'Hi, my order from last week has not arrived yet. Can you have a look?',
	},
	{
		id: '198.51.100.23-1231190',
		name: 'Maria',
		email: 'maria@example.com',
		text: 'Hello! Can I still change my plan before the next invoice?',
	},
	{
		id: '203.0.113.7-1231204',
		name: 'Aiko',
		email: 'aiko@example.com',
		text: 'Good morning, which of your plans includes the API?',
	},
	{
		id: '192.0.2.146-1231233',
		name: 'Visitor',
		email: '',
		text: 'Hi, do you ship to Norway?',
	},
];

/** A WebHook as the account's page lists it. */
export interface LiveSupportiWebhook {
	id: string;
	url: string;
	secret: string;
	/** false: an account whose deliveries carry no `ms-signature` (the vendor's page never mentions it). */
	signed: boolean;
	/** The verification GET with its reply, CORS headers included; null when it was skipped. */
	handshake: Delivery | null;
}

export interface LiveSupportiChat {
	id: string;
	accountId: string;
	agentId: string;
	/** `email` is null when the vendor says null. */
	visitor: { id: string; name: string; email: string | null };
	messages: PanelMessage[];
	/** Milliseconds since 1970. */
	startedAt: number;
}

export interface LiveSupportiAgent {
	Id: number;
	Email: string;
	Name: string;
	FirstName: string | null;
	LastName: string | null;
	/** ISO 8601 UTC. */
	CreationDate: string;
	JobTitle: string | null;
	/** Group ids; may be null. */
	Groups: number[] | null;
}

export interface LiveSupportiGroup {
	Id: number;
	Name: string;
	Description: string | null;
	Enabled: boolean;
	/** Agent ids. */
	Members: number[];
}

/**
 * `ms-signature` of a delivery: `sha256=` and the upper-case hex HMAC-SHA256 of the exact body bytes, keyed with
 * the secret as typed (aspnet/AspNetWebHooks, WebHookSender.SignWebHookRequest).
 */
export function signLiveSupporti(secret: string, body: string | Buffer): string {
	return `sha256=${createHmac('sha256', secret).update(body).digest('hex').toUpperCase()}`;
}

/** JSON as Newtonsoft's `JObject.ToString()` writes it on Windows: indented by 2, CRLF line ends. */
export function liveSupportiJson(value: unknown): string {
	return JSON.stringify(value, null, 2).replaceAll('\n', '\r\n');
}

/** The vendor tries again after 1 minute and after 4 more (DataFlowWebHookSender). */
const retryDelaysMs = [60_000, 240_000];

const detailsSchema = z.object({
	AccountId: z.string(),
	AgentId: z.string(),
	VisitorId: z.string(),
	Fields: z.array(z.object({ name: z.string().min(1), value: z.string() })).min(1),
});

// The vendor's pages show what the API returns, not what POST and PUT take; the sandbox takes the same names.
const agentSchema = z.object({
	Email: z.string().email(),
	Name: z.string().min(1).optional(),
	FirstName: z.string().nullable().optional(),
	LastName: z.string().nullable().optional(),
	JobTitle: z.string().nullable().optional(),
	Groups: z.array(z.number().int()).optional(),
});

const groupSchema = z.object({
	Name: z.string().min(1),
	Description: z.string().nullable().optional(),
	Enabled: z.boolean().optional(),
	Members: z.array(z.number().int()).optional(),
});

/**
 * LiveSupporti: WebHooks as the vendor's page "Display custom visitor information" describes them, sent the way
 * Microsoft's ASP.NET WebHooks library sends them, and the REST API for visitor details, agents and groups.
 */
export class LiveSupportiSandbox extends VendorSandbox {
	readonly name = 'liveSupporti';
	readonly title = 'LiveSupporti';

	/** Newest last. */
	readonly webhooks: LiveSupportiWebhook[] = [];
	/** Newest last. */
	readonly chats: LiveSupportiChat[] = [];
	/** What came through the details endpoint: visitor id to field name to value. */
	readonly details = new Map<string, Map<string, string>>();
	readonly agents: LiveSupportiAgent[] = [];
	readonly groups: LiveSupportiGroup[] = [];

	private nextVisitor = 0;
	private lastFiring: {
		webhook: LiveSupportiWebhook;
		id: string;
		/** A notification each. */
		chats: LiveSupportiChat[];
		attempt: number;
	} | null = null;

	constructor(context: ConstructorParameters<typeof VendorSandbox>[0]) {
		super(context);
		this.clear();
	}

	/** The credential's `baseUrl`: visitor details. */
	get baseUrl(): string {
		return `${this.context.url}/livesupporti`;
	}

	/** The credential's `apiBaseUrl`: agents and groups. */
	get apiBaseUrl(): string {
		return `${this.context.url}/livesupporti-app`;
	}

	/**
	 * Adds a WebHook as *WebHooks > Add a WebHook > Create* does: checks the secret, then asks the URL to return an
	 * `echo` token as plain text (aspnet/AspNetWebHooks, WebHookManager).
	 *
	 * @param secret 32 to 64 characters; may be left out for an unsigned account
	 * @param options `signed: false` for an account that sends no signature; `cors` sends the Origin header of a
	 *   browser on livesupporti.com; `handshake: false` skips the verification
	 * @throws Error with the vendor's text when the secret or the URL's answer is not as it must be
	 */
	async addWebhook(
		url: string,
		secret = '',
		options: { signed?: boolean; cors?: boolean; handshake?: boolean } = {},
	): Promise<LiveSupportiWebhook> {
		const signed = options.signed ?? true;
		if ((signed || secret !== '') && (secret.length < 32 || secret.length > 64)) {
			throw new Error('The WebHook secret key parameter must be between 32 and 64 characters long.');
		}
		const handshake = options.handshake === false ? null : await this.verify(url, options.cors ?? false);
		const webhook = { id: hexId(), url, secret, signed, handshake };
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

	/**
	 * Starts a chat and delivers it to every WebHook, retries included.
	 *
	 * Without arguments it takes the next of `liveSupportiVisitors`, Jason first.
	 *
	 * @returns at once the chat is there (`sandbox.vendors.liveSupporti.chats`); the promise resolves when every
	 *   delivery was taken or given up, with one entry per attempt
	 */
	async startChat(
		visitor: { email?: string | null; name?: string; visitorId?: string; agentId?: string } = {},
	): Promise<{ chat: LiveSupportiChat; deliveries: Delivery[] }> {
		const {
			chats: [chat],
			deliveries,
		} = await this.startChats([visitor]);
		return { chat, deliveries };
	}

	/** Starts several chats and tells of all of them in one delivery, a notification each. */
	async startChats(
		visitors: Array<Parameters<LiveSupportiSandbox['openChat']>[0]>,
	): Promise<{ chats: LiveSupportiChat[]; deliveries: Delivery[] }> {
		const chats = visitors.map((visitor) => this.openChat(visitor));
		const deliveries = await Promise.all(
			this.webhooks.map(async (webhook) => await this.fire({ webhook, chats, id: hexId(), attempt: 1 })),
		);
		return { chats, deliveries: deliveries.flat() };
	}

	/**
	 * Sends the last firing once more, as a retry after an answer that got lost: the same `Id`, the next `Attempt`.
	 * Resolves with an empty list when nothing was sent before.
	 */
	async deliverAgain(): Promise<Delivery[]> {
		if (!this.lastFiring) return [];
		return await this.fire({ ...this.lastFiring, attempt: this.lastFiring.attempt + 1 });
	}

	/** The details that an agent sees of a visitor, as an object. */
	detailsOf(visitorId: string): Record<string, string> {
		return Object.fromEntries(this.details.get(visitorId) ?? []);
	}

	/** Adds a line to a chat; the visitor's name comes from the chat. */
	say(chatId: string, from: 'visitor' | 'agent', text: string): void {
		const chat = this.chats.find(({ id }) => id === chatId);
		if (!chat) throw new ChatGone();
		const name = from === 'agent' ? this.agentName(chat.agentId) : chat.visitor.name;
		chat.messages.push({ from, name, text, time: Date.now() });
		this.changed();
	}

	routes(): Record<string, Router> {
		return { '/livesupporti': this.visitorApi(), '/livesupporti-app': this.accountApi() };
	}

	actions(): PanelAction[] {
		return [
			{
				id: 'startChat',
				label: 'Start a chat',
				primary: true,
				run: async ({ email, name, visitorId, agentId }) => {
					await inBackground(
						this.startChat({
							email: email === null ? null : text(email),
							name: text(name),
							visitorId: text(visitorId),
							agentId: text(agentId),
						}),
					);
				},
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
				label: 'Create',
				place: 'webhook',
				fields: [
					{ name: 'url', label: 'Callback URI', placeholder: 'https://…/webhook/…' },
					{
						name: 'secret',
						label: 'Secret (32 to 64 characters)',
						secret: true,
						value: liveSupportiDemo.webhookSecret,
					},
				],
				run: async (input) => {
					const { id, handshake } = await this.addWebhook(text(input.url) ?? '', text(input.secret), {
						signed: input.signed !== false,
						cors: input.cors === true,
						handshake: input.handshake !== false,
					});
					return { id, replyHeaders: handshake?.replyHeaders };
				},
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
				run: (input) => this.say(text(input.chat) ?? '', 'agent', text(input.text) ?? ''),
			},
			{
				id: 'visitorSays',
				label: 'Say as visitor',
				place: 'chat',
				needsText: true,
				run: (input) => this.say(text(input.chat) ?? '', 'visitor', text(input.text) ?? ''),
			},
		];
	}

	state(): PanelState {
		const deliveries = this.deliveries;
		return {
			chats: this.chats.toReversed().map((chat) => ({
				id: chat.id,
				title: chat.visitor.name,
				subtitle: chat.visitor.email || 'no e-mail address',
				startedAt: chat.startedAt,
				messages: chat.messages,
				cards: [
					{
						title: 'What your workflow sent',
						empty: 'Nothing yet. The fields appear here as soon as a workflow sends them.',
						rows: Object.entries(this.detailsOf(chat.visitor.id)).map(([name, value]) => ({ name, value })),
						highlight: true,
					},
					{
						title: 'Visitor',
						empty: '',
						rows: [
							{ name: 'E-mail', value: chat.visitor.email || 'not given' },
							{ name: 'Visitor ID', value: chat.visitor.id },
							{ name: 'Agent', value: `${this.agentName(chat.agentId)} (${chat.agentId})` },
						],
					},
				],
			})),
			webhooks: this.webhooks.map((webhook) => ({
				url: webhook.url,
				events: webhook.signed ? 'Chat started, signed' : 'Chat started, not signed',
				...lastDeliveryInWords(
					deliveries.findLast(({ url }) => url === webhook.url),
					'Verified. Nothing sent yet.',
				),
			})),
			setup: {
				credential: 'LiveSupporti API',
				fields: [
					{ name: 'E-Mail', value: liveSupportiDemo.email },
					{ name: 'API Key', value: liveSupportiDemo.apiKey },
					{ name: 'Webhook Secret', value: liveSupportiDemo.webhookSecret },
					{ name: 'Base URL', value: this.baseUrl },
					{ name: 'API Base URL', value: this.apiBaseUrl },
				],
				webhook: [
					'Publish a workflow with a LiveSupporti Trigger, and copy the trigger’s Production URL.',
					'Paste it above under Callback URI, leave the secret as it is, and click Create.',
				],
			},
		};
	}

	protected clear(): void {
		this.webhooks.splice(0);
		this.chats.splice(0);
		this.details.clear();
		this.nextVisitor = 0;
		this.lastFiring = null;
		const CreationDate = '2012-12-09T19:48:47.827Z';
		this.agents.splice(
			0,
			Infinity,
			{
				Id: 150,
				Email: 'kate@example.com',
				Name: 'Kate',
				FirstName: 'Kate',
				LastName: null,
				CreationDate,
				JobTitle: 'Support Agent',
				Groups: [5, 6],
			},
			{
				Id: 151,
				Email: 'tom@example.com',
				Name: 'Tom Berg',
				FirstName: 'Tom',
				LastName: 'Berg',
				CreationDate,
				JobTitle: null,
				Groups: [5],
			},
		);
		this.groups.splice(
			0,
			Infinity,
			{ Id: 5, Name: 'Sales', Description: 'Sales department', Enabled: true, Members: [150, 151] },
			{ Id: 6, Name: 'Support', Description: null, Enabled: true, Members: [150] },
		);
	}

	private async verify(url: string, cors: boolean): Promise<Delivery> {
		const unreachable = (reason: string) =>
			new Error(
				'WebHook verification failed. Please ensure that the WebHook URI is valid and that the endpoint is ' +
					`accessible. Error encountered: ${reason}`,
			);
		if (!URL.canParse(url) || !/^https?:/i.test(url)) throw unreachable('Not an http or https address.');
		const echo = hexId();
		const target = new URL(url);
		// the library builds the URI with this query in place of the URI's own: a ?secret= is not sent here
		target.search = `?echo=${echo}`;
		const reply = await this.send(
			'handshake',
			target.href,
			{ headers: cors ? { Origin: 'https://livesupporti.com' } : {} },
			{ method: 'GET', maxRedirects: 50 },
		);
		if (reply.status === null) throw unreachable(reply.noReply ?? '');
		if (reply.status < 200 || reply.status > 299) throw unreachable(`HTTP status ${reply.status}`);
		// the library's texts go on after these sentences, with words that no source at hand gives
		if (reply.replyBody === '') {
			throw new Error(
				'The WebHook URI did not return the expected echo query parameter value in a plain text response body.',
			);
		}
		if (reply.replyBody !== echo) {
			throw new Error(
				'The HTTP request echo query parameter was not returned as plain text in the response.',
			);
		}
		// the library does not look at it, but the vendor's page asks for it twice
		const type = reply.replyHeaders['content-type'] ?? 'no Content-Type';
		if (!/^text\/plain\s*(;|$)/i.test(type)) {
			throw new Error(`The echo came back as ${type}; LiveSupporti asks for Content-Type: text/plain.`);
		}
		return reply;
	}

	private openChat(wanted: {
		email?: string | null;
		name?: string;
		visitorId?: string;
		agentId?: string;
	}): LiveSupportiChat {
		const anyone = Object.values(wanted).every((value) => value === undefined);
		const demo = anyone
			? liveSupportiVisitors[this.nextVisitor++ % liveSupportiVisitors.length]
			: liveSupportiVisitors.find(({ id, email }) =>
					wanted.visitorId === undefined ? email === wanted.email : id === wanted.visitorId,
				);
		const agentId = wanted.agentId ?? liveSupportiDemo.agentId;
		const email = wanted.email === undefined ? (demo?.email ?? '') : wanted.email;
		const name = wanted.name ?? demo?.name ?? (email?.split('@')[0] || 'Visitor');
		const startedAt = Date.now();
		const chat: LiveSupportiChat = {
			id: hexId(),
			accountId: liveSupportiDemo.accountId,
			agentId,
			visitor: { id: wanted.visitorId ?? demo?.id ?? newVisitorId(), name, email },
			startedAt,
			messages: [
				{
					from: 'visitor',
					name,
					text: demo?.text ?? 'Hello, I have a question about my account.',
					time: startedAt,
				},
				{ from: 'system', name: '', text: `${this.agentName(agentId)} joined the chat`, time: startedAt },
			],
		};
		this.chats.push(chat);
		if (this.chats.length > 5000) this.chats.shift();
		this.changed();
		return chat;
	}

	private async fire(firing: NonNullable<LiveSupportiSandbox['lastFiring']>): Promise<Delivery[]> {
		const { webhook, chats, id, attempt: first } = firing;
		this.lastFiring = firing;
		return await this.deliver(
			webhook.url,
			(retry) => {
				firing.attempt = first + retry - 1;
				const body = liveSupportiJson({
					Id: id,
					Attempt: firing.attempt,
					Properties: {},
					Notifications: chats.map(({ accountId, agentId, visitor }) => ({
						Action: 'ChatStarted',
						Data: {
							AccountId: accountId,
							AgentId: agentId,
							Visitor: { Id: visitor.id, Email: visitor.email },
						},
					})),
				});
				const headers: Record<string, string> = { 'Content-Type': 'application/json; charset=utf-8' };
				if (webhook.signed) headers['ms-signature'] = signLiveSupporti(webhook.secret, body);
				return { body, headers };
			},
			{ delaysMs: retryDelaysMs, stopOn: [410], maxRedirects: 50 },
		);
	}

	private agentName(agentId: string): string {
		return this.agents.find(({ Id }) => String(Id) === agentId)?.Name ?? `Agent ${agentId}`;
	}

	private readonly signedIn: RequestHandler = (req, res, next) => {
		const auth = basicAuth(req.headers.authorization);
		if (auth?.user === liveSupportiDemo.email && auth.password === liveSupportiDemo.apiKey) next();
		else {
			res.set('WWW-Authenticate', 'Basic realm="LiveSupporti"');
			this.refuse(res, 401, 'The e-mail address or the API key is not right.');
		}
	};

	/** "Send custom visitor data": 200 with no documented body, otherwise 400. */
	private visitorApi(): Router {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);
		router.post('/api/visitors/:visitorId/details', (req, res) => {
			const input = this.read(detailsSchema, req, res);
			if (!input) return;
			const { AccountId, AgentId, VisitorId, Fields } = input;
			const chats = this.chats.filter(({ visitor }) => visitor.id === VisitorId);
			const refusal =
				(VisitorId !== req.params.visitorId && 'VisitorId is not the visitor of the address.') ||
				(AccountId !== liveSupportiDemo.accountId && 'AccountId is not an account of this API key.') ||
				(chats.length === 0 && 'VisitorId has no chat in this account.') ||
				(!chats.some(({ agentId }) => agentId === AgentId) && 'AgentId is not the agent of this chat.');
			if (refusal) {
				this.refuse(res, 400, refusal);
				return;
			}
			// Append or replace on a second call is not documented: the sandbox keeps the last value per name.
			const known = this.details.get(VisitorId) ?? new Map<string, string>();
			for (const { name, value } of Fields) known.set(name, value);
			this.details.set(VisitorId, known);
			res.status(200).end();
		});
		return router;
	}

	/** "Agents" and "Groups". Statuses of success other than "2xx" are not documented. */
	private accountApi(): Router {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);

		router.get('/api/agents', (_req, res) => void res.json(this.agents));
		router.post('/api/agents', (req, res) => {
			const input = this.read(agentSchema, req, res);
			if (!input || !this.known(res, 'Groups', input.Groups, this.groups)) return;
			const agent: LiveSupportiAgent = {
				Id: nextId(this.agents),
				Name: input.Name ?? input.Email,
				FirstName: null,
				LastName: null,
				CreationDate: new Date().toISOString(),
				JobTitle: null,
				...input,
				Groups: [],
			};
			this.agents.push(agent);
			this.join(agent, input.Groups);
			res.status(201).json(agent);
		});
		router.get('/api/agents/:id', (req, res) => {
			const agent = this.find(this.agents, req, res);
			if (agent) res.json(agent);
		});
		router.put('/api/agents/:id', (req, res) => {
			const agent = this.find(this.agents, req, res);
			const input = agent && this.read(agentSchema.partial(), req, res);
			if (!agent || !input || !this.known(res, 'Groups', input.Groups, this.groups)) return;
			const { Groups, ...rest } = input;
			Object.assign(agent, rest);
			this.join(agent, Groups);
			res.json(agent);
		});

		router.get('/api/groups', (_req, res) => void res.json(this.groups));
		router.post('/api/groups', (req, res) => {
			const input = this.read(groupSchema, req, res);
			if (!input || !this.known(res, 'Members', input.Members, this.agents)) return;
			const group = { Id: nextId(this.groups), Description: null, Enabled: true, Members: [], ...input };
			this.groups.push(group);
			this.gather(group, input.Members);
			res.status(201).json(group);
		});
		router.get('/api/groups/:id', (req, res) => {
			const group = this.find(this.groups, req, res);
			if (group) res.json(group);
		});
		router.put('/api/groups/:id', (req, res) => {
			const group = this.find(this.groups, req, res);
			const input = group && this.read(groupSchema.partial(), req, res);
			if (!group || !input || !this.known(res, 'Members', input.Members, this.agents)) return;
			Object.assign(group, input);
			this.gather(group, input.Members);
			res.json(group);
		});
		router.delete('/api/groups/:id', (req, res) => {
			const group = this.find(this.groups, req, res);
			if (!group) return;
			this.gather(group, []);
			this.groups.splice(this.groups.indexOf(group), 1);
			res.status(204).end();
		});
		return router;
	}

	/** The body as the schema has it, or `undefined` after a 400 that names the field. */
	private read<T>(schema: z.ZodType<T>, req: Request, res: Response): T | undefined {
		if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
			this.refuse(res, 400, 'Content-Type must be application/json; charset=utf-8.');
			return undefined;
		}
		const parsed = schema.safeParse(req.body);
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		this.refuse(res, 400, `${issue.path.join('.') || 'The body'}: ${issue.message}.`);
		return undefined;
	}

	private find<T extends { Id: number }>(list: T[], req: Request, res: Response): T | undefined {
		const entry = list.find(({ Id }) => String(Id) === req.params.id);
		if (!entry) this.refuse(res, 404, `There is nothing with the id ${String(req.params.id)}.`);
		return entry;
	}

	private known(
		res: Response,
		field: string,
		ids: number[] | undefined,
		list: Array<{ Id: number }>,
	): boolean {
		const unknown = ids?.find((id) => !list.some(({ Id }) => Id === id));
		if (unknown !== undefined) this.refuse(res, 400, `${field}: there is nothing with the id ${unknown}.`);
		return unknown === undefined;
	}

	/** Puts an agent into these groups only, on both sides. */
	private join(agent: LiveSupportiAgent, groups?: number[]): void {
		if (!groups) return;
		agent.Groups = [...groups];
		for (const group of this.groups) {
			const others = group.Members.filter((id) => id !== agent.Id);
			group.Members = groups.includes(group.Id) ? [...others, agent.Id] : others;
		}
	}

	/** Gives a group these members only, on both sides. */
	private gather(group: LiveSupportiGroup, members?: number[]): void {
		if (!members) return;
		group.Members = [...members];
		for (const agent of this.agents) {
			const others = agent.Groups?.filter((id) => id !== group.Id) ?? null;
			agent.Groups = members.includes(agent.Id) ? [...(others ?? []), group.Id] : others;
		}
	}
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** A GUID in .NET's format "N": 32 lower-case hex characters, as in the echo token and a delivery's Id. */
function hexId(): string {
	return randomUUID().replaceAll('-', '');
}

let visitorCount = 0;

/** An address for documentation (RFC 5737) and a number, as in the vendor's sample `169.26.97.99-1231178`. */
function newVisitorId(): string {
	visitorCount += 1;
	return `203.0.113.${visitorCount % 250}-${1232000 + visitorCount}`;
}

function nextId(list: Array<{ Id: number }>): number {
	return Math.max(0, ...list.map(({ Id }) => Id)) + 1;
}
