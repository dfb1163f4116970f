import type { INodeProperties } from 'n8n-workflow';

import { chatTarget, idsInItem, type ItemContext, locatorField, showWhen } from '../shared/action';
import { MOST_LISTED } from './api';
import { endpoints, methodsOf, type Endpoint } from './endpoints';

const REFERENCE = '<a href="https://developers.chatvisor.com/" target="_blank">developers.chatvisor.com</a>';

const notice: INodeProperties = {
	displayName: '',
	name: 'endpointNotice',
	type: 'notice',
	default: '',
};

const methodField: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	default: '',
	description: "How the request is sent, as Chatvisor's API reference says",
};

const pathField: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	required: true,
	default: '',
};

const bodyField: INodeProperties = {
	displayName: 'Body',
	name: 'body',
	// A field for JSON marks an empty one as wrong.
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. { "email": "nathan@example.com" }',
	description:
		'Leave empty to send the fields above under the names that we assume. If Chatvisor asks for other names, write the JSON object to send instead.',
};

/** A field as it is where the node is a tool of an AI agent. */
const inTools = (field: INodeProperties) => showWhen({ '@tool': [true] }, [field]);

/** A field as it is in a workflow. */
const elsewhere = (field: INodeProperties) => showWhen({ '@tool': [false] }, [field]);

/**
 * An operation's fields, with what a person needs when its endpoint is not documented: a notice that says so, and
 * Method, Path and, where something is sent, Body. As a tool of an AI agent it has no Path until a person fills it in.
 * @param placeholders what the operation can fill into Path
 */
export function withEndpoint(
	endpoint: Endpoint,
	placeholders: readonly string[],
	fields: INodeProperties[],
): INodeProperties[] {
	if (endpoint.basis === 'documented') return fields;
	const isUnknown = endpoint.basis === 'unknown';
	const known = placeholders.map((name) => `{${name}}`).join(', ');
	const path: INodeProperties = {
		...pathField,
		placeholder: `e.g. ${isUnknown ? endpoint.example : endpoint.path}`,
		description: `What follows the base URL of the credential, as Chatvisor's API reference says.${known && ` It may hold ${known}.`}`,
	};
	return [
		...inTools({
			...notice,
			displayName: `Chatvisor’s guide says that this exists, but not at which address. Until you have filled in Path, this tool does nothing. Look up method and path at ${REFERENCE} (or ask Chatvisor’s support): an AI agent cannot tell a wrong address from a right one.`,
		}),
		...elsewhere({
			...notice,
			displayName: isUnknown
				? `Chatvisor’s guide says that this exists, but not at which address. Look up method and path at ${REFERENCE} (or ask Chatvisor’s support) and fill them in below.`
				: `Chatvisor’s guide says that this exists, but not at which address. Method and path below are assumed. If Chatvisor does not know them, look them up at ${REFERENCE} and correct them here.`,
		}),
		...fields,
		{
			...methodField,
			options: methodsOf(endpoint).map((name) => ({ name, value: name })),
			default: endpoint.method,
		},
		// No model chooses where the token goes, and nothing that we only assume is offered to one.
		...inTools({ ...path, noDataExpression: true }),
		...elsewhere({ ...path, default: isUnknown ? '' : endpoint.path }),
		...(endpoint.method === 'GET' ? [] : [bodyField]),
	];
}

/** Path of the list of conversations, and that it is assumed, for a node that only reads it. */
export const conversationsFields: INodeProperties[] = [
	{
		...notice,
		displayName: `Chatvisor’s guide says that conversations can be polled, but not at which address. The path below is assumed. If Chatvisor does not know it, look it up at ${REFERENCE} and correct it here.`,
	},
	{
		...pathField,
		default: endpoints.getConversations.path,
		placeholder: `e.g. ${endpoints.getConversations.path}`,
		description: "What follows the base URL of the credential, as Chatvisor's API reference says",
	},
];

/** The customer that an operation is for. */
export const customer = chatTarget({
	vendor: 'chatvisor',
	name: 'Chatvisor',
	ids: [
		{
			field: locatorField({
				displayName: 'Customer',
				name: 'customer',
				searchListMethod: 'searchCustomers',
				defaultId: `={{ ${idsInItem.visitor} ?? $json.customerId }}`,
				placeholder: 'e.g. 6512f0c9e1b3',
				description: `The customer ID, as the Chatvisor Trigger gave it. The list holds those of the first ${MOST_LISTED} customers that have a customerId.`,
			}),
			from: ({ visitor }) => visitor.id,
		},
	],
});

/** What requests for one customer have to say. */
export const aboutCustomer = { placeholder: 'customerId', words: 'which customer is meant' };

/** The lane of changes of one customer. */
export const ofCustomer = async (item: ItemContext): Promise<string> =>
	`customer/${(await customer.read(item)).customer}`;
