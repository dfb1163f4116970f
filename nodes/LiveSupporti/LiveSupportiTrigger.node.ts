import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import {
	authenticationField,
	deliveryWebhook,
	eventsField,
	eventsSubtitle,
	outputField,
	pastedUrlMethods,
	receiveWebhook,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { liveSupportiAdapter } from './webhook/adapter';
import { answerHandshake, corsHeaders } from './webhook/handshake';

const trigger: TriggerWebhook = {
	adapter: liveSupportiAdapter,
	credential: 'liveSupportiApi',
	responseHeaders: corsHeaders,
};

export class LiveSupportiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveSupporti Trigger',
		name: 'liveSupportiTrigger',
		icon: { light: 'file:liveSupporti.svg', dark: 'file:liveSupporti.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description: 'Starts the workflow when a visitor starts a chat in LiveSupporti',
		eventTriggerDescription:
			'Start a chat on your website now. LiveSupporti has to have a WebHook with the test URL for this',
		activationMessage:
			'LiveSupporti chats now start this workflow, if a WebHook with the production URL exists',
		defaults: { name: 'LiveSupporti Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'liveSupportiApi',
				required: true,
				displayOptions: { show: { authentication: ['signature', 'urlSecret'] } },
			},
		],
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				path: 'webhook',
				responseMode: 'onReceived',
				responseData: '',
				ndvHideUrl: true,
			},
			deliveryWebhook,
		],
		triggerPanel: {
			header: 'Wait for a chat in LiveSupporti',
			executionsHelp: {
				inactive:
					'<b>While building</b>, add a WebHook with the test URL in LiveSupporti, click the button, then start a chat on your website.<br /><br /><b>Once you are happy</b>, <a data-key="activate">publish</a> the workflow and add a second WebHook with the production URL: LiveSupporti keeps one URL per WebHook.',
				active:
					'<b>While building</b>, add a WebHook with the test URL in LiveSupporti, click the button, then start a chat on your website.<br /><br /><b>Your workflow runs by itself</b> for each chat, if a WebHook with the production URL exists. Such runs show in the <a data-key="executions">executions list</a>.',
			},
			activationHint:
				'Once the workflow works, <a data-key="activate">publish</a> it and add a WebHook with the production URL in LiveSupporti.',
		},
		properties: [
			{
				displayName:
					'Before the first chat:<ul><li>Publish this workflow (or click "Execute step"), so that n8n answers when LiveSupporti checks the URL.</li><li>In LiveSupporti, click "WebHooks" in the left menu, then "Add a WebHook".</li><li>Select "Chat started" and "Visitor data".</li><li>Paste the production URL from "Webhook URLs" above.</li><li>Enter a "Secret" of 32 to 64 characters, the same as in the credential here, and click "Create".</li></ul>The test URL needs a WebHook of its own.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			eventsField(liveSupportiAdapter),
			authenticationField(liveSupportiAdapter),
			{
				displayName:
					'Signatures (the header ms-signature) are not in LiveSupporti’s documentation. If real chats are refused while the secret is right, choose "Secret in the URL".',
				name: 'signatureNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { authentication: ['signature'] } },
			},
			outputField,
			triggerOptionsField({ namesChats: false }),
		],
	};

	webhookMethods = pastedUrlMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getWebhookName() === 'setup' ? answerHandshake(this) : await receiveWebhook(this, trigger);
	}
}
