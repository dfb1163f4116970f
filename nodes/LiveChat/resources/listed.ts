import { type Operation, pagingFields, resource } from '../../shared/action';
import { getListed, lists } from '../lists';

/** Groups and tags: lists of the Configuration API that can only be read here. */
const getMany = (list: 'groups' | 'tags'): Operation => ({
	name: 'Get Many',
	action: `Get many ${list}`,
	description: `Retrieve a list of ${list}`,
	fields: pagingFields,
	run: async (item) => await getListed(item, lists[list]),
});

export const group = resource({
	name: 'Group',
	value: 'group',
	operations: { getMany: getMany('groups') },
	default: 'getMany',
});

export const tag = resource({
	name: 'Tag',
	value: 'tag',
	operations: { getMany: getMany('tags') },
	default: 'getMany',
});
