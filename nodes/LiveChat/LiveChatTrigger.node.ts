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
	includeVisitorField,
	outputField,
	receiveWebhook,
	senderField,
	shownFor,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { commonEvent } from '../shared/receive';
import { liveChatAdapter } from './webhook/adapter';
import { liveChatLegacyAdapter } from './webhook/legacyAdapter';
import { registrationMethods } from './webhook/registration';
import { deliverySecret } from './webhook/secret';
import { includeTranscript } from './webhook/transcript';
import { liveChatVisitor } from './webhook/visitor';

const trigger: TriggerWebhook = {
	adapter: (context) =>
		context.getNodeParameter('source', 'v3') === 'legacy' ? liveChatLegacyAdapter : liveChatAdapter,
	adapters: [liveChatAdapter, liveChatLegacyAdapter],
	credential: 'liveChatApi',
	secret: deliverySecret,
	enrich: includeTranscript,
	visitor: liveChatVisitor,
};

export class LiveChatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveChat Trigger',
		name: 'liveChatTrigger',
		icon: { light: 'file:liveChat.svg', dark: 'file:liveChat.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: `={{ ${eventsSubtitle} }}`,
		description: 'Starts the workflow when something happens in LiveChat, such as a chat that ends',
		eventTriggerDescription:
			'Start a chat on your website and do what you listen to. A new webhook takes LiveChat up to two minutes',
		activationMessage:
			'LiveChat events now start this workflow. It can take LiveChat up to two minutes to send the first one',
		defaults: { name: 'LiveChat Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'liveChatApi',
				required: true,
				displayOptions: { hide: { authentication: ['none'] } },
			},
		],
		webhooks: [deliveryWebhook],
		triggerPanel: {
			header: 'Wait for an event in LiveChat',
			executionsHelp: {
				inactive:
					'<b>While building</b>, click the button, wait up to two minutes until LiveChat knows the test URL, then do in LiveChat what you listen to.<br /><br /><b>Once you are happy</b>, <a data-key="activate">publish</a> the workflow. The webhooks for the production URL are registered by themselves; with the legacy source you enter the URL in LiveChat.',
				active:
					'<b>While building</b>, click the button, wait up to two minutes until LiveChat knows the test URL, then do in LiveChat what you listen to.<br /><br /><b>Your workflow runs by itself</b> for each event. Such runs show in the <a data-key="executions">executions list</a>. Another choice of events, or of whose messages, takes effect when you publish again.',
			},
			activationHint:
				'Once the workflow works, <a data-key="activate">publish</a> it. LiveChat sends events for the production URL within two minutes.',
		},
		properties: [
			{
				displayName:
					'Before the first event:<ul><li>In LiveChat’s Developer Console, create an app, add the block "App Authorization", and copy its "Client ID" into the credential.</li><li>Open "Private installation" of the app and install it. Without this, LiveChat sends nothing.</li><li>Under "Settings", "Authorization", create a personal access token as an administrator, with the scope webhooks.configuration:rw. Enter it and your "Account ID" in the credential.</li><li>Choose the events here and publish the workflow: the webhooks are registered by themselves, and LiveChat sends within two minutes.</li></ul>A change of events, of Messages From or of Not From My Own App takes effect when you publish again. After a change of the URL or of the credential, unpublish first. LiveChat allows three webhooks per event and Client ID; listening for a test event takes one of them. LiveChat bills API calls: publishing makes one for each event and three more.',
				name: 'setUpNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { source: ['v3'] } },
			},
			{
				displayName:
					'Only for installations that have these webhooks already: LiveChat calls them deprecated.<ul><li>Publish this workflow and copy the production URL from "Webhook URLs" above.</li><li>Add ?secret= and the webhook secret of your credential to it, or choose user and password below.</li><li>In LiveChat, open "Settings", "Integrations", "Webhooks".</li><li>Choose the event and all its data types (under "Data type": chat, visitor and pre-chat survey for chats; ticket for tickets; canned response for canned responses) in one webhook, paste the URL as "Target URL", and click "Add a webhook". Repeat this for each event.</li></ul>The test URL needs a webhook of its own.',
				name: 'legacyNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { source: ['legacy'] } },
			},
			{
				displayName: 'Source',
				name: 'source',
				type: 'options',
				options: [
					{
						name: 'Webhooks (Version 3)',
						value: 'v3',
						description: 'LiveChat’s current webhooks. This node registers them by itself.',
					},
					{
						name: 'Legacy Webhooks (Version 2)',
						value: 'legacy',
						description: 'Webhooks that were added under Settings, Integrations, Webhooks',
					},
				],
				default: 'v3',
				description: 'Which of LiveChat’s two kinds of webhooks this trigger receives',
			},
			eventsField(liveChatAdapter, { show: { source: ['v3'] } }),
			eventsField(liveChatLegacyAdapter, { show: { source: ['legacy'] } }),
			{
				displayName:
					'A workflow that answers in the chat must not hear its own answers: leave "Messages From" at "Visitors" for it. "Visitor’s Message" brings the first message of a chat too, which LiveChat sends with the start of the chat.',
				name: 'answerNotice',
				type: 'notice',
				default: '',
				displayOptions: {
					show: {
						...shownFor(['messageFromVisitor', 'messageFromAgent'], liveChatAdapter).show,
						source: ['v3'],
					},
				},
			},
			senderField(liveChatAdapter, { source: ['v3'] }),
			{
				displayName:
					'LiveChat does not say whether a chat that ended was answered. For "Chat Missed" this node asks LiveChat for each chat that ends (one call, which LiveChat bills; the token needs the scope chats--all:ro or chats--access:ro), and the transcript comes with the event. A chat counts as missed when the last words are the visitor’s.',
				name: 'missedNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { events: [commonEvent('chatMissed')], source: ['v3'] } },
			},
			authenticationField(liveChatLegacyAdapter, { show: { source: ['legacy'] } }),
			outputField,
			triggerOptionsField({
				more: [
					{
						...includeVisitorField(
							'Whether to ask LiveChat for name, e-mail, phone and session fields of the visitor where the event names neither name nor e-mail. LiveChat bills each call. The token needs the scope customers:ro, and chats--all:ro or chats--access:ro for events that name the chat alone. When LiveChat does not answer within 5 seconds, the event comes out without. Not with Output Raw.',
						),
						displayOptions: { show: { '/source': ['v3'] } },
					},
					{
						displayName: 'Include Transcript',
						name: 'includeTranscript',
						type: 'boolean',
						default: true,
						description:
							'Whether to fetch the messages, the visitor and the tags of a chat that ended, and whether it was missed, with one call for each chat, which LiveChat bills. The token needs the scope chats--all:ro or chats--access:ro. Not with Output Raw. When LiveChat does not answer within 5 seconds, the event comes out without them and chat.extra.transcriptMissing says why. Chat Missed under Trigger On fetches them by itself.',
						displayOptions: { show: { '/source': ['v3'] } },
					},
					{
						displayName: 'Not From My Own App',
						name: 'notFromMyOwnApp',
						type: 'boolean',
						default: true,
						description:
							"Whether LiveChat sends nothing of what the app of your credential's Client ID did itself. It takes effect when you publish again. LiveChat does not document whether calls with a personal access token count as that app's: try it. A workflow that answers in the chat needs Messages From set to Visitors in any case.",
						displayOptions: { show: { '/source': ['v3'] } },
					},
				],
			}),
		],
	};

	webhookMethods = registrationMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, trigger);
	}
}
