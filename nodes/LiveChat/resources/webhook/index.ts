import { locatorField, type Operation, pagingFields, resource } from '../../../shared/action';
import { expectObjects } from '../../../shared/request';
import { perform } from '../../api';
import {
	clientIdOf,
	listWebhooks,
	shownWebhook,
	unregisterWebhook,
	webhooksApi,
} from '../../webhook/registered';

/** `list_webhooks`. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many webhooks',
	description:
		'See which webhooks are registered for the app of the credential, by whom, and where they lead',
	fields: pagingFields,
	async run(item) {
		const { context, itemIndex } = item;
		const most = item.limit();
		const clientId = await clientIdOf(context, itemIndex);
		const { body } = await item.request(webhooksApi, listWebhooks(clientId));
		return expectObjects(context, webhooksApi, body, itemIndex)
			.slice(0, most)
			.map((record) => shownWebhook(record, context.getInstanceId()));
	},
};

/** `unregister_webhook`. */
const remove: Operation = {
	name: 'Delete',
	action: 'Delete webhook',
	description: 'Remove a webhook that nothing needs any more, such as what a copy of your n8n left behind',
	writes: (item) => `webhook/${item.locator('webhook')}`,
	fields: [
		{
			displayName:
				'A published workflow whose webhook you delete gets no more of that event, until you unpublish and publish it again.',
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		locatorField({
			displayName: 'Webhook',
			name: 'webhook',
			searchListMethod: 'searchWebhooks',
			defaultId: '={{ $json.id }}',
			placeholder: 'e.g. pqi8oasdjahuakndw9nsad9na',
			description: "The webhook, chosen from the list or by ID, as 'Webhook: Get Many' gives it",
		}),
	],
	async run(item) {
		const id = item.locator('webhook');
		const clientId = await clientIdOf(item.context, item.itemIndex);
		await perform(item, webhooksApi, unregisterWebhook(id, clientId));
		return { deleted: true };
	},
};

export const webhook = resource({
	name: 'Webhook',
	value: 'webhook',
	operations: { delete: remove, getMany },
	default: 'getMany',
});
