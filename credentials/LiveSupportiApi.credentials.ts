import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { secretFault } from '../nodes/shared/receive/origin-proof';
import {
	checkCredentialTest,
	credentialTest,
	previousWebhookSecretField,
} from '../nodes/shared/request/credential';
import { liveSupportiSignature } from '../nodes/LiveSupporti/webhook/adapter';

/** LiveSupporti's REST API: HTTP Basic with the sign-in e-mail and the API key. */
export class LiveSupportiApi implements ICredentialType {
	name = 'liveSupportiApi';

	displayName = 'LiveSupporti API';

	icon: Icon = {
		light: 'file:../nodes/LiveSupporti/liveSupporti.svg',
		dark: 'file:../nodes/LiveSupporti/liveSupporti.dark.svg',
	};

	documentationUrl =
		'https://github.com/live-chat-hub/n8n-nodes-live-chat-hub/blob/main/docs/livesupporti.md';

	properties: INodeProperties[] = [
		{
			displayName: 'E-Mail',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. nathan@example.com',
			hint: 'Needed to send visitor details. Leave empty if you only receive chats.',
			description: 'The e-mail address with which you sign in to LiveSupporti',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to send visitor details. Leave empty if you only receive chats.',
			description:
				'In LiveSupporti, click your photo at the top right, then Profile. It is not your password.',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to receive chats: 32 to 64 characters. Leave empty if you only send visitor details.',
			description: 'The Secret that you enter in LiveSupporti under WebHooks. You make it up yourself.',
		},
		previousWebhookSecretField,
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://livesupporti.com',
			description: 'Where visitor details are sent. Change it only if LiveSupporti tells you to.',
		},
		{
			displayName: 'API Base URL',
			name: 'apiBaseUrl',
			type: 'string',
			default: 'https://app.livesupporti.com',
			description:
				'Where agents and groups are read and changed. Change it only if LiveSupporti tells you to.',
		},
	];

	authenticate: IAuthenticate = async (credential, request) => {
		checkCredentialTest(request, credential, { 'E-Mail': 'email', 'API Key': 'apiKey' }, (secret) =>
			secretFault(secret, liveSupportiSignature.secretLength),
		);
		request.auth = {
			username: String(credential.email).trim(),
			password: String(credential.apiKey).trim(),
		};
		return request;
	};

	test: ICredentialTestRequest = credentialTest('LiveSupporti', {
		baseURL: '={{$credentials.apiBaseUrl}}',
		url: '/api/agents',
	});
}
