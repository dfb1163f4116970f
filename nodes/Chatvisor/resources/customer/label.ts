import { chatTarget, type Operation } from '../../../shared/action';
import { findCustomer, ownBody, write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
import { toText } from '../../../shared/chat-event';
import { emailField, filled, ownIdField, personFields, personOf, toOwnId } from './person';

/** Label knows a customer by e-mail address or by your own ID; a WebHook names only Chatvisor's customer ID. */
const customer = chatTarget({
	vendor: 'chatvisor',
	name: 'Chatvisor',
	ids: [
		{
			field: emailField,
			from: ({ visitor }) => visitor.email,
			find: async ({ visitor }, item) =>
				visitor.id === null ? null : toText((await findCustomer(item, visitor.id))?.email),
			isOptional: true,
		},
	],
});

const others = personFields.filter(({ name }) => name !== emailField.name);

/**
 * Labels a customer with your own identifier, names and labels ("Label your customers to match them with your internal
 * identifiers"). The body is documented, method and path are not.
 */
export const label: Operation = {
	name: 'Label',
	action: 'Label customer',
	description:
		'Add your own identifier, names and labels to a customer, found by the chat or by e-mail (assumed address)',
	fields: withEndpoint(endpoints.labelCustomer, ['id', 'email'], [...customer.fields, ...others]),
	writes: async (item) =>
		ownBody(item) === undefined ? `customer/${(await customer.read(item)).email || ownId(item)}` : 'customer',
	async run(item) {
		const body = ownBody(item);
		if (body !== undefined) return await write(item, endpoints.labelCustomer, { values: {}, body });
		const { email } = await customer.read(item);
		const id = ownId(item);
		const person = filled({ email, ...personOf(item) });
		if (email === '' && id === undefined) {
			throw item.fault(
				`'${emailField.displayName}' and '${ownIdField.displayName}' are both empty`,
				'Chatvisor knows a customer by one of them. The one who started the chat has no e-mail address in its list of customers; fill in at least one of the two.',
			);
		}
		return await write(item, endpoints.labelCustomer, {
			values: { id: String(id ?? ''), email },
			body: person,
		});
	},
};

const ownId = (item: Parameters<typeof toOwnId>[0]) => toOwnId(item, ownIdField.name);
