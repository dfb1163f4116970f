import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { toList } from '../../../shared/action';

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

/**
 * A customer as Chatvisor's documents print it, with only what is filled in.
 * @param values the fields' values, as text or as what an expression found
 */
export function toPerson(values: IDataObject): IDataObject {
	const person: IDataObject = {};
	for (const [name, value] of Object.entries(values)) {
		const sent = name === 'labels' ? toLabels(value) : name === 'id' ? toOwnId(value) : toFilled(value);
		if (sent !== undefined) person[name] = sent;
	}
	return person;
}

function toFilled(value: unknown): string | undefined {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return text === '' ? undefined : text;
}

/** A number where it is one, as the documents print it; `007` and what a number cannot hold stay text. */
function toOwnId(value: unknown): string | number | undefined {
	const text = toFilled(value);
	const number = Number(text);
	return Number.isSafeInteger(number) && String(number) === text ? number : text;
}

function toLabels(value: unknown): string[] | undefined {
	const labels = toList(value);
	return labels.length > 0 ? labels : undefined;
}
