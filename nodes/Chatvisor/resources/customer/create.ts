import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Operation } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
import { personFields, toPerson } from './person';

const assignedUser: INodeProperties = {
	displayName: 'Assigned User',
	name: 'assignedUser',
	type: 'string',
	default: '',
	placeholder: 'e.g. 5f0c9e1b',
	description: 'The user (agent) who looks after the customer',
};

const email = personFields.filter(({ name }) => name === 'email');
const others = personFields.filter(({ name }) => name !== 'email');

/** Creates a customer ("Create customer" in the API reference, of which only `assignedUser` could be read). */
export const create: Operation = {
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
		const body = toPerson({
			email: item.get<string>('email', ''),
			...item.get<IDataObject>('additionalFields', {}),
		});
		if (Object.keys(body).length === 0) {
			throw item.fault(
				"'Email' and 'Additional Fields' are empty",
				'Fill in at least one field of the new customer.',
			);
		}
		return await write(item, endpoints.createCustomer, { values: {}, body });
	},
};
