import { z } from 'zod';

import { field, rest, slotId, toId, toText } from '../../shared/chat-event';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { hmacSignature, urlSecret, type VendorAdapter, type VendorEvent } from '../../shared/receive';

/**
 * The body of a delivery, as in "Display custom visitor information" and in Microsoft's ASP.NET WebHooks, whose custom
 * sender LiveSupporti very probably is (same names, same handshake). Names are looked up without regard to case.
 */
const payload = z.preprocess(
	withLowerCaseKeys,
	z.object({
		id: field.id,
		attempt: field.number,
		notifications: z.array(
			z.preprocess(withLowerCaseKeys, z.object({ action: field.text, data: field.object })),
		),
	}),
);

function withLowerCaseKeys(value: unknown): unknown {
	if (!isJsonObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]));
}

const lowerCaseKeys = (value: unknown): JsonObject =>
	isJsonObject(value) ? (withLowerCaseKeys(value) as JsonObject) : {};

/** The header is that of ASP.NET WebHooks; LiveSupporti's own page names none, but it limits the Secret of a WebHook. */
export const liveSupportiSignature = hmacSignature({
	header: 'ms-signature',
	prefix: 'sha256=',
	secretLength: { min: 32, max: 64 },
});

/**
 * LiveSupporti's WebHooks: one event per notification. One whose Data has a Visitor is a chat that started, whatever
 * its Action is called, because the vendor does not document the name.
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
	toChatEvents({ id, attempt, notifications }, { body, receivedAt }): VendorEvent[] {
		// Once for all notifications: without an Id, the whole body is hashed for it.
		const firing = id ?? slotId(rest(body, attemptKeys(body)), receivedAt);
		return notifications.map(({ action, data }, index) => {
			const { accountid, agentid, visitor, ...others } = lowerCaseKeys(data);
			const { id: visitorId, email, name, ...moreOfVisitor } = lowerCaseKeys(visitor);
			const agentId = toId(agentid);
			return {
				trigger: isJsonObject(visitor) ? 'chatStarted' : action,
				vendorEvent: action ?? 'unknown',
				raw: withOneNotification(body, index),
				parts: {
					eventId: notifications.length > 1 ? `${firing}-${index}` : firing,
					attempt: attempt === null ? null : Math.trunc(attempt),
					accountId: toId(accountid),
					chat: { extra: rest(others, []) },
					visitor: {
						id: toId(visitorId),
						name: toText(name),
						email: toText(email),
						extra: rest(moreOfVisitor, []),
					},
					agents: agentId === null ? [] : [{ id: agentId }],
				},
			};
		});
	},
};

/** `Id` names the firing and stays the same for its retries, while `Attempt` grows. */
const attemptKeys = (body: JsonObject): string[] =>
	Object.keys(body).filter((key) => key.toLowerCase() === 'attempt');

function withOneNotification(body: JsonObject, index: number): JsonObject {
	return Object.fromEntries(
		Object.entries(body).map(([key, value]) =>
			key.toLowerCase() === 'notifications' ? [key, [(value as unknown[])[index]]] : [key, value],
		),
	);
}
