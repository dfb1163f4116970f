import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { webhookSecretLength } from '../nodes/LiveChat/webhook/secret';
import { secretFault } from '../nodes/shared/receive/origin-proof';
import {
	checkCredentialTest,
	credentialTest,
	previousWebhookSecretField,
} from '../nodes/shared/request/credential';

/** LiveChat's Agent Chat API and Configuration API: HTTP Basic with the account ID and a personal access token. */
export class LiveChatApi implements ICredentialType {
	name = 'liveChatApi';

	displayName = 'LiveChat API';

	icon: Icon = {
		light: 'file:../nodes/LiveChat/liveChat.svg',
		dark: 'file:../nodes/LiveChat/liveChat.dark.svg',
	};

	documentationUrl = 'https://github.com/live-chat-hub/n8n-nodes-live-chat-hub/blob/main/docs/livechat.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			placeholder: 'e.g. f09ba25b-8be8-4fcd-a2c8-0b1c567aec85',
			hint: 'Needed for actions and for the trigger. Leave empty if you only receive legacy webhooks.',
			description:
				'In the Developer Console, open Settings, Authorization, Personal Access Tokens. It stands above the list and is not your e-mail address.',
		},
		{
			displayName: 'Personal Access Token',
			name: 'personalAccessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed for actions and for the trigger. Its scopes cannot be changed later.',
			description:
				'Created in the Developer Console under Settings, Authorization. The trigger needs webhooks.configuration:rw, actions need the scopes that the guide lists.',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1b4237f476826986da63022a76c35bb1',
			hint: 'Needed for the trigger, for bots, and for the actions on webhooks and chat properties. Otherwise it may stay empty.',
			description:
				'Of an app of your organization: in the Developer Console, open the app, Building blocks, App Authorization. The app has to be installed.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'At least 16 characters. Needed for legacy webhooks; otherwise it may stay empty.',
			description:
				'You make it up yourself. The trigger derives from it what LiveChat sends along; where it is empty, from the token. After a change, unpublish your workflows and publish them again.',
		},
		previousWebhookSecretField,
		{
			displayName: 'Bot ID',
			name: 'botId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5c9871d5372c824cbf22d860a707a578',
			hint: 'Only to send messages as a bot. Leave empty otherwise.',
			description:
				"As 'Bot: Create' or 'Bot: Get Many' puts it out. The bot belongs to the app of the Client ID.",
		},
		{
			displayName: 'Bot Secret',
			name: 'botSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only to send messages as a bot. Leave empty otherwise.',
			description:
				"LiveChat gives it once, when the bot is created: 'Bot: Create' can show it to you. A token for the bot is made from it, which is kept in memory for a day at most.",
		},
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 390e44e6-f1e6-4368-a6dd-74f14508c2e0',
			hint: 'Only to send messages as a bot, and for the accountId of the LiveChat Poll Trigger. Leave empty otherwise.',
			description: 'In the Developer Console, open Settings, Account',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.livechatinc.com',
			description: 'Where LiveChat’s API is. Change it only if LiveChat tells you to.',
		},
	];

	authenticate: IAuthenticate = async (credential, request) => {
		checkCredentialTest(
			request,
			credential,
			{ 'Account ID': 'accountId', 'Personal Access Token': 'personalAccessToken' },
			(secret) => secretFault(secret, webhookSecretLength),
		);
		// A bot's own token, which was made from this credential.
		if (request.headers?.Authorization !== undefined) return request;
		request.auth = {
			username: String(credential.accountId).trim(),
			password: String(credential.personalAccessToken).trim(),
		};
		return request;
	};

	/** With a Client ID it reads what the trigger needs, without one what the actions' lists need. */
	test: ICredentialTestRequest = credentialTest('LiveChat', {
		baseURL: '={{$credentials.baseUrl}}',
		url: '={{"/v3.6/configuration/action/" + ($credentials.clientId?.trim() ? "list_webhooks" : "list_groups")}}',
		method: 'POST',
		// As text: n8n's helper leaves an empty object out.
		body: '={{JSON.stringify($credentials.clientId?.trim() ? { owner_client_id: $credentials.clientId?.trim() } : {})}}',
	});
}
