import type {
	INodeProperties,
	INodePropertyOptions,
	IDisplayOptions,
	IWebhookDescription,
	NodeHint,
} from 'n8n-workflow';

import type { ChatEventName } from '../chat-event';
import { byDisplayName } from '../order';
import {
	choicesFor,
	inPanel,
	commonEventsOf,
	commonEvent,
	type EventTable,
	namesOf,
	type ProofName,
	type VendorAdapter,
} from '../receive';

/**
 * The POST webhook of every trigger. Without `responseData: ''` n8n 2.41 ignores the node's `webhookResponse` and
 * answers with the literal text firstEntryJson.
 */
export const deliveryWebhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	path: 'webhook',
	responseMode: 'onReceived',
	responseData: '',
};

const proofOptions = {
	signature: {
		name: 'Signature',
		value: 'signature',
		description: 'The vendor signs each delivery with the webhook secret. The safest choice.',
	},
	urlSecret: {
		name: 'Secret in the URL',
		value: 'urlSecret',
		description:
			'Add ?secret= and your webhook secret to the webhook URL that you give to the vendor. Access logs of proxies hold it.',
	},
	basicAuth: {
		name: 'User and Password in the URL',
		value: 'basicAuth',
		description:
			'Give the vendor the webhook URL with webhook:SECRET@ after https://, SECRET being your webhook secret',
	},
	none: {
		name: 'None',
		value: 'none',
		description: 'Anybody who knows the URL can send events. Only for trying things out.',
	},
	secretKey: {
		name: 'Secret of the Registration',
		value: 'secretKey',
		description: 'A key that this node gives to the vendor when it registers its webhooks',
	},
} satisfies Record<ProofName | 'none', INodePropertyOptions>;

const authentication: INodeProperties = {
	displayName: 'Verify Deliveries By',
	name: 'authentication',
	type: 'options',
	options: [],
	default: 'signature',
	description: 'How n8n makes sure that an event comes from the vendor. Anything else is refused with 401.',
};

/** Verify Deliveries By, with the proofs that an adapter offers; the first is the default. */
export function authenticationField(
	{ proofs }: Pick<VendorAdapter, 'proofs'>,
	displayOptions?: IDisplayOptions,
): INodeProperties {
	const offered = (Object.keys(proofs) as ProofName[]).map((name) => proofOptions[name]);
	return {
		...authentication,
		options: [...offered, proofOptions.none],
		default: offered[0].value,
		...(displayOptions && { displayOptions }),
	};
}

const events: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	options: [],
	default: [],
	required: true,
};

/**
 * What Trigger On offers of a table: first the common events, in the words that all vendors share, then the vendor's own
 * beside those that are nothing but a common event, or that only Any Event brings.
 */
export function eventOptions(table: EventTable): INodePropertyOptions[] {
	const common = commonEventsOf(table);
	const own = Object.entries(table)
		.filter(
			([key, { onlyAny }]) =>
				!onlyAny && !common.some(({ value }) => value === commonEvent(key as ChatEventName)),
		)
		.map(([value, { name, description }]) => ({ name, value, action: inPanel(name), description }));
	return [...common, ...own];
}

/** Trigger On: several events, or any. It starts with the common events of the table's defaults. */
export function eventsField(
	{ events: table }: Pick<VendorAdapter, 'events'>,
	displayOptions?: IDisplayOptions,
): INodeProperties {
	const defaults = Object.values(table)
		.filter(({ isDefault }) => isDefault)
		.map((entry) => commonEvent(namesOf(entry)[0]));
	return {
		...events,
		options: [
			...eventOptions(table),
			{
				name: 'Any Event',
				value: '*',
				action: inPanel('Any Event'),
				description: 'All of them, also those that the vendor adds later',
			},
		],
		default: [...new Set(defaults)],
		...(displayOptions && { displayOptions }),
	};
}

/** The chosen events in the words of Trigger On, for the line below the node's name. */
export const eventsSubtitle = `[$parameter["events"]].flat().map((event) => event === "*" ? "any event" : event.startsWith("chatEvent:") ? event.slice(10).replace(/[A-Z]/g, " $&").toLowerCase() : event).join(", ")`;

/** Shows a field with the choices of Trigger On that can bring one of the named events. */
export const shownFor = (
	events: Parameters<typeof choicesFor>[0],
	{ events: table }: Pick<VendorAdapter, 'events'>,
): IDisplayOptions => ({ show: { events: choicesFor(events, table) } });

export const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'Chat Event',
			value: 'chatEvent',
			description: 'The same fields for every live-chat vendor, so that one workflow serves all of them',
		},
		{
			name: 'Chat Event and Raw',
			value: 'both',
			description: "The same fields for every vendor, and the vendor's own data under 'raw'",
		},
		{
			name: 'Raw',
			value: 'raw',
			description: "The vendor's own data as it was sent, without secrets",
		},
		{
			name: 'Flat',
			value: 'flat',
			description:
				'The same fields side by side on one level, for a table or a sheet that maps columns automatically. Actions of this package cannot find the chat in it.',
		},
	],
	default: 'chatEvent',
};

const dropRepeats: INodeProperties = {
	displayName: 'Drop Repeated Deliveries',
	name: 'dropRepeats',
	type: 'boolean',
	default: true,
	description:
		'Whether to ignore an event that this n8n process took before, such as a redelivery. It remembers 1,000 events for 24 hours and forgets them at a restart; each n8n process remembers its own. Across processes, use the Remove Duplicates node on eventId, or a unique key in a database, which alone is exact.',
};

const ipAllowlist: INodeProperties = {
	displayName: 'Allowed IP Addresses',
	name: 'ipAllowlist',
	type: 'string',
	default: '',
	placeholder: 'e.g. 203.0.113.7, 203.0.113.0/24, 2001:db8::/32',
	description:
		'Addresses and CIDR ranges that may deliver, separated by commas. Leave empty for all. Behind a proxy, N8N_PROXY_HOPS has to be set, or n8n sees only the address of the proxy.',
};

/** Messages From, shown with the events that bring messages of agents. A workflow that answers must not hear itself. */
export function senderField(
	adapter: Pick<VendorAdapter, 'events'>,
	more: IDisplayOptions['show'] = {},
): INodeProperties {
	const { show } = shownFor(['messageFromVisitor', 'messageFromAgent'], adapter);
	return {
		displayName: 'Messages From',
		name: 'sender',
		type: 'options',
		options: [
			{ name: 'Visitors', value: 'visitor', description: 'Not what agents and bots write' },
			{ name: 'Agents', value: 'agent', description: 'Agents, and bots on your side' },
			{ name: 'Anyone', value: 'any', description: 'Also what this very workflow sends' },
		],
		default: 'visitor',
		description:
			'Whose messages to take. Keep Visitors if your workflow answers in the chat: or it answers its own answers, without end.',
		displayOptions: { show: { ...show, ...more } },
	};
}

const oncePerChat: INodeProperties = {
	displayName: 'Once per Chat',
	name: 'oncePerChat',
	type: 'boolean',
	default: true,
	description:
		'Whether to take only the first of the chosen events of each chat, for tickets and for answers to offline messages. This n8n process remembers 1,000 chats for 24 hours and forgets them at a restart; the Remove Duplicates node on the ID of the chat is exact.',
};

const includeVisitor: INodeProperties = {
	displayName: 'Include Visitor',
	name: 'includeVisitor',
	type: 'boolean',
	default: true,
	description: 'Whether to ask the vendor who the visitor is',
};

/** *Include Visitor*, where the vendor's API tells who a visitor is. */
export const includeVisitorField = (description: string): INodeProperties => ({
	...includeVisitor,
	description,
});

/**
 * Said beside what the trigger put out, where Include Visitor is off and would find what a lookup needs. Events that a
 * visitor changed say themselves who it is.
 * @param vendor as people call it
 * @param also what has to be true besides, as an expression
 */
export function includeVisitorHint(
	vendor: string,
	{ events: table }: Pick<VendorAdapter, 'events'>,
	also = 'true',
): NodeHint {
	const ofVisitors = choicesFor(['visitorUpdated'], table).filter((choice) => choice !== '*');
	const isOfChats = `[$parameter["events"]].flat().some((event) => !${JSON.stringify(ofVisitors)}.includes(event))`;
	return {
		message: `${vendor} names the visitor by an ID alone. For name and e-mail address, add "Include Visitor" under "Options".`,
		type: 'info',
		location: 'outputPane',
		whenToDisplay: 'afterExecution',
		displayCondition: `={{ ${also} && ${isOfChats} && $parameter["options"]["includeVisitor"] !== true && $parameter["authentication"] !== "none" && $parameter["output"] !== "raw" }}`,
	};
}

/**
 * The options that every trigger has.
 * @param options.includeVisitor describes *Include Visitor*, where the vendor's API tells who a visitor is
 * @param options.namesChats whether events name their chat, so that Once per Chat can tell
 */
export function triggerOptionsField({
	includeVisitor: visitorDescription,
	namesChats = true,
	more = [],
}: {
	includeVisitor?: string;
	namesChats?: boolean;
	more?: INodeProperties[];
} = {}): INodeProperties {
	const options = [
		ipAllowlist,
		dropRepeats,
		...(namesChats ? [oncePerChat] : []),
		...(visitorDescription ? [includeVisitorField(visitorDescription)] : []),
		...more,
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: byDisplayName(options),
	};
}
