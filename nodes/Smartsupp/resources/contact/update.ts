import type { IDataObject } from 'n8n-workflow';

import { collectionField, type ItemContext, type Operation } from '../../../shared/action';
import { path } from '../../../shared/request';
import { dashboardNotice, smartsuppApi } from '../../api';
import { answered } from '../answered';
import { contactTarget } from '../chat';

const names = ['email', 'name', 'note', 'phone'];

/** `PATCH /contacts/{id}` with what changes of name, email, phone and note. */
export const update: Operation = {
	name: 'Update',
	action: 'Update contact',
	description: 'Change name, e-mail, phone or note of a contact (experimental: from a description of 2021)',
	async writes(item) {
		// What finds nothing is told before the contact is looked for.
		readChanges(item);
		return `contact/${(await contactTarget.read(item)).contactId}`;
	},
	fields: [
		dashboardNotice,
		...contactTarget.fields,
		collectionField('Update Fields', 'updateFields', 'Add Field', [
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				placeholder: 'e.g. nathan@example.com',
				default: '',
				description: 'The new e-mail address of the contact',
			},
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Nathan Smith',
				description: 'The new name of the contact',
			},
			{
				displayName: 'Note',
				name: 'note',
				type: 'string',
				default: '',
				placeholder: 'e.g. Customer since 2019',
				description: 'What agents read beside the chat. It takes the place of the present note.',
			},
			{
				displayName: 'Phone',
				name: 'phone',
				type: 'string',
				default: '',
				placeholder: 'e.g. +420 601 000 000',
				description: 'The new telephone number of the contact',
			},
		]),
	],
	async run(item) {
		const changes = readChanges(item);
		const { contactId: id } = await contactTarget.read(item);
		const { body } = await item.request(smartsuppApi, {
			method: 'PATCH',
			path: path`/contacts/${id}`,
			body: changes,
		});
		return answered(item, body, { id, ...changes });
	},
};

/** What is to change. '' that a person typed empties a value; an expression that finds nothing is a fault. */
function readChanges(item: ItemContext): IDataObject {
	const values = names
		.map((name) => [name, item.optionalText(`updateFields.${name}`, { mayBeEmpty: true })] as const)
		.filter(([, value]) => value !== undefined);
	if (values.length > 0) return Object.fromEntries(values) as IDataObject;
	throw item.fault('There is nothing to change', "Add a field under 'Update Fields'.");
}
