import { type Operation, pagingFields } from '../../../shared/action';
import { readList } from '../../api';
import { endpoints } from '../../endpoints';

/** Lists customers: GET /rest/v1/customer, the one operation that Chatvisor's API reference documents whole. */
export const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many customers',
	description: 'Retrieve a list of customers',
	fields: pagingFields,
	run: async (item) => await readList(item, endpoints.getCustomers),
};
