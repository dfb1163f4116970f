import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { pollEventsField, pollOptionsField, runPoll } from '../shared/poll';
import { eventsSubtitle, includeVisitorField, outputField, senderField } from '../shared/trigger';
import { giosgPoll } from './poll/chats';

export class GiosgPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'giosg Poll Trigger',
		name: 'giosgPollTrigger',
		icon: { light: 'file:giosg.svg', dark: 'file:giosg.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when a look into giosg finds something new: for an n8n that the internet cannot reach',
		defaults: { name: 'giosg Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'giosgApi', required: true }],
		properties: [
			{
				displayName:
					'This trigger asks giosg at the "Poll Times" above. It needs no giosg app and no address that the internet can reach, only the API Token in the credential. Where n8n can be reached, the giosg Trigger is faster.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			pollEventsField(giosgPoll, ['chatStarted']),
			senderField(giosgPoll.adapter),
			{
				displayName:
					'It finds chats in rooms of your own organization, not those in rooms that another organization shares with yours. That giosg lists messages at the address of their channel is assumed.',
				name: 'listNotice',
				type: 'notice',
				default: '',
			},
			outputField,
			pollOptionsField(giosgPoll, [
				includeVisitorField(
					'Whether to ask giosg who the visitor is: ID, name and visitor variables, for events that name nobody. It costs mostly two calls for each such chat, and 8 seconds of a poll at most. Without an answer the event comes out as it is.',
				),
			]),
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, giosgPoll);
	}
}
