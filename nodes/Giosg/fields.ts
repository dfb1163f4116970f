import type { INodeProperties } from 'n8n-workflow';

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

export const keysField: INodeProperties = {
	displayName: 'Keys',
	name: 'keys',
	type: 'string',
	default: '',
	placeholder: 'e.g. username, plan',
	description: 'The keys of the visitor variables to delete, separated by commas',
};
