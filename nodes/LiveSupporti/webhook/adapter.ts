import { z } from 'zod';

import { slotId, toId, toNumber, toText, unread } from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { hmacSignature, urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

/**
 * The body of a delivery, as in "Display custom visitor information" and in Microsoft's ASP.NET WebHooks, whose custom
 * sender LiveSupporti very probably is (same names, same handshake). Names are looked up without regard to case.
 */
const payload = z
	.record(z.string(), z.unknown())
	.transform((body) => readNamed(body, { id: toId, attempt: toNumber, notifications: toObjects }))
	.refine(({ values }) => values.notifications !== null);

/** The objects of a list; null when anything else is in it, or it is no list. */
const toObjects = (value: unknown): JsonObject[] | null =>
	Array.isArray(value) && value.every(isJsonObject) ? value : null;

const toObject = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null);

/**
 * What an object says under some names, whatever their case, and all else under the names that it has.
 * @param readers by lower-case names; they give null for what they cannot read
 */
function readNamed<Readers extends Record<string, (value: unknown) => unknown>>(
	object: JsonObject,
	readers: Readers,
): { values: { [Name in keyof Readers]: ReturnType<Readers[Name]> | null }; extra: JsonObject } {
	const values: JsonObject = Object.fromEntries(Object.keys(readers).map((name) => [name, null]));
	const read: JsonObject = {};
	for (const [key, value] of Object.entries(object)) {
		const name = key.toLowerCase();
		// Of one name in two spellings the first is taken.
		if (!Object.hasOwn(readers, name) || values[name] !== null) continue;
		read[key] = values[name] = readers[name](value);
	}
	return { values: values as never, extra: unread(object, read) };
}

/** As the event reads in LiveSupporti's form, "Chat started", in any spelling of a program. */
const CHAT_STARTED = /^chat[\s_.-]?started$/i;

/** The header is that of ASP.NET WebHooks; LiveSupporti's own page names none, but it limits the Secret of a WebHook. */
export const liveSupportiSignature = hmacSignature({
	header: 'ms-signature',
	prefix: 'sha256=',
	secretLength: { min: 32, max: 64 },
});

/**
 * LiveSupporti's WebHooks: one event per notification. One whose Data has a Visitor is a chat that started, whatever
 * its Action is called, because the vendor does not document the name. So is one that is called so, where the WebHook was
 * made without *Visitor data*: it is the only event that LiveSupporti offers, and must not be left out in silence.
 */
export const liveSupportiAdapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'liveSupporti',
	events: {
		chatStarted: {
			name: 'Chat Started',
			description: 'A visitor started a chat',
			event: 'chatStarted',
			isDefault: true,
		},
	},
	payload,
	proofs: { signature: liveSupportiSignature, urlSecret },
	secretKeys: [],
	toChatEvents({ values: { id, attempt, notifications }, extra }, { body, receivedAt }): VendorEvent[] {
		// Once for all notifications: without an Id, the whole body is hashed for it.
		const firing = id ?? slotId(withoutAttempt(body), receivedAt);
		const all = notifications ?? [];
		const rawOf = splitter(body, all.length);
		return all.map((notification, index) => {
			const { values, extra: moreOfNotification } = readNamed(notification, {
				action: toText,
				data: toObject,
			});
			const data = readNamed(values.data ?? {}, { accountid: toId, agentid: toId, visitor: toObject });
			const { accountid, agentid, visitor } = data.values;
			const person = readNamed(visitor ?? {}, { id: toId, name: toText, email: toText });
			return {
				trigger: visitor !== null || CHAT_STARTED.test(values.action ?? '') ? 'chatStarted' : values.action,
				vendorEvent: values.action ?? 'unknown',
				raw: rawOf(notification),
				parts: {
					eventId: all.length > 1 ? `${firing}-${index}` : firing,
					attempt: attempt === null ? null : Math.trunc(attempt),
					accountId: accountid,
					chat: { extra: { ...data.extra, ...unread({ Notification: moreOfNotification }, {}) } },
					visitor: { ...person.values, extra: person.extra },
					agents: agentid === null ? [] : [{ id: agentid }],
					// One object for all of them: a wide body is not copied for each notification.
					extra,
				},
			};
		});
	},
};

/** `Id` names the firing and stays the same for its retries, while `Attempt` grows. */
const withoutAttempt = (body: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(body).filter(([key]) => key.toLowerCase() !== 'attempt'));

/** So many other keys a body may have to be copied for each of its notifications. */
const MOST_KEYS = 100;

/** Gives the body as if it had come for one notification; a very wide one as it is. */
function splitter(body: JsonObject, count: number): (notification: JsonObject) => JsonObject {
	const keys = Object.keys(body);
	if (count === 1 || keys.length > MOST_KEYS) return () => body;
	const list = keys.find((key) => key.toLowerCase() === 'notifications')!;
	return (notification) => ({ ...body, [list]: [notification] });
}
