import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	collectionField,
	type ItemContext,
	type Operation,
	operationField,
	orderField,
	pagingFields,
	showFor,
	simplifyField,
} from '../../../shared/action';
import { agentAction, perform, readChats, writeChats } from '../../api';
import { chatField, fromField, tagField, threadField, toField } from '../../fields';
import { collectByPageId } from '../../lists';
import { simplified } from '../simplify';
import { filled, toTime } from '../values';

/** `list_threads`: the conversations of one chat, with their messages. */
const getMany: Operation = {
	fields: [
		chatField,
		...pagingFields,
		collectionField('Filters', 'filters', 'Add Filter', [fromField, toField]),
		orderField,
		simplifyField,
	],
	async run(item) {
		const { from, to } = item.get<IDataObject>('filters', {});
		const filters = filled({
			from: toTime(item, from, fromField.displayName),
			to: toTime(item, to, toField.displayName),
		});
		const threads = await collectByPageId(
			item,
			readChats,
			'threads',
			(body) => agentAction('list_threads', body),
			{
				chat_id: item.locator('chat', 'Chat'),
				...(Object.keys(filters).length > 0 && { filters }),
				sort_order: item.get<string>('order', 'desc'),
			},
		);
		return simplified(item, 'thread', threads);
	},
};

async function change(item: ItemContext, action: 'tag_thread' | 'untag_thread'): Promise<IDataObject> {
	const tagging = {
		chat_id: item.locator('chat', 'Chat'),
		thread_id: item.text('threadId', 'Thread ID'),
		tag: item.locator('tag', 'Tag'),
	};
	await perform(item, writeChats, agentAction(action, tagging));
	return tagging;
}

/** `tag_thread`. The tag has to exist. */
const tag: Operation = {
	fields: [chatField, threadField, tagField],
	run: async (item) => ({ ...(await change(item, 'tag_thread')), tagged: true }),
};

/** `untag_thread`. */
const untag: Operation = {
	fields: [chatField, threadField, tagField],
	async run(item) {
		await change(item, 'untag_thread');
		return { deleted: true };
	},
};

export const threadOperations = { getMany, tag, untag };

export const threadFields: INodeProperties[] = [
	operationField(
		'thread',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many threads',
				description: 'Retrieve the conversations of one chat, with their messages',
			},
			{ name: 'Tag', value: 'tag', action: 'Tag thread', description: 'Put a tag on a thread' },
			{ name: 'Untag', value: 'untag', action: 'Untag thread', description: 'Remove a tag from a thread' },
		],
		'getMany',
	),
	...Object.entries(threadOperations).flatMap(([name, { fields }]) => showFor('thread', name, fields)),
];
