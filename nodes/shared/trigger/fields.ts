import type {
	INodeProperties,
	INodePropertyOptions,
	IDisplayOptions,
	IWebhookDescription,
} from 'n8n-workflow';

import { byDisplayName } from '../order';
import type { EventTable, ProofName, VendorAdapter } from '../receive';

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

/** What Trigger On offers of a table: every event but those that only Any Event brings. */
export const eventOptions = (events: EventTable): INodePropertyOptions[] =>
	Object.entries(events)
		.filter(([, { onlyAny }]) => !onlyAny)
		.map(([value, { name, description }]) => ({ name, value, description }));

/** Trigger On: several of the vendor's events, or any. It starts with the table's defaults, or with any. */
export function eventsField(
	{ events: table }: Pick<VendorAdapter, 'events'>,
	displayOptions?: IDisplayOptions,
): INodeProperties {
	const defaults = Object.keys(table).filter((name) => table[name].isDefault);
	return {
		...events,
		options: [
			{ name: 'Any Event', value: '*', description: 'All of them, also those that the vendor adds later' },
			...eventOptions(table),
		],
		default: defaults.length > 0 ? defaults : ['*'],
		...(displayOptions && { displayOptions }),
	};
}

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
	],
	default: 'chatEvent',
};

const dropRepeats: INodeProperties = {
	displayName: 'Drop Repeated Deliveries',
	name: 'dropRepeats',
	type: 'boolean',
	default: false,
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

const sender: INodeProperties = {
	displayName: 'Messages From',
	name: 'sender',
	type: 'options',
	options: [
		{ name: 'Agents', value: 'agent' },
		{ name: 'Anyone', value: 'any' },
		{ name: 'Visitors', value: 'visitor' },
	],
	default: 'any',
	description: 'Whose messages to take. Choose Visitors if your workflow answers, or it may answer itself.',
};

/**
 * The options that every trigger has.
 * @param withSender also Messages From, for a vendor that reports messages
 */
export function triggerOptionsField({
	withSender,
	more = [],
}: {
	withSender: boolean;
	more?: INodeProperties[];
}): INodeProperties {
	const options = [ipAllowlist, dropRepeats, ...(withSender ? [sender] : []), ...more];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: byDisplayName(options),
	};
}
