import type { INodeProperties } from 'n8n-workflow';

/**
 * Fields in the order in which the editor shows those of a collection. By code units: the first `localeCompare` of a
 * process loads the languages, a large part of the time in which n8n loads this package.
 */
export const byDisplayName = (fields: readonly INodeProperties[]): INodeProperties[] =>
	[...fields].sort((a, b) => (a.displayName < b.displayName ? -1 : 1));
