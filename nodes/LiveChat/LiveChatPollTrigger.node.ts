import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { pollEventsField, pollOptionsField, runPoll } from '../shared/poll';
import { eventsSubtitle, outputField, senderField } from '../shared/trigger';
import { liveChatPoll } from './poll/chats';

export class LiveChatPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveChat Poll Trigger',
		name: 'liveChatPollTrigger',
		icon: { light: 'file:liveChat.svg', dark: 'file:liveChat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when a look into LiveChat finds something new: for an n8n that the internet cannot reach',
		defaults: { name: 'LiveChat Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'liveChatApi', required: true }],
		properties: [
			{
				displayName:
					'This trigger asks LiveChat at the "Poll Times" above. It needs no address that the internet can reach, only Account ID and Personal Access Token in the credential. LiveChat bills each request: one for every poll, and one more for every chat that changed. At 0.27 dollars for 1,000, polls alone cost some 12 dollars a month every minute, 2.30 every 5 minutes, 0.20 every hour. Where n8n can be reached, the LiveChat Trigger is faster and makes no request for an event.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			pollEventsField(liveChatPoll, ['chatEnded']),
			senderField(liveChatPoll.adapter),
			{
				displayName:
					'The end of a chat comes with its messages. As Chat Missed come chats in which the last words of the visitor stayed without an answer, also for who chose Chat Ended.',
				name: 'listNotice',
				type: 'notice',
				default: '',
			},
			outputField,
			pollOptionsField(liveChatPoll),
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, liveChatPoll);
	}
}
