import { type ChatService, type ItemContext, runFor } from '../shared/action';
import { label } from './resources/customer/label';

/** The address of Label is assumed: a person is told so, and can correct it. */
const addressFields = label.fields.filter(({ name }) => ['endpointNotice', 'method', 'path'].includes(name));

export const chatvisorChat: ChatService = {
	vendor: 'chatvisor',
	name: 'Chatvisor',
	credential: 'chatvisorApi',
	fields: { showDetails: addressFields, addTags: addressFields },
	showDetails: async (item, details) =>
		await putLabels(
			item,
			details.map(({ name, value }) => `${name}: ${value}`),
		),
	addTags: putLabels,
};

async function putLabels(item: ItemContext, labels: string[]) {
	await runFor(item, label, { labels, method: item.choice('method'), path: item.get('path', '') });
	return {};
}
