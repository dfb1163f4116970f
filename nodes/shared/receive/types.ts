import type { z } from 'zod';

import type { ChatEvent, ChatEventName, VendorParts } from '../chat-event';
import type { JsonObject } from '../json';

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
	/** The secret before it, accepted as well while it is changed at the vendor; '' when there is none. */
	previousSecret: string;
	/** `Trigger On`: common events (`chatEvent:chatStarted`), the vendor's own, or `*` for all. */
	events: string[];
	output: 'chatEvent' | 'raw' | 'both' | 'flat';
	/** `Messages From`. */
	sender: 'any' | 'visitor' | 'agent';
	/** Comma-separated addresses and CIDR ranges; '' for all. */
	ipAllowlist: string;
	dropRepeats: boolean;
	/** Take each chat once. */
	oncePerChat: boolean;
	/** Leave out what the vendor's app did itself, where the body tells. */
	notFromMyOwnApp?: boolean;
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

/** One of a vendor's events, as Trigger On and the docs show it. Its key in the table is its Trigger On value. */
export interface EventEntry {
	/** As Trigger On shows it. */
	name: string;
	description: string;
	/** The ChatEvent's name; several where the body decides or holds several events, the usual one first. */
	event: ChatEventName | readonly [ChatEventName, ...ChatEventName[]];
	/** Whether Trigger On starts with the common event that it usually becomes. */
	isDefault?: boolean;
	/** Trigger On does not offer it: only Any Event brings it. */
	onlyAny?: boolean;
}

/** The only place where the names of a vendor's events stand, in the order of their names in Trigger On. */
export type EventTable = Record<string, EventEntry>;

/** One event of a delivery, as an adapter reads it. */
export interface VendorEvent {
	/** Its key in the table; a name that is not in the table makes it `other`; null when the body names none. */
	trigger: string | null;
	/** The vendor's own name for it, where that is not `trigger`. */
	vendorEvent?: string;
	/** Which of the entry's names it is, where there are several. */
	event?: ChatEventName;
	/** What it may turn out to be once more is known (`enrich` of the trigger): it passes where Trigger On names that, too. */
	mayBecome?: ChatEventName;
	/** What the body says of it. */
	parts: VendorParts;
	/** The part of the body that this event is made of; without it, the whole body. */
	raw?: JsonObject;
	/**
	 * It came within another event's delivery, as a chat's first message comes with the start of the chat: a common event
	 * or Any Event brings it, not the vendor's own name of that delivery.
	 */
	isWithin?: boolean;
	/** The vendor's app through which it comes did it itself, as the body tells. */
	isOwn?: boolean;
}

/** One event that goes out. */
export interface TakenEvent {
	event: ChatEvent;
	raw: JsonObject;
}

/** The ways to prove an origin that a person can choose; `secretKey` is for where there is no choice. */
export type ProofName = 'signature' | 'urlSecret' | 'basicAuth' | 'secretKey';

/** What receiving needs to know of one vendor (or of one of a vendor's webhook formats). */
export interface VendorAdapter<Payload = unknown> {
	/** As the ChatEvent names the vendor. */
	vendor: string;
	events: EventTable;
	/** The body that the vendor documents, read leniently. A body that it does not fit comes out as `other`. */
	payload: z.ZodType<Payload, z.ZodTypeDef, unknown>;
	/** The ways to prove a delivery's origin, by their `Verify Deliveries By` value; the first is the default. */
	proofs: Partial<Record<ProofName, OriginProof>>;
	/** The proof that is asked for whatever the node's `Verify Deliveries By` says, where there is no choice. */
	onlyProof?: ProofName;
	/**
	 * Only this node's own registration can have brought a delivery: then an event that the table does not know comes
	 * out whatever Trigger On says, because somebody chose it under another name.
	 */
	isRegistered?: boolean;
	/** Keys whose values are credentials: they are taken out wherever they stand in the body, before anything reads it. */
	secretKeys: readonly string[];
	/**
	 * The events of one delivery. Body and payload come without secrets. [] makes the delivery an `other`. Time and memory
	 * have to be linear in the body's size.
	 */
	toChatEvents(
		payload: Payload,
		delivery: {
			body: JsonObject;
			headers: Delivery['headers'];
			receivedAt: Date;
			/** The vendor's own events that Trigger On asks for, where bodies do not say which event they are. */
			events: string[];
		},
	): VendorEvent[];
}
