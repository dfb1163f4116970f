import type { z } from 'zod';

import type { ChatEvent, JsonObject, Vendor } from '../chat-event';

/** One HTTP request that a vendor sent to a trigger, as it came over the wire. */
export interface Delivery {
	/** The body's bytes, after n8n undid gzip or deflate. Signatures are proved on these. */
	rawBody: Buffer;
	/** Header values by lower-case name. Node joins most repeated headers with a comma. */
	headers: Record<string, string | string[] | undefined>;
	/** The query of the URL; a repeated parameter is an array. */
	query: Record<string, unknown>;
	/** The sender's address as n8n's proxy settings let it see, for example 203.0.113.7. */
	ip: string | undefined;
	receivedAt: Date;
}

/** The trigger's settings that receiving depends on. */
export interface ReceiveSettings {
	/** `Verify Deliveries By`: the name of one of the adapter's proofs, or `none`. */
	authentication: string;
	/** The secret that the proof is checked with; '' when none is stored. */
	secret: string;
	/** `Trigger On`: event names, `*` among them for all. */
	events: string[];
	output: 'chatEvent' | 'raw' | 'both';
	sender: 'any' | 'visitor' | 'agent';
	/** Comma-separated addresses and CIDR ranges; '' for all. */
	ipAllowlist: string;
	dropRepeats: boolean;
}

/**
 * Proves that a delivery comes from the vendor. Null when it does; otherwise the reason for the log, which never
 * holds a received value. It does not throw.
 */
export interface OriginProof {
	(delivery: Delivery, secret: string): string | null;
	/** How many characters the secret has. */
	secretLength: { min: number; max: number };
}

/** One event of a delivery, with what decides whether the trigger lets it through. */
export interface VendorEvent {
	event: ChatEvent;
	/** The Trigger On value that this event belongs to; without it, it always comes out. */
	trigger?: string;
	/** The part of the body that this event is made of; without it, the whole body. */
	raw?: JsonObject;
	/** Keep `raw` whatever Output says, because the ChatEvent alone would not tell what happened. */
	keepRaw?: boolean;
}

/** What receiving needs to know of one vendor (or of one of a vendor's webhook formats). */
export interface VendorAdapter<Payload = unknown> {
	vendor: Vendor;
	/** The body that the vendor documents, read leniently. A body that it does not fit comes out as `other`. */
	payload: z.ZodType<Payload, z.ZodTypeDef, unknown>;
	/** The ways to prove a delivery's origin, by their `Verify Deliveries By` value; the first is the default. */
	proofs: Record<string, OriginProof>;
	/** The proof that is asked for whatever the node's `Verify Deliveries By` says, where there is no choice. */
	onlyProof?: string;
	/** Keys whose values are credentials: they are taken out wherever they stand in the body, before anything reads it. */
	secretKeys: readonly string[];
	/** The events of one delivery. Body and payload come without secrets. [] makes the delivery an `other`. */
	toChatEvents(
		payload: Payload,
		delivery: { body: JsonObject; receivedAt: Date; events: string[] },
	): VendorEvent[];
}
