import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import { buildChatEvent, type ChatEvent } from '../chat-event';
import { isJsonObject } from '../json';
import { showWhen } from './fields';
import type { ItemContext } from './operation';

/** Where an item has the IDs of its event, for expressions: a ChatEvent, one on one level (*Flat*), the hub's answer. */
export const idsInItem = {
	chat: '$json.chat?.id ?? $json.chat_id ?? $json.chatId',
	visitor: '$json.visitor?.id ?? $json.visitor_id ?? $json.visitorId',
};

/** One ID that an operation on a chat needs. */
export interface ChatId {
	/** The field in which it is given by hand, with an expression that finds it in the item. */
	field: INodeProperties;
	/** Where the ChatEvent has it; null when this one has none. */
	from(event: ChatEvent): string | null;
	/** Asks the vendor where the ChatEvent has none. @throws what a request throws, or a fault that says what to do */
	find?(event: ChatEvent, item: ItemContext): Promise<string | null>;
	/** The operation works without it: then it reads as ''. */
	isOptional?: boolean;
	/** What to do when the chat names none; a general advice unless given. */
	advice?: string;
}

export interface ChatTarget {
	/** *Chat*, and the ID fields, shown with *Given by ID*. */
	fields: INodeProperties[];
	/**
	 * The IDs by their fields' names; asked for once per item. @throws NodeOperationError that says which is missing and
	 * what to do
	 */
	read(item: ItemContext): Promise<Record<string, string>>;
}

/**
 * Which chat an operation acts on: the one that started the workflow, whatever nodes stand between, or one given by ID.
 * @param options.vendor as the ChatEvent names the vendor
 * @param options.name as people write it, for messages
 * @param options.start what *Chat* starts with; `ids` where a person's own system starts the workflow
 */
export function chatTarget(options: {
	vendor: string;
	name: string;
	start?: 'ids' | 'trigger';
	ids: readonly ChatId[];
}): ChatTarget {
	const { vendor, name, start = 'trigger', ids } = options;
	const reads = new WeakMap<ItemContext, Promise<Record<string, string>>>();
	const readOnce = async (item: ItemContext): Promise<Record<string, string>> => {
		const entries: Array<[string, string]> = [];
		if (item.get('target', start) === 'ids') {
			for (const id of ids) entries.push([id.field.name, givenId(item, id)]);
			return Object.fromEntries(entries);
		}
		const event = chatOf(item);
		if (event.vendor !== vendor) {
			throw item.fault(
				`The chat that started the workflow is of ${event.vendor}, not of ${name}`,
				`This node acts on chats of ${name}. Let only those come here (an IF node on 'vendor'), or set 'Chat' to 'Given by ID'.`,
			);
		}
		for (const id of ids) entries.push([id.field.name, await idOf(event, item, id)]);
		return Object.fromEntries(entries);
	};
	return {
		fields: [
			targetField(start),
			...showWhen(
				{ target: ['ids'] },
				ids.map(({ field }) => field),
			),
		],
		read: async (item) => {
			const known = reads.get(item) ?? readOnce(item);
			reads.set(item, known);
			return await known;
		},
	};
}

const targetField = (start: 'ids' | 'trigger'): INodeProperties => ({
	displayName: 'Chat',
	name: 'target',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'The One That Started the Workflow',
			value: 'trigger',
			description: 'Found by itself, whatever nodes stand between the trigger and this one',
		},
		{ name: 'Given by ID', value: 'ids', description: 'You say which, by its ID' },
	],
	default: start,
	description: 'Which chat this acts on',
});

function givenId(item: ItemContext, { field, isOptional }: ChatId): string {
	const isLocator = field.type === 'resourceLocator';
	if (isOptional) {
		return (isLocator ? item.optionalLocator(field.name) : item.optionalText(field.name)) ?? '';
	}
	try {
		return isLocator ? item.locator(field.name) : item.text(field.name);
	} catch (fault) {
		const { message, description } = fault as NodeOperationError;
		const from = Upstream.of(item.context).nameOfSource(item.itemIndex);
		throw item.fault(
			message,
			from === null
				? (description ?? undefined)
				: `Take it from the output of '${from}', or set 'Chat' to 'The One That Started the Workflow'.`,
		);
	}
}

async function idOf(event: ChatEvent, item: ItemContext, id: ChatId): Promise<string> {
	const value = id.from(event) ?? (await id.find?.(event, item)) ?? null;
	if (value !== null && value !== '') return value;
	if (id.isOptional) return '';
	throw item.fault(
		`The chat that started the workflow names no '${id.field.displayName}'`,
		id.advice ??
			`Its event '${event.vendorEvent}' does not carry it. Choose another event in the trigger, hand over the whole event (all fields) where another workflow starts this one, or set 'Chat' to 'Given by ID' and fill in '${id.field.displayName}'.`,
	);
}

/**
 * The ChatEvent that an item comes from: the item itself, or the one that it is paired with at the nearest node upstream
 * that has one, whatever that node is. Never a guess.
 * @throws NodeOperationError when there is none, or when several chats come into question
 */
export function chatOf(item: ItemContext): ChatEvent {
	const { context, itemIndex } = item;
	const upstream = Upstream.of(context);
	const found = isTool(context) ? upstream.ofAgent(item) : upstream.ofItem(itemIndex);
	const chats = new Map(found.map((event) => [chatKey(event), event]));
	if (chats.size === 1) return whole(found[0]);
	throw chats.size === 0 ? noChat(item, upstream) : severalChats(item);
}

/** Whether an AI agent calls the node. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/** Which chat an event is of; where it names only the visitor, the visitor's. */
export const chatKey = ({ vendor, accountId, chat, visitor, eventId }: ChatEvent): string =>
	JSON.stringify([vendor, accountId, chat.id ?? visitor.id ?? eventId]);

/** Whether an item is a ChatEvent: one that a trigger put out, or one that was stored and read again. */
function isChatEvent(value: unknown): value is ChatEvent {
	return (
		isJsonObject(value) &&
		['vendor', 'event', 'vendorEvent', 'eventId'].every((key) => typeof value[key] === 'string') &&
		isJsonObject(value.chat) &&
		isJsonObject(value.visitor)
	);
}

/** The event with all that operations read: a node of a person's own may have left out what the vendor does not say. */
function whole(event: ChatEvent): ChatEvent {
	const { accountId, chat, visitor, agents } = buildChatEvent({
		...event,
		agents: [event.agents].flat().filter(isJsonObject),
		messages: [],
		pages: [],
		survey: [],
	});
	return { ...event, accountId, chat, visitor, agents };
}

/** What n8n's data proxy offers of one node upstream. */
interface NodeData {
	itemMatching(index: number): INodeExecutionData | undefined;
	all(branch?: number): INodeExecutionData[];
}

/** The most outputs of a node that are looked at. */
const MOST_BRANCHES = 20;

/** The nodes before this one, and the ChatEvents among their items. One per execution of the node. */
class Upstream {
	private static readonly known = new WeakMap<IExecuteFunctions, Upstream>();
	private readonly data: (name: string) => NodeData;
	/** Names of nodes that put out a ChatEvent, and those events. */
	private sources?: Map<string, ChatEvent[]>;
	private readonly parents = new Map<string, Set<string>>();

	private constructor(private readonly context: IExecuteFunctions) {
		const proxy = context.getWorkflowDataProxy(0) as unknown as {
			$: (name: string, isWholeItem: boolean) => NodeData;
		};
		// Whole items: with n8n's setting that keeps binary data with the JSON, it would be the JSON alone.
		this.data = (name) => proxy.$(name, true);
	}

	static of(context: IExecuteFunctions): Upstream {
		const upstream = Upstream.known.get(context) ?? new Upstream(context);
		Upstream.known.set(context, upstream);
		return upstream;
	}

	/** The ChatEvents that an item may come from, all of one chat where it is certain. */
	ofItem(itemIndex: number): ChatEvent[] {
		const { json } = this.context.getInputData()[itemIndex];
		const matching = this.matching(itemIndex);
		if (isChatEvent(json)) return [this.asPutOut(json, matching)];
		const nearest = matching.filter(
			({ name }) => !matching.some((other) => this.isBetween(other.name, name)),
		);
		if (nearest.length > 0) return nearest.map(({ event }) => this.asPutOut(event, matching));
		return [...this.eventsByNode().values()].flat();
	}

	/**
	 * The event as it first came, where a node on the way changed it: a Merge with what a CRM knows may put another
	 * account or visitor into it.
	 */
	private asPutOut(event: ChatEvent, matching: Array<{ name: string; event: ChatEvent }>): ChatEvent {
		const same = matching.filter(
			(each) => each.event.vendor === event.vendor && each.event.eventId === event.eventId,
		);
		return same.find(({ name }) => !same.some((other) => this.isBetween(name, other.name)))?.event ?? event;
	}

	/**
	 * The ChatEvents that reach the agent whose tool this is. Neither the item nor its pairing is believed: n8n pairs every
	 * call with the first item, and a model can write any key.
	 */
	ofAgent(item: ItemContext): ChatEvent[] {
		const { metadata, source: sources } = this.context.getExecuteData();
		// The agent may itself be another agent's tool, which nothing stands before: n8n keeps what started the outer one.
		const source = metadata?.preservedSourceOverwrite ?? sources?.main?.[0];
		if (!source) {
			throw item.fault(
				'Nothing tells which chat this tool is called for',
				`Call the tool from an AI Agent that a live chat's trigger starts, or ${byId(item)}.`,
			);
		}
		const names = [source.previousNode, ...this.parentsOf(source.previousNode)];
		return names.flatMap((name) => this.eventsOf(name));
	}

	/** The node that put out the ChatEvent of an item, for advice; null when there is none. */
	nameOfSource(itemIndex: number): string | null {
		if (isTool(this.context)) return null;
		return this.matching(itemIndex)[0]?.name ?? [...this.eventsByNode().keys()][0] ?? null;
	}

	/** Parameters of our triggers upstream, to tell why there is no ChatEvent. */
	triggers(): Array<{ name: string; output: unknown }> {
		const ours = this.context.getNode().type.split('.')[0];
		return this.context
			.getParentNodes(this.context.getNode().name, { includeNodeParameters: true })
			.filter(({ type }) => type.startsWith(`${ours}.`) && type.endsWith('Trigger'))
			.map(({ name, parameters }) => ({ name, output: parameters?.output }));
	}

	private matching(itemIndex: number): Array<{ name: string; event: ChatEvent }> {
		return [...this.eventsByNode().keys()].flatMap((name) => {
			try {
				const json = this.data(name).itemMatching(itemIndex)?.json;
				return isChatEvent(json) ? [{ name, event: json }] : [];
			} catch {
				// Not on this item's way, or the pairing was lost.
				return [];
			}
		});
	}

	/** Whether a node stands between another one and this node, so that its item is the nearer one. */
	private isBetween(name: string, other: string): boolean {
		return name !== other && this.parentsOf(name).has(other) && !this.parentsOf(other).has(name);
	}

	private eventsByNode(): Map<string, ChatEvent[]> {
		this.sources ??= new Map(
			[...this.parentsOf(this.context.getNode().name)]
				.map((name) => [name, this.eventsOf(name)] as const)
				.filter(([, events]) => events.length > 0),
		);
		return this.sources;
	}

	private parentsOf(name: string): Set<string> {
		const known =
			this.parents.get(name) ?? new Set(this.context.getParentNodes(name).map((parent) => parent.name));
		this.parents.set(name, known);
		return known;
	}

	/** The ChatEvents among all that a node put out, whichever output they left by. */
	private eventsOf(name: string): ChatEvent[] {
		const events: ChatEvent[] = [];
		for (let branch = 0; branch < MOST_BRANCHES; branch++) {
			try {
				const items = this.data(name).all(branch);
				for (const { json } of items) if (isChatEvent(json)) events.push(json);
			} catch {
				// It did not run, or has no further output.
				break;
			}
		}
		return events;
	}
}

function noChat(item: ItemContext, upstream: Upstream): NodeOperationError {
	const trigger = upstream.triggers().find(({ output }) => output === 'raw' || output === 'flat');
	return trigger === undefined
		? item.fault(
				'No live chat started this workflow',
				`Start it with a live chat's trigger, or hand over its whole event (all fields) to this workflow. To act on a chat that you know, ${byId(item)}.`,
			)
		: item.fault(
				`'${trigger.name}' puts out no Chat Event, so this node cannot find the chat in it`,
				`Set 'Output' of '${trigger.name}' to 'Chat Event', or ${byId(item)}.`,
			);
}

function severalChats(item: ItemContext): NodeOperationError {
	return isTool(item.context)
		? item.fault(
				'Several chats reach this agent, and nothing tells for which of them it calls this tool',
				'Give each chat its own execution, with Execute Sub-workflow (mode: run once for each item), and put the agent into that workflow.',
			)
		: item.fault(
				'It cannot be told which of several chats this item belongs to',
				`A node before this one (such as Code or Aggregate) does not say which item its output comes from. Let it keep the items one by one, handle one chat per execution, or ${byId(item)}.`,
			);
}

/** How to act on a chat that a person knows: a node for several services has no *Chat*. */
const byId = (item: ItemContext): string =>
	item.get<unknown>('target', null) === null
		? "use the service's own node, where 'Chat' can be set to 'Given by ID'"
		: "set 'Chat' of this node to 'Given by ID'";
