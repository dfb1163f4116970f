import { type Operation, pagingFields, resource } from '../../shared/action';
import { getListed, lists } from '../lists';

/** Get Many of a list of the Configuration API. */
export const getMany = (list: 'groups' | 'tags'): Operation => ({
	name: 'Get Many',
	action: `Get many ${list}`,
	description: `Retrieve a list of ${list}`,
	fields: pagingFields,
	run: async (item) => await getListed(item, lists[list]),
});

/** Groups can only be read here. */
export const group = resource({
	name: 'Group',
	value: 'group',
	operations: { getMany: getMany('groups') },
	default: 'getMany',
});
