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
	includeVisitorHint,
	outputField,
	pastedUrlMethods,
	receiveWebhook,
	senderField,
	shownFor,
	triggerOptionsField,
	type TriggerWebhook,
} from '../shared/trigger';
import { apiWebhooksAdapter } from './webhook/apiWebhooks';
import { postHookAdapter } from './webhook/postHook';
import { smartsuppVisitor } from './webhook/visitor';

const trigger: TriggerWebhook = {
	adapter: (context) =>
		context.getNodeParameter('source', 'webhooks') === 'postHook' ? postHookAdapter : apiWebhooksAdapter,
	adapters: [apiWebhooksAdapter, postHookAdapter],
	credential: 'smartsuppApi',
	visitor: smartsuppVisitor,
};

const ofWebhooks = { show: { source: ['webhooks'] } };
const ofPostHook = { show: { source: ['postHook'] } };
const { show: ofMessages } = shownFor(['messageFromVisitor', 'messageFromAgent'], apiWebhooksAdapter);

export class SmartsuppTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Smartsupp Trigger',
		name: 'smartsuppTrigger',
		icon: { light: 'file:smartsupp.svg', dark: 'file:smartsupp.dark.svg' },
		group: ['trigger'],
		version: 1.1,
		subtitle: `={{ ($parameter["source"] === "postHook" ? "POST hook: " : "") + ${eventsSubtitle} }}`,
		description: 'Starts the workflow when something happens in a Smartsupp conversation',
		eventTriggerDescription:
			'Smartsupp sends only to the URL that its support stored for you, which is usually the production URL. To build with a real event, publish the workflow, let one come, then click "set mock data" in this node',
		activationMessage:
			'Smartsupp events now start this workflow, if Smartsupp’s support has stored its production URL',
		defaults: { name: 'Smartsupp Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'smartsuppApi',
				required: true,
				displayOptions: { show: { authentication: ['signature', 'urlSecret'] } },
			},
		],
		webhooks: [deliveryWebhook],
		hints: [includeVisitorHint('Smartsupp', apiWebhooksAdapter, '$parameter["source"] === "webhooks"')],
		triggerPanel: {
			header: 'Wait for an event from Smartsupp',
			executionsHelp: {
				inactive:
					'<b>Smartsupp’s support</b> stores one URL for you, so give it the production URL.<br /><br /><b>While building</b>, <a data-key="activate">publish</a> the workflow, chat on your website, then click "set mock data" at the right and save: n8n fills in what the last run brought.',
				active:
					'<b>Your workflow runs by itself</b> for each event, if Smartsupp’s support has stored the production URL. Such runs show in the <a data-key="executions">executions list</a>. <br /><br /><b>While building</b>, click "set mock data" at the right and save: n8n fills in what the last run brought.',
			},
			activationHint:
				'Once the workflow works, <a data-key="activate">publish</a> it. Smartsupp’s support has to have its production URL.',
		},
		properties: [
			{
				displayName: 'Source',
				name: 'source',
				type: 'options',
				options: [
					{
						name: 'API Webhooks (V2)',
						value: 'webhooks',
						description: 'Every step of a conversation as it happens, signed',
					},
					{
						name: 'POST Hook',
						value: 'postHook',
						description:
							'Whole conversations once they ended, were missed, or were left as an offline message',
					},
				],
				default: 'webhooks',
				description: 'Which of its two kinds of webhooks Smartsupp’s support switched on for you',
			},
			{
				displayName:
					'Before the first event:<ul><li>Smartsupp has no page for webhooks: its support switches them on. Copy this mail, put the production URL from "Webhook URLs" above into it, and send it to support@smartsupp.com from the address with which you sign in to Smartsupp:</li><li>Hello, please turn on API webhooks (v2) for our account and send them to this URL: PASTE THE PRODUCTION URL HERE. Events: conversation.opened, conversation.closed, conversation.closed_by_contact, conversation.rated, conversation.contact_replied, conversation.agent_replied. Please send us the shared secret (client secret) that signs the deliveries in X-Smartsupp-Hmac, and an access token for the REST API v2. Thank you.</li><li>Put the shared secret of the answer into "Webhook Secret" of the credential below.</li><li>Publish this workflow.</li></ul>Smartsupp keeps one URL for all events: to serve several workflows, split them after this node.',
				name: 'webhooksNotice',
				type: 'notice',
				default: '',
				displayOptions: ofWebhooks,
			},
			{
				displayName:
					'Before the first event:<ul><li>Make up a secret of at least 16 letters and digits, and put it into "Webhook Secret" of the credential below.</li><li>Publish this workflow.</li><li>Smartsupp’s support switches the POST hook on (Expert plan; before: Pro). Copy this mail, put the production URL from "Webhook URLs" above and your secret into it, and send it to support@smartsupp.com from the address with which you sign in to Smartsupp:</li><li>Hello, please turn on the POST hook (a copy of all finished chats, missed chats and offline messages as JSON) for our account and send it to this URL: PASTE THE PRODUCTION URL HERE?secret=YOUR SECRET. Thank you.</li></ul>Smartsupp calls the POST hook a legacy API, and signs nothing: the secret in the URL is what proves that a delivery is its own.',
				name: 'postHookNotice',
				type: 'notice',
				default: '',
				displayOptions: ofPostHook,
			},
			eventsField(apiWebhooksAdapter, ofWebhooks),
			eventsField(postHookAdapter, ofPostHook),
			senderField(apiWebhooksAdapter, ofWebhooks.show),
			{
				displayName:
					'Messages From starts as Visitors, so that a workflow that answers in the chat does not hear itself: what it writes comes back as the message of an agent or a bot. Choose Agents or Anyone only where nothing is answered.',
				name: 'senderNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { ...ofMessages, ...ofWebhooks.show } },
			},
			{
				displayName:
					'If this workflow answers the visitor and closes the conversation, turn on Once per Chat under Options: Smartsupp may send the chat again each time it is closed, and the workflow would then answer again and again.',
				name: 'answerNotice',
				type: 'notice',
				default: '',
				displayOptions: ofPostHook,
			},
			authenticationField(apiWebhooksAdapter, ofWebhooks),
			authenticationField(postHookAdapter, ofPostHook),
			outputField,
			{
				...triggerOptionsField({
					includeVisitor:
						'Whether to ask Smartsupp for the contact (name, e-mail address, phone) where an event does not name it. It takes one or two calls for each such event, at most 5 seconds, and the access token of the credential. Without an answer the event comes out as it is.',
				}),
				displayOptions: ofWebhooks,
			},
			{ ...triggerOptionsField(), displayOptions: ofPostHook },
		],
	};

	webhookMethods = pastedUrlMethods(trigger);

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveWebhook(this, trigger);
	}
}
