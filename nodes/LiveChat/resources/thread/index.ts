import type { IDataObject } from 'n8n-workflow';

import {
	collectionField,
	downloadField,
	type ItemContext,
	type Operation,
	orderField,
	resource,
	simplifyField,
} from '../../../shared/action';
import type { VendorApi } from '../../../shared/request';
import { agentAction, perform, readChats, refusalType, writeChats } from '../../api';
import { chat, fromField, pagedFields, tagField, thread as target, toField } from '../../fields';
import { collectByPageId } from '../../lists';
import { downloader } from '../attachments';
import { simplifier } from '../simplify';
import { filled, toTime } from '../values';

const ofThread = async (item: ItemContext): Promise<string> => `chat/${(await target.read(item)).chat}`;

/** Only tags that were made before can be put on a thread. */
const writeTags: VendorApi = {
	...writeChats,
	explain(response) {
		const said = writeChats.explain?.(response) ?? null;
		const isOfTag = ['validation', 'not_found'].includes(refusalType(response) ?? '');
		if (said === null || !isOfTag || !/tag/i.test(said.message)) return said;
		const advice =
			"A tag has to be made before it can be used: with 'Tag: Create', in a group of the chat. Upper and lower case count.";
		return { ...said, description: `${advice} ${said.description}` };
	},
};

/** `list_threads`: the conversations of one chat, with their messages. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many threads',
	description: 'Retrieve the conversations of one chat, with their messages',
	fields: [
		...chat.fields,
		...pagedFields,
		collectionField('Filters', 'filters', 'Add Filter', [fromField, toField]),
		orderField,
		simplifyField,
		downloadField,
	],
	async run(item) {
		const simplify = simplifier(item, 'thread');
		const download = downloader(item, (thread) => thread);
		const filters = filled({
			from: toTime(item, 'filters.from'),
			to: toTime(item, 'filters.to'),
		});
		const { chat: chat_id } = await chat.read(item);
		const threads = await collectByPageId(
			item,
			readChats,
			'threads',
			(body) => agentAction('list_threads', { chat_id, ...body }),
			{
				...(Object.keys(filters).length > 0 && { filters }),
				sort_order: item.choice('order'),
			},
		);
		// Without it, nothing after this could tell which chat a thread is of.
		return await download(simplify(threads.map((thread) => ({ chat_id, ...thread }))));
	},
};

async function change(item: ItemContext, action: 'tag_thread' | 'untag_thread'): Promise<IDataObject> {
	const { chat: chat_id, threadId: thread_id } = await target.read(item);
	const tagging = {
		chat_id,
		thread_id,
		tag: item.locator('tag'),
	};
	await perform(item, writeTags, agentAction(action, tagging));
	return tagging;
}

/** `tag_thread`. The tag has to exist. */
const tag: Operation = {
	name: 'Tag',
	action: 'Tag thread',
	description: 'Put a tag on a thread',
	writes: ofThread,
	fields: [...target.fields, tagField],
	run: async (item) => ({ ...(await change(item, 'tag_thread')), tagged: true }),
};

/** `untag_thread`. */
const untag: Operation = {
	name: 'Untag',
	action: 'Untag thread',
	description: 'Remove a tag from a thread',
	writes: ofThread,
	fields: [...target.fields, tagField],
	async run(item) {
		await change(item, 'untag_thread');
		return { deleted: true };
	},
};

/** Only a thread that goes on can be summarized again. Which refusal says so is not documented. */
const requestSummaries: VendorApi = {
	...writeChats,
	explain(response) {
		const said = writeChats.explain?.(response) ?? null;
		const mayBeSecond = ['already_exists', 'chat_inactive', 'limit_reached', 'validation'];
		if (said === null || !mayBeSecond.includes(refusalType(response) ?? '')) return said;
		const description =
			"LiveChat summarizes an ended thread only once. If it was done before, 'Thread: Get Many' gives the summary, under 'summary'.";
		return { ...said, description };
	},
};

/**
 * `request_thread_summary`. The answer is empty: the summary comes with the webhook `thread_summary_set`, and stands in a
 * running chat as a system event.
 */
const requestSummary: Operation = {
	name: 'Request Summary',
	action: 'Request summary of thread',
	description:
		"Let LiveChat's AI summarize a thread. The summary comes later, as the event 'Thread: Summary Set'.",
	writes: ofThread,
	fields: [...target.fields],
	async run(item) {
		const { chat: chat_id, threadId: thread_id } = await target.read(item);
		const wanted = { chat_id, thread_id };
		await perform(item, requestSummaries, agentAction('request_thread_summary', wanted));
		return { ...wanted, summary_requested: true };
	},
};

export const thread = resource({
	name: 'Thread',
	value: 'thread',
	operations: { getMany, requestSummary, tag, untag },
	default: 'getMany',
});
