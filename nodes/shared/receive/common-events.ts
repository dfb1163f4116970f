import { type ChatEventName, chatEventMeanings } from '../chat-event';
import type { EventEntry, EventTable, ReceiveSettings } from './types';

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

/**
 * A choice of Trigger On as the nodes panel calls it. Of the name alone n8n makes words without apostrophes and colons:
 * "On visitor s message", and "On visitor updated" twice.
 */
export const inPanel = (name: string): string => `On ${name.toLowerCase()}`;

/** The common events that a vendor's own can become, as Trigger On shows them. */
export function commonEventsOf(
	table: EventTable,
): Array<{ value: string; name: string; action: string; description: string }> {
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
			action: inPanel(words[event]),
			description: chatEventMeanings[event],
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

/** A setting with which nothing would come, in words for a person. */
interface Fault {
	message: string;
	description: string;
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
): Fault | null {
	const [silent] = silenced(selected, table, sender);
	if (silent === undefined) return null;
	const name = shownName(silent, table) ?? silent;
	return {
		message: `'${name}' would bring nothing: 'Messages From' leaves it out`,
		description: `Open '${node}' and set 'Messages From' to 'Anyone', or take '${name}' out of 'Trigger On'.`,
	};
}

/**
 * What to say of choices that can never come; null when there are none. The editor keeps what was chosen when Source changes.
 * @param others the tables of events of the node's other Sources
 * @param node the trigger's name
 */
export function strangeFault(
	selected: readonly string[],
	table: EventTable,
	others: readonly EventTable[],
	node: string,
): Fault | null {
	const strange = selected.filter((choice) => vendorEventsOf([choice], table).length === 0);
	if (strange.length === 0) return null;
	const ofOthers = strange.flatMap(
		(choice) => others.map((other) => shownName(choice, other)).find((name) => name !== undefined) ?? [],
	);
	const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');
	return ofOthers.length === strange.length
		? {
				message: `'Trigger On' holds what the other 'Source' brings: ${quoted(ofOthers)}`,
				description: `It would never come. Open '${node}' and take it out of 'Trigger On', or change 'Source' back.`,
			}
		: {
				message: `'Trigger On' holds what it does not offer: ${quoted(strange)}`,
				description: `It would never come. Open '${node}' and choose from what 'Trigger On' lists; if there is an expression in it, check that.`,
			};
}

/** A choice as Trigger On calls it; undefined where it does not offer it. */
const shownName = (choice: string, table: EventTable): string | undefined =>
	commonEventsOf(table).find(({ value }) => value === choice)?.name ??
	(Object.hasOwn(table, choice) ? table[choice].name : undefined);

const senders = ['any', 'visitor', 'agent'] as const;

/** The value of Messages From. What is none counts as `visitor`: a workflow that answers must not hear itself. */
export const toSender = (value: unknown): ReceiveSettings['sender'] =>
	senders.find((sender) => sender === value) ?? 'visitor';

/**
 * What to say of a Messages From that is none of its values, as an expression may yield; null when it is one.
 * @param node the trigger's name
 */
export const senderFault = (value: unknown, node: string): Fault | null =>
	senders.some((sender) => sender === value)
		? null
		: {
				message: "'Messages From' has no usable value",
				description: `Open '${node}' and choose one of the values that 'Messages From' lists. An expression in it has to yield visitor, agent or any.`,
			};

/** Whether Messages From leaves an event out. */
export const isLeftOut = (event: ChatEventName, sender: 'any' | 'visitor' | 'agent'): boolean =>
	(sender === 'visitor' && event === 'messageFromAgent') ||
	(sender === 'agent' && event === 'messageFromVisitor');
