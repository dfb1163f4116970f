import type { INodeProperties } from 'n8n-workflow';

import { type Operation, operationField, pagingFields, showFor } from '../../shared/action';
import { getListed, lists } from '../lists';

/** Groups and tags: lists of the Configuration API that can only be read here. */
const getMany = (list: keyof typeof lists): Operation => ({
	fields: pagingFields,
	run: async (item) => await getListed(item, lists[list]),
});

export const groupOperations = { getMany: getMany('groups') };
export const tagOperations = { getMany: getMany('tags') };

export const groupFields: INodeProperties[] = [
	operationField(
		'group',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many groups',
				description: 'Retrieve a list of groups',
			},
		],
		'getMany',
	),
	...showFor('group', 'getMany', groupOperations.getMany.fields),
];

export const tagFields: INodeProperties[] = [
	operationField(
		'tag',
		[{ name: 'Get Many', value: 'getMany', action: 'Get many tags', description: 'Retrieve a list of tags' }],
		'getMany',
	),
	...showFor('tag', 'getMany', tagOperations.getMany.fields),
];
