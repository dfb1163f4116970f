import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { pollEventsField, pollOptionsField, runPoll } from '../shared/poll';
import {
	eventsSubtitle,
	includeVisitorField,
	includeVisitorHint,
	outputField,
	senderField,
} from '../shared/trigger';
import { smartsuppPoll } from './poll/conversations';

export class SmartsuppPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Smartsupp Poll Trigger',
		name: 'smartsuppPollTrigger',
		icon: { light: 'file:smartsupp.svg', dark: 'file:smartsupp.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when a look into Smartsupp finds something new: for an n8n that the internet cannot reach',
		defaults: { name: 'Smartsupp Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smartsuppApi', required: true }],
		hints: [includeVisitorHint('Smartsupp', smartsuppPoll.adapter)],
		properties: [
			{
				displayName:
					'This trigger asks Smartsupp at the "Poll Times" above. It needs no webhook and no address that the internet can reach, only the Access Token in the credential. Where n8n can be reached, the Smartsupp Trigger is faster.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			pollEventsField(smartsuppPoll, ['chatEnded']),
			senderField(smartsuppPoll.adapter),
			{
				displayName:
					'Smartsupp does not publish how its lists of conversations and messages work: this is built from what others use. A conversation that is opened again long after it was closed may not be found.',
				name: 'listNotice',
				type: 'notice',
				default: '',
			},
			outputField,
			pollOptionsField(smartsuppPoll, [
				includeVisitorField(
					'Whether to ask Smartsupp for the contact, where the event names nobody: one or two calls for each such conversation, and 8 seconds of a poll at most. Without an answer the event comes out as it is.',
				),
			]),
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await runPoll(this, smartsuppPoll);
	}
}
