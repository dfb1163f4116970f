import {
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
	NodeApiError,
	NodeOperationError,
	UserError,
} from 'n8n-workflow';

import { type ChatEventName, hashedId, toBoolean, toNumber } from '../chat-event';
import {
	chatKey,
	commonEvent,
	dropOldest,
	readEvents,
	type ReceiveSettings,
	removeKeys,
	seenIdsOf,
	senderFault,
	silenceFault,
	type TakenEvent,
	toOutput,
	toSender,
	type VendorAdapter,
} from '../receive';
import {
	type ApiRequest,
	type ApiResponse,
	Pace,
	saysBusy,
	setPace,
	type VendorApi,
	vendorRequest,
} from '../request';
import { openChats, type Reach } from './list';
import {
	changedSince,
	firstMark,
	type Happened,
	inOrder,
	isNew,
	type ListedChat,
	markAfter,
	type Occurred,
	type Mark,
	readMark,
	short,
	stateBefore,
	vendorsNow,
} from './mark';

/** How a poll asks its vendor. */
export interface Poll extends Reach {
	context: IPollFunctions;
	/** Sends a request, within the time that the poll has. */
	request(api: VendorApi, request: ApiRequest): Promise<ApiResponse>;
	/** Whether Trigger On asks for one of these. */
	wants(...events: ChatEventName[]): boolean;
}

/** What a polling trigger node tells its poll. */
export interface PollTrigger {
	/** Reads what happened, as it reads the deliveries of the vendor's webhook. */
	adapter: VendorAdapter;
	api: VendorApi;
	/** What Trigger On offers. */
	events: readonly ChatEventName[];
	/** Whether the list tells when chats changed. Without times, what changed is told by the last poll alone. */
	hasTimes: boolean;
	/** The vendor's chats, as far as the poll has to reach. */
	list(poll: Poll): Promise<ListedChat[]>;
	/** Adds what an event lacks. When it throws, the poll fails. */
	complete?(poll: Poll, events: TakenEvent[]): Promise<TakenEvent[]>;
}

/** n8n's own limit for a poll may be as short as 30 seconds. */
const LONGEST_MILLISECONDS = 25_000;
/** From then on no further chat is asked about: the rest is for the next poll. */
const ENOUGH_MILLISECONDS = 15_000;
const LONGEST_WAIT_MILLISECONDS = 5000;
/** So many chats are asked about at the same time. */
const WIDTH = 5;
/** In so many polls in a row a chat is asked about of which the vendor would not tell. */
const MOST_REFUSALS = 5;
/** What a test shows. */
const SHOWN_IN_TEST = 3;
/** Among so many chats a test looks for it. */
const LOOKED_AT_IN_TEST = 20;
const HOUR_MILLISECONDS = 60 * 60 * 1000;

const DEFAULT_MOST_PER_POLL = 100;

const underWay = new Set<string>();

/**
 * One poll of a trigger: what happened since the last one, in order, as items; null when nothing did. It lasts 25 seconds
 * at most. While one is under way, another one of the same trigger returns null at once.
 *
 * The mark moves at its end. A poll that fails leaves it where it was, and n8n saves it only with an execution (2.41): after
 * a restart it may be that of the last poll that put something out, and what Trigger On left out since is looked at again.
 * @throws NodeApiError, NodeOperationError or UserError with what happened and what to do
 */
export async function runPoll(
	context: IPollFunctions,
	trigger: PollTrigger,
): Promise<INodeExecutionData[][] | null> {
	const id = `${context.getWorkflow().id}/${context.getNode().id}/${context.getMode()}`;
	if (underWay.has(id)) return null;
	underWay.add(id);
	try {
		const settings = readSettings(context, trigger);
		const poll = await pollOf(context, trigger, settings, id);
		const events =
			context.getMode() === 'manual'
				? await newest(poll, trigger, settings)
				: await sinceLastPoll(poll, trigger, settings, id);
		const items = toOutput(events, settings.output).map((json) => ({ json: json as IDataObject }));
		return items.length > 0 ? [items] : null;
	} catch (error) {
		throw context.getMode() === 'manual' ? error : withComfort(error, trigger);
	} finally {
		underWay.delete(id);
	}
}

/** What a poll that failed means for what happened. */
function withComfort(error: unknown, { hasTimes }: PollTrigger): unknown {
	const isForPeople =
		error instanceof NodeApiError || error instanceof NodeOperationError || error instanceof UserError;
	if (!isForPeople) return error;
	const comfort = hasTimes
		? 'The next poll begins where the last one left off, so nothing is lost.'
		: 'The next poll compares with the last one that worked: only what changed and changed back in between is not seen.';
	return Object.assign(error, { description: [error.description, comfort].filter(Boolean).join(' ') });
}

type Settings = Pick<ReceiveSettings, 'events' | 'sender' | 'output' | 'oncePerChat'> & {
	/** Milliseconds. */
	lookBack: number;
	/** How many chats. */
	most: number;
};

/** @throws NodeOperationError for settings with which nothing would ever come */
function readSettings(context: IPollFunctions, { adapter, events: offered }: PollTrigger): Settings {
	const parameter = <T>(name: string, fallback: T) => context.getNodeParameter(name, fallback) as T;
	const events = [parameter<string | string[]>('events', [])].flat();
	// Where the field is not shown n8n knows no value of it, and nothing is left out.
	const whose = parameter<unknown>('sender', 'any');
	const sender = toSender(whose);
	const node = context.getNode();
	const amount = (name: string, fallback: number, field: string): number => {
		const value = toNumber(parameter<unknown>(name, fallback));
		if (value !== null && value >= 0) return value;
		throw new NodeOperationError(node, `'${field}' has no usable value`, {
			description: `Open '${node.name}' and choose or enter one; an expression there may find nothing.`,
		});
	};
	if (!offered.some((event) => events.includes(commonEvent(event)))) {
		throw new NodeOperationError(node, "'Trigger On' names nothing that a poll can find", {
			description: `Open '${node.name}' and choose at least one of the events that 'Trigger On' lists.`,
		});
	}
	const fault = senderFault(whose, node.name) ?? silenceFault(events, adapter.events, sender, node.name);
	if (fault !== null) throw new NodeOperationError(node, fault.message, { description: fault.description });
	return {
		events,
		sender,
		output: parameter<ReceiveSettings['output']>('output', 'chatEvent'),
		oncePerChat: toBoolean(parameter<unknown>('options.oncePerChat', false)) ?? false,
		lookBack: amount('options.lookBack', 0, 'Look Back (Hours)') * HOUR_MILLISECONDS,
		most: Math.max(
			1,
			Math.floor(amount('options.mostPerPoll', DEFAULT_MOST_PER_POLL, 'Most Chats per Poll')),
		),
	};
}

/** Contexts by trigger, each for as long as the credential stays what it is. */
const contexts = new Map<string, { credential: string; context: IPollFunctions; from: IPollFunctions }>();
const MOST_TRIGGERS = 1000;

/**
 * A context of its own for each content of the credential: n8n hands the same one to every poll, and what is kept for it
 * (the account's region, its organization) has to be asked for anew when somebody enters another token.
 */
async function contextOf(context: IPollFunctions, { api }: PollTrigger, id: string): Promise<IPollFunctions> {
	const credential = hashedId(await context.getCredentials(api.credential));
	const known = contexts.get(id);
	if (known?.credential === credential && known.from === context) return known.context;
	const own = Object.create(context) as IPollFunctions;
	contexts.delete(id);
	contexts.set(id, { credential, context: own, from: context });
	dropOldest(contexts, MOST_TRIGGERS);
	return own;
}

type StartedPoll = Poll & {
	/** Unix time in milliseconds. */
	startedAt: number;
	/** When it started on the vendor's clock, as far as the answers so far tell; Unix time in milliseconds. */
	clock(): number;
};

async function pollOf(
	context: IPollFunctions,
	trigger: PollTrigger,
	{ events }: Settings,
	id: string,
): Promise<StartedPoll> {
	const startedAt = Date.now();
	let clock = startedAt;
	const own = await contextOf(context, trigger, id);
	setPace(own, new Pace(WIDTH));
	const timeLeft = () => startedAt + LONGEST_MILLISECONDS - Date.now();
	return {
		context: own,
		startedAt,
		clock: () => clock,
		from: null,
		open: new Set(),
		isFirst: false,
		timeLeft,
		wants: (...names) => names.some((event) => events.includes(commonEvent(event))),
		async request(api, request) {
			const response = await vendorRequest(own, api, {
				networkRetries: 1,
				...request,
				longestWait: LONGEST_WAIT_MILLISECONDS,
				advice: {
					busy: "Choose longer 'Poll Times', or lower 'Most Chats per Poll' under Options.",
					slow: 'Should this last, ask the vendor.',
				},
				timeLeft() {
					const left = timeLeft();
					if (left > 0) return left;
					throw new UserError(`${api.name} took longer to answer than a poll may last (25 seconds)`, {
						description:
							"Should every poll end so, there is too much to catch up with: delete this node, add it again, and publish. It then begins with what happens from now on. With 'Look Back (Hours)', enter less.",
					});
				},
			});
			const now = Date.now();
			clock = startedAt + vendorsNow(now, response.headers.date) - now;
			return response;
		},
	};
}

async function sinceLastPoll(
	poll: StartedPoll,
	trigger: PollTrigger,
	settings: Settings,
	id: string,
): Promise<TakenEvent[]> {
	const { context, startedAt } = poll;
	const kept = context.getWorkflowStaticData('node');
	const identity = {
		of: short(context.getNode().credentials?.[trigger.api.credential]?.id ?? null),
		wants: trigger.events.filter((event) => poll.wants(event)).join(),
	};
	const known = readMark(kept.mark, identity.of);
	const isLookingBack = known === null && settings.lookBack > 0;
	const lookedBackTo = isLookingBack ? new Date(startedAt - settings.lookBack).toISOString() : null;
	const chats = await trigger.list({
		...poll,
		from: known?.from ?? lookedBackTo,
		open: known === null ? new Set() : openChats(known),
		isFirst: known === null,
	});
	// States tell nothing of events that were not asked for: they begin anew, from where the mark is.
	const isAskedOtherwise = known !== null && known.wants !== identity.wants;
	const mark: Mark =
		known === null
			? firstMark(chats, poll.clock(), settings.lookBack, identity)
			: { ...known, ...identity, ...(isAskedOtherwise && { states: {} }) };

	const changed = changedSince(chats, mark, known === null || isAskedOtherwise);
	if (changed.length > settings.most) {
		const words = `${changed.length} chats changed, and 'Most Chats per Poll' is ${settings.most}: the rest is left for the next poll`;
		context.logger.warn(`${context.getNode().name}: ${words}`);
	}
	const events: PolledEvent[] = [];
	const found = new Set<string>();
	const failed = new Map<ListedChat, unknown>();
	let done = 0;
	while (done < Math.min(changed.length, settings.most)) {
		if (done > 0 && Date.now() - startedAt > ENOUGH_MILLISECONDS) break;
		const some = changed.slice(done, Math.min(done + WIDTH, settings.most));
		const told = await Promise.allSettled(
			some.map(async (chat) => await chat.happened(stateBefore(mark.states, chat.id))),
		);
		for (const [index, result] of told.entries()) {
			if (result.status === 'rejected') failed.set(some[index], result.reason);
			const happened = result.status === 'rejected' ? [] : result.value;
			for (const one of happened.flatMap((each) => toEvents(poll, trigger, settings, each))) {
				if (!isNew(one, mark) || found.has(one.eventId)) continue;
				found.add(one.eventId);
				events.push(one);
			}
		}
		done += some.length;
	}
	// One chat that the vendor does not tell of must not keep the others back: it is asked about again, not for ever.
	const { refused, left, givenUp } = afterRefusals(poll, failed, mark, done);
	const [reason] = failed.values();
	if (left.length > 0 && failed.size === done) {
		kept.mark = { ...mark, refused } as unknown as IDataObject;
		throw reason;
	}
	if (left.length > 0) {
		const words = `${left.length} of ${done} chats are left for the next poll: ${(reason as Error).message}`;
		context.logger.warn(`${context.getNode().name}: ${words}`);
	}
	if (givenUp.length > 0) {
		const words = `nothing is told of ${givenUp.length} chats, after ${MOST_REFUSALS} polls in a row: ${(reason as Error).message}`;
		context.logger.error(`${context.getNode().name}: ${words}`);
	}
	const ordered = await completed(poll, trigger, settings, inOrder(events));
	kept.mark = markAfter(mark, {
		chats,
		left: [...left, ...changed.slice(done)],
		events,
		now: poll.clock(),
		mayBeUnlisted: !trigger.hasTimes,
		refused,
	}) as unknown as IDataObject;
	if (!settings.oncePerChat) return ordered;
	return ordered.filter(({ event }) => {
		const chat = chatKey(event);
		return chat === null || seenIdsOf(id).claim(chat, startedAt);
	});
}

/** Which chats are asked about again of those that failed, and which are given up. */
function afterRefusals(
	{ timeLeft }: Poll,
	failed: ReadonlyMap<ListedChat, unknown>,
	mark: Mark,
	done: number,
) {
	const othersWereTold = failed.size < done;
	const isOutOfTime = timeLeft() <= 0;
	const refused = Object.fromEntries(
		[...failed].map(([{ id }, reason]) => {
			const isRefused = !isOutOfTime && isAboutChat(reason, othersWereTold);
			return [short(id), (mark.refused[short(id)] ?? 0) + (isRefused ? 1 : 0)];
		}),
	);
	const isGivenUp = ({ id }: ListedChat) => refused[short(id)] >= MOST_REFUSALS;
	const chats = [...failed.keys()];
	return {
		refused,
		left: chats.filter((chat) => !isGivenUp(chat)),
		givenUp: chats.filter(isGivenUp),
	};
}

/** Whether the vendor refuses to tell of this chat, and is not merely busy, slow or away. */
function isAboutChat(reason: unknown, othersWereTold: boolean): boolean {
	if (saysBusy(reason)) return false;
	const status = reason instanceof NodeApiError ? Number(reason.httpCode) : NaN;
	return othersWereTold || (status >= 400 && status < 500);
}

/** The newest few, whatever was put out before, for who builds a workflow. @throws NodeOperationError when there is none */
async function newest(poll: StartedPoll, trigger: PollTrigger, settings: Settings): Promise<TakenEvent[]> {
	const chats = lastChangedFirst(await trigger.list(poll)).slice(0, LOOKED_AT_IN_TEST);
	const events = new Map<string, PolledEvent>();
	let fault: unknown;
	for (const chat of chats) {
		if (events.size >= SHOWN_IN_TEST || Date.now() - poll.startedAt > ENOUGH_MILLISECONDS) break;
		try {
			for (const happened of await chat.happened(undefined)) {
				for (const taken of toEvents(poll, trigger, settings, happened)) events.set(taken.eventId, taken);
			}
		} catch (error) {
			fault ??= error;
		}
	}
	if (events.size === 0 && fault !== undefined) throw fault;
	const shown = inOrder([...events.values()]).slice(-SHOWN_IN_TEST);
	if (shown.length > 0) return await completed(poll, trigger, settings, shown);
	throw new NodeOperationError(
		poll.context.getNode(),
		`${trigger.api.name} has nothing to show yet of what 'Trigger On' names`,
		{
			description:
				'That is no fault. Start a chat on your website, write something, and test again. Once the workflow is published, it starts by itself with whatever happens from then on.',
			level: 'info',
		},
	);
}

/** Those that changed last first; where the vendor tells no times, those that are listed last. */
const lastChangedFirst = (chats: readonly ListedChat[]): ListedChat[] =>
	[...chats].reverse().sort((a, b) => Date.parse(b.changedAt ?? '') - Date.parse(a.changedAt ?? '') || 0);

/** An event with what tells it from others, and when it happened. */
type PolledEvent = TakenEvent & Occurred;

function toEvents(
	{ context }: Poll,
	{ adapter }: PollTrigger,
	{ events, sender }: Settings,
	happened: Happened,
): PolledEvent[] {
	removeKeys(happened.body, adapter.secretKeys);
	const came = { headers: {}, receivedAt: new Date() };
	const read = readEvents(happened.body, adapter, came, { events: happened.events ?? events, sender });
	if (read.fault !== undefined) {
		const words = read.fault instanceof Error ? (read.fault.stack ?? read.fault.message) : String(read.fault);
		context.logger.error(`${context.getNode().name}: what was polled came out as 'other': ${words}`);
	}
	return read.events.flatMap((taken) => {
		const event = happened.finish ? happened.finish(taken.event) : taken.event;
		if (event === null) return [];
		const occurredAt = event.occurredAt ?? happened.time ?? null;
		return [{ ...taken, event, eventId: event.eventId, occurredAt, isCertain: happened.isCertain }];
	});
}

async function completed(
	poll: Poll,
	trigger: PollTrigger,
	{ output }: Settings,
	events: TakenEvent[],
): Promise<TakenEvent[]> {
	if (output === 'raw' || events.length === 0) return events;
	return (await trigger.complete?.(poll, events)) ?? events;
}
