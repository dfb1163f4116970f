import {
	NodeApiError,
	NodeOperationError,
	type IHookFunctions,
	type INodeType,
	type JsonObject,
} from 'n8n-workflow';

import { mapConcurrently } from '../../shared/action';
import { toBoolean } from '../../shared/chat-event';
import { isJsonObject, type JsonObject as Json } from '../../shared/json';
import { isAllowed, secretFault, toSender, vendorEventsOf } from '../../shared/receive';
import {
	type ApiResponse,
	expectObject,
	expectObjects,
	type VendorApi,
	vendorRequest,
	vendorWords,
} from '../../shared/request';
import { checkSettings, type TriggerWebhook } from '../../shared/trigger';
import { configurationAction, liveChat, refusalType } from '../api';
import { actions as knownActions } from './events';
import { descriptionOf, listWebhooks, unregisterWebhook, webhooksApi } from './registered';
import { deliverySecret, webhookSecretLength } from './secret';

const LONGEST_URL = 500;
const CALLS_AT_ONCE = 4;

/** What this node made at LiveChat, as static data keeps it. Nothing secret may stand here. */
interface Made {
	url: string;
	clientId: string;
}

/** What LiveChat is asked to send, beside the place: one `register_webhook` each. */
interface Wish {
	action: string;
	/** Left out where nothing is filtered. */
	filters?: { author_type?: 'customer' | 'agent'; source_type?: string[] };
	additional_data?: string[];
}

/** A registration of this node, as LiveChat lists it. */
interface Registered {
	id: string;
	action: string;
	url: string;
	filters: Json;
	/** Null where LiveChat does not list it: its page prints no list that has it. */
	additionalData: string[] | null;
}

/** Apart, because n8n removes the registrations of a test while those of production go on. */
type Kind = 'test' | 'production';

/** What the trigger's settings ask for. */
interface Wanted {
	url: string;
	clientId: string;
	wishes: Wish[];
}

/**
 * Publishing and unpublishing with Source v3: one `register_webhook` per chosen event, as in the Configuration API 3.6
 * (https://platform.text.com/docs/management/configuration-api). LiveChat lists all registrations of a Client ID at
 * once, without their secrets; whose a registration is, its description tells. With Source legacy a person enters the
 * URL, and nothing is registered.
 */
export function registrationMethods(trigger: TriggerWebhook): NonNullable<INodeType['webhookMethods']> {
	return {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return !isLegacy(this) && (await isRegistered(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await checkSettings(this, trigger);
				if (!isLegacy(this)) await registerAnew(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				if (!isLegacy(this)) await unregister(this);
				return true;
			},
		},
	};
}

/** Whether LiveChat lists exactly what is wanted: URL, action, filters, additional data, owner and description. */
async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const { url, clientId, wishes } = await readWanted(context);
	const made = madeBefore(context);
	const kind = kindOf(context);
	// Even a test that cannot be registered is removed afterwards, and `unregister` has to know it for a test.
	if (kind === 'test') made.test ??= { url, clientId };

	const own = (await listOwn(context, clientId)).filter((registered) => registered.url === url);
	const isExact =
		own.length === wishes.length &&
		wishes.every((wish) => own.some((registered) => isWhatIsWished(registered, wish)));
	if (isExact) made[kind] = { url, clientId };
	return isExact;
}

/** Filters that nobody here asks for do not count; a list is a set. */
function isWhatIsWished(
	{ action, filters, additionalData }: Registered,
	{ action: wished, filters: { author_type, source_type = [] } = {}, additional_data = [] }: Wish,
): boolean {
	const isSame = (some: unknown, others: string[]) =>
		String(Array.isArray(some) ? [...(some as unknown[])].sort() : []) === String([...others].sort());
	return (
		action === wished &&
		(filters.author_type || undefined) === author_type &&
		isSame(filters.source_type, source_type) &&
		(additionalData === null || isSame(additionalData, additional_data))
	);
}

async function registerAnew(context: IHookFunctions): Promise<void> {
	const wanted = await readWanted(context);
	const { url, clientId } = wanted;
	const made = madeBefore(context);
	const kind = kindOf(context);
	await checkWebhooksState(context, clientId);

	// What is left of earlier takes one of the three places per event, and would deliver everything twice.
	const before = made[kind];
	if (before !== undefined && before.clientId !== clientId) {
		await tryToRemove(context, { url, clientId: before.clientId });
	}
	const own = await listOwn(context, clientId);
	await remove(
		context,
		clientId,
		own.filter((registered) => registered.url === url),
	);
	const beside = made[kind === 'test' ? 'production' : 'test']?.url;
	const elsewhere = own.filter(
		(registered) =>
			registered.url !== url && (registered.url !== beside || originOf(beside) !== originOf(url)),
	);
	if (elsewhere.length > 0) {
		context.logger.warn(
			`${context.getNode().name}: LiveChat sends the events of this workflow to ${originsOf(elsewhere)} as well. ${WHY_ELSEWHERE} ${HOW_TO_REMOVE}`,
		);
	}
	await registerAll(context, wanted, elsewhere);
	made[kind] = { url, clientId };
}

async function unregister(context: IHookFunctions): Promise<void> {
	const made = madeBefore(context);
	const url = urlOf(context);
	// n8n does not say whether it ends a test or unpublishes; only the URL does.
	const kind: Kind = made.test?.url === url ? 'test' : 'production';
	const clientId = made[kind]?.clientId ?? (await readCredential(context)).clientId;
	// Without a Client ID nothing was ever registered.
	if (clientId !== '') await removeOwn(context, { url, clientId });
	delete made[kind];
}

const isLegacy = (context: IHookFunctions): boolean => context.getNodeParameter('source', 'v3') === 'legacy';

const kindOf = (context: IHookFunctions): Kind =>
	context.getActivationMode() === 'manual' ? 'test' : 'production';

const urlOf = (context: IHookFunctions): string => context.getNodeWebhookUrl('default') ?? '';

const madeBefore = (context: IHookFunctions): Partial<Record<Kind, Made>> =>
	context.getWorkflowStaticData('node');

/** Marks a registration as this node's. */
const ownDescription = (context: IHookFunctions): string =>
	descriptionOf(context.getInstanceId(), String(context.getWorkflow().id), context.getNode().id);

async function readCredential(context: IHookFunctions): Promise<Record<string, string>> {
	const credential = await context.getCredentials('liveChatApi');
	return Object.fromEntries(
		Object.entries(credential).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']),
	);
}

/** @throws NodeOperationError that says what to fill in */
async function readWanted(context: IHookFunctions): Promise<Wanted> {
	const fault = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const credential = await readCredential(context);
	const names = {
		accountId: 'Account ID',
		personalAccessToken: 'Personal Access Token',
		clientId: 'Client ID',
	};
	const missing = Object.entries(names).filter(([field]) => !credential[field]);
	if (missing.length > 0) {
		throw fault(
			`The LiveChat credential lacks ${missing.map(([, name]) => name).join(', ')}`,
			'The trigger registers its webhooks itself and needs all three. The guide of this node shows where to find them.',
		);
	}
	const secret = credential.webhookSecret;
	const secretProblem = secret === '' ? null : secretFault(secret, webhookSecretLength);
	if (secretProblem !== null) {
		throw fault(
			`The LiveChat credential cannot be used: ${secretProblem}`,
			"Enter a longer 'Webhook Secret', or leave it empty: the personal access token is used then.",
		);
	}
	const events = [context.getNodeParameter('events', []) as string | string[]].flat();
	const wishes = vendorEventsOf(events, knownActions).map((action) => wishFor(context, action));
	if (wishes.length === 0) throw fault("'Trigger On' is empty", 'Choose at least one event.');
	const url = urlOf(context);
	checkUrl(url, credential.baseUrl, fault);
	return { url, clientId: credential.clientId, wishes };
}

/** The events whose author LiveChat looks at. */
const AUTHORED = ['incoming_event', 'event_updated'];
/** Of these LiveChat documents no additional data: they belong to no chat. */
const WITHOUT_CHAT = /^(agent|auto_accesses|bot|group|routing|tag)_/;

/**
 * What LiveChat filters it does not send: messages of somebody else than Messages From says, and what the app of the
 * credential's Client ID did. Every action takes `source_type`.
 */
function wishFor(context: IHookFunctions, action: string): Wish {
	// Where the field is not shown n8n knows no value of it, and nothing is left out.
	const sender = toSender(context.getNodeParameter('sender', 'any'));
	const author_type = sender === 'visitor' ? 'customer' : sender === 'agent' ? 'agent' : null;
	const isNotFromMine = toBoolean(context.getNodeParameter('options.notFromMyOwnApp', false)) === true;
	const filters = {
		...(author_type !== null && AUTHORED.includes(action) && { author_type }),
		...(isNotFromMine && { source_type: ['other_clients', 'system'] }),
	} satisfies Wish['filters'];
	return {
		action,
		...(Object.keys(filters).length > 0 && { filters }),
		...(!WITHOUT_CHAT.test(action) && { additional_data: ['chat_properties', 'chat_presence_user_ids'] }),
	};
}

function checkUrl(
	url: string,
	baseUrl: string,
	fault: (message: string, description: string) => NodeOperationError,
): void {
	if (url.length > LONGEST_URL) {
		throw fault(
			`The webhook URL has ${url.length} characters, LiveChat takes at most ${LONGEST_URL}`,
			'Set a shorter WEBHOOK_URL for your n8n.',
		);
	}
	// A LiveChat that runs on this machine (a sandbox) reaches it.
	if (isPrivate(url) && !isPrivate(baseUrl)) {
		throw fault(
			`LiveChat cannot reach your n8n at ${new URL(url).origin}`,
			'The address has to be public. Set WEBHOOK_URL to the address under which the internet reaches your n8n, restart n8n, then publish again.',
		);
	}
}

const PRIVATE_RANGES =
	'0.0.0.0/8, 10.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, ::/127, fc00::/7, fe80::/10';

function isPrivate(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
	const isName = !/^[\d.]+$/.test(host) && !host.includes(':');
	return isName
		? !host.includes('.') || /\.(local|localhost|internal|lan)$/.test(host)
		: isAllowed(host, PRIVATE_RANGES);
}

/**
 * LiveChat switches an app's webhooks on when the app is installed. A token that may not ask is let pass: then the
 * guide's *no events arrive* has to help.
 */
async function checkWebhooksState(context: IHookFunctions, clientId: string): Promise<void> {
	const { body } = await vendorRequest(context, liveChat('webhooks.state:ro'), {
		...configurationAction('get_license_webhooks_state', { owner_client_id: clientId }),
		accepts: (response) => refusalType(response) === 'authorization',
	});
	if ((body as { license_webhooks_enabled?: unknown }).license_webhooks_enabled !== false) return;
	throw new NodeOperationError(
		context.getNode(),
		'LiveChat sends no webhooks for the app of this Client ID',
		{
			description:
				'Install the app: in the Developer Console open it, choose Private installation, and click Install app. If it is installed, its webhooks were switched off (disable_license_webhooks).',
		},
	);
}

/** The registrations that this very node made, or its twin in a copied database: by its description and its Client ID. */
async function listOwn(context: IHookFunctions, clientId: string): Promise<Registered[]> {
	const { body } = await vendorRequest(context, webhooksApi, listWebhooks(clientId));
	const description = ownDescription(context);
	return expectObjects(context, webhooksApi, body)
		.filter((registered) => registered.description === description && registered.owner_client_id === clientId)
		.map(({ id, action, url, filters, additional_data }) => ({
			id: String(id),
			action: String(action),
			url: String(url),
			filters: isJsonObject(filters) ? filters : {},
			additionalData: Array.isArray(additional_data) ? additional_data.map(String) : null,
		}));
}

/** When one registration is refused, those before it are undone. @throws NodeApiError */
async function registerAll(
	context: IHookFunctions,
	{ url, clientId, wishes }: Wanted,
	elsewhere: Registered[],
): Promise<void> {
	const credential = await context.getCredentials('liveChatApi');
	const secret_key = deliverySecret(context, String(credential.webhookSecret ?? '').trim(), credential);
	try {
		await mapConcurrently(wishes, CALLS_AT_ONCE, async (wish) => {
			const taken = elsewhere.filter(({ action }) => action === wish.action);
			const api: VendorApi = {
				...webhooksApi,
				explain: (response) =>
					explainRegistration(response, wish.action, url, taken) ?? webhooksApi.explain!(response),
			};
			const { body } = await vendorRequest(
				context,
				api,
				configurationAction('register_webhook', {
					...wish,
					url,
					secret_key,
					owner_client_id: clientId,
					type: 'license',
					description: ownDescription(context),
				}),
			);
			expectObject(context, api, body);
		});
	} catch (error) {
		await tryToRemove(context, { url, clientId });
		// Wrapping an error of the same class hands back the original.
		throw new NodeApiError(context.getNode(), error as JsonObject);
	}
}

/**
 * Removes what this node registered at a URL. A registration with another URL stays, whatever static data says: in a
 * copied database it is the original's, under the same ids.
 */
async function removeOwn(context: IHookFunctions, { url, clientId }: Made): Promise<void> {
	const own = await listOwn(context, clientId);
	await remove(
		context,
		clientId,
		own.filter((registered) => registered.url === url),
	);
}

/** What LiveChat no longer knows counts as removed. */
async function remove(context: IHookFunctions, clientId: string, unwanted: Registered[]): Promise<void> {
	await mapConcurrently(unwanted, CALLS_AT_ONCE, async ({ id }) => {
		await vendorRequest(context, webhooksApi, {
			...unregisterWebhook(id, clientId),
			acceptStatus: [404],
			accepts: (response) => refusalType(response) === 'not_found',
		});
	});
}

/** For what is not worth stopping: n8n's next `delete` finds it again by its description. */
async function tryToRemove(context: IHookFunctions, where: Made): Promise<void> {
	try {
		await removeOwn(context, where);
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name}: could not remove earlier webhooks at LiveChat: ${(error as Error).message}`,
		);
	}
}

const WHY_ELSEWHERE =
	'That is a copy of this n8n, or this n8n before its address changed, so it is left as it is.';
const HOW_TO_REMOVE =
	"If nobody needs it, find it with the LiveChat node, 'Webhook: Get Many', and remove it with 'Webhook: Delete'.";

/** Where a registration leads to, without what could be secret in a URL. */
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'another address');

const originsOf = (registrations: Registered[]): string =>
	[...new Set(registrations.map(({ url }) => originOf(url)))].join(', ');

/** @param elsewhere registrations of this event with this node's ids and another URL */
function explainRegistration(
	response: ApiResponse,
	action: string,
	url: string,
	elsewhere: Registered[],
): { message: string; description: string } | null {
	const said = vendorWords(response.body);
	const saying = said ? `: ${said}` : '';
	switch (refusalType(response)) {
		case 'limit_reached':
			return {
				message: `LiveChat takes no further webhook for the event ${action}: it allows three per event and Client ID`,
				description: [
					...(elsewhere.length > 0
						? [
								`Among the three is one with the ids of this workflow that leads to ${originsOf(elsewhere)}.`,
								WHY_ELSEWHERE,
							]
						: []),
					"Unpublish another workflow that listens to this event (a running test counts too). The LiveChat node's 'Webhook: Get Many' shows which three there are, and 'Webhook: Delete' removes one that nothing needs. Or create a second app in the Developer Console and a second credential with its Client ID.",
				].join(' '),
			};
		case 'validation':
			return {
				message: `LiveChat does not accept the webhook for the event ${action}${saying}`,
				description: `The URL has to be public and at most ${LONGEST_URL} characters long. It is ${url}. Check also that the Client ID in the credential is that of an app of your own organization.`,
			};
		case 'not_found':
			return {
				message: `LiveChat does not know the app of this Client ID${saying}`,
				description:
					'Copy the Client ID from the Developer Console: your app, Building blocks, App Authorization. The app has to be installed.',
			};
		default:
			return null;
	}
}
