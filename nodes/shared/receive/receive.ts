import {
	buildChatEvent,
	type ChatEvent,
	type ChatEventName,
	flatten,
	slotId,
	type VendorParts,
} from '../chat-event';
import type { JsonObject } from '../json';
import { readBody } from './body';
import { commonEvent, isLeftOut, namesOf, vendorEventsOf } from './common-events';
import { isAllowed } from './ip-allowlist';
import { secretFault } from './origin-proof';
import type { SeenIds, SeenKind } from './repeats';
import type {
	Delivery,
	EventEntry,
	OriginProof,
	ProofName,
	ReceiveSettings,
	TakenEvent,
	VendorAdapter,
	VendorEvent,
} from './types';

/** More in one delivery no vendor sends; each becomes an item of its own, and n8n has to hold them all. */
const MOST_EVENTS = 100;

/** What became of one delivery. */
export type Outcome =
	/**
	 * Answer 401. The reason is for the log alone; the hint, which costs further proofs, for when it is logged.
	 * `isUnproven` when the secret or the proof is the reason, so that another secret might help.
	 */
	| { kind: 'refused'; reason: string; isUnproven: boolean; hint(): string | null }
	/** Answer 400: the body is not a JSON object. */
	| { kind: 'notJsonObject' }
	/** Answer 200 without an execution: nothing selected, or all of it seen before. */
	| { kind: 'ignored'; because: 'filtered' | 'repeated' }
	/**
	 * Answer 200 with these items. Call `release` when something else is answered: the vendor sends them again then.
	 * `fault` is what the adapter threw; the delivery is among the items all the same.
	 */
	| { kind: 'taken'; events: TakenEvent[]; release: () => void; fault?: unknown };

/**
 * Takes one delivery through its checks: allowed address, proof of origin on the raw bytes, a JSON body, the vendor's
 * events, the trigger's filters, repeats. It does not throw on any input.
 * @param seen gives the ids that this trigger took before; called only when they are needed
 */
export function receive(
	delivery: Delivery,
	adapter: VendorAdapter,
	settings: ReceiveSettings,
	seen: () => SeenIds,
): Outcome {
	const refusal = reasonToRefuse(delivery, adapter, settings);
	if (refusal !== null) {
		return { kind: 'refused', ...refusal, hint: () => hintFor(delivery, adapter, settings) };
	}
	const body = readBody(delivery.rawBody, adapter.secretKeys);
	if (body === null) return { kind: 'notJsonObject' };

	const { events: selected, fault } = readEvents(body, adapter, delivery, settings);
	if (selected.length === 0) return { kind: 'ignored', because: 'filtered' };

	const now = delivery.receivedAt.getTime();
	const claimed: Array<[id: string, kind: SeenKind]> = [];
	const claim = (id: string, kind: SeenKind): boolean => {
		const isNew = seen().claim(id, now, kind);
		if (isNew) claimed.push([id, kind]);
		return isNew;
	};
	const events = selected.filter(({ event, isWithin }) => {
		if (comesBothWays(event, adapter)) {
			const [way, other] = isWithin ? (['within', 'alone'] as const) : (['alone', 'within'] as const);
			if (seen().has(event.eventId, now, other)) return false;
			claim(event.eventId, way);
		}
		if (settings.dropRepeats && !claim(event.eventId, 'event')) return false;
		const chat = chatKey(event);
		return !settings.oncePerChat || chat === null || claim(chat, 'chat');
	});
	if (events.length === 0) return { kind: 'ignored', because: 'repeated' };
	return {
		kind: 'taken',
		events,
		release: () => claimed.forEach((claim) => seen().release(...claim)),
		fault,
	};
}

/**
 * The events of a body without secrets, whichever way it came, that Trigger On and Messages From let through.
 * @returns `fault` is what the adapter threw; the body is among the events all the same, as `other`
 */
export function readEvents(
	body: JsonObject,
	adapter: VendorAdapter,
	came: Pick<Delivery, 'headers' | 'receivedAt'>,
	settings: Pick<ReceiveSettings, 'events' | 'sender' | 'notFromMyOwnApp'>,
): { events: Array<TakenEvent & { isWithin: boolean }>; fault?: unknown } {
	const { events, fault } = vendorEvents(adapter, body, came, settings);
	return {
		events: events
			.filter((event) => isSelected(event, adapter, settings))
			.map((event) => ({ ...toTaken(event, adapter, came, body), isWithin: event.isWithin === true })),
		fault,
	};
}

/** Under which *Once per Chat* remembers a chat; null where the event names none. */
export const chatKey = ({ accountId, chat }: ChatEvent): string | null =>
	chat.id === null ? null : JSON.stringify([accountId, chat.id]);

/** Messages of a vendor whose start of a chat may hold the first ones: they come out once, by whichever way is first. */
function comesBothWays({ event }: ChatEvent, { events }: VendorAdapter): boolean {
	const isMessage = event === 'messageFromVisitor' || event === 'messageFromAgent';
	return (
		isMessage &&
		Object.values(events).some((entry) => {
			const names = namesOf(entry);
			return names[0] === 'chatStarted' && names.includes(event);
		})
	);
}

/** The proof that Verify Deliveries By names; undefined for `none`, and for a value that the adapter does not offer. */
export function proofOf(
	{ proofs }: VendorAdapter,
	{ authentication }: Pick<ReceiveSettings, 'authentication'>,
): OriginProof | undefined {
	return Object.hasOwn(proofs, authentication) ? proofs[authentication as ProofName] : undefined;
}

/** Fails closed: anything but a proof that was made, or an explicit `none`, is a reason. */
function reasonToRefuse(
	delivery: Delivery,
	adapter: VendorAdapter,
	settings: ReceiveSettings,
): { reason: string; isUnproven: boolean } | null {
	if (!isAllowed(delivery.ip, settings.ipAllowlist)) {
		const reason = `the address ${delivery.ip ?? '(unknown)'} is not among Allowed IP Addresses (behind a proxy, set N8N_PROXY_HOPS)`;
		return { reason, isUnproven: false };
	}
	if (settings.authentication === 'none') return null;
	const proof = proofOf(adapter, settings);
	if (proof === undefined) return { reason: 'Verify Deliveries By has no usable value', isUnproven: false };
	const reason = secretFault(settings.secret, proof.secretLength) ?? proof(delivery, settings.secret);
	if (reason === null) return null;
	const isProven =
		secretFault(settings.secret, proof.secretLength) === null &&
		proves(proof, delivery, settings.previousSecret);
	return isProven ? null : { reason, isUnproven: true };
}

const proves = (proof: OriginProof, delivery: Delivery, secret: string): boolean =>
	secretFault(secret, proof.secretLength) === null && proof(delivery, secret) === null;

/** What a refused delivery would fit: the usual mistakes when a secret is entered or changed. */
function hintFor(delivery: Delivery, adapter: VendorAdapter, settings: ReceiveSettings): string | null {
	const proof = proofOf(adapter, settings);
	const { secret, previousSecret } = settings;
	if (proof === undefined || !isAllowed(delivery.ip, settings.ipAllowlist)) return null;
	const fits = (other: string) => proof(delivery, other) === null;
	if (previousSecret !== '' && fits(previousSecret)) {
		return 'It fits Previous Webhook Secret: enter Webhook Secret in the credential as well';
	}
	if (secret !== '' && [`${secret}\n`, `${secret} `, ` ${secret}`, `${secret}\r\n`].some(fits)) {
		return 'It fits the secret with white space at its end or start: enter the secret at the vendor once more, without it';
	}
	return null;
}

function vendorEvents(
	adapter: VendorAdapter,
	body: JsonObject,
	{ headers, receivedAt }: Pick<Delivery, 'headers' | 'receivedAt'>,
	{ events: selected }: Pick<ReceiveSettings, 'events'>,
): { events: VendorEvent[]; fault?: unknown } {
	const unknown = (): VendorEvent[] => [
		{ trigger: null, vendorEvent: 'unknown', parts: { eventId: slotId(body, receivedAt) } },
	];
	try {
		const payload = adapter.payload.safeParse(body);
		if (!payload.success) return { events: unknown() };
		const events = adapter.toChatEvents(payload.data, {
			body,
			headers,
			receivedAt,
			events: vendorEventsOf(selected, adapter.events),
		});
		const isUnderstood = events.length > 0 && events.length <= MOST_EVENTS;
		return { events: isUnderstood ? events : unknown() };
	} catch (fault) {
		// What an adapter stumbles over has to reach the user all the same, as `other`.
		return { events: unknown(), fault };
	}
}

/** The table's entry of an event; undefined for a name that it does not know. */
function entryOf({ trigger }: VendorEvent, { events }: VendorAdapter): EventEntry | undefined {
	return trigger !== null && Object.hasOwn(events, trigger) ? events[trigger] : undefined;
}

function nameOf(event: VendorEvent, adapter: VendorAdapter): ChatEventName {
	const entry = entryOf(event, adapter);
	return entry === undefined ? 'other' : (event.event ?? namesOf(entry)[0]);
}

/**
 * A body without a name belongs to no Trigger On value, because nobody can tell, so it always comes out; so does a name
 * that the table does not know, where only this node's own registration can have brought it.
 */
function isSelected(
	event: VendorEvent,
	adapter: VendorAdapter,
	{ events, sender, notFromMyOwnApp }: Pick<ReceiveSettings, 'events' | 'sender' | 'notFromMyOwnApp'>,
): boolean {
	const name = nameOf(event, adapter);
	if (isLeftOut(name, sender) || (notFromMyOwnApp === true && event.isOwn === true)) return false;
	if (event.trigger === null || events.includes('*') || events.includes(commonEvent(name))) return true;
	if (event.mayBecome !== undefined && events.includes(commonEvent(event.mayBecome))) return true;
	if (events.includes(event.trigger)) return event.isWithin !== true;
	return adapter.isRegistered === true && entryOf(event, adapter) === undefined;
}

function toTaken(
	vendorEvent: VendorEvent,
	adapter: VendorAdapter,
	{ receivedAt }: Pick<Delivery, 'receivedAt'>,
	body: JsonObject,
): TakenEvent {
	const name = nameOf(vendorEvent, adapter);
	const event = buildChatEvent({
		...(name === 'other' ? withoutExtras(vendorEvent.parts) : vendorEvent.parts),
		vendor: adapter.vendor,
		event: name,
		vendorEvent: vendorEvent.vendorEvent ?? vendorEvent.trigger ?? 'unknown',
		receivedAt: receivedAt.toISOString(),
	});
	return { event, raw: vendorEvent.raw ?? body };
}

/** What `other` says stands whole under `raw`, and nowhere twice. */
function withoutExtras(parts: VendorParts): VendorParts {
	const without = <Entry extends object>(entries: Entry[] | undefined) =>
		entries?.map((entry) => ({ ...entry, extra: {} }));
	return {
		...parts,
		chat: { ...parts.chat, extra: {} },
		visitor: { ...parts.visitor, extra: {} },
		agents: without(parts.agents),
		messages: without(parts.messages),
		pages: without(parts.pages),
		survey: without(parts.survey),
		extra: {},
	};
}

/**
 * The JSON of the items, in the form that Output asks for. Of several events of one body, Raw puts out the body once. Flat
 * has no `raw`: what `other` says stands under `extra` there.
 */
export function toOutput(
	events: TakenEvent[],
	output: ReceiveSettings['output'],
): Array<JsonObject | ChatEvent> {
	if (output === 'raw') return [...new Set(events.map(({ raw }) => raw))];
	if (output === 'flat') {
		return events.map(({ event, raw }) =>
			flatten(event.event === 'other' ? { ...event, extra: raw } : event),
		);
	}
	return events.map(({ event, raw }) =>
		output === 'both' || event.event === 'other' ? { ...event, raw } : event,
	);
}
