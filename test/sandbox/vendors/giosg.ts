import { randomUUID } from 'node:crypto';

import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';

import type { PanelAction, PanelState } from '../frame/panel';
import { ChatEnded, ChatGone, inBackground, webAddress } from '../frame/panel';
import type { Delivery } from '../frame/vendor';
import { VendorSandbox } from '../frame/vendor';
import { lastDeliveryInWords } from '../frame/words';

/** The demo account that the sandbox knows; nothing in it is a real credential. */
export const giosgDemo = {
	/** Sent as `Authorization: Token`. */
	apiToken: 'sandbox-giosg-token-example',
	/** The token of a user without the `settings` permission, which visitor variables need. */
	tokenWithoutSettings: 'sandbox-giosg-token-without-settings-example',
	/** A token of an account whose subscription has ended. */
	tokenWithoutSubscription: 'sandbox-giosg-token-without-subscription-example',
	organizationId: '7f9e9580-095b-42c7-838c-c04e667b26f7',
	/** Who shares the room *Partner Shop*: its chats are not the demo organization's own. */
	partnerOrganizationId: '84170468-0000-4000-8000-8e9f77b39042',
	webhookSecret: 'example-giosg-secret-0123456789',
	/** The bot user of the giosg app: `{user_id}` in channel patterns. */
	botUserId: 'dabfd452-cbc0-4eff-aaac-f4e125db0fe4',
	/** The agent who answers. */
	agentId: '6c85a961-c9fd-4ea2-8c91-36cd0eb49670',
	/** Where chats start unless a test says otherwise. */
	roomId: 'eb458361-0000-4000-8000-8520b0a204fe',
	salesRoomId: 'eb458361-0000-4000-8000-8520b0a204ff',
	helpRoomId: 'eb458361-0000-4000-8000-8520b0a20500',
	partnerRoomId: 'eb458361-0000-4000-8000-8520b0a20501',
};

/** Who *Start a chat* brings, in this order. Visitor ids have no dashes. */
export const giosgVisitors = [
	{ id: '08119566026a4e1194a7a3244c90f925', name: 'Jason', text: 'Hi, my order has not arrived yet.' },
	{ id: '3b90ef7c93484af4965a79ace7bc9a62', name: 'Maria', text: 'Can I change my plan?' },
	{ id: 'c1d0a8f4b6e94f1f8d3a2b7c6e5f4a39', name: 'Aiko', text: 'Which plan includes the API?' },
];

/** The channel patterns that the trigger's help offers. */
export const giosgPatterns = {
	chats: '/api/v5/orgs/{organization_id}/owned_chats',
	messages: '/api/v5/orgs/{organization_id}/owned_chats/*/messages',
	memberships: '/api/v5/orgs/{organization_id}/owned_chats/*/memberships',
	routedChats: '/api/v5/users/{user_id}/routed_chats',
	botMessages: '/api/v5/users/{user_id}/chats/*/messages',
	roomChats: '/api/v5/orgs/{organization_id}/rooms/*/chats',
	roomMessages: '/api/v5/orgs/{organization_id}/rooms/*/chats/*/messages',
	roomMemberships: '/api/v5/orgs/{organization_id}/rooms/*/chats/*/memberships',
};

export type GiosgAction = 'added' | 'changed' | 'removed';

/** A webhook of the installed giosg app. */
export interface GiosgWebhook {
	id: string;
	/** The endpoint URL; giosg proves itself by nothing but its query. */
	url: string;
	pattern: string;
	actions: GiosgAction[];
}

type Resource = Record<string, unknown> & { id: string };
type Membership = Record<string, unknown> & { member_id: string; member_type: 'visitor' | 'user' };

/** A chat as the HTTP API answers it, beside what belongs to it. */
export interface GiosgChat {
	resource: Resource & { room_id: string; created_at: string; is_ended: boolean };
	visitorId: string;
	visitorName: string;
	members: Membership[];
	messages: Array<
		Resource & { created_at: string; sender_type: string; sender_public_name: string | null; type: string }
	>;
}

const variableSchema = z.object({ key: z.string().min(1), value: z.string() });
const endSchema = z.object({ is_ended: z.literal(true) }).strict();
const messageSchema = z.object({ message: z.string().min(1).max(2000) }).strict();
const memberSchema = z
	.object({
		member_id: z.string().min(1),
		is_participating: z.boolean(),
		composing_status: z.enum(['idle', 'typing', 'typed']),
	})
	.strict();

const defaultPageSizes = [2, 1, 3];

/** Retries are not documented: one more attempt after a minute is assumed. */
const retryDelaysMs = [60_000];

/**
 * giosg: webhooks of an installed giosg app as its sample bots receive them (the secret stands in the endpoint URL),
 * and the HTTP API. The words of refusals are made up after the documented reasons; their shape is that of Django REST
 * framework, on which the API runs.
 */
export class GiosgSandbox extends VendorSandbox {
	readonly name = 'giosg';
	readonly title = 'giosg';

	/** Newest last, in all lists. */
	readonly webhooks: GiosgWebhook[] = [];
	readonly chats: GiosgChat[] = [];
	readonly rooms: Resource[] = [];
	readonly teams: Resource[] = [];
	readonly users: Resource[] = [];
	/** What a page's `next` leads to in place of the sandbox, to prove that no credential goes there. */
	nextOrigin: string | null = null;
	/** Whether PATCH on a chat that has ended is refused; the vendor does not say. */
	refusesEndedChats = true;
	/** Whether a 404 says what is not there, or only `Not found.`; the vendor does not document its words. */
	saysWhatIsMissing = true;
	/** Whether the list of the organization's chats knows is_ended, which is documented for a visitor's chats alone. */
	filtersOwnedChats = true;
	/** Whether a visitor's variables can be read, at the address at which they are set; the vendor does not say. */
	readsVariables = true;
	/** How many entries the pages of a list have, in turn: the vendor promises the order, not the number. */
	pageSizes = defaultPageSizes;

	/** Room id and visitor id to the visitor's variables there. */
	private readonly visits = new Map<string, Map<string, string>>();
	private started = 0;
	private lastFiring: { webhook: GiosgWebhook; body: object } | null = null;

	constructor(context: ConstructorParameters<typeof VendorSandbox>[0]) {
		super(context);
		this.clear();
	}

	/** The credential's `baseUrl`. */
	get baseUrl(): string {
		return `${this.context.url}/giosg`;
	}

	/**
	 * Adds a webhook to the app.
	 * @param url the endpoint URL, with its `?secret=`
	 * @throws Error when it is no web address, or the pattern does not start with a slash
	 */
	addWebhook(
		url: string,
		pattern: string = giosgPatterns.chats,
		actions: GiosgAction[] = ['added', 'changed', 'removed'],
	): GiosgWebhook {
		if (!pattern.startsWith('/')) throw new Error('A channel pattern starts with a slash.');
		const webhook = { id: randomUUID(), url: webAddress(url), pattern, actions };
		this.webhooks.push(webhook);
		this.changed();
		return webhook;
	}

	/** Removes one webhook by its id, or all. */
	removeWebhook(id?: string): void {
		const left = id === undefined ? [] : this.webhooks.filter((webhook) => webhook.id !== id);
		this.webhooks.splice(0, Infinity, ...left);
		this.changed();
	}

	/** A visitor opens a page of the room: from now on, the room knows the visitor. */
	visit(visitorId: string, roomId: string = giosgDemo.roomId): void {
		const key = visitKey(roomId, visitorId);
		if (!this.visits.has(key)) this.visits.set(key, new Map());
	}

	/** A visitor's variables in a room, as an object; undefined when the room does not know the visitor. */
	variablesOf(visitorId: string, roomId: string = giosgDemo.roomId): Record<string, string> | undefined {
		const variables = this.visits.get(visitKey(roomId, visitorId));
		return variables && Object.fromEntries(variables);
	}

	/** Sets a variable as the site's own page would. */
	setVariable(visitorId: string, key: string, value: string, roomId: string = giosgDemo.roomId): void {
		this.visit(visitorId, roomId);
		this.visits.get(visitKey(roomId, visitorId))!.set(key, value);
		this.changed();
	}

	/**
	 * Starts a chat and delivers what giosg tells of it, retries included. Without a visitor it takes the next of
	 * `giosgVisitors`, Jason first.
	 *
	 * @returns the chat and one entry per attempt at delivery
	 */
	async startChat(
		wanted: { visitorId?: string; roomId?: string } = {},
	): Promise<{ chat: GiosgChat; deliveries: Delivery[] }> {
		const demo =
			wanted.visitorId === undefined
				? giosgVisitors[this.started++ % giosgVisitors.length]
				: giosgVisitors.find(({ id }) => id === wanted.visitorId);
		const chat = this.openChat({
			roomId: wanted.roomId ?? giosgDemo.roomId,
			visitorId: wanted.visitorId ?? demo!.id,
			visitorName: demo?.name ?? 'Visitor',
		});
		const { id } = chat.resource;
		const deliveries = await Promise.all([
			this.emit(this.chatsChannel(chat), 'added', chat.resource),
			this.emit(this.roomChannel(chat), 'added', chat.resource),
			this.emit(`${this.chatsChannel(chat)}/${id}/memberships`, 'added', chat.members[0]),
			this.emit(`${this.roomChannel(chat)}/${id}/memberships`, 'added', chat.members[0]),
			this.emit(`/api/v5/users/${giosgDemo.botUserId}/routed_chats`, 'added', chat.resource),
			this.say(id, 'visitor', demo?.text ?? 'Hello, I have a question.'),
		]);
		return { chat, deliveries: deliveries.flat() };
	}

	/** Adds a message to a chat; the first one of the agent makes the agent a member. */
	async say(
		chatId: string,
		from: 'visitor' | 'agent',
		text: string,
		userId: string = giosgDemo.agentId,
	): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		if (chat.resource.is_ended) throw new ChatEnded();
		const deliveries: Array<Promise<Delivery[]>> = [];
		if (from === 'agent' && !chat.members.some(({ member_type }) => member_type === 'user')) {
			const member = membership(chat, 'user', giosgDemo.agentId, 'Kate');
			chat.members.push(member);
			for (const channel of [this.chatsChannel(chat), this.roomChannel(chat)])
				deliveries.push(this.emit(`${channel}/${chatId}/memberships`, 'added', member));
		}
		const sender = chat.members.find(({ member_id }) => member_id === userId);
		const message = newMessage(chat, from, text, userId, String(sender?.member_public_name ?? 'Kate'));
		chat.messages.push(message);
		chat.resource.message_count = chat.messages.length;
		chat.resource.is_waiting = from === 'visitor' && chat.members.length === 1;
		this.changed();
		for (const channel of [
			this.chatsChannel(chat),
			this.roomChannel(chat),
			`/api/v5/users/${giosgDemo.botUserId}/chats`,
		]) {
			deliveries.push(this.emit(`${channel}/${chatId}/messages`, 'added', message));
		}
		return (await Promise.all(deliveries)).flat();
	}

	/** The bot user of the giosg app writes, on every channel of messages; with cards as `attachments`. */
	async botSays(chatId: string, message: string, attachments: object[] = []): Promise<Delivery[]> {
		return await this.sayMore(chatId, {
			sender_type: 'user',
			sender_id: giosgDemo.botUserId,
			sender_public_name: 'Shop Bot',
			message,
			attachments,
		});
	}

	/** The visitor presses a button of a card. */
	async press(chatId: string, button: { text: string; value: string }): Promise<Delivery[]> {
		return await this.sayMore(chatId, {
			type: 'action',
			message: null,
			response_to_action: button,
			response_text: button.text,
			response_value: button.value,
		});
	}

	/** Ends a chat: "immediately and permanently locks the chat". */
	async endChat(chatId: string): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		const { resource } = chat;
		if (resource.is_ended) return [];
		const time = new Date();
		const change = {
			is_ended: true,
			ended_at: time.toISOString(),
			updated_at: time.toISOString(),
			duration: (time.getTime() - Date.parse(resource.created_at)) / 1000,
			// Only what changed: an ended chat no longer waits for an answer.
			...(resource.is_waiting === true && { is_waiting: false }),
		};
		Object.assign(resource, change, { is_waiting: false });
		this.changed();
		const changed = { id: chatId, ...change };
		const channels = [
			this.chatsChannel(chat),
			this.roomChannel(chat),
			`/api/v5/users/${giosgDemo.botUserId}/routed_chats`,
		];
		return (
			await Promise.all(channels.map(async (channel) => await this.emit(channel, 'changed', changed)))
		).flat();
	}

	/**
	 * Sends the last body once more, with a new token of the bot user. Resolves with an empty list when nothing was sent
	 * before.
	 */
	async deliverAgain(): Promise<Delivery[]> {
		return this.lastFiring === null ? [] : await this.fire(this.lastFiring.webhook, this.lastFiring.body);
	}

	routes(): Record<string, Router> {
		return { '/giosg': this.api() };
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
				id: 'deliverAgain',
				label: 'Send the last event again',
				run: async () => {
					if (!this.lastFiring) throw new Error('Nothing was sent yet: add a webhook and start a chat.');
					await inBackground(this.deliverAgain());
				},
			},
			{
				id: 'addWebhook',
				label: 'Save',
				place: 'webhook',
				fields: [
					{ name: 'url', label: 'Endpoint URL', placeholder: 'https://…/webhook/…?secret=…' },
					{ name: 'pattern', label: 'Channel pattern', options: Object.values(giosgPatterns) },
				],
				run: ({ url, pattern }) => ({
					id: this.addWebhook(String(url ?? ''), String(pattern ?? giosgPatterns.chats)).id,
				}),
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
				run: async (input) => await inBackground(this.say(of(input)[0], 'agent', of(input)[1])),
			},
			{
				id: 'visitorSays',
				label: 'Say as visitor',
				place: 'chat',
				needsText: true,
				run: async (input) => await inBackground(this.say(of(input)[0], 'visitor', of(input)[1])),
			},
			{
				id: 'botSays',
				label: 'Reply as the bot, with buttons',
				place: 'chat',
				needsText: true,
				run: async (input) => {
					const [chatId, text] = of(input);
					const actions = ['Yes', 'No'].map((word) => ({
						text: word,
						type: 'button',
						value: word.toLowerCase(),
					}));
					await inBackground(this.botSays(chatId, text, [{ title: null, text: null, actions }]));
				},
			},
			{
				id: 'endChat',
				label: 'End',
				place: 'chat',
				run: async (input) => {
					const [chatId] = of(input);
					if (this.chatOf(chatId).resource.is_ended) throw new ChatEnded();
					await inBackground(this.endChat(chatId));
				},
			},
		];
	}

	state(): PanelState {
		return {
			chats: this.chats.toReversed().map((chat) => ({
				id: chat.resource.id,
				title: chat.visitorName,
				subtitle: chat.resource.is_ended ? 'ended' : 'open',
				startedAt: Date.parse(chat.resource.created_at),
				messages: chat.messages.map((message) => ({
					from: message.sender_type === 'visitor' ? 'visitor' : 'agent',
					name: message.sender_public_name ?? chat.visitorName,
					text: String(message.message ?? message.response_text),
					time: Date.parse(message.created_at),
				})),
				cards: [
					{
						title: 'What your workflow set',
						empty: 'Nothing yet. Visitor variables appear here as soon as a workflow sets them.',
						rows: Object.entries(this.variablesOf(chat.visitorId, chat.resource.room_id) ?? {}).map(
							([name, value]) => ({ name, value }),
						),
						highlight: true,
					},
					{
						title: 'Chat',
						empty: '',
						rows: [
							{ name: 'Chat ID', value: chat.resource.id },
							{ name: 'Visitor ID', value: chat.visitorId },
							{ name: 'Room', value: String(chat.resource.room_name) },
						],
					},
				],
			})),
			webhooks: this.webhooks.map(({ url, pattern }) => ({
				url,
				events: pattern,
				...lastDeliveryInWords(this.deliveries.findLast((delivery) => delivery.url === url)),
			})),
			setup: {
				credential: 'Giosg API',
				fields: [
					{ name: 'API Token', value: giosgDemo.apiToken },
					{ name: 'Webhook Secret', value: giosgDemo.webhookSecret },
					{ name: 'Base URL', value: this.baseUrl },
				],
				webhook: [
					'Publish a workflow with a giosg Trigger, and copy the trigger’s Production URL.',
					'Paste it above under Endpoint URL, and add the ending below, without a space.',
					'Choose the channel pattern of what the trigger listens to (the first one is for chats that start or end), and click Save.',
				],
				urlEnding: `?secret=${giosgDemo.webhookSecret}`,
			},
		};
	}

	protected clear(): void {
		for (const list of [this.webhooks, this.chats]) list.splice(0);
		this.visits.clear();
		this.nextOrigin = null;
		this.refusesEndedChats = true;
		this.saysWhatIsMissing = true;
		this.filtersOwnedChats = true;
		this.readsVariables = true;
		this.pageSizes = defaultPageSizes;
		this.started = 0;
		this.lastFiring = null;
		const own = giosgDemo.organizationId;
		this.rooms.splice(
			0,
			Infinity,
			newRoom(giosgDemo.roomId, 'Support', own),
			newRoom(giosgDemo.salesRoomId, 'Sales', own),
			newRoom(giosgDemo.helpRoomId, 'Help Center', own),
			newRoom(giosgDemo.partnerRoomId, 'Partner Shop', giosgDemo.partnerOrganizationId),
		);
		this.teams.splice(
			0,
			Infinity,
			...['Support team', 'Sales team', 'Night shift', 'Bots'].map((name, index) => ({
				id: `7e4a0000-0000-4000-8000-00000000000${index}`,
				organization_id: own,
				name,
			})),
		);
		this.users.splice(
			0,
			Infinity,
			newUser(giosgDemo.agentId, 'Kate', 'Berg', 'kate@example.com'),
			newUser('6c85a961-c9fd-4ea2-8c91-36cd0eb49671', 'Tom', 'Berg', 'tom@example.com'),
			newUser(giosgDemo.botUserId, 'Shop', 'Bot', 'bot@example.com'),
		);
	}

	protected errorBody(_status: number, text: string): unknown {
		return { detail: text };
	}

	/** Adds a message of another kind than `say` does: a visitor's, unless it says otherwise. */
	private async sayMore(chatId: string, more: object): Promise<Delivery[]> {
		const chat = this.chatOf(chatId);
		if (chat.resource.is_ended) throw new ChatEnded();
		const message = { ...newMessage(chat, 'visitor', '', chat.visitorId, chat.visitorName), ...more };
		chat.messages.push(message);
		chat.resource.message_count = chat.messages.length;
		chat.resource.is_waiting = message.sender_type === 'visitor';
		this.changed();
		const channels = [
			this.chatsChannel(chat),
			this.roomChannel(chat),
			`/api/v5/users/${giosgDemo.botUserId}/chats`,
		];
		const sent = channels.map(
			async (channel) => await this.emit(`${channel}/${chatId}/messages`, 'added', message),
		);
		return (await Promise.all(sent)).flat();
	}

	private openChat(wanted: { roomId: string; visitorId: string; visitorName: string }): GiosgChat {
		const room = this.rooms.find(({ id }) => id === wanted.roomId);
		if (!room) throw new Error('There is no such room.');
		const chat: GiosgChat = {
			resource: newChat(room),
			visitorId: wanted.visitorId,
			visitorName: wanted.visitorName,
			members: [],
			messages: [],
		};
		chat.members.push(membership(chat, 'visitor', wanted.visitorId, null));
		this.visit(wanted.visitorId, wanted.roomId);
		this.chats.push(chat);
		if (this.chats.length > 5000) this.chats.shift();
		this.changed();
		return chat;
	}

	private chatOf(chatId: string): GiosgChat {
		const chat = this.chats.find(({ resource }) => resource.id === chatId);
		if (!chat) throw new ChatGone();
		return chat;
	}

	/** For the room "and each organization having access to that room". */
	private roomChannel({ resource }: GiosgChat): string {
		return `/api/v5/orgs/${giosgDemo.organizationId}/rooms/${resource.room_id}/chats`;
	}

	private chatsChannel({ resource }: GiosgChat): string {
		return `/api/v5/orgs/${String(resource.room_organization_id)}/owned_chats`;
	}

	/** Tells every webhook whose pattern fits the channel; webhooks get no order among several events. */
	private async emit(
		channel: string,
		action: GiosgAction,
		resource: { id: string } | Membership,
	): Promise<Delivery[]> {
		// A snapshot: a retry sends what the first attempt sent.
		const body = JSON.parse(
			JSON.stringify({
				channel,
				action,
				resource_id: resource.id ?? (resource as Membership).member_id,
				resource,
			}),
		) as object;
		const sent = this.webhooks
			.filter(({ pattern, actions }) => actions.includes(action) && fits(pattern, channel))
			.map(async (webhook) => await this.fire(webhook, body));
		return (await Promise.all(sent)).flat();
	}

	private async fire(webhook: GiosgWebhook, body: object): Promise<Delivery[]> {
		this.lastFiring = { webhook, body };
		return await this.deliver(
			webhook.url,
			(attempt) => ({
				body: JSON.stringify({ ...body, app_user_auth: botToken(attempt) }),
				headers: { 'Content-Type': 'application/json' },
			}),
			{ delaysMs: retryDelaysMs },
		);
	}

	private readonly signedIn: RequestHandler = (req, res, next) => {
		const token = /^Token (.+)$/.exec(req.headers.authorization ?? '')?.[1];
		if (token === giosgDemo.tokenWithoutSubscription) {
			this.refuse(res, 403, 'Your organization does not have an active subscription.');
		} else if (token === giosgDemo.apiToken || token === giosgDemo.tokenWithoutSettings) {
			next();
		} else {
			res.set('WWW-Authenticate', 'Token');
			this.refuse(
				res,
				401,
				token === undefined ? 'Authentication credentials were not provided.' : 'Invalid token.',
			);
		}
	};

	private readonly mayChangeSettings: RequestHandler = (req, res, next) => {
		if (req.headers.authorization === `Token ${giosgDemo.apiToken}`) next();
		else this.refuse(res, 403, 'You do not have the settings permission.');
	};

	private api(): Router {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);
		router.get('/api/v5/users/me', (_req, res) => {
			const { organizationId } = giosgDemo;
			res.json({ ...this.users[0], organization: { id: organizationId, name: 'Example Shop' } });
		});
		router.use('/api/v5/orgs/:org', (req, res, next) => {
			if (req.params.org === giosgDemo.organizationId) next();
			else this.refuse(res, 403, 'You do not have access to this organization.');
		});
		const org = '/api/v5/orgs/:org';
		router.get(`${org}/rooms`, (req, res) => this.page(this.rooms, req, res));
		router.get(`${org}/teams`, (req, res) => this.page(this.teams, req, res));
		router.get(`${org}/users`, (req, res) => this.page(this.users, req, res));

		router.get(`${org}/rooms/:room/visitors/:visitor/chats`, (req, res) => {
			if (!this.knowsVisitor(req, res)) return;
			const chats = this.chats.filter(
				({ resource, visitorId }) => resource.room_id === req.params.room && visitorId === req.params.visitor,
			);
			this.page(this.byEnded(chats, req), req, res);
		});
		const variables = `${org}/rooms/:room/visitors/:visitor/variables`;
		router.post(variables, this.mayChangeSettings, (req, res) => {
			const known = this.knowsVisitor(req, res);
			const input = known && this.read(variableSchema, req, res);
			if (!input) return;
			known.set(input.key, input.value);
			this.changed();
			res.status(201).json(input);
		});
		router.get(variables, (req, res) => {
			const known = this.knowsVisitor(req, res);
			if (!known) return;
			if (!this.readsVariables) {
				this.refuse(res, 405, 'Method "GET" not allowed.');
				return;
			}
			this.page(
				[...known].map(([key, value]) => ({ key, value })),
				req,
				res,
			);
		});
		router.delete(`${variables}/:key`, this.mayChangeSettings, (req, res) => {
			const known = this.knowsVisitor(req, res);
			if (!known) return;
			if (known.delete(String(req.params.key))) res.status(204).end();
			else this.refuseMissing(res, 'key');
			this.changed();
		});

		const owned = `${org}/owned_chats`;
		router.get(owned, (req, res) => {
			const chats = this.ownedChats;
			const listed = this.filtersOwnedChats
				? this.byEnded(chats, req)
				: chats.map(({ resource }) => resource);
			this.page(listed, req, res);
		});
		router.get(`${owned}/:chat`, (req, res) => {
			const chat = this.ownedChat(req, res);
			if (chat) res.json(chat.resource);
		});
		router.patch(`${owned}/:chat`, (req, res) => {
			const chat = this.ownedChat(req, res);
			const input = chat && this.read(endSchema, req, res);
			if (!chat || !input) return;
			if (chat.resource.is_ended && this.refusesEndedChats) {
				res.status(400).json({ non_field_errors: ['The chat has ended and cannot be altered.'] });
				return;
			}
			// The answer does not wait for deliveries.
			void this.endChat(chat.resource.id);
			res.json(chat.resource);
		});
		router.get(`${owned}/:chat/memberships`, (req, res) => {
			const chat = this.ownedChat(req, res);
			if (chat) this.page(this.membersOf(chat), req, res);
		});
		router.get(`${org}/rooms/:room/chats/:chat/memberships`, (req, res) => {
			const chat = this.chats.find(
				({ resource }) => resource.id === req.params.chat && resource.room_id === req.params.room,
			);
			if (chat) this.page(this.membersOf(chat), req, res);
			else this.refuse(res, 404, 'Not found.');
		});
		router.get(`${owned}/:chat/messages`, (req, res) => {
			const chat = this.ownedChat(req, res);
			if (chat) this.page(chat.messages.toReversed(), req, res);
		});
		router.post(`${owned}/:chat/memberships`, (req, res) => {
			const chat = this.ownedChat(req, res);
			if (chat) this.join(chat, req, res);
		});
		router.post(`${org}/rooms/:room/chats/:chat/memberships`, (req, res) => {
			const chat = this.chats.find(
				({ resource }) => resource.id === req.params.chat && resource.room_id === req.params.room,
			);
			if (chat) this.join(chat, req, res);
			else this.refuse(res, 404, 'Not found.');
		});
		router.post(`${org}/users/:user/chats/:chat/messages`, (req, res) => {
			const chat = this.chats.find(
				({ resource, members }) =>
					resource.id === req.params.chat && members.some(({ member_id }) => member_id === req.params.user),
			);
			if (!chat) {
				this.refuse(res, 404, 'Not found.');
				return;
			}
			const input = this.read(messageSchema, req, res);
			if (!input) return;
			if (chat.resource.is_ended) {
				res.status(400).json({ non_field_errors: ['The chat has ended and cannot be altered.'] });
				return;
			}
			// The answer does not wait for deliveries.
			void this.say(chat.resource.id, 'agent', input.message, String(req.params.user));
			res.status(201).json(chat.messages.at(-1));
		});
		return router;
	}

	/** "For visitors, this is any custom username (e.g. set by API data) or null." */
	private membersOf({ members, visitorId, resource }: GiosgChat): Membership[] {
		const username = this.variablesOf(visitorId, resource.room_id)?.username ?? null;
		return members.map((member) =>
			member.member_type === 'visitor'
				? { ...member, member_name: username, member_public_name: username }
				: member,
		);
	}

	/** Makes a user a member: 201, 200 when it is one, 400 when it cannot be. */
	private join(chat: GiosgChat, req: Request, res: Response): void {
		const input = this.read(memberSchema, req, res);
		if (!input) return;
		const user = this.users.find(({ id }) => id === input.member_id);
		const others = chat.members.filter(
			({ member_type, member_id }) => member_type === 'user' && member_id !== input.member_id,
		);
		if (!user || chat.resource.is_ended || (req.query.exclusive === 'true' && others.length > 0)) {
			res.status(400).json({ non_field_errors: ['The membership cannot be created.'] });
			return;
		}
		const known = chat.members.find(({ member_id }) => member_id === input.member_id);
		const member = known ?? membership(chat, 'user', input.member_id, String(user.alias ?? user.first_name));
		if (!known) {
			chat.members.push(member);
			const { id } = chat.resource;
			for (const channel of [this.chatsChannel(chat), this.roomChannel(chat)])
				void this.emit(`${channel}/${id}/memberships`, 'added', member);
		}
		chat.resource.is_waiting = false;
		this.changed();
		res.status(known ? 200 : 201).json(member);
	}

	/** Chats in the organization's own rooms: those of a shared room belong to whoever shares it. */
	private get ownedChats(): GiosgChat[] {
		return this.chats.filter(({ resource }) => resource.room_organization_id === giosgDemo.organizationId);
	}

	private ownedChat(req: Request, res: Response): GiosgChat | undefined {
		const chat = this.ownedChats.find(({ resource }) => resource.id === req.params.chat);
		if (!chat) this.refuse(res, 404, 'Not found.');
		return chat;
	}

	private byEnded(chats: GiosgChat[], { query }: Request): Resource[] {
		return chats
			.map(({ resource }) => resource)
			.filter(({ is_ended }) => query.is_ended === undefined || String(is_ended) === query.is_ended);
	}

	private refuseMissing(res: Response, part: 'room' | 'visitor' | 'key'): void {
		this.refuse(res, 404, this.saysWhatIsMissing ? `The ${part} was not found.` : 'Not found.');
	}

	/** The visitor's variables in the room, or `undefined` after a 404 that says which of the two is not there. */
	private knowsVisitor(req: Request, res: Response): Map<string, string> | undefined {
		const { room, visitor } = req.params as { room: string; visitor: string };
		if (!this.rooms.some(({ id }) => id === room)) {
			this.refuseMissing(res, 'room');
			return undefined;
		}
		const known = this.visits.get(visitKey(room, visitor));
		if (!known) this.refuseMissing(res, 'visitor');
		return known;
	}

	/** `{"next", "previous", "results"}`: the next page's full URL, and pages of any size. */
	private page(list: object[], req: Request, res: Response): void {
		const [from, number] = String(req.query.cursor ?? '0-0')
			.split('-')
			.map(Number);
		const to = from + this.pageSizes[number % this.pageSizes.length];
		const query = new URLSearchParams({
			...(req.query as Record<string, string>),
			cursor: `${to}-${number + 1}`,
		});
		const next = `${this.nextOrigin ?? this.context.url}${req.originalUrl.split('?')[0]}?${query.toString()}`;
		res.json({ next: to < list.length ? next : null, previous: null, results: list.slice(from, to) });
	}

	/** The body as the schema has it, or `undefined` after a 400 that names the field. */
	private read<T>(schema: z.ZodType<T>, req: Request, res: Response): T | undefined {
		const parsed = schema.safeParse(req.body);
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		res.status(400).json({ [issue.path[0] ?? 'non_field_errors']: [issue.message] });
		return undefined;
	}
}

const visitKey = (roomId: string, visitorId: string): string => `${roomId} ${visitorId}`;

/** Whether a channel belongs to a pattern: `{…}` is the account's own id, `*` any one segment. */
function fits(pattern: string, channel: string): boolean {
	const wanted = pattern
		.replace('{organization_id}', giosgDemo.organizationId)
		.replace('{user_id}', giosgDemo.botUserId)
		.split('/');
	const actual = channel.split('/');
	return (
		wanted.length === actual.length && wanted.every((part, index) => part === '*' || part === actual[index])
	);
}

const botToken = (attempt: number) => ({
	access_token: `example-bearer-token-of-the-bot-${attempt}`,
	token_type: 'Bearer',
	expires_in: 300,
	user_id: giosgDemo.botUserId,
	organization_id: giosgDemo.organizationId,
});

function newRoom(id: string, name: string, organizationId: string): Resource {
	return {
		id,
		organization_id: organizationId,
		domain: `${name.toLowerCase().replaceAll(' ', '-')}.example.com`,
		name,
		display_name: name,
		is_shared: organizationId !== giosgDemo.organizationId,
		language_code: 'en',
		created_at: '2026-01-05T08:00:00.000Z',
		updated_at: '2026-01-05T08:00:00.000Z',
		is_online: true,
		is_humans_online: true,
		token: 'example-legacy-token-of-the-room',
	};
}

function newUser(id: string, first_name: string, last_name: string, email: string): Resource {
	return {
		id,
		email,
		organization_id: giosgDemo.organizationId,
		first_name,
		last_name,
		full_name: `${first_name} ${last_name}`,
		is_manager: false,
		is_staff: false,
		alias: first_name,
		title: null,
		phone: null,
		created_at: '2026-01-05T08:00:00.000Z',
		updated_at: '2026-01-05T08:00:00.000Z',
		deleted_at: null,
		is_online_enabled: true,
		is_online: true,
	};
}

function newChat(room: Resource): GiosgChat['resource'] {
	const now = new Date().toISOString();
	return {
		id: randomUUID(),
		chat_type: 'visitor',
		created_at: now,
		updated_at: now,
		ended_at: null,
		waiting_started_at: now,
		room_id: room.id,
		room_organization_id: room.organization_id,
		room_name: room.name,
		tag_count: 0,
		message_count: 0,
		is_private: false,
		is_real_conversation: false,
		is_autosuggested: false,
		is_waiting: true,
		is_pending: false,
		is_ended: false,
		is_encrypted: false,
		encrypted_symmetric_key: 'example-symmetric-key-of-the-chat',
		autosuggest_url: null,
		first_visitor_message_url: 'https://shop.example.com/shipping',
		first_visitor_message_url_title: 'Shipping',
		token: 'example-legacy-token-of-the-chat',
		legacy_conversation_state: 'open',
		visitor_wait_time: null,
		duration: 0,
		active_duration: 0,
	};
}

function membership(
	{ resource }: GiosgChat,
	member_type: Membership['member_type'],
	member_id: string,
	name: string | null,
): Membership {
	const now = new Date().toISOString();
	return {
		member_id,
		member_type,
		member_name: name,
		member_public_name: name,
		member_avatar: null,
		room_id: resource.room_id,
		chat_id: resource.id,
		created_at: now,
		updated_at: now,
		is_participating: true,
		is_present: true,
		composing_status: 'idle',
		message_count: 0,
		room_organization_id: resource.room_organization_id,
		member_organization_id: member_type === 'user' ? giosgDemo.organizationId : null,
		is_bot: false,
	};
}

function newMessage(
	{ resource, visitorId, visitorName }: GiosgChat,
	from: 'visitor' | 'agent',
	message: string,
	userId: string,
	userName: string,
): GiosgChat['messages'][number] {
	return {
		id: randomUUID(),
		type: 'msg',
		chat_id: resource.id,
		room_id: resource.room_id,
		created_at: new Date().toISOString(),
		sender_type: from === 'visitor' ? 'visitor' : 'user',
		sender_id: from === 'visitor' ? visitorId : userId,
		sender_public_name: from === 'visitor' ? visitorName : userName,
		sender_name: null,
		sender_avatar: null,
		message,
		is_encrypted: false,
		encrypted_message: null,
		attachments: [],
		response_text: null,
		response_value: null,
	};
}
