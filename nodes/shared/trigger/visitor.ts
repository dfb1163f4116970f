import type { IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

import { type ChatEvent, toBoolean } from '../chat-event';
import type { TakenEvent } from '../receive';
import type { ApiRequest } from '../request';

/** What the vendor's API says of a visitor. */
export type FoundVisitor = Partial<ChatEvent['visitor']>;

/** Who asks: a webhook that a delivery came to, or a poll. */
export type LookupContext = IPollFunctions | IWebhookFunctions;

/** How a vendor's API tells who the visitor of a chat is. */
export interface VisitorLookup {
	/** Whether *Include Visitor* is on unless somebody switches it off. */
	byDefault: boolean;
	/**
	 * Asks the vendor. Null when it does not know; what it throws costs the answer alone.
	 * @param limits to be spread into each request, so that all of them together take 5 seconds at most
	 */
	find(context: LookupContext, event: ChatEvent, limits: Limits): Promise<FoundVisitor | null>;
}

export type Limits = Pick<ApiRequest, 'timeLeft' | 'networkRetries' | 'longestWait'>;

/** Vendors wait about 10 seconds for the answer to a delivery. */
const LONGEST_MILLISECONDS = 5000;

/** Adds who the visitor is to events that name nobody. @param longest milliseconds for all of them together */
export function withVisitors<Context extends LookupContext>(
	{ byDefault, find }: VisitorLookup,
	warn: (words: string) => void,
	longest = LONGEST_MILLISECONDS,
): (context: Context, events: TakenEvent[]) => Promise<TakenEvent[]> {
	return async (context, events) => {
		if (!(toBoolean(context.getNodeParameter('options.includeVisitor', byDefault)) ?? byDefault))
			return events;
		const deadline = Date.now() + longest;
		const timeLeft = () => {
			const left = deadline - Date.now();
			if (left <= 0) throw new Error('the vendor took longer than there was time for');
			return left;
		};
		const limits: Limits = { timeLeft, networkRetries: 0, longestWait: 0 };
		// Several events of one delivery are mostly of one chat.
		const finding = new Map<string, Promise<FoundVisitor | null>>();
		return await Promise.all(
			events.map(async (taken) => {
				const { event } = taken;
				if (!namesNobody(event)) return taken;
				const key = JSON.stringify([event.chat.id, event.chat.threadId, event.visitor.id]);
				const found = finding.get(key) ?? find(context, event, limits);
				finding.set(key, found);
				try {
					return {
						...taken,
						event: { ...event, visitor: mergedVisitor(event.visitor, (await found) ?? {}) },
					};
				} catch (error) {
					warn(`an event goes out without who the visitor is: ${(error as Error).message}`);
					return taken;
				}
			}),
		);
	};
}

/** Nobody waits for a poll, which may last 25 seconds in all. */
const LONGEST_IN_POLL_MILLISECONDS = 8000;

/** The same for what a poll found. */
export const withVisitorsInPoll =
	(lookup: VisitorLookup) =>
	async (
		{ context, timeLeft }: { context: IPollFunctions; timeLeft(): number },
		events: TakenEvent[],
	): Promise<TakenEvent[]> => {
		const warn = (words: string) => context.logger.warn(`${context.getNode().name}: ${words}`);
		const longest = Math.min(LONGEST_IN_POLL_MILLISECONDS, timeLeft());
		return await withVisitors(lookup, warn, longest)(context, events);
	};

/** About a chat or a visitor, but not who it is. */
const namesNobody = ({ chat, visitor }: ChatEvent): boolean =>
	(chat.id !== null || visitor.id !== null) && visitor.name === null && visitor.email === null;

/** Who a visitor is, of two who say it: what the event itself says comes first. */
export function mergedVisitor(said: ChatEvent['visitor'], found: FoundVisitor): ChatEvent['visitor'] {
	const own = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
	return {
		...said,
		...found,
		...own,
		customFields: { ...found.customFields, ...said.customFields },
		extra: { ...found.extra, ...said.extra },
	};
}
