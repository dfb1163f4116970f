import {
	NodeConnectionTypes,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import {
	authenticationField,
	eventOptions,
	eventsSubtitle,
	deliveryWebhook,
	includeVisitorHint,
	outputField,
	pastedUrlMethods,
	receiveWebhook,
	shownFor,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { commonEvent, type EventEntry, namesOf } from '../shared/receive';
import { chatvisorAdapter } from './webhook/adapter';
import { chatvisorVisitor } from './webhook/visitor';

const trigger: TriggerWebhook = {
	adapter: chatvisorAdapter,
	credential: 'chatvisorApi',
	visitor: chatvisorVisitor,
};

/** Which of Chatvisor's WebHooks a choice comes by: a common event is named otherwise there. */
const webhookNotices = Object.values<EventEntry>(chatvisorAdapter.events).map((entry): INodeProperties => {
	const { name } = entry;
	const more = namesOf(entry).includes('chatEnded')
		? ' It is sent for every status; what you did not choose starts nothing.'
		: '';
	return {
		displayName: `In Chatvisor, the URL belongs into the WebHook "${name}".${more}`,
		name: 'webhookNotice',
		type: 'notice',
		default: '',
		displayOptions: shownFor(namesOf(entry), chatvisorAdapter),
	};
});

export class ChatvisorTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatvisor Trigger',
		name: 'chatvisorTrigger',
		icon: { light: 'file:chatvisor.svg', dark: 'file:chatvisor.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when a conversation or a message arrives in Chatvisor (Xaleon, TeamViewer Engage)',
		eventTriggerDescription:
			'Write something in the chat on your website now. The WebHook in Chatvisor has to have the test URL for this',
		activationMessage:
			'Chatvisor now starts this workflow, if the WebHook named in the node has the production URL',
		defaults: { name: 'Chatvisor Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'chatvisorApi',
				required: true,
				displayOptions: { show: { authentication: ['urlSecret'] } },
			},
		],
		webhooks: [deliveryWebhook],
		hints: [includeVisitorHint('Chatvisor', chatvisorAdapter)],
		triggerPanel: {
			header: 'Wait for Chatvisor',
			executionsHelp: {
				inactive:
					'<b>While building</b>, enter the test URL (with ?secret= and your webhook secret) in Chatvisor under Settings, API, WebHooks, click the button, then write in the chat on your website.<br /><br /><b>Once you are happy</b>, <a data-key="activate">publish</a> the workflow and enter the production URL there.',
				active:
					'<b>While building</b>, enter the test URL (with ?secret= and your webhook secret) in Chatvisor under Settings, API, WebHooks, click the button, then write in the chat on your website.<br /><br /><b>Your workflow runs by itself</b> if the WebHook has the production URL. Such runs show in the <a data-key="executions">executions list</a>.',
			},
			activationHint:
				'Once the workflow works, <a data-key="activate">publish</a> it and enter the production URL in Chatvisor.',
		},
		properties: [
			{
				displayName:
					'Chatvisor was later called Xaleon and TeamViewer Engage: the steps are the same.<ul><li>Under "Trigger On", choose what starts the workflow.</li><li>Make up a secret of at least 16 letters and digits and enter it here as the credential’s "Webhook Secret".</li><li>Copy the production URL from "Webhook URLs" above, and add ?secret= and your secret to its end.</li><li>In Chatvisor, as an administrator, open "Settings", "API", "WebHooks", and paste it into the WebHook that is named below.</li><li>Publish this workflow.</li></ul>Use one Chatvisor Trigger for each choice: what Chatvisor sends does not say which WebHook it is.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'options',
				required: true,
				options: eventOptions(chatvisorAdapter.events),
				default: commonEvent('chatStarted'),
			},
			...webhookNotices,
			{
				displayName:
					'Chatvisor does not document what this WebHook sends. Customer and text are read where they have the usual names; everything else that came is under "extra" of the message. Only what customers write comes, so that a workflow cannot answer its own answers.',
				name: 'messageNotice',
				type: 'notice',
				default: '',
				displayOptions: shownFor(['messageFromVisitor'], chatvisorAdapter),
			},
			authenticationField(chatvisorAdapter),
			outputField,
			triggerOptionsField({
				includeVisitor:
					'Whether to ask Chatvisor for the name, e-mail address and phone of the customer where the event does not name them. It reads the list of customers from its start, one request for each 100, for 5 seconds at most; what was not found by then is left out, and the event comes all the same. Needs the API Token in the credential.',
			}),
		],
	};

	webhookMethods = pastedUrlMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, trigger);
	}
}
