import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemContext, Operation } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
import { filled, personFields, personOf } from './person';

const assignedUser: INodeProperties = {
	displayName: 'Assigned User',
	name: 'assignedUser',
	type: 'string',
	default: '',
	placeholder: 'e.g. kate@example.com',
	description: 'The user (agent) who looks after the customer, by e-mail address',
};

const email = personFields.filter(({ name }) => name === 'email');
const others = personFields.filter(({ name }) => name !== 'email');

/** Creates a customer ("Create customer" in the API reference, of which only `assignedUser` could be read). */
export const create: Operation = {
	name: 'Create',
	action: 'Create customer',
	description: 'Create a customer (assumed address)',
	writes: 'new',
	fields: withEndpoint(
		endpoints.createCustomer,
		[],
		[
			...email,
			{
				displayName: 'Additional Fields',
				name: 'additionalFields',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				options: [assignedUser, ...others],
			},
		],
	),
	async run(item) {
		return await write(item, endpoints.createCustomer, { body: () => newCustomer(item) });
	},
};

function newCustomer(item: ItemContext): IDataObject {
	const customer = filled({
		email: item.optionalText('email'),
		assignedUser: item.optionalText('additionalFields.assignedUser'),
		...personOf(item, 'additionalFields.'),
	});
	if (Object.keys(customer).length > 0) return customer;
	throw item.fault(
		"'Email' and 'Additional Fields' are empty",
		'Fill in at least one field of the new customer.',
	);
}
