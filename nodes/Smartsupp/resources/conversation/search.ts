import { type Operation, orderField, pagingFields, simplifyField } from '../../../shared/action';
import { collectItems, smartsuppApi } from '../../api';
import { simplified } from '../simplify';

interface Filter {
	field?: unknown;
	value?: unknown;
}

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
							placeholder: 'e.g. contact_id',
							description: 'A field of the conversation, by its name in the results',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. ctXXXXX',
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
		const status = item.get<string[]>('status', []);
		const { filter = [] } = item.get<{ filter?: Filter[] }>('filters', {});
		const query = [
			...(status.length > 0 ? [{ field: 'status', value: status }] : []),
			...filter.map(({ field, value }, index) => {
				const name = String(field ?? '').trim();
				if (name !== '') return { field: name, value: [String(value ?? '')] };
				throw item.fault(
					`'Field' is empty in row ${index + 1} of 'Other Filters'`,
					'Enter the name of the field to search in, or remove the row.',
				);
			}),
		];
		const sort = [{ created_at: item.get<string>('order', 'desc') }];
		const conversations = await collectItems(
			item,
			async (size, after) =>
				await item.request(smartsuppApi, {
					method: 'POST',
					path: '/conversations/search',
					body: { size, ...(query.length > 0 && { query }), sort, ...(after !== undefined && { after }) },
				}),
		);
		return simplified(item, 'conversation', conversations);
	},
};
