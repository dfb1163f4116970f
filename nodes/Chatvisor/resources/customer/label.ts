import type { NodeOperationError } from 'n8n-workflow';

import { chatTarget, type ItemContext, type Operation } from '../../../shared/action';
import { toId, toText } from '../../../shared/chat-event';
import { findCustomer, ownBody, pathOf, write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
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

/** Labels first: they are what the operation is for. */
const others = [
	...personFields.filter(({ name }) => name === 'labels'),
	...personFields.filter(({ name }) => name !== 'labels' && name !== emailField.name),
];

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
	async writes(item) {
		// Told before the customer is looked for.
		pathOf(item);
		const { email, id } = ownBody(item) ?? { email: await emailOf(item), id: ownIdOf(item) };
		return `customer/${toText(email) ?? toId(id) ?? ''}`;
	},
	run: async (item) =>
		await write(item, endpoints.labelCustomer, {
			values: { id: () => String(ownIdOf(item) ?? ''), email: async () => await emailOf(item) },
			async body() {
				const person = filled({ email: await emailOf(item), ...personOf(item) });
				if (person.email === undefined && person.id === undefined) throw unknownCustomer(item);
				return person;
			},
		}),
};

const emailOf = async (item: ItemContext) => (await customer.read(item)).email;

const ownIdOf = (item: ItemContext) => toOwnId(item, ownIdField.name);

function unknownCustomer(item: ItemContext): NodeOperationError {
	return item.get<string>('target', 'trigger') === 'ids'
		? item.fault(
				"'Email' and 'Own ID' are both empty",
				'Fill in at least one of them: otherwise Chatvisor cannot know which customer is meant.',
			)
		: item.fault(
				'Chatvisor knows no e-mail address of the customer who started the chat',
				"Label finds a customer by e-mail address or by your own ID. Fill in 'Own ID', or set 'Chat' to 'Given by ID' and fill in 'Email'.",
			);
}
