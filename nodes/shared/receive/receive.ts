import { buildChatEvent, slotId, type ChatEvent, type JsonObject } from '../chat-event';
import { readBody } from './body';
import { isAllowed } from './ip-allowlist';
import { secretFault } from './origin-proof';
import type { SeenIds } from './repeats';
import type { Delivery, OriginProof, ReceiveSettings, VendorAdapter, VendorEvent } from './types';

/** What became of one delivery. */
export type Outcome =
	/** Answer 401. The reason is for the log alone. */
	| { kind: 'refused'; reason: string }
	/** Answer 400: the body is not a JSON object. */
	| { kind: 'notJsonObject' }
	/** Answer 200 without an execution: nothing selected, or all of it seen before. */
	| { kind: 'ignored'; because: 'filtered' | 'repeated' }
	/** Answer 200 with these items. Call `remember` once the 200 is out. */
	| { kind: 'taken'; events: VendorEvent[]; body: JsonObject; remember: () => void };

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
	if (reason !== null) return { kind: 'refused', reason };

	const body = readBody(delivery.rawBody, adapter.secretKeys);
	if (body === null) return { kind: 'notJsonObject' };

	const events = vendorEvents(adapter, body, delivery, settings).filter((event) =>
		isSelected(event, settings),
	);
	if (events.length === 0) return { kind: 'ignored', because: 'filtered' };

	if (!settings.dropRepeats) return { kind: 'taken', events, body, remember: () => {} };
	const now = delivery.receivedAt.getTime();
	const fresh = events.filter(({ event }) => !seen.has(event.eventId, now));
	if (fresh.length === 0) return { kind: 'ignored', because: 'repeated' };
	return {
		kind: 'taken',
		events: fresh,
		body,
		remember: () => fresh.forEach(({ event }) => seen.add(event.eventId, now)),
	};
}

/** The proof that Verify Deliveries By names; undefined for `none`, and for a value that the adapter does not offer. */
export function proofOf(
	{ proofs }: VendorAdapter,
	{ authentication }: Pick<ReceiveSettings, 'authentication'>,
): OriginProof | undefined {
	return Object.hasOwn(proofs, authentication) ? proofs[authentication] : undefined;
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
	return secretFault(settings.secret, proof.secretLength) ?? proof(delivery, settings.secret);
}

function vendorEvents(
	adapter: VendorAdapter,
	body: JsonObject,
	{ receivedAt }: Delivery,
	{ events: selected }: ReceiveSettings,
): VendorEvent[] {
	let events: VendorEvent[] = [];
	try {
		const payload = adapter.payload.safeParse(body);
		if (payload.success) events = adapter.toChatEvents(payload.data, { body, receivedAt, events: selected });
	} catch {
		// What an adapter stumbles over has to reach the user all the same, as `other`.
	}
	return events.length > 0 ? events : [notUnderstood(adapter, body, receivedAt)];
}

/** A body of an unknown shape. It belongs to no Trigger On value, because nobody can tell, so it always comes out. */
function notUnderstood(adapter: VendorAdapter, body: JsonObject, receivedAt: Date): VendorEvent {
	const event = buildChatEvent({
		vendor: adapter.vendor,
		event: 'other',
		vendorEvent: 'unknown',
		eventId: slotId(body, receivedAt),
		receivedAt: receivedAt.toISOString(),
	});
	return { event };
}

function isSelected({ event, trigger }: VendorEvent, settings: ReceiveSettings): boolean {
	if (settings.sender === 'visitor' && event.event === 'messageFromAgent') return false;
	if (settings.sender === 'agent' && event.event === 'messageFromVisitor') return false;
	return trigger === undefined || settings.events.includes('*') || settings.events.includes(trigger);
}

/** The JSON of an item, in the form that Output asks for. */
export function toOutput(
	{ event, raw, keepRaw }: VendorEvent,
	body: JsonObject,
	output: ReceiveSettings['output'],
): JsonObject | ChatEvent {
	const ownRaw = raw ?? body;
	if (output === 'raw') return ownRaw;
	return output === 'both' || keepRaw || event.event === 'other' ? { ...event, raw: ownRaw } : event;
}
