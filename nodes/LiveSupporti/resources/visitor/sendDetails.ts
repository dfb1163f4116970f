import type { INodeProperties } from 'n8n-workflow';

import { path, type ItemContext, type Operation } from '../../../shared/request';
import { detailsApi } from '../../api';

interface DetailsField {
	name: string;
	value: string;
}

const fields: INodeProperties[] = [
	{
		displayName: 'Visitor ID',
		name: 'visitorId',
		type: 'string',
		required: true,
		default: '={{ $json.visitor.id }}',
		placeholder: 'e.g. 169.26.97.99-1231178',
		description: 'As the LiveSupporti Trigger gave it',
	},
	{
		displayName: 'Account ID',
		name: 'accountId',
		type: 'string',
		required: true,
		default: '={{ $json.accountId }}',
		placeholder: 'e.g. b943010f-b565-4731-9f34-42c54319957f',
		description: 'As the LiveSupporti Trigger gave it',
	},
	{
		displayName: 'Agent ID',
		name: 'agentId',
		type: 'string',
		required: true,
		default: '={{ $json.agents[0].id }}',
		placeholder: 'e.g. 150',
		description: 'As the LiveSupporti Trigger gave it',
	},
	{
		displayName: 'Details',
		name: 'detailsSource',
		type: 'options',
		options: [
			{
				name: 'Enter Each Field',
				value: 'fields',
				description: 'A name and a value for each line in the chat',
			},
			{
				name: 'From a JSON Object',
				value: 'json',
				description: 'Each property of the object becomes a line in the chat',
			},
		],
		default: 'fields',
		description: 'What the agent sees beside the chat',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		default: {},
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. Plan',
						description: 'What the agent reads in front of the value',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. Gold',
						description: 'What you know about the visitor',
					},
				],
			},
		],
		displayOptions: { show: { detailsSource: ['fields'] } },
	},
	{
		displayName: 'JSON Object',
		name: 'detailsJson',
		type: 'json',
		default: '={{ $json }}',
		description: 'An object such as { "Name": "Jason", "Age": "25" }',
		displayOptions: { show: { detailsSource: ['json'] } },
	},
];

/**
 * Shows details beside the visitor's chat.
 * POST {baseUrl}/api/visitors/{visitor_id}/details, as in "Display custom visitor information": 200 when it is shown,
 * 400 otherwise. It works after a chat has started.
 */
export const sendDetails: Operation = {
	fields,
	async run(item) {
		const visitorId = item.text('visitorId', 'Visitor ID');
		const accountId = item.text('accountId', 'Account ID');
		const agentId = item.text('agentId', 'Agent ID');
		const details = item.get('detailsSource') === 'json' ? detailsFromJson(item) : detailsFromRows(item);
		await item.request(detailsApi, {
			method: 'POST',
			path: path`/api/visitors/${visitorId}/details`,
			body: { AccountId: accountId, AgentId: agentId, VisitorId: visitorId, Fields: details },
		});
		return { visitorId, accountId, agentId, fields: details.map(({ name, value }) => ({ name, value })) };
	},
};

function detailsFromRows(item: ItemContext): DetailsField[] {
	const { field: rows = [] } = item.get<{ field?: Array<{ name?: unknown; value?: unknown }> }>('fields', {});
	if (rows.length === 0) {
		throw item.fault(
			"'Fields' is empty",
			'Add at least one field with the name and value that the agent is to see.',
		);
	}
	return rows.map(({ name, value }, index) =>
		toDetailsField(item, name, value, `row ${index + 1} of 'Fields'`),
	);
}

function detailsFromJson(item: ItemContext): DetailsField[] {
	const details = item.jsonObject('detailsJson', 'JSON Object', '{ "Name": "Jason", "Age": "25" }');
	const entries = Object.entries(details);
	if (entries.length === 0) {
		throw item.fault("'JSON Object' is empty", 'It needs at least one property that the agent is to see.');
	}
	return entries.map(([name, value]) => toDetailsField(item, name, value, "'JSON Object'"));
}

/** All values are texts, as in the vendor's sample. */
function toDetailsField(item: ItemContext, name: unknown, value: unknown, place: string): DetailsField {
	const label = typeof name === 'string' || typeof name === 'number' ? String(name).trim() : '';
	if (label === '') {
		throw item.fault(`A 'Name' is empty in ${place}`, 'Each field needs the name that the agent reads.');
	}
	if (value === null || value === undefined) return { name: label, value: '' };
	return { name: label, value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}
