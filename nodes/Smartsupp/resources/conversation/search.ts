import {
	type ItemContext,
	type Operation,
	orderField,
	pagingFields,
	simplifyField,
} from '../../../shared/action';
import { collectItems, smartsuppApi } from '../../api';
import { simplifier } from '../simplify';

/**
 * `POST /conversations/search` with `{ size, query: [{ field, value }], sort, after }`. `status` is the one field that is
 * known to work, and a list the one form of a value; the list of fields is not published.
 */
export const search: Operation = {
	name: 'Search',
	action: 'Search conversations',
	description: 'Retrieve a list of conversations, by status and other filters',
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
				'All of them have to fit. Which fields can be searched, Smartsupp does not publish: it refuses those that cannot.',
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
		const sort = [{ created_at: item.choice('order') }];
		const conversations = await collectItems(
			item,
			async (size, after) =>
				await item.request(smartsuppApi, {
					method: 'POST',
					path: '/conversations/search',
					reads: true,
					body: { size, ...(query.length > 0 && { query }), sort, ...(after !== undefined && { after }) },
				}),
		);
		return simplify(conversations);
	},
};

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
