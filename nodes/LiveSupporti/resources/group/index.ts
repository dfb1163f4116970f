import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../../../shared/fields/locator';
import { operationField, showFor } from '../../../shared/fields/request';
import { create, get, getMany, remove, update, type RecordKind } from '../records';

const group: RecordKind = {
	path: '/api/groups',
	locator: locatorField({
		displayName: 'Group',
		name: 'group',
		searchListMethod: 'searchGroups',
		placeholder: 'e.g. 5',
		description: 'The group, chosen from the list or by ID',
	}),
	required: [
		{
			displayName: 'Name',
			name: 'Name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Sales',
			description: 'The name of the group',
		},
	],
	optional: [
		{
			displayName: 'Description',
			name: 'Description',
			type: 'string',
			default: '',
			placeholder: 'e.g. Sales department',
			description: 'What the group is for',
		},
		{
			displayName: 'Enabled',
			name: 'Enabled',
			type: 'boolean',
			default: true,
			description: 'Whether the group takes chats',
		},
		{
			displayName: 'Member IDs',
			name: 'Members',
			type: 'string',
			default: '',
			placeholder: 'e.g. 150, 151',
			description: 'The agents in the group, separated by commas',
		},
	],
	idLists: ['Members'],
	readOnly: ['Id'],
};

export const groupOperations = {
	create: create(group),
	delete: remove(group),
	get: get(group),
	getMany: getMany(group),
	update: update(group),
};

export const groupFields: INodeProperties[] = [
	operationField(
		'group',
		[
			{
				name: 'Create',
				value: 'create',
				action: 'Create group',
				description: 'Create a group (assumed fields)',
			},
			{ name: 'Delete', value: 'delete', action: 'Delete group', description: 'Delete a group permanently' },
			{ name: 'Get', value: 'get', action: 'Get group', description: 'Retrieve a group' },
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many groups',
				description: 'Retrieve a list of groups',
			},
			{
				name: 'Update',
				value: 'update',
				action: 'Update group',
				description: 'Change a group (assumed fields)',
			},
		],
		'getMany',
	),
	...Object.entries(groupOperations).flatMap(([name, { fields }]) => showFor('group', name, fields)),
];
