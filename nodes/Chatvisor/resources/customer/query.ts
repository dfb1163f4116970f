import { type Operation, pagingFields } from '../../../shared/action';
import { readList } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';

/** Finds customers ("Query a Customer": a path parameter `query`, matched against all fields). */
export const query: Operation = {
	name: 'Query',
	action: 'Query customers',
	description: 'Search for customers by any of their fields (assumed address)',
	fields: withEndpoint(
		endpoints.queryCustomers,
		['query'],
		[
			{
				displayName: 'Search Text',
				name: 'query',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. nathan@example.com',
				description: 'What to look for. Chatvisor matches it against all fields of its customers.',
			},
			...pagingFields,
		],
	),
	run: async (item) =>
		await readList(item, endpoints.queryCustomers, {
			values: { query: () => item.text('query') },
			about: { placeholder: 'query', words: 'what to look for' },
		}),
};
