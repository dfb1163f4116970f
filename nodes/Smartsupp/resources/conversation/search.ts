import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	collectionField,
	type ItemContext,
	type Operation,
	orderField,
	pagingFields,
	simplifyField,
	utcTime,
} from '../../../shared/action';
import { collectItems, MOST_PER_PAGE, searchConversations, smartsuppApi } from '../../api';
import { simplifier } from '../simplify';

/** The times by which a search can be narrowed, by the names of Period's fields. */
const periods = [
	{ field: 'created_at', from: 'createdFrom', to: 'createdTo' },
	{ field: 'finished_at', from: 'finishedFrom', to: 'finishedTo' },
];

const timeField = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	default: '',
	description,
});

/**
 * `POST /conversations/search` with `{ size, query: [{ field, value }], sort, after }`. `status` is the one field that is
 * known to work, and a period of `finishedAt` the one that Smartsupp prints; the list of fields is not published. What does
 * not fit is left out here as well, in case that Smartsupp passes over a field: nobody else's conversation may come out.
 */
export const search: Operation = {
	name: 'Search',
	action: 'Search conversations',
	description: 'Retrieve a list of conversations, by status, time and other filters',
	fields: [
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: [
				{ name: 'Closed', value: 'closed' },
				{ name: 'Open', value: 'open' },
				{ name: 'Pending', value: 'pending' },
				{ name: 'Served', value: 'served' },
			],
			default: [],
			description: 'Only conversations with one of these. Leave empty for all.',
		},
		{
			displayName: 'Contact ID',
			name: 'contactId',
			type: 'string',
			default: '',
			placeholder: 'e.g. ctXXXXX',
			description: 'Only conversations of this contact. Leave empty for all.',
		},
		collectionField('Period', 'period', 'Add Time', [
			timeField(
				'Created From',
				'createdFrom',
				'Only conversations that began at this time or later (experimental: Smartsupp documents the finished times alone)',
			),
			timeField(
				'Created Until',
				'createdTo',
				'Only conversations that began at this time or earlier (experimental: Smartsupp documents the finished times alone)',
			),
			timeField('Finished From', 'finishedFrom', 'Only conversations that ended at this time or later'),
			timeField('Finished Until', 'finishedTo', 'Only conversations that ended at this time or earlier'),
		]),
		orderField,
		...pagingFields,
		{
			displayName: 'Other Filters',
			name: 'filters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Filter',
					name: 'filter',
					values: [
						{
							displayName: 'Field',
							name: 'field',
							type: 'string',
							default: '',
							placeholder: 'e.g. visitor_id',
							description: 'A field of the conversation, by its name in the results',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. vitXXXXX',
							description: 'The value that the field has to have. It is sent as a list of one.',
						},
					],
				},
			],
			description:
				'All of them have to fit. Which fields can be searched, Smartsupp does not publish. Conversations that show another value are left out.',
		},
		simplifyField,
	],
	async run(item) {
		const simplify = simplifier(item, 'conversation');
		const status = item.optionalList('status') ?? [];
		const contactId = item.optionalText('contactId');
		const query = [
			...(status.length > 0 ? [{ field: 'status', value: status }] : []),
			...(contactId === undefined ? [] : [{ field: 'contact_id', value: [contactId] }]),
			...filters(item),
		];
		const wanted = readPeriods(item);
		const order = item.choice('order');
		let leavesOut = false;
		const conversations = await collectItems(item, async (size, after) => {
			const page = await searchConversations(
				item.context,
				{
					// Few of a page come out where Smartsupp passes over a field.
					size: leavesOut ? MOST_PER_PAGE : size,
					order,
					query: [
						...query,
						...wanted.map(({ field, from, to }) => ({ field, value: [from, to], isPeriod: true })),
					],
					after,
				},
				async (request) => await item.request(smartsuppApi, request),
				item.itemIndex,
			);
			const items = page.items.filter(
				(entry) =>
					query.every((each) => fits(entry, each)) && wanted.every((period) => isWithin(entry, period)),
			);
			leavesOut ||= items.length < page.items.length;
			return { ...page, items };
		});
		return simplify(conversations);
	},
};

/** Two times as ISO 8601 in UTC, which need no time zone beside them. */
interface Period {
	field: string;
	from: string;
	to: string;
}

/** An end that was left open is the beginning of time, or now. @throws NodeOperationError that names the field */
function readPeriods(item: ItemContext): Period[] {
	return periods.flatMap(({ field, ...names }) => {
		const [fromPath, toPath] = [`period.${names.from}`, `period.${names.to}`];
		const [from, to] = [utcTime(item, fromPath), utcTime(item, toPath)];
		if (from === undefined && to === undefined) return [];
		if (from !== undefined && to !== undefined && from > to) {
			throw item.fault(
				`'${item.displayName(fromPath)}' is later than '${item.displayName(toPath)}'`,
				'No conversation can be in between. Swap them.',
			);
		}
		const now = new Date();
		return [{ field, from: from ?? new Date(0).toISOString(), to: to ?? now.toISOString() }];
	});
}

/** Whether a conversation is of a period, as far as it tells its time. */
function isWithin(conversation: IDataObject, { field, from, to }: Period): boolean {
	const value = conversation[field];
	if (value === undefined) return true;
	const time = typeof value === 'string' ? Date.parse(value) : NaN;
	return time >= Date.parse(from) && time <= Date.parse(to);
}

/** Whether a conversation has one of the values, as far as it tells the field as a text, a number or null. */
function fits(conversation: IDataObject, { field, value }: { field: string; value: string[] }): boolean {
	const has = conversation[field];
	if (has === null) return false;
	return (typeof has !== 'string' && typeof has !== 'number') || value.includes(String(has));
}

/** The rows of Other Filters. @throws NodeOperationError for a row that lacks its field or its value */
function filters(item: ItemContext): Array<{ field: string; value: string[] }> {
	const { filter } = Object(item.get<unknown>('filters', {})) as { filter?: unknown };
	const cell = (index: number, name: string): string => {
		const path = `filters.filter.${index}.${name}`;
		if (String(item.get<unknown>(path, '') ?? '').trim() !== '') return item.text(path);
		throw item.fault(
			`'${item.displayName(path)}' is empty in row ${index + 1} of 'Other Filters'`,
			'Fill it in, check that the expression in it finds a value in the item, or remove the row.',
		);
	};
	return (Array.isArray(filter) ? filter : []).map((_, index) => ({
		field: cell(index, 'field'),
		value: [cell(index, 'value')],
	}));
}
