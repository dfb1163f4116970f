import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	collectionField,
	isTool,
	type ItemContext,
	type Operation,
	pagingFields,
	resource,
} from '../../../shared/action';
import { credentialOf, expectObject, expectObjects } from '../../../shared/request';
import { configurationAction, liveChat } from '../../api';
import { groupsField } from '../../fields';
import { added, optionalGroupIds } from '../values';

const writeBots = liveChat('agents-bot--my:rw');

const priorityField: INodeProperties = {
	displayName: 'Chats Routed to It',
	name: 'priority',
	type: 'options',
	options: [
		{ name: 'After Everybody Else', value: 'last' },
		{ name: 'Before Everybody Else', value: 'first' },
		{ name: 'Like an Agent', value: 'normal' },
		{ name: 'None', value: 'supervisor', description: 'It is only in chats that it was added to' },
	],
	default: 'supervisor',
	description:
		"When new chats go to the bot by themselves. For any but None, let it accept chats afterwards, with 'Agent: Set Routing Status' and the bot's ID.",
};

/** LiveChat tells a bot's secret once, and nowhere else than in this answer. */
const secretField: INodeProperties = {
	displayName: 'Bot Secret',
	name: 'secret',
	type: 'options',
	// Neither an expression nor an AI model decides it.
	noDataExpression: true,
	options: [
		{
			name: 'Leave Out',
			value: 'leaveOut',
			description: 'It is not shown, and no other answer of LiveChat tells it',
		},
		{
			name: 'Show Once',
			value: 'show',
			description: 'To copy it into the credential. Only when you execute this step by hand in the editor.',
		},
	],
	default: 'leaveOut',
	hint: "What is shown is kept in the data of this execution. In the settings of the workflow, set 'Save manual executions' to 'Do not save' before.",
	description: 'Whether the output holds the secret, which sending as the bot needs',
};

/** `create_bot`. It belongs to the app of the credential's Client ID. */
const create: Operation = {
	name: 'Create',
	action: 'Create bot',
	description: 'Make a bot that messages can be sent as',
	writes: 'new',
	fields: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Parcel Bot',
			description: 'As customers and agents see it',
		},
		priorityField,
		secretField,
		collectionField('Additional Fields', 'additionalFields', 'Add Field', [
			{
				displayName: 'Avatar URL',
				name: 'avatar',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://www.example.com/bot.png',
				description: 'The address of its picture',
			},
			{
				...groupsField,
				description: `Whose chats it has access to. ${groupsField.description}.`,
			},
			{
				displayName: 'Job Title',
				name: 'jobTitle',
				type: 'string',
				default: '',
				placeholder: 'e.g. Knows where your parcel is',
				description: 'As customers see it',
			},
			{
				displayName: 'Most Chats',
				name: 'maxChats',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 500 },
				default: 6,
				description: 'How many chats may be routed to it at the same time',
			},
		]),
	],
	async run(item) {
		const name = item.text('name');
		const priority = item.choice('priority');
		const isShown = item.choice('secret') === 'show';
		if (isShown && (isTool(item.context) || item.context.getMode() !== 'manual')) {
			throw item.fault(
				"'Bot Secret' can be shown only when you execute this step by hand in the editor",
				"No bot was made. Execute it by hand, or set 'Bot Secret' to 'Leave Out'.",
			);
		}
		const groupIds = optionalGroupIds(item, 'additionalFields.groups');
		const properties = added({
			name,
			default_group_priority: priority,
			avatar: item.optionalText('additionalFields.avatar'),
			job_title: item.optionalText('additionalFields.jobTitle'),
			max_chats_count: mostChats(item),
			groups: groupIds?.map((id) => ({ id, priority })),
		});
		const { body } = await item.request(
			writeBots,
			configurationAction('create_bot', { ...properties, owner_client_id: await clientIdOf(item) }),
		);
		const { id, secret } = expectObject(item.context, writeBots, body, item.itemIndex);
		return { id, ...properties, ...(isShown && { secret }) } as IDataObject;
	},
};

function mostChats(item: ItemContext): number | undefined {
	const most = item.number('additionalFields.maxChats');
	if (most === undefined || (Number.isInteger(most) && most >= 1 && most <= 500)) return most;
	throw item.fault("'Most Chats' is not a whole number from 1 to 500", 'LiveChat takes no other.');
}

async function clientIdOf(item: ItemContext): Promise<string> {
	const { clientId } = await credentialOf(item.context, writeBots);
	const id = String(clientId ?? '').trim();
	if (id !== '') return id;
	throw item.fault(
		'The LiveChat credential lacks Client ID',
		'Open the credential and fill it in: a bot belongs to an app.',
	);
}

/** `list_bots`. It has no pages. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many bots',
	description: 'Retrieve a list of bots',
	fields: [
		...pagingFields,
		{
			displayName: 'All of the Account',
			name: 'all',
			type: 'boolean',
			default: false,
			description:
				'Whether to return the bots of every app. If off, those that were made with a personal access token.',
		},
	],
	async run(item) {
		const all = item.boolean('all');
		const most = item.limit();
		const api = liveChat(all ? 'agents-bot--all:ro' : 'agents-bot--my:ro or agents-bot--all:ro');
		const request = configurationAction('list_bots', {
			all,
			fields: ['groups', 'job_title', 'max_chats_count'],
		});
		const { body } = await item.request(api, request);
		return expectObjects(item.context, api, body, item.itemIndex).slice(0, most);
	},
};

export const bot = resource({
	name: 'Bot',
	value: 'bot',
	operations: { create, getMany },
	default: 'getMany',
});
