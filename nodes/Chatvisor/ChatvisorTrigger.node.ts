import {
	NodeConnectionTypes,
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
	outputField,
	pastedUrlMethods,
	receiveWebhook,
	shownFor,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { commonEvent } from '../shared/receive';
import { chatvisorAdapter } from './webhook/adapter';

const trigger: TriggerWebhook = { adapter: chatvisorAdapter, credential: 'chatvisorApi' };

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
			'Chatvisor now starts this workflow, if the WebHook that you chose has the production URL',
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
					'Chatvisor was later called Xaleon and TeamViewer Engage: the steps are the same.<ul><li>Under "Trigger On", choose one WebHook of Chatvisor.</li><li>Make up a secret of at least 16 letters and digits and enter it here as the credential’s "Webhook Secret".</li><li>Copy the production URL from "Webhook URLs" above, and add ?secret= and your secret to its end.</li><li>In Chatvisor, as an administrator, open "Settings", "API", "WebHooks", and paste it into the WebHook that you chose.</li><li>Publish this workflow.</li></ul>Use one Chatvisor Trigger for each WebHook: what Chatvisor sends does not say which one it is.',
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
			{
				displayName:
					'Chatvisor does not document what this WebHook sends. Customer and text are read where they have the usual names; everything that came is under "raw".',
				name: 'messageNotice',
				type: 'notice',
				default: '',
				displayOptions: shownFor(['messageFromVisitor'], chatvisorAdapter),
			},
			authenticationField(chatvisorAdapter),
			outputField,
			triggerOptionsField(),
		],
	};

	webhookMethods = pastedUrlMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, trigger);
	}
}
