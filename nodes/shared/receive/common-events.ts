import { type ChatEventName, chatEventMeanings } from '../chat-event';
import type { EventEntry, EventTable } from './types';

/** What the Trigger On value of a common event begins with; the ChatEvent's name follows. */
const PREFIX = 'chatEvent:';

/** The words for what happened, the same at every vendor, in the order in which people look for them. */
const words: Record<Exclude<ChatEventName, 'other'>, string> = {
	chatStarted: 'Chat Started',
	chatEnded: 'Chat Ended',
	messageFromVisitor: "Visitor's Message",
	messageFromAgent: "Agent's Message",
	chatMissed: 'Chat Missed',
	offlineMessage: 'Offline Message',
	chatRated: 'Chat Rated',
	chatAssigned: 'Chat Assigned',
	chatTransferred: 'Chat Transferred',
	chatTagged: 'Chat Tagged',
	visitorQueued: 'Visitor Queued',
	visitorUpdated: 'Visitor Updated',
	chatUpdated: 'Chat Updated',
};

/** The Trigger On value of a common event. */
export const commonEvent = (event: ChatEventName): string => `${PREFIX}${event}`;

/** What a vendor's event can become. */
export const namesOf = ({ event }: EventEntry): readonly ChatEventName[] => [event].flat();

/** The common events that a vendor's own can become, as Trigger On shows them. */
export function commonEventsOf(
	table: EventTable,
): Array<{ value: string; name: string; description: string; action: string }> {
	const possible = new Set(
		Object.values(table)
			.filter(({ onlyAny }) => !onlyAny)
			.flatMap(namesOf),
	);
	return (Object.keys(words) as Array<keyof typeof words>)
		.filter((event) => possible.has(event))
		.map((event) => ({
			value: commonEvent(event),
			name: words[event],
			description: chatEventMeanings[event],
			// The nodes panel: out of the name alone n8n makes "On visitor s message".
			action: `On ${words[event].toLowerCase()}`,
		}));
}

/** The vendor's own events that a choice asks for: a common event asks for each that can become it. */
export function vendorEventsOf(selected: readonly string[], table: EventTable): string[] {
	return Object.keys(table).filter(
		(name) =>
			selected.includes('*') ||
			selected.includes(name) ||
			namesOf(table[name]).some((event) => selected.includes(commonEvent(event))),
	);
}

/** What of a choice can become one of the named events. */
export const choicesFor = (events: readonly ChatEventName[], table: EventTable): string[] => [
	'*',
	...events.map(commonEvent),
	...Object.keys(table).filter((name) => namesOf(table[name]).some((event) => events.includes(event))),
];

/**
 * What of a choice brings nothing, because its events are all messages of somebody whom Messages From leaves out.
 * @returns Trigger On values
 */
export function silenced(
	selected: readonly string[],
	table: EventTable,
	sender: 'any' | 'visitor' | 'agent',
): string[] {
	return selected.filter((choice) => {
		const events = Object.hasOwn(table, choice)
			? namesOf(table[choice])
			: [choice.slice(PREFIX.length) as ChatEventName];
		return events.every((event) => isLeftOut(event, sender));
	});
}

/**
 * What to say of a choice that Messages From leaves out; null when each event of it can come.
 * @param node the trigger's name
 */
export function silenceFault(
	selected: readonly string[],
	table: EventTable,
	sender: 'any' | 'visitor' | 'agent',
	node: string,
): { message: string; description: string } | null {
	const [silent] = silenced(selected, table, sender);
	if (silent === undefined) return null;
	const { name = silent } =
		commonEventsOf(table).find(({ value }) => value === silent) ?? table[silent] ?? {};
	return {
		message: `'${name}' would bring nothing: 'Messages From' leaves it out`,
		description: `Open '${node}' and set 'Messages From' to 'Anyone', or take '${name}' out of 'Trigger On'.`,
	};
}

/** Whether Messages From leaves an event out. */
export const isLeftOut = (event: ChatEventName, sender: 'any' | 'visitor' | 'agent'): boolean =>
	(sender === 'visitor' && event === 'messageFromAgent') ||
	(sender === 'agent' && event === 'messageFromVisitor');
