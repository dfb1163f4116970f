import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { ItemContext } from '../../../shared/action';

/** The documented fields of a customer, as "Tag your customers" of the chat integration guide prints them. */
export const personFields: INodeProperties[] = [
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		description: 'The e-mail address of the customer',
	},
	{
		displayName: 'First Name',
		name: 'firstname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nathan',
		description: 'The first name of the customer',
	},
	{
		displayName: 'Labels',
		name: 'labels',
		type: 'string',
		default: '',
		placeholder: 'e.g. gold, newsletter',
		description: 'The labels of the customer, separated by commas, or a list from an expression',
	},
	{
		displayName: 'Last Name',
		name: 'lastname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Smith',
		description: 'The last name of the customer',
	},
	{
		displayName: 'Own ID',
		name: 'id',
		type: 'string',
		default: '',
		placeholder: 'e.g. 123',
		description:
			'Your own identifier for the customer, for example the customer number of your CRM. It is not the customer ID of Chatvisor.',
	},
];

export const [emailField] = personFields;
export const ownIdField = personFields[personFields.length - 1];

/** What is filled in: nothing else is sent. */
export const filled = (values: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

/**
 * A customer's own ID, names and labels as Chatvisor's documents print them, with only what is filled in.
 * @param before what stands before the fields' names, for example `additionalFields.`
 */
export function personOf(item: ItemContext, before = ''): IDataObject {
	const values = personFields
		.filter(({ name }) => name !== emailField.name)
		.map(({ name }) => {
			const path = before + name;
			if (name === 'labels') return [name, item.optionalList(path)];
			return [name, name === ownIdField.name ? toOwnId(item, path) : item.optionalText(path)];
		});
	return filled(Object.fromEntries(values) as IDataObject);
}

/** A number where it is one, as the documents print it; `007` and what a number cannot hold stay text. */
export function toOwnId(item: ItemContext, path: string): string | number | undefined {
	const text = item.optionalText(path);
	const number = Number(text);
	return Number.isSafeInteger(number) && String(number) === text ? number : text;
}
