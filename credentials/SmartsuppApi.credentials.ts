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
import { smartsuppSignature } from '../nodes/Smartsupp/webhook/signature';

/** Smartsupp's REST API v2: `Authorization: Bearer <access token>`. */
export class SmartsuppApi implements ICredentialType {
	name = 'smartsuppApi';

	displayName = 'Smartsupp API';

	icon: Icon = {
		light: 'file:../nodes/Smartsupp/smartsupp.svg',
		dark: 'file:../nodes/Smartsupp/smartsupp.dark.svg',
	};

	documentationUrl = 'https://github.com/live-chat-hub/n8n-nodes-live-chat-hub/blob/main/docs/smartsupp.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed for actions, for polling, and for Include Visitor of the trigger. Leave empty if you only receive events without it.',
			description:
				'Smartsupp’s support gives it to you: write to support@smartsupp.com, there is no page for it in Smartsupp',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to receive events. API webhooks: the shared secret that Smartsupp’s support sends you. POST hook: a text of at least 16 letters and digits that you make up. Use one credential for each.',
			description:
				'For API webhooks it signs each delivery. For the POST hook it stands in the URL, after ?secret=.',
		},
		previousWebhookSecretField,
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.smartsupp.com/v2',
			description: 'Where the REST API v2 is. Change it only if Smartsupp tells you to.',
		},
	];

	authenticate: IAuthenticate = async (credential, request) => {
		checkCredentialTest(request, credential, { 'Access Token': 'accessToken' }, (secret) =>
			secretFault(secret, smartsuppSignature.secretLength),
		);
		request.headers = {
			...request.headers,
			Authorization: `Bearer ${String(credential.accessToken).trim()}`,
		};
		return request;
	};

	test: ICredentialTestRequest = credentialTest('Smartsupp', {
		baseURL: '={{$credentials.baseUrl}}',
		url: '/agents',
	});
}
