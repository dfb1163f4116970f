import type {
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
	INodeType,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toBoolean } from '../chat-event';
import {
	type Delivery,
	dropOldest,
	invalidEntries,
	type Outcome,
	proofOf,
	receive,
	type ReceiveSettings,
	type TakenEvent,
	secretFault,
	seenIdsOf,
	senderFault,
	silenceFault,
	strangeFault,
	toOutput,
	toSender,
	type VendorAdapter,
} from '../receive';
import { fresherSecrets, type Secrets, secretsOf } from './secret';
import { type VisitorLookup, withVisitors } from './visitor';

type TriggerContext = IWebhookFunctions | IHookFunctions;

/** What a trigger node tells its webhook. */
export interface TriggerWebhook {
	/** The adapter for the node's settings; a function where the node has a Source. */
	adapter: VendorAdapter | ((context: TriggerContext) => VendorAdapter);
	/** All that `adapter` may be, where the node has a Source. */
	adapters?: readonly VendorAdapter[];
	/** The credential type whose `webhookSecret` proves deliveries. */
	credential: string;
	/** Derives the secret from a stored one, where the vendor gets another; the stored one is '' when there is none. */
	secret?(context: TriggerContext, stored: string, credential: IDataObject): string;
	/** Headers of every answer, for vendors that look at them. */
	responseHeaders?(delivery: Delivery): Record<string, string>;
	/** Finds who the visitor is, where *Include Visitor* asks for it. */
	visitor?: VisitorLookup;
	/**
	 * Adds what a delivery lacks, after filters and repeats, and leaves out what turns out not to be chosen. It must be
	 * quick: the vendor waits. When it throws, the events go out as they are. It is asked with Output Raw too.
	 */
	enrich?(context: IWebhookFunctions, events: TakenEvent[]): Promise<TakenEvent[]>;
}

/** The request as n8n hands it over: Express's, with n8n's own additions. */
interface N8nRequest {
	headers: Delivery['headers'];
	query: Record<string, unknown>;
	ip?: string;
	rawBody?: Buffer;
	readRawBody?(): Promise<void>;
}

/**
 * Answers one delivery: 200 with items for what is taken, 200 without an execution for what is filtered or repeated,
 * 401 for what is refused, 400 (413 above n8n's size limit) for what is no JSON object. It never throws: that would
 * answer 500 and store a failed execution for each forged call.
 */
export async function receiveWebhook(
	context: IWebhookFunctions,
	trigger: TriggerWebhook,
): Promise<IWebhookResponseData> {
	const request = context.getRequestObject() as unknown as N8nRequest;
	const response = context.getResponseObject();
	const answer = (status: number, message: string): IWebhookResponseData => {
		response.status(status).json({ message });
		return { noWebhookResponse: true };
	};
	const answerUnread = (status: number, message: string, reason: string): IWebhookResponseData => {
		warn(
			context,
			'unread',
			`answered a delivery with ${status}: ${reason} (${shapeOf(request)}). More of them within a minute are not logged.`,
		);
		return answer(status, message);
	};

	const ip = addressOf(request);
	const unread = await readRawBody(request);
	const delivery: Delivery = {
		rawBody: request.rawBody ?? Buffer.alloc(0),
		headers: request.headers,
		query: request.query,
		ip,
		receivedAt: new Date(),
	};
	for (const [name, value] of Object.entries(trigger.responseHeaders?.(delivery) ?? {})) {
		response.setHeader(name, value);
	}
	if (unread !== null) return answerUnread(unread.status, unread.message, unread.reason);

	const triggerId = triggerIdOf(context);
	const refuse = (reason: string, hint?: () => string | null): IWebhookResponseData => {
		logRefusal(context, triggerId, reason, hint, delivery.receivedAt);
		return answer(401, 'This delivery was refused: its origin is not proven');
	};
	let outcome: Outcome;
	let output: ReceiveSettings['output'];
	try {
		const adapter = adapterOf(context, trigger);
		const settings = readSettings(context, adapter);
		output = settings.output;
		outcome = await proveAndReceive(context, trigger, { adapter, settings, delivery });
	} catch {
		return refuse('a setting of the node cannot be read; check its expressions');
	}

	switch (outcome.kind) {
		case 'refused':
			return refuse(outcome.reason, outcome.hint);
		case 'notJsonObject':
			return answerUnread(
				400,
				'The body of a delivery has to be a JSON object',
				'its body is no JSON object',
			);
		case 'ignored':
			return { webhookResponse: { received: true, ignored: outcome.because } };
		case 'taken': {
			const { events, release, fault } = outcome;
			// n8n sends the 200 after it stored the execution. With another answer, or none, the vendor sends it again.
			response.once('finish', () => {
				if (response.statusCode !== 200) release();
			});
			response.once('close', () => {
				if (!response.headersSent) release();
			});
			logFault(context, triggerId, fault, delivery.receivedAt);
			const complete = await completed(context, trigger, events, output);
			if (complete.length === 0) {
				release();
				return { webhookResponse: { received: true, ignored: 'filtered' } };
			}
			return {
				webhookResponse: { received: true },
				workflowData: [toOutput(complete, output).map((json) => ({ json: json as IDataObject }))],
			};
		}
	}
}

/** With the kept secret first; one that does not fit may be an old one. */
async function proveAndReceive(
	context: IWebhookFunctions,
	trigger: TriggerWebhook,
	{
		adapter,
		settings,
		delivery,
	}: { adapter: VendorAdapter; settings: Omit<ReceiveSettings, keyof Secrets>; delivery: Delivery },
): Promise<Outcome> {
	const seen = () => seenIdsOf(triggerIdOf(context));
	const receiveWith = (secrets: Secrets) => receive(delivery, adapter, { ...settings, ...secrets }, seen);
	if (settings.authentication === 'none') return receiveWith({ secret: '', previousSecret: '' });
	const key = secretKeyOf(context, trigger);
	const read = async () => await readSecrets(context, trigger);
	const kept = await secretsOf(key, read);
	const outcome = receiveWith(kept.secrets);
	if (outcome.kind !== 'refused' || !outcome.isUnproven) return outcome;
	const fresher = await fresherSecrets(key, read, kept);
	return fresher === null ? outcome : receiveWith(fresher.secrets);
}

/** What could not be added is said in the log: it never costs the event. */
async function completed(
	context: IWebhookFunctions,
	trigger: TriggerWebhook,
	events: TakenEvent[],
	output: ReceiveSettings['output'],
): Promise<TakenEvent[]> {
	let known = events;
	const visitors =
		output === 'raw' || trigger.visitor === undefined
			? undefined
			: withVisitors(trigger.visitor, (reason) => warn(context, 'visitor', reason));
	const steps = [trigger.enrich, visitors];
	for (const step of steps) {
		try {
			known = (await step?.(context, known)) ?? known;
		} catch (error) {
			warn(context, 'enrich', `an event goes out without what was to be added: ${(error as Error).message}`);
		}
	}
	return known;
}

/** The production webhook and the one of a test are two. */
const triggerIdOf = (context: TriggerContext): string =>
	`${context.getWorkflow().id}/${context.getNode().id}/${context.getMode()}`;

/** To be called before the body is read: Express throws when it looks for the address after the sender hung up. */
function addressOf(request: N8nRequest): string | undefined {
	try {
		return request.ip;
	} catch {
		return undefined;
	}
}

/** Makes sure of `rawBody`: n8n reads it only for some content types. Returns the answer when it cannot be read. */
async function readRawBody(
	request: N8nRequest,
): Promise<{ status: number; message: string; reason: string } | null> {
	try {
		if (request.rawBody === undefined) await request.readRawBody?.();
		return null;
	} catch (error) {
		return (error as { type?: string }).type === 'entity.too.large'
			? {
					status: 413,
					message: 'The body is larger than this n8n takes',
					reason: 'its body is larger than N8N_PAYLOAD_SIZE_MAX lets this n8n take',
				}
			: { status: 400, message: 'The body could not be read', reason: 'its body could not be read' };
	}
}

/** What a log may say of a body: of what a stranger sends, no more than a type's letters. */
function shapeOf({ headers, rawBody }: N8nRequest): string {
	const type = /^[\w.+/-]{1,100}/.exec(String(headers['content-type'] ?? ''))?.[0] ?? 'none';
	const bytes = rawBody?.length ?? headers['content-length'] ?? 'an unknown number of';
	return `content type ${type}, ${String(bytes)} bytes`;
}

function adapterOf(context: TriggerContext, { adapter }: TriggerWebhook): VendorAdapter {
	return typeof adapter === 'function' ? adapter(context) : adapter;
}

function readSettings(
	context: TriggerContext,
	{ onlyProof, proofs }: VendorAdapter,
): Omit<ReceiveSettings, keyof Secrets> {
	const parameter = <T>(name: string, fallback: T) => context.getNodeParameter(name, fallback) as T;
	// An expression may yield "false", which is no false: n8n's variables are texts.
	const isOn = (name: string) => toBoolean(parameter<unknown>(`options.${name}`, false)) ?? false;
	// Whoever listens for a test event wants to see it, however often it came.
	const isTest = context.getMode() === 'manual';
	return {
		authentication: onlyProof ?? parameter<string>('authentication', Object.keys(proofs)[0]),
		events: [parameter<string | string[]>('events', '*')].flat(),
		output: parameter<ReceiveSettings['output']>('output', 'chatEvent'),
		// Where the field is not shown n8n knows no value of it, and nothing is left out.
		sender: toSender(parameter<unknown>('sender', 'any')),
		ipAllowlist: toAllowlist(context, parameter<unknown>('options.ipAllowlist', '')),
		dropRepeats: !isTest && isOn('dropRepeats'),
		oncePerChat: !isTest && isOn('oncePerChat'),
		notFromMyOwnApp: isOn('notFromMyOwnApp'),
	};
}

/** An expression may yield anything; only a text may open the trigger. @throws NodeOperationError for anything else */
function toAllowlist(context: TriggerContext, value: unknown): string {
	if (typeof value === 'string') return value;
	throw new NodeOperationError(context.getNode(), "'Allowed IP Addresses' is no text", {
		description: 'Check the expression in it: it has to yield addresses, separated by commas.',
	});
}

const secretKeyOf = (context: TriggerContext, { credential }: TriggerWebhook): string =>
	`${triggerIdOf(context)}/${context.getNode().credentials?.[credential]?.id}`;

/** '' when no credential is chosen or it cannot be read; every proof then fails. */
async function readSecrets(context: TriggerContext, trigger: TriggerWebhook): Promise<Secrets> {
	try {
		const credential = await context.getCredentials(trigger.credential);
		const derive = (stored: string) => trigger.secret?.(context, stored, credential) ?? stored;
		const previous = storedSecret(credential.previousWebhookSecret);
		return {
			secret: derive(storedSecret(credential.webhookSecret)),
			previousSecret: previous === '' ? '' : derive(previous),
		};
	} catch (error) {
		context.logger.debug(`${context.getNode().name}: no credential to read`, {
			error: (error as Error).name,
		});
		return { secret: '', previousSecret: '' };
	}
}

/** A secret as a person meant it: what was pasted with a line break or a space counts without. */
const storedSecret = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const MINUTE_MILLISECONDS = 60_000;
const MOST_KINDS = 1000;
const lastLogged = new Map<string, number>();

/** Whether a minute passed since the last line of a kind: whoever forges calls shall not fill the log. */
function mayLog(kind: string, at: Date): boolean {
	const last = lastLogged.get(kind) ?? -Infinity;
	if (at.getTime() - last < MINUTE_MILLISECONDS) return false;
	lastLogged.delete(kind);
	lastLogged.set(kind, at.getTime());
	dropOldest(lastLogged, MOST_KINDS);
	return true;
}

/** At most once a minute per trigger and kind. */
function warn(context: IWebhookFunctions, kind: string, words: string): void {
	if (!mayLog(`${triggerIdOf(context)}/${kind}`, new Date())) return;
	context.logger.warn(`${context.getNode().name}: ${words}`, { workflowId: context.getWorkflow().id });
}

function logRefusal(
	context: IWebhookFunctions,
	triggerId: string,
	reason: string,
	hint: (() => string | null) | undefined,
	at: Date,
): void {
	if (!mayLog(`${triggerId}/refusal`, at)) return;
	const more = hint?.();
	context.logger.warn(
		`${context.getNode().name}: refused a delivery with 401, because ${reason}. ${more ? `${more}. ` : ''}More of them within a minute are not logged.`,
		{ workflowId: context.getWorkflow().id },
	);
}

/** Says that an adapter threw: the delivery came out as `other`, but somebody has to mend the adapter. */
function logFault(context: IWebhookFunctions, triggerId: string, fault: unknown, at: Date): void {
	if (fault === undefined || !mayLog(`${triggerId}/fault`, at)) return;
	const { name = 'Error', stack = String(fault) } = fault instanceof Error ? fault : {};
	context.logger.error(
		`${context.getNode().name}: a delivery could not be read and came out as 'other' (${name}): ${stack}`,
		{ workflowId: context.getWorkflow().id },
	);
}

/**
 * Says at publishing, and when listening for a test event, what would make the trigger refuse every delivery.
 * @throws NodeOperationError with what to change
 */
export async function checkSettings(context: IHookFunctions, trigger: TriggerWebhook): Promise<void> {
	const adapter = adapterOf(context, trigger);
	const settings = readSettings(context, adapter);
	const node = context.getNode();
	const proof = proofOf(adapter, settings);
	if (proof === undefined && settings.authentication !== 'none') {
		// The editor keeps the value when Source changes, also where the new one offers other proofs.
		throw new NodeOperationError(
			node,
			"Every delivery would be refused: 'Verify Deliveries By' has no usable value",
			{
				description: `Open '${node.name}' and choose one of the values that 'Verify Deliveries By' lists.`,
			},
		);
	}
	const { secret } = proof === undefined ? { secret: '' } : await readSecrets(context, trigger);
	const fault = proof === undefined ? null : secretFault(secret, proof.secretLength);
	if (fault !== null) {
		throw new NodeOperationError(node, `Every delivery would be refused: ${fault}`, {
			description: `Open the credential of '${node.name}' and fill in 'Webhook Secret' as you gave it to the vendor.`,
		});
	}
	const others = (trigger.adapters ?? []).filter((other) => other !== adapter).map(({ events }) => events);
	const silence =
		strangeFault(settings.events, adapter.events, others, node.name) ??
		senderFault(context.getNodeParameter('sender', 'any'), node.name) ??
		silenceFault(settings.events, adapter.events, settings.sender, node.name);
	if (silence !== null) {
		throw new NodeOperationError(node, silence.message, { description: silence.description });
	}
	const [invalid] = invalidEntries(settings.ipAllowlist);
	if (invalid !== undefined) {
		throw new NodeOperationError(node, `'Allowed IP Addresses' holds '${invalid}', which is no address`, {
			description:
				'Separate addresses (203.0.113.7) and CIDR ranges (203.0.113.0/24, 2001:db8::/32) with commas.',
		});
	}
}

/** The webhook methods of a trigger whose URL a person pastes at the vendor: there is nothing to register. */
export function pastedUrlMethods(trigger: TriggerWebhook): NonNullable<INodeType['webhookMethods']> {
	return {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await checkSettings(this, trigger);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};
}
