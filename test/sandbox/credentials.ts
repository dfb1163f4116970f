import type { Sandbox } from './index';
import { chatvisorDemo } from './vendors/chatvisor';
import { giosgDemo } from './vendors/giosg';
import { liveChatDemo } from './vendors/liveChat';
import { liveSupportiDemo } from './vendors/liveSupporti';
import { smartsuppDemo } from './vendors/smartsupp';

/** What a person enters in n8n to use the sandbox's demo accounts: a credential's data by its type. */
export function sandboxCredentials({ vendors }: Sandbox) {
	return {
		chatvisorApi: {
			apiToken: chatvisorDemo.apiToken,
			baseUrl: vendors.chatvisor.baseUrl,
			webhookSecret: chatvisorDemo.webhookSecret,
		},
		giosgApi: {
			apiToken: giosgDemo.apiToken,
			organizationId: '',
			baseUrl: vendors.giosg.baseUrl,
			webhookSecret: giosgDemo.webhookSecret,
		},
		liveChatApi: {
			accountId: liveChatDemo.accountId,
			personalAccessToken: liveChatDemo.personalAccessToken,
			clientId: liveChatDemo.clientId,
			botId: liveChatDemo.botId,
			botSecret: liveChatDemo.botSecret,
			organizationId: liveChatDemo.organizationId,
			baseUrl: vendors.liveChat.baseUrl,
			webhookSecret: liveChatDemo.webhookSecret,
		},
		liveSupportiApi: {
			email: liveSupportiDemo.email,
			apiKey: liveSupportiDemo.apiKey,
			baseUrl: vendors.liveSupporti.baseUrl,
			apiBaseUrl: vendors.liveSupporti.apiBaseUrl,
			webhookSecret: liveSupportiDemo.webhookSecret,
		},
		smartsuppApi: {
			accessToken: smartsuppDemo.accessToken,
			baseUrl: vendors.smartsupp.baseUrl,
			webhookSecret: smartsuppDemo.webhookSecret,
		},
	};
}
