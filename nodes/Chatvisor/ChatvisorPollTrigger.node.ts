import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { pollEventsField, pollOptionsField, runPoll } from '../shared/poll';
import { eventsSubtitle, includeVisitorField, includeVisitorHint, outputField } from '../shared/trigger';
import { conversationsFields } from './fields';
import { chatvisorPoll } from './poll/conversations';

export class ChatvisorPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatvisor Poll Trigger',
		name: 'chatvisorPollTrigger',
		icon: { light: 'file:chatvisor.svg', dark: 'file:chatvisor.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when a look into Chatvisor (Xaleon, TeamViewer Engage) finds something new: for an n8n that the internet cannot reach',
		defaults: { name: 'Chatvisor Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatvisorApi', required: true }],
		hints: [includeVisitorHint('Chatvisor', chatvisorPoll.adapter)],
		properties: [
			{
				displayName:
					'This trigger asks Chatvisor at the "Poll Times" above. It needs no WebHook and no address that the internet can reach, only the API Token in the credential. Where n8n can be reached, the Chatvisor Trigger is faster.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			pollEventsField(chatvisorPoll, ['chatStarted']),
			{
				displayName:
					'Chatvisor lists conversations with their status and last message, without any time. Of several messages between two polls only the last one is seen, and a conversation that begins and is done in between is not seen at all.',
				name: 'statesNotice',
				type: 'notice',
				default: '',
			},
			...conversationsFields,
			outputField,
			pollOptionsField(chatvisorPoll, [
				includeVisitorField(
					'Whether to ask Chatvisor for the name, e-mail address and phone of the customer. It reads the list of customers from its start, one request for each 100, for 8 seconds of a poll at most; what was not found by then is left out, and the event comes all the same.',
				),
			]),
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, chatvisorPoll);
	}
}
