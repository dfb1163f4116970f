import { locatorField, resource } from '../../../shared/action';
import { create, get, getMany, update, type RecordKind } from '../records';

const kind: RecordKind = {
	noun: 'agent',
	path: '/api/agents',
	locator: locatorField({
		displayName: 'Agent',
		name: 'agent',
		searchListMethod: 'searchAgents',
		placeholder: 'e.g. 48',
		description: 'The agent, chosen from the list or by ID',
	}),
	required: [
		{
			displayName: 'Email',
			name: 'Email',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com',
			description: 'The address with which the agent signs in',
		},
		{
			displayName: 'Name',
			name: 'Name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Nathan',
			description: 'The name that visitors see',
		},
	],
	optional: [
		{
			displayName: 'First Name',
			name: 'FirstName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan',
			description: 'The first name of the agent',
		},
		{
			displayName: 'Group IDs',
			name: 'Groups',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5, 6',
			description: 'The groups that the agent belongs to, separated by commas',
		},
		{
			displayName: 'Job Title',
			name: 'JobTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Support Agent',
			description: 'What the agent does in your company',
		},
		{
			displayName: 'Last Name',
			name: 'LastName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Smith',
			description: 'The last name of the agent',
		},
	],
	idLists: ['Groups'],
	readOnly: ['Id', 'CreationDate'],
};

export const agent = resource({
	name: 'Agent',
	value: 'agent',
	operations: {
		create: create(kind),
		get: get(kind),
		getMany: getMany(kind),
		update: update(kind),
	},
	default: 'getMany',
});
