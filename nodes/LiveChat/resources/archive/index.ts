import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	collectionField,
	downloadField,
	type ItemContext,
	type Operation,
	orderField,
	resource,
	simplifyField,
} from '../../../shared/action';
import { expectObject, expectObjects } from '../../../shared/request';
import { agentAction, readChats } from '../../api';
import { agentsField, fromField, groupsField, pagedFields, tagsField, toField } from '../../fields';
import { collectByPageId } from '../../lists';
import { downloader } from '../attachments';
import { simplifier } from '../simplify';
import { filled, optionalGroupIds, toTime } from '../values';

const idList = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description,
});

/** `list_archives`: one chat per archived thread, with its messages. */
const search: Operation = {
	name: 'Search',
	action: 'Search archives',
	description: 'Retrieve chats that ended, with their messages, by date, text, customer, tag and more',
	fields: [
		...pagedFields,
		collectionField('Filters', 'filters', 'Add Filter', [
			agentsField,
			idList('Chat IDs', 'chatIds', 'e.g. PJ0MRSHTDG, PWJ8Y4THAV', 'Up to 1,000, separated by commas'),
			fromField,
			toField,
			{
				displayName: 'Customer Email',
				name: 'customerEmail',
				type: 'string',
				default: '',
				placeholder: 'e.g. nathan@example.com',
				description: 'Only chats with this customer',
			},
			{
				displayName: 'Customer ID',
				name: 'customerId',
				type: 'string',
				default: '',
				placeholder: 'e.g. b7eff798-f8df-4364-8059-649c35c9ed0c',
				description: 'Only chats with this customer',
			},
			{
				displayName: 'Event Types',
				name: 'eventTypes',
				type: 'multiOptions',
				options: [
					{ name: 'Custom', value: 'custom' },
					{ name: 'File', value: 'file' },
					{ name: 'Filled Form', value: 'filled_form' },
					{ name: 'Form', value: 'form' },
					{ name: 'Message', value: 'message' },
					{ name: 'Rich Message', value: 'rich_message' },
					{ name: 'System', value: 'system' },
					{ name: 'System Message', value: 'system_message' },
				],
				default: [],
				description: 'Only chats in which one of these occurs',
			},
			groupsField,
			{
				displayName: 'Query',
				name: 'query',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice',
				description: 'Words to look for in the chats',
			},
			tagsField,
			idList(
				'Thread IDs',
				'threadIds',
				'e.g. K600PKZON8',
				'Up to 20, separated by commas. LiveChat allows no other filter beside them.',
			),
		]),
		orderField,
		simplifyField,
		downloadField,
	],
	async run(item) {
		const simplify = simplifier(item, 'chat');
		const download = downloader(item, ({ thread }) => thread);
		const filters = readFilters(item);
		const sort_order = item.choice('order');
		const { thread_ids } = filters;
		if (thread_ids !== undefined) return await download(simplify(await fetchThreads(item, filters)));
		const chats = await collectByPageId(
			item,
			readChats,
			'chats',
			(body) => agentAction('list_archives', body),
			{
				...(Object.keys(filters).length > 0 && { filters }),
				sort_order,
			},
		);
		return await download(simplify(chats));
	},
};

function readFilters(item: ItemContext): IDataObject {
	const among = (path: string) => {
		const values = item.optionalList(path);
		return values && { values };
	};
	return filled({
		query: item.optionalText('filters.query'),
		from: toTime(item, 'filters.from'),
		to: toTime(item, 'filters.to'),
		chat_ids: item.optionalList('filters.chatIds'),
		thread_ids: item.optionalList('filters.threadIds'),
		group_ids: optionalGroupIds(item, 'filters.groups'),
		agents: among('filters.agents'),
		tags: among('filters.tags'),
		event_types: among('filters.eventTypes'),
		customer_id: item.optionalText('filters.customerId'),
		customer_email: item.optionalText('filters.customerEmail'),
	});
}

/** Thread IDs go alone: "Cannot be used with other filters or pagination". */
async function fetchThreads(item: ItemContext, filters: IDataObject): Promise<IDataObject[]> {
	if (Object.keys(filters).length > 1) {
		throw item.fault(
			"'Thread IDs' cannot be combined with another filter",
			"Remove the other filters, or 'Thread IDs'.",
		);
	}
	const most = item.limit();
	const { body } = await item.request(readChats, agentAction('list_archives', { filters }));
	const { chats } = expectObject(item.context, readChats, body, item.itemIndex);
	const threads = expectObjects(item.context, readChats, chats, item.itemIndex);
	return threads.slice(0, most);
}

export const archive = resource({
	name: 'Archive',
	value: 'archive',
	operations: { search },
	default: 'search',
});
