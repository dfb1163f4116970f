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

/** giosg's HTTP API: `Authorization: Token <API token>`. */
export class GiosgApi implements ICredentialType {
	name = 'giosgApi';

	displayName = 'Giosg API';

	icon: Icon = {
		light: 'file:../nodes/Giosg/giosg.svg',
		dark: 'file:../nodes/Giosg/giosg.dark.svg',
	};

	documentationUrl = 'https://github.com/live-chat-hub/n8n-nodes-live-chat-hub/blob/main/docs/giosg.md';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed for actions, for polling, and for events to tell who the visitor is. The token stops working when the user who made it is deleted: make it with a user of its own, and name that user so that nobody deletes it.',
			description:
				'In giosg: Settings, Company, Access tokens. giosg shows it once. The token may do what its user may do: visitor variables need the settings permission. Variables sent with it need no signature, even in a room that requires signatures.',
		},
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7f9e9580-095b-42c7-838c-c04e667b26f7',
			hint: 'Leave empty to use the organization of the user who made the token.',
			description: 'The organization whose rooms and chats the actions work on',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed to receive events: at least 16 characters. Leave empty if you only use actions.',
			description:
				'You make it up yourself, and add it to the endpoint URL of the webhook in giosg as ?secret=. Use letters, digits and dashes.',
		},
		previousWebhookSecretField,
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://service.giosg.com',
			description: 'Where the HTTP API is. Change it only if giosg tells you to.',
		},
	];

	authenticate: IAuthenticate = async (credential, request) => {
		checkCredentialTest(request, credential, { 'API Token': 'apiToken' }, (secret) =>
			secretFault(secret, urlSecret.secretLength),
		);
		request.headers = { ...request.headers, Authorization: `Token ${String(credential.apiToken).trim()}` };
		return request;
	};

	test: ICredentialTestRequest = credentialTest('giosg', {
		baseURL: '={{$credentials.baseUrl}}',
		url: '/api/v5/users/me',
	});
}
