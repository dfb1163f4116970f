import type { IDataObject } from 'n8n-workflow';

import {
	collectionField,
	type ItemContext,
	nameAndValue,
	type Operation,
	pairs,
	resource,
	simplifyField,
} from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { agentAction, liveChat, perform } from '../../api';
import { customer as target } from '../../fields';
import { simplifier } from '../simplify';
import { added } from '../values';

const readCustomers = liveChat('customers:ro');
const writeCustomers = liveChat('customers:rw');
const banCustomers = liveChat('customers.ban:rw');

const ofCustomer = async (item: ItemContext): Promise<string> =>
	`customer/${(await target.read(item)).customerId}`;

/** `get_customer`. */
const get: Operation = {
	name: 'Get',
	action: 'Get customer',
	description: 'Retrieve what LiveChat knows of a visitor',
	fields: [...target.fields, simplifyField],
	async run(item) {
		const { customerId: id } = await target.read(item);
		const simplify = simplifier(item, 'customer');
		const { body } = await item.request(readCustomers, agentAction('get_customer', { id }));
		const customer = expectObject(item.context, readCustomers, body, item.itemIndex);
		return simplify([customer]);
	},
};

/** What agents see of the customer beside the chat. */
const sessionFields = pairs({
	source: {
		displayName: 'Session Fields',
		name: 'sessionFieldsSource',
		description:
			'What you know of the customer, for the agent beside the chat. LiveChat keeps it for the session. Whether other session fields stay is not documented.',
	},
	rows: {
		displayName: 'Fields',
		name: 'sessionFields',
		entry: { displayName: 'Field', name: 'field' },
		...nameAndValue('What you know of the customer'),
	},
	json: {
		displayName: 'JSON Object',
		name: 'sessionFieldsJson',
		default: '={{ $json }}',
		example: '{ "Plan": "Gold", "Since": "2019" }',
	},
});

/** `update_customer`. Agents see name, e-mail and session fields beside the chat. */
const update: Operation = {
	name: 'Update',
	action: 'Update customer',
	description: 'Show agents what you know of a visitor, beside the chat',
	writes: ofCustomer,
	fields: [
		...target.fields,
		...sessionFields.fields,
		collectionField('Update Fields', 'updateFields', 'Add Field', [
			{
				displayName: 'Avatar URL',
				name: 'avatar',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/avatars/1.png',
				description: 'Address of a picture',
			},
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'e.g. nathan@example.com',
				default: '',
				description: 'The new e-mail address of the customer',
			},
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Nathan',
				description: 'The new name of the customer',
			},
			{
				displayName: 'Phone Number',
				name: 'phone_number',
				type: 'string',
				default: '',
				placeholder: 'e.g. +14155552671',
				description: 'With the country code in front (E.164)',
			},
		]),
	],
	async run(item) {
		const { customerId: id } = await target.read(item);
		const session_fields = readSessionFields(item);
		const changes = { ...updates(item), ...(session_fields.length > 0 && { session_fields }) };
		if (Object.keys(changes).length === 0) {
			throw item.fault(
				'There is nothing to change',
				"Add a session field, or a field under 'Update Fields'.",
			);
		}
		await perform(item, writeCustomers, agentAction('update_customer', { id, ...changes }));
		return { id, ...changes };
	},
};

/** What is to change. '' that a person typed empties a value; an expression that finds nothing is a fault. */
const updates = (item: ItemContext): IDataObject =>
	added(
		Object.fromEntries(
			['avatar', 'email', 'name', 'phone_number'].map((name) => [
				name,
				item.optionalText(`updateFields.${name}`, { mayBeEmpty: true }),
			]),
		),
	);

/** One object per field, in order. Without a row, the other changes are made alone. */
function readSessionFields(item: ItemContext): Array<Record<string, string>> {
	item.boolean('leaveOutEmpty', true);
	const { field: rows = [] } = item.get<{ field?: unknown[] }>('sessionFields', {});
	if (item.choice('sessionFieldsSource') === 'fields' && rows.length === 0) return [];
	return sessionFields.read(item).map(({ name, value }) => ({ [name]: value }));
}

/** `ban_customer`. */
const ban: Operation = {
	name: 'Ban',
	action: 'Ban customer',
	description: 'End a visitor’s sessions and let no new one begin for some days',
	writes: ofCustomer,
	fields: [
		...target.fields,
		{
			displayName: 'Days',
			name: 'days',
			type: 'number',
			typeOptions: { minValue: 1 },
			required: true,
			default: 1,
			description: 'How long the customer cannot use your chat. LiveChat lifts the ban by itself then.',
		},
	],
	async run(item) {
		const { customerId: id } = await target.read(item);
		const days = item.number('days');
		if (days === undefined || !Number.isInteger(days) || days < 1) {
			throw item.fault("'Days' is no whole number of days", 'Enter 1 or more.');
		}
		await perform(item, banCustomers, agentAction('ban_customer', { id, ban: { days } }));
		return { id, banned: true, days };
	},
};

export const customer = resource({
	name: 'Customer',
	value: 'customer',
	operations: { ban, get, update },
	default: 'update',
});
