import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { collectionField, operationField, showFor } from '../../../shared/fields/request';
import { expectObject, type ItemContext, type Operation } from '../../../shared/request';
import { agentAction, liveChat } from '../../api';
import { customerField } from '../../fields';
import { filled } from '../values';

const readCustomers = liveChat('customers:ro');
const writeCustomers = liveChat('customers:rw');

/** `get_customer`. */
const get: Operation = {
	fields: [customerField],
	async run(item) {
		const id = item.text('customerId', 'Customer ID');
		const { body } = await item.request(readCustomers, agentAction('get_customer', { id }));
		return expectObject(item.context, readCustomers, body, item.itemIndex);
	},
};

interface Row {
	name?: unknown;
	value?: unknown;
}

/** `update_customer`. Agents see name, e-mail and session fields beside the chat. */
const update: Operation = {
	fields: [
		customerField,
		{
			displayName: 'Session Fields',
			name: 'sessionFieldsSource',
			type: 'options',
			options: [
				{
					name: 'Enter Each Field',
					value: 'fields',
					description: 'A name and a value for each line that the agent sees',
				},
				{
					name: 'From a JSON Object',
					value: 'json',
					description: 'Each property of the object becomes a line',
				},
				{ name: 'Leave as They Are', value: 'none', description: 'Only change the fields below' },
			],
			default: 'fields',
			description:
				'What you know of the customer, for the agent beside the chat. LiveChat keeps it for the session. Whether other session fields stay is not documented.',
		},
		{
			displayName: 'Fields',
			name: 'sessionFields',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Field',
					name: 'field',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Plan',
							description: 'What the agent reads in front of the value',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. Gold',
							description: 'What you know of the customer',
						},
					],
				},
			],
			displayOptions: { show: { sessionFieldsSource: ['fields'] } },
		},
		{
			displayName: 'JSON Object',
			name: 'sessionFieldsJson',
			type: 'json',
			default: '={{ $json }}',
			description: 'An object such as { "Plan": "Gold", "Since": "2019" }',
			displayOptions: { show: { sessionFieldsSource: ['json'] } },
		},
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
		const id = item.text('customerId', 'Customer ID');
		const changes = filled({
			...item.get<IDataObject>('updateFields', {}),
			session_fields: readSessionFields(item),
		});
		if (Object.keys(changes).length === 0) {
			throw item.fault(
				'There is nothing to change',
				"Add a session field, or a field under 'Update Fields'.",
			);
		}
		await item.request(writeCustomers, agentAction('update_customer', { id, ...changes }));
		return { id, ...changes };
	},
};

/** One object per field, in order, values as texts. */
function readSessionFields(item: ItemContext): Array<Record<string, string>> {
	const entries = readEntries(item);
	return entries.map(([name, value]) => {
		const isText = typeof value !== 'object' || value === null;
		return { [name]: isText ? String(value ?? '') : JSON.stringify(value) };
	});
}

function readEntries(item: ItemContext): Array<[string, unknown]> {
	switch (item.get<string>('sessionFieldsSource', 'fields')) {
		case 'json': {
			const example = '{ "Plan": "Gold", "Since": "2019" }';
			return Object.entries(item.jsonObject('sessionFieldsJson', 'JSON Object', example));
		}
		case 'fields': {
			const { field: rows = [] } = item.get<{ field?: Row[] }>('sessionFields', {});
			return rows.map(({ name, value }, index) => {
				const label = String(name ?? '').trim();
				if (label !== '') return [label, value];
				throw item.fault(
					`'Name' is empty in row ${index + 1} of 'Fields'`,
					'Each field needs the name that the agent reads.',
				);
			});
		}
		default:
			return [];
	}
}

export const customerOperations = { get, update };

export const customerFields: INodeProperties[] = [
	operationField(
		'customer',
		[
			{
				name: 'Get',
				value: 'get',
				action: 'Get customer',
				description: 'Retrieve what LiveChat knows of a visitor',
			},
			{
				name: 'Update',
				value: 'update',
				action: 'Update customer',
				description: 'Show agents what you know of a visitor, beside the chat',
			},
		],
		'update',
	),
	...Object.entries(customerOperations).flatMap(([name, { fields }]) => showFor('customer', name, fields)),
];
