import type { INodeProperties, NodeParameterValue } from 'n8n-workflow';

import { byDisplayName } from '../order';

/** The options that every action has: how many requests at once, and when to give up. */
export function requestOptionsField(more: INodeProperties[] = []): INodeProperties {
	const options: INodeProperties[] = [
		{
			displayName: 'Most at Once',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 50,
			description:
				'How many requests may be under way at the same time. The node starts with 5 and finds out by itself how many the vendor takes.',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 300 },
			default: 30,
			description: 'Seconds to wait for an answer of the vendor',
		},
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

/** For an operation that says something in a chat: the vendor's webhooks bring it back. */
export const ownAnswersNotice: INodeProperties = {
	displayName:
		'What is sent here comes back to a trigger on messages. There, leave "Messages From" at "Visitors", or the workflow answers its own answers without end.',
	name: 'ownAnswersNotice',
	type: 'notice',
	default: '',
};

/** What an operation says in a chat. */
export const textField = (words: { placeholder: string; description: string }): INodeProperties => ({
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	...words,
});

/** The given fields, shown only while other fields have one of the given values. */
export function showWhen(
	conditions: Record<string, NodeParameterValue[]>,
	fields: INodeProperties[],
): INodeProperties[] {
	return fields.map((field) => ({ ...field, displayOptions: { show: conditions } }));
}

/** Return All and Limit, for an operation that lists. */
export const pagingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** For a list that the vendor can sort by time. */
export const orderField: INodeProperties = {
	displayName: 'Order',
	name: 'order',
	type: 'options',
	options: [
		{ name: 'Newest First', value: 'desc' },
		{ name: 'Oldest First', value: 'asc' },
	],
	default: 'desc',
	description: 'By the time of creation',
};

/** An optional collection of fields, sorted by name. */
export function collectionField(
	displayName: string,
	name: string,
	placeholder: string,
	options: INodeProperties[],
): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder,
		default: {},
		options: byDisplayName(options),
	};
}

/** Simplify, for an operation whose vendor answers with more fields than a workflow or an AI agent needs. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
