import type { Operation } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
import { personFields, toPerson } from './person';

/**
 * Labels a customer with your own identifier, names and labels ("Label your customers to match them with your internal
 * identifiers"). The body is documented, method and path are not.
 */
export const label: Operation = {
	fields: withEndpoint(endpoints.labelCustomer, ['id', 'email'], personFields),
	async run(item) {
		const body = toPerson(Object.fromEntries(personFields.map(({ name }) => [name, item.get(name, '')])));
		if (body.email === undefined && body.id === undefined) {
			throw item.fault(
				"'Email' and 'Own ID' are both empty",
				'Fill in at least one of them: otherwise Chatvisor cannot know which customer is meant.',
			);
		}
		const values = { id: String(body.id ?? ''), email: String(body.email ?? '') };
		return await write(item, endpoints.labelCustomer, { values, body });
	},
};
