import type { IDataObject } from 'n8n-workflow';

import {
	collectionField,
	type Operation,
	orderField,
	pagingFields,
	simplifyField,
	toList,
} from '../../../shared/action';
import { agentAction, readChats } from '../../api';
import { groupsField } from '../../fields';
import { collectByPageId } from '../../lists';
import { simplified } from '../simplify';
import { filled, toGroupIds } from '../values';

/** `list_chats`: summaries of the chats that the token's user may see. */
export const getMany: Operation = {
	fields: [
		...pagingFields,
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
		const { groups, ...others } = item.get<IDataObject>('filters', {});
		const filters = filled({ ...others, group_ids: toGroupIds(item, toList(groups), 'Group Names or IDs') });
		const chats = await collectByPageId(
			item,
			readChats,
			'chats_summary',
			(body) => agentAction('list_chats', body),
			{
				...(Object.keys(filters).length > 0 && { filters }),
				sort_order: item.get<string>('order', 'desc'),
			},
		);
		return simplified(item, 'chat', chats);
	},
};
