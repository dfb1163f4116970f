import { locatorField, resource } from '../../../shared/action';
import { create, get, getMany, remove, update, type RecordKind } from '../records';

const kind: RecordKind = {
	noun: 'group',
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

export const group = resource({
	name: 'Group',
	value: 'group',
	operations: {
		create: create(kind),
		delete: remove(kind),
		get: get(kind),
		getMany: getMany(kind),
		update: update(kind),
	},
	default: 'getMany',
});
