import { createHash } from 'node:crypto';

import type { INodeProperties } from 'n8n-workflow';

import type { ItemContext } from '../shared/action';
import { dropOldest } from '../shared/receive';
import {
	type ApiRequest,
	type ApiResponse,
	credentialOf,
	expectObject,
	expectObjects,
	oncePerExecution,
	type VendorApi,
} from '../shared/request';
import { configurationAction, reasonOf, refusalType, saysNotInChat, writeChats } from './api';
import { lists } from './lists';

/** As whom something is said in a chat. */
export const sendAsField: INodeProperties = {
	displayName: 'Send As',
	name: 'sendAs',
	type: 'options',
	options: [
		{ name: 'Agent', value: 'agent', description: 'The user of the personal access token' },
		{ name: 'Bot', value: 'bot', description: 'The bot whose ID and secret the credential holds' },
	],
	default: 'agent',
	description: 'Who says it in the chat, and has to be in it',
};

/** Who says something in a chat. */
export interface Sender {
	api: VendorApi;
	/** In messages. */
	who: string;
	/** What else can be done where it cannot join a chat. */
	advice: string;
	/** The ID under which a chat knows it. @throws what a request throws, or NodeOperationError when LiveChat lists none */
	id(): Promise<string>;
	/** A request with the sender's own token. @throws NodeApiError */
	request(request: ApiRequest): Promise<ApiResponse>;
}

/** The sender that *Send As* chooses. @throws NodeOperationError when the credential lacks what a bot needs */
export async function senderOf(item: ItemContext): Promise<Sender> {
	return item.choice(sendAsField.name) === 'bot' ? await botOf(item) : agentOf(item);
}

const agentOf = (item: ItemContext): Sender => ({
	api: writeChats,
	who: 'the user of the token',
	advice: 'send the message with the token of a user who is in it',
	id: async () => await ownIds(item.context, async () => await ownId(item)),
	request: async (request) => await item.request(writeChats, request),
});

/** Asked for once in an execution of a node: LiveChat bills every call. */
const ownIds = oncePerExecution<string>();

async function ownId(item: ItemContext): Promise<string> {
	const { accountId } = await credentialOf(item.context, writeChats);
	const { api, request } = lists.agents;
	const { body } = await item.request(api, request);
	const agents = expectObjects(item.context, api, body, item.itemIndex);
	const self = agents.find(({ account_id }) => account_id === String(accountId).trim());
	if (self !== undefined) return String(self.id);
	throw item.fault(
		'LiveChat lists no agent with the Account ID of the credential',
		"Add the user to the chat with 'Chat: Add User', and turn off 'Join the Chat First'.",
	);
}

async function botOf(item: ItemContext): Promise<Sender> {
	const credential = await credentialOf(item.context, writeChats);
	const read = (name: string) => String(credential[name] ?? '').trim();
	const bot: Bot = {
		bot_id: read('botId'),
		bot_secret: read('botSecret'),
		client_id: read('clientId'),
		organization_id: read('organizationId'),
	};
	const missing = Object.entries(bot).flatMap(([name, value]) => (value === '' ? [displayNames[name]] : []));
	if (missing.length > 0) {
		throw item.fault(
			`The LiveChat credential lacks ${missing.join(' and ')}`,
			"To send as a bot, open the credential and fill it in. Or set 'Send As' to 'Agent'.",
		);
	}
	const key = keyOf(bot, read('baseUrl'), read('accountId'), read('personalAccessToken'));
	return {
		api: asBot,
		who: 'the bot',
		advice: 'put the bot into a group of the chat in LiveChat',
		id: async () => await Promise.resolve(bot.bot_id),
		async request(request) {
			const send = async (token: string, accepts: ApiRequest['accepts']) =>
				await item.request(asBot, { ...request, headers: { Authorization: `Bearer ${token}` }, accepts });
			const token = await tokenOf(item, key, bot);
			const isRefused = (response: ApiResponse) => refusalType(response) === 'authentication';
			const response = await send(
				token,
				(response) => isRefused(response) || request.accepts?.(response) === true,
			);
			if (!isRefused(response)) return response;
			// Before its time is up, for example because the bot's secret was reset: once more, with another one.
			await forget(key, token);
			return await send(await tokenOf(item, key, bot), request.accepts);
		},
	};
}

/** What `issue_bot_token` asks for. */
type Bot = Record<'bot_id' | 'bot_secret' | 'client_id' | 'organization_id', string>;

const displayNames: Record<string, string> = {
	bot_id: 'Bot ID',
	bot_secret: 'Bot Secret',
	client_id: 'Client ID',
	organization_id: 'Organization ID',
};

/** A token is valid for 24 hours. */
const KEPT_MILLISECONDS = 23 * 60 * 60 * 1000;
const MOST_TOKENS = 100;

/** Tokens of bots, in memory alone, by a hash of all that they were issued with. */
const tokens = new Map<string, { token: Promise<string>; until: number }>();

const keyOf = (bot: Bot, ...more: string[]): string =>
	createHash('sha256')
		.update(JSON.stringify([...Object.values(bot), ...more]))
		.digest('hex');

/** The bot's token, issued once also for items that ask at the same time. @throws NodeApiError */
async function tokenOf(item: ItemContext, key: string, bot: Bot): Promise<string> {
	const known = tokens.get(key);
	if (known !== undefined && Date.now() < known.until) return await known.token;
	const token = issue(item, bot);
	tokens.delete(key);
	tokens.set(key, { token, until: Date.now() + KEPT_MILLISECONDS });
	dropOldest(tokens, MOST_TOKENS);
	token.catch(() => {
		if (tokens.get(key)?.token === token) tokens.delete(key);
	});
	return await token;
}

/** Lets go of a token, unless another item has already got a new one. */
async function forget(key: string, token: string): Promise<void> {
	const known = tokens.get(key);
	if (known !== undefined && (await known.token.catch(() => token)) === token && tokens.get(key) === known) {
		tokens.delete(key);
	}
}

/** `issue_bot_token`: https://platform.text.com/docs/management/configuration-api#issue-bot-token */
async function issue(item: ItemContext, bot: Bot): Promise<string> {
	// It changes nothing, so that it may be sent again.
	const request = { ...configurationAction('issue_bot_token', bot), reads: true };
	const { body } = await item.request(issuing, request);
	const { token } = expectObject(item.context, issuing, body, item.itemIndex);
	if (typeof token === 'string' && token !== '') return token;
	throw item.fault(
		'LiveChat did not answer with a token for the bot',
		"Try again later, or set 'Send As' to 'Agent'.",
	);
}

const issuing: VendorApi = {
	...writeChats,
	explain(response) {
		const said = writeChats.explain?.(response) ?? null;
		const isOfBot = ['authentication', 'authorization', 'not_found', 'validation'].includes(
			refusalType(response) ?? '',
		);
		if (said === null || !isOfBot) return said;
		return {
			message: `LiveChat gives no token for the bot ${reasonOf(response)}`,
			description:
				'Open the credential and check Bot ID, Bot Secret, Client ID and Organization ID, and that Account ID and Personal Access Token still work. The bot has to belong to the app of the Client ID.',
		};
	},
};

const asBot: VendorApi = {
	...writeChats,
	explain(response) {
		const reason = reasonOf(response);
		if (saysNotInChat(response) || refusalType(response) === 'missing_access') {
			return {
				message: `The bot is not in the chat, or has no access to it ${reason}`,
				description:
					"Turn on 'Join the Chat First', or add the bot with 'Chat: Add User'. The bot has to be in a group of the chat.",
			};
		}
		switch (refusalType(response)) {
			case 'authentication':
				return {
					message: `LiveChat does not accept the token that it gave the bot ${reason}`,
					description: 'Check Bot ID and Bot Secret in the credential. The bot may have been deleted.',
				};
			case 'authorization':
				return {
					message: `LiveChat does not let the bot do that ${reason}`,
					description: "Set 'Send As' to 'Agent', or check the groups of the bot in LiveChat.",
				};
			default:
				return writeChats.explain?.(response) ?? null;
		}
	},
};
