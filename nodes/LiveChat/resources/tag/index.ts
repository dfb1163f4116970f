import { type Operation, resource } from '../../../shared/action';
import type { VendorApi } from '../../../shared/request';
import { configurationAction, liveChat, perform, refusalType } from '../../api';
import { groupsField } from '../../fields';
import { getMany } from '../listed';
import { toGroupIds } from '../values';

const writeTags = liveChat('tags--all:rw, or tags--groups:rw for your own groups');

const createTags: VendorApi = {
	...writeTags,
	explain(response) {
		const said = writeTags.explain?.(response) ?? null;
		if (said === null || refusalType(response) !== 'already_exists') return said;
		const description =
			"Upper and lower case do not count here, but they do where the tag is used: 'Tag: Get Many' shows how it is written. Set 'On Error' of this node to 'Continue' if the tag may be there already.";
		return { ...said, description };
	},
};

/** `create_tag` of the Configuration API. In no group at all LiveChat takes a tag too, but no thread could get it. */
const create: Operation = {
	name: 'Create',
	action: 'Create tag',
	description: 'Make a tag, so that threads can be tagged with it',
	writes: 'new',
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. support',
			description: 'The name of the new tag. Upper and lower case count where it is used.',
		},
		{
			...groupsField,
			required: true,
			hint: 'A thread takes only tags of a group that it belongs to',
		},
	],
	async run(item) {
		const name = item.text('name');
		const group_ids = toGroupIds(item, 'groups', item.list('groups'));
		await perform(item, createTags, configurationAction('create_tag', { name, group_ids }));
		return { name, group_ids };
	},
};

export const tag = resource({
	name: 'Tag',
	value: 'tag',
	operations: { create, getMany: getMany('tags') },
	default: 'getMany',
});
