import { buildChatEvent, type ChatEvent, type ChatEventName, slotId } from '../chat-event';
import type { JsonObject } from '../json';
import { readBody } from './body';
import { isAllowed } from './ip-allowlist';
import { secretFault } from './origin-proof';
import type { SeenIds } from './repeats';
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

/** What became of one delivery. */
export type Outcome =
	/** Answer 401. The reason is for the log alone; the hint, which costs further proofs, for when it is logged. */
	| { kind: 'refused'; reason: string; hint(): string | null }
	/** Answer 400: the body is not a JSON object. */
	| { kind: 'notJsonObject' }
	/** Answer 200 without an execution: nothing selected, or all of it seen before. */
	| { kind: 'ignored'; because: 'filtered' | 'repeated' }
	/**
	 * Answer 200 with these items. Call `remember` once the 200 is out. `fault` is what the adapter threw; the delivery is
	 * among the items all the same.
	 */
	| { kind: 'taken'; events: TakenEvent[]; remember: () => void; fault?: unknown };

/**
 * Takes one delivery through its checks: allowed address, proof of origin on the raw bytes, a JSON body, the vendor's
 * events, the trigger's filters, repeats. It does not throw on any input.
 * @param seen the ids that this trigger took before; looked at only when repeats are to be dropped
 */
export function receive(
	delivery: Delivery,
	adapter: VendorAdapter,
	settings: ReceiveSettings,
	seen: SeenIds,
): Outcome {
	const reason = reasonToRefuse(delivery, adapter, settings);
	if (reason !== null) return { kind: 'refused', reason, hint: () => hintFor(delivery, adapter, settings) };

	const body = readBody(delivery.rawBody, adapter.secretKeys);
	if (body === null) return { kind: 'notJsonObject' };

	const { events: read, fault } = vendorEvents(adapter, body, delivery, settings);
	const events = read
		.filter((event) => isSelected(event, adapter, settings))
		.map((event) => toTaken(event, adapter, delivery, body));
	if (events.length === 0) return { kind: 'ignored', because: 'filtered' };

	if (!settings.dropRepeats) return { kind: 'taken', events, remember: () => {}, fault };
	const now = delivery.receivedAt.getTime();
	const fresh = events.filter(({ event }) => !seen.has(event.eventId, now));
	if (fresh.length === 0) return { kind: 'ignored', because: 'repeated' };
	return {
		kind: 'taken',
		events: fresh,
		fault,
		remember: () => fresh.forEach(({ event }) => seen.add(event.eventId, now)),
	};
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
): string | null {
	if (!isAllowed(delivery.ip, settings.ipAllowlist)) {
		return `the address ${delivery.ip ?? '(unknown)'} is not among Allowed IP Addresses (behind a proxy, set N8N_PROXY_HOPS)`;
	}
	if (settings.authentication === 'none') return null;
	const proof = proofOf(adapter, settings);
	if (proof === undefined) return 'Verify Deliveries By has no usable value';
	const fault = secretFault(settings.secret, proof.secretLength);
	if (fault !== null) return fault;
	const reason = proof(delivery, settings.secret);
	return reason === null || proves(proof, delivery, settings.previousSecret) ? null : reason;
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
	{ headers, receivedAt }: Delivery,
	{ events: selected }: ReceiveSettings,
): { events: VendorEvent[]; fault?: unknown } {
	const unknown: VendorEvent = {
		trigger: null,
		vendorEvent: 'unknown',
		parts: { eventId: slotId(body, receivedAt) },
	};
	try {
		const payload = adapter.payload.safeParse(body);
		const events = payload.success
			? adapter.toChatEvents(payload.data, { body, headers, receivedAt, events: selected })
			: [];
		return { events: events.length > 0 ? events : [unknown] };
	} catch (fault) {
		// What an adapter stumbles over has to reach the user all the same, as `other`.
		return { events: [unknown], fault };
	}
}

/** The table's entry of an event; undefined for a name that it does not know. */
function entryOf({ trigger }: VendorEvent, { events }: VendorAdapter): EventEntry | undefined {
	return trigger !== null && Object.hasOwn(events, trigger) ? events[trigger] : undefined;
}

function nameOf(event: VendorEvent, adapter: VendorAdapter): ChatEventName {
	const entry = entryOf(event, adapter);
	return entry === undefined ? 'other' : (event.event ?? [entry.event].flat()[0]);
}

/**
 * A body without a name belongs to no Trigger On value, because nobody can tell, so it always comes out; so does a name
 * that the table does not know, where only this node's own registration can have brought it.
 */
function isSelected(
	event: VendorEvent,
	adapter: VendorAdapter,
	{ events, sender }: ReceiveSettings,
): boolean {
	const name = nameOf(event, adapter);
	if (sender === 'visitor' && name === 'messageFromAgent') return false;
	if (sender === 'agent' && name === 'messageFromVisitor') return false;
	if (event.trigger === null || events.includes('*') || events.includes(event.trigger)) return true;
	return adapter.isRegistered === true && entryOf(event, adapter) === undefined;
}

function toTaken(
	vendorEvent: VendorEvent,
	adapter: VendorAdapter,
	{ receivedAt }: Delivery,
	body: JsonObject,
): TakenEvent {
	const event = buildChatEvent({
		...vendorEvent.parts,
		vendor: adapter.vendor,
		event: nameOf(vendorEvent, adapter),
		vendorEvent: vendorEvent.vendorEvent ?? vendorEvent.trigger ?? 'unknown',
		receivedAt: receivedAt.toISOString(),
	});
	return { event, raw: vendorEvent.raw ?? body, keepRaw: vendorEvent.keepRaw === true };
}

/** The JSON of an item, in the form that Output asks for. */
export function toOutput(
	{ event, raw, keepRaw }: TakenEvent,
	output: ReceiveSettings['output'],
): JsonObject | ChatEvent {
	if (output === 'raw') return raw;
	return output === 'both' || keepRaw || event.event === 'other' ? { ...event, raw } : event;
}
