import type { ItemContext, Operation } from '../../../shared/action';
import { expectObject, explain, path, type VendorApi } from '../../../shared/request';
import { dashboardNotice, smartsuppApi } from '../../api';
import { answered } from '../answered';
import { conversationLane, conversationTarget } from '../chat';

const readTags = (item: ItemContext) => ({
	wanted: item.list('tags'),
	keeps: item.choice('presentTags') === 'keep',
});

/** The API, which may not know tags. */
const tagsApi: VendorApi = {
	...smartsuppApi,
	explain(response) {
		const { message, description } = explain(smartsuppApi, response);
		const advice = "Your Smartsupp's API may not take tags: ask support@smartsupp.com.";
		return { message, description: response.status === 422 ? `${advice} ${description}` : description };
	},
};

/**
 * `PATCH /conversations/{id}` with `{ tags: [] }`, which is all of them: to add some, those that are there are read
 * first. Who uses the API knows that address for `group_id`, `variables` and `virtual_agent`; what it does not take it
 * refuses with 422 "Not provided any valid data".
 */
export const setTags: Operation = {
	name: 'Set Tags',
	action: 'Set tags of conversation',
	description: 'Add tags to a conversation, or replace them (experimental: from a description of 2021)',
	writes: conversationLane(readTags),
	fields: [
		dashboardNotice,
		...conversationTarget.fields,
		{
			displayName: 'Tags',
			name: 'tags',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. refund, vip',
			description: 'The tags, separated by commas, or a list from an expression',
		},
		{
			displayName: 'Present Tags',
			name: 'presentTags',
			type: 'options',
			options: [
				{ name: 'Keep', value: 'keep', description: 'The tags are added to those that are there' },
				{ name: 'Replace', value: 'replace', description: 'Tags that are not named here are removed' },
			],
			default: 'keep',
			description: 'What happens to the tags that the conversation has',
		},
	],
	async run(item) {
		const { wanted, keeps } = readTags(item);
		const { conversation: id } = await conversationTarget.read(item);
		const conversation = path`/conversations/${id}`;
		const present: string[] = [];
		if (keeps) {
			const { body } = await item.request(smartsuppApi, { method: 'GET', path: conversation });
			const { tags } = expectObject(item.context, smartsuppApi, body, item.itemIndex);
			// Without the list of tags that are there, those would be erased.
			if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) {
				throw item.fault(
					'Smartsupp does not say which tags the conversation has',
					"Nothing was changed. Set 'Present Tags' to 'Replace' if it may lose them.",
				);
			}
			present.push(...tags);
		}
		const tags = [...new Set([...present, ...wanted])];
		const { body } = await item.request(tagsApi, { method: 'PATCH', path: conversation, body: { tags } });
		return answered(item, body, { id, tags });
	},
};
