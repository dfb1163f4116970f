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
	deliveryWebhook,
	eventsField,
	eventsSubtitle,
	outputField,
	pastedUrlMethods,
	receiveWebhook,
	senderField,
	shownFor,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { giosgAdapter } from './webhook/adapter';
import { patternNotices } from './webhook/patterns';
import { giosgVisitor } from './webhook/visitor';

const trigger: TriggerWebhook = { adapter: giosgAdapter, credential: 'giosgApi', visitor: giosgVisitor };

const notFromMyOwnApp: INodeProperties = {
	displayName: 'Not From My Own App',
	name: 'notFromMyOwnApp',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out what the bot user of your giosg app writes and does itself, so that a workflow that answers as that user does not hear itself. What it writes as another user comes out all the same.',
};

export class GiosgTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'giosg Trigger',
		name: 'giosgTrigger',
		icon: { light: 'file:giosg.svg', dark: 'file:giosg.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description:
			'Starts the workflow when something happens in a giosg chat: it starts, ends, or gets a message',
		eventTriggerDescription:
			'Start a chat on your website now. The giosg app has to have a webhook with the test URL for this',
		activationMessage:
			'giosg chats now start this workflow, if an installed giosg app has a webhook with the production URL',
		defaults: { name: 'giosg Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'giosgApi',
				required: true,
				displayOptions: { show: { authentication: ['urlSecret'] } },
			},
		],
		webhooks: [deliveryWebhook],
		triggerPanel: {
			header: 'Wait for an event in giosg',
			executionsHelp: {
				inactive:
					'<b>While building</b>, add a webhook with the test URL to your giosg app, click the button, then start a chat on your website.<br /><br /><b>Once you are happy</b>, <a data-key="activate">publish</a> the workflow and add a second webhook with the production URL: giosg keeps one URL per webhook.',
				active:
					'<b>While building</b>, add a webhook with the test URL to your giosg app, click the button, then start a chat on your website.<br /><br /><b>Your workflow runs by itself</b> for each event, if a webhook with the production URL exists. Such runs show in the <a data-key="executions">executions list</a>.',
			},
			activationHint:
				'Once the workflow works, <a data-key="activate">publish</a> it and add a webhook with the production URL to your giosg app.',
		},
		properties: [
			{
				displayName:
					'Webhooks belong to a giosg app. Your account needs the features "Live" and "Giosg Apps".<ul><li>In giosg, open "Settings", "giosg apps", and create a new app.</li><li>Add a webhook to the app. Its endpoint URL is the production URL from "Webhook URLs" above, followed by ?secret= and the Webhook Secret of the credential here.</li><li>Paste the channel pattern from below, as it is: giosg fills in the braces. Subscribe to additions, changes and removals.</li><li>Install the app to your organization. Before that, giosg delivers nothing.</li><li>Publish this workflow.</li></ul>The test URL needs a webhook of its own.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			eventsField(giosgAdapter),
			senderField(giosgAdapter),
			{
				displayName:
					'Messages From starts as Visitors, so that a workflow that answers in the chat does not hear itself: what it writes comes back as the message of an agent or a bot. Choose Agents or Anyone only where nothing is answered.',
				name: 'senderNotice',
				type: 'notice',
				default: '',
				displayOptions: shownFor(['messageFromVisitor', 'messageFromAgent'], giosgAdapter),
			},
			...patternNotices,
			authenticationField(giosgAdapter),
			outputField,
			triggerOptionsField({
				includeVisitor:
					'Whether to ask giosg who the visitor is: ID, name and visitor variables, for events that name nobody. It needs the API token of the credential, mostly two calls for each such event, and 5 seconds at most. Without an answer the event comes out as it is.',
				more: [notFromMyOwnApp],
			}),
		],
	};

	webhookMethods = pastedUrlMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, trigger);
	}
}
