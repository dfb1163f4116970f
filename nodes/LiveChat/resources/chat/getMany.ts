import { collectionField, type Operation, orderField, simplifyField } from '../../../shared/action';
import { agentAction, readChats } from '../../api';
import { groupsField, pagedFields } from '../../fields';
import { collectByPageId } from '../../lists';
import { simplifier } from '../simplify';
import { filled, optionalGroupIds } from '../values';

/** `list_chats`: summaries of the chats that the token's user may see. */
export const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many chats',
	description: 'Retrieve a list of chats',
	fields: [
		...pagedFields,
		collectionField('Filters', 'filters', 'Add Filter', [
			{
				displayName: 'Active',
				name: 'active',
				type: 'boolean',
				default: true,
				description: 'Whether to return active chats only. If off, inactive ones only.',
			},
			groupsField,
			{
				displayName: 'Include Chats Without Threads',
				name: 'include_chats_without_threads',
				type: 'boolean',
				default: true,
				description: 'Whether to return chats in which nothing was said yet',
			},
		]),
		orderField,
		simplifyField,
	],
	async run(item) {
		const simplify = simplifier(item, 'chat');
		const flag = (path: string) => (item.isAdded(path) ? item.boolean(path) : undefined);
		const filters = filled({
			active: flag('filters.active'),
			include_chats_without_threads: flag('filters.include_chats_without_threads'),
			group_ids: optionalGroupIds(item, 'filters.groups'),
		});
		const chats = await collectByPageId(
			item,
			readChats,
			'chats_summary',
			(body) => agentAction('list_chats', body),
			{
				...(Object.keys(filters).length > 0 && { filters }),
				sort_order: item.choice('order'),
			},
		);
		return simplify(chats);
	},
};
