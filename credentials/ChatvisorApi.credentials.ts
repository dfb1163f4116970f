import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { secretFault, urlSecret } from '../nodes/shared/receive/origin-proof';
import {
	checkCredentialTest,
	credentialTest,
	previousWebhookSecretField,
} from '../nodes/shared/request/credential';

/** Chatvisor's REST API: an API token, sent as `Authorization: Bearer`, because a token in the URL ends up in logs. */
export class ChatvisorApi implements ICredentialType {
	name = 'chatvisorApi';

	displayName = 'Chatvisor API';

	icon: Icon = {
		light: 'file:../nodes/Chatvisor/chatvisor.svg',
		dark: 'file:../nodes/Chatvisor/chatvisor.dark.svg',
	};

	documentationUrl = 'https://github.com/live-chat-hub/n8n-nodes-live-chat-hub/blob/main/docs/chatvisor.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed for actions, for polling, and for Include Visitor of the trigger. Leave empty if you only receive events without it.',
			description:
				'An administrator creates it in Chatvisor (later Xaleon, TeamViewer Engage) under Settings, API, Keys; in newer versions under Settings, Developer tools, API keys',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to receive events: at least 16 characters, best only letters and digits. Leave empty if you only call Chatvisor.',
			description:
				'You make it up yourself, and add it to the webhook URL that you enter in Chatvisor: ?secret= and the secret',
		},
		previousWebhookSecretField,
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.chatvisor.com',
			hint: 'Without /rest/v1 at the end. Leave it, unless your Xaleon or TeamViewer Engage has an address of its own.',
			description:
				"Where Chatvisor's API is. Installations of Xaleon and TeamViewer Engage may have another.",
		},
	];

	authenticate: IAuthenticate = async (credential, request) => {
		checkCredentialTest(request, credential, { 'API Token': 'apiToken' }, (secret) =>
			secretFault(secret, urlSecret.secretLength),
		);
		request.headers = { ...request.headers, Authorization: `Bearer ${String(credential.apiToken).trim()}` };
		return request;
	};

	test: ICredentialTestRequest = credentialTest('Chatvisor', {
		baseURL: '={{$credentials.baseUrl}}',
		url: '/rest/v1/customer?pageSize=1',
	});
}
