import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../shared/action';

/** A notice above an operation's fields that says how far giosg's documents carry it. */
export const basisNotice = (displayName: string): INodeProperties => ({
	displayName,
	name: 'basisNotice',
	type: 'notice',
	default: '',
});

/** For what papers of giosg from 2016 name, and its present reference does not. */
export const olderPapersNotice = basisNotice(
	'Papers of giosg from 2016 name this list, its present reference does not. We assume that it can still be read at the same address.',
);

/** The same for something that is done. */
export const olderPapersOfDoingNotice = basisNotice(
	'Papers of giosg from 2016 describe this, its present reference does not. We assume that it still works at the same address.',
);

/** The user in whose name something is done in a chat. */
export const userField = (description: string): INodeProperties => ({
	...locatorField({
		displayName: 'User',
		name: 'user',
		searchListMethod: 'searchUsers',
		placeholder: 'e.g. 6c85a961-c9fd-4ea2-8c91-36cd0eb49670',
		description: `${description}. Leave empty for the user whose API token the credential holds.`,
	}),
	required: false,
});

export const keysField: INodeProperties = {
	displayName: 'Keys',
	name: 'keys',
	type: 'string',
	default: '',
	placeholder: 'e.g. username, plan',
	description: 'The keys of the visitor variables to delete, separated by commas',
};
