import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../../../shared/fields/locator';
import { operationField, showFor } from '../../../shared/fields/request';
import { create, get, getMany, update, type RecordKind } from '../records';

const agent: RecordKind = {
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

export const agentOperations = {
	create: create(agent),
	get: get(agent),
	getMany: getMany(agent),
	update: update(agent),
};

export const agentFields: INodeProperties[] = [
	operationField(
		'agent',
		[
			{
				name: 'Create',
				value: 'create',
				action: 'Create agent',
				description: 'Create an agent (assumed fields)',
			},
			{ name: 'Get', value: 'get', action: 'Get agent', description: 'Retrieve an agent' },
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many agents',
				description: 'Retrieve a list of agents',
			},
			{
				name: 'Update',
				value: 'update',
				action: 'Update agent',
				description: 'Change an agent (assumed fields)',
			},
		],
		'getMany',
	),
	...Object.entries(agentOperations).flatMap(([name, { fields }]) => showFor('agent', name, fields)),
];
