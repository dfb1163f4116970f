import { chatTarget, idsInItem, nameAndValue, type Operation, pairs } from '../../../shared/action';
import { path } from '../../../shared/request';
import { detailsApi } from '../../api';

const details = pairs({
	source: {
		displayName: 'Details',
		name: 'detailsSource',
		description: 'What the agent sees beside the chat',
	},
	rows: {
		displayName: 'Fields',
		name: 'fields',
		entry: { displayName: 'Field', name: 'field' },
		...nameAndValue('What you know about the visitor'),
	},
	json: {
		displayName: 'JSON Object',
		name: 'detailsJson',
		default: '={{ $json }}',
		example: '{ "Name": "Jason", "Age": "25" }',
	},
});

const chat = chatTarget({
	vendor: 'liveSupporti',
	name: 'LiveSupporti',
	ids: [
		{
			field: {
				displayName: 'Visitor ID',
				name: 'visitorId',
				type: 'string',
				required: true,
				default: `={{ ${idsInItem.visitor} }}`,
				placeholder: 'e.g. 169.26.97.99-1231178',
				description: 'As the LiveSupporti Trigger gave it',
			},
			from: ({ visitor }) => visitor.id,
		},
		{
			field: {
				displayName: 'Account ID',
				name: 'accountId',
				type: 'string',
				required: true,
				default: '={{ $json.accountId ?? $json.account_id }}',
				placeholder: 'e.g. b943010f-b565-4731-9f34-42c54319957f',
				description: 'As the LiveSupporti Trigger gave it',
			},
			from: ({ accountId }) => accountId,
		},
		{
			field: {
				displayName: 'Agent ID',
				name: 'agentId',
				type: 'string',
				required: true,
				default: '={{ $json.agents?.[0]?.id ?? $json.agent_ids ?? $json.agentId }}',
				placeholder: 'e.g. 150',
				description: 'As the LiveSupporti Trigger gave it',
			},
			from: ({ agents }) => agents[0]?.id ?? null,
		},
	],
});

/**
 * Shows details beside the visitor's chat.
 * POST {baseUrl}/api/visitors/{visitor_id}/details, as in "Display custom visitor information": 200 when it is shown,
 * 400 otherwise. It works after a chat has started.
 */
export const sendDetails: Operation = {
	name: 'Send Details',
	action: 'Send details of visitor',
	description: 'Show what you know about the visitor to the agent, beside the running chat',
	fields: [...chat.fields, ...details.fields],
	writes: async (item) => `visitor/${(await chat.read(item)).visitorId}`,
	async run(item) {
		const { visitorId, accountId, agentId } = await chat.read(item);
		const shown = details.read(item);
		await item.request(detailsApi, {
			method: 'POST',
			path: path`/api/visitors/${visitorId}/details`,
			body: { AccountId: accountId, AgentId: agentId, VisitorId: visitorId, Fields: shown },
		});
		return { visitorId, accountId, agentId, fields: shown.map(({ name, value }) => ({ name, value })) };
	},
};
