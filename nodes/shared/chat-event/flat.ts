import type { ChatEvent } from './schema';

/** A ChatEvent on one level: names and values that a table or a sheet takes as columns. */
export type FlatChatEvent = Record<string, string | number | boolean | null>;

/**
 * A ChatEvent on one level, with the same keys for every vendor and event: `chat_id`, `visitor_email` … Tags and agents
 * are joined by commas; what has a shape of its own is one JSON text each, null when it is empty.
 */
export function flatten(event: ChatEvent): FlatChatEvent {
	const { vendor, vendorEvent, eventId, attempt, occurredAt, receivedAt, accountId } = event;
	const { chat, visitor, agents, messages, pages, survey, transcript, extra } = event;
	return {
		...withSnakeCase('', { vendor, event: event.event, vendorEvent, eventId, attempt, occurredAt }),
		...withSnakeCase('', { receivedAt, accountId }),
		...withSnakeCase('chat_', chat),
		...withSnakeCase('visitor_', visitor),
		agents: joined(agents.map(({ id, name, email }) => name ?? email ?? id)),
		agent_ids: joined(agents.map(({ id }) => id)),
		agent_emails: joined(agents.map(({ email }) => email)),
		agents_extra: agents.some((agent) => Object.keys(agent.extra).length > 0)
			? JSON.stringify(agents.map((agent) => agent.extra))
			: null,
		transcript,
		messages: json(messages),
		pages: json(pages),
		survey: json(survey),
		extra: json(extra),
	};
}

function withSnakeCase(prefix: string, object: Record<string, unknown>): FlatChatEvent {
	return Object.fromEntries(
		Object.entries(object).map(([key, value]) => [
			`${prefix}${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
			cell(value),
		]),
	);
}

function cell(value: unknown): FlatChatEvent[string] {
	if (Array.isArray(value)) return joined(value);
	return typeof value === 'object' ? json(value) : (value as FlatChatEvent[string]);
}

const joined = (values: unknown[]): string | null =>
	values.filter((value) => value !== null).join(', ') || null;

const json = (value: object | null): string | null =>
	value === null || Object.keys(value).length === 0 ? null : JSON.stringify(value);
