import type { Sandbox } from '../test/sandbox';
import type { sandboxCredentials } from '../test/sandbox/credentials';
import { chatvisorDemo } from '../test/sandbox/vendors/chatvisor';
import { giosgDemo } from '../test/sandbox/vendors/giosg';
import { liveSupportiDemo } from '../test/sandbox/vendors/liveSupporti';
import { smartsuppDemo } from '../test/sandbox/vendors/smartsupp';

/** One example workflow that `npm start` brings to life: what n8n is given, and what the sandbox is told. */
export interface Demo {
	/** The file in the repository, and the key under which `npm start` remembers what it made of it. */
	workflow: string;
	/** The node whose production URL the vendor delivers to. */
	triggerType: string;
	/** The credential of the example's nodes; what it holds is in `sandboxCredentials`. */
	credential: { type: keyof ReturnType<typeof sandboxCredentials>; name: string };
	/** What a person does in the vendor's settings: tell it where to deliver. The sandbox forgets it when it ends. */
	connect(sandbox: Sandbox, webhookUrl: string): Promise<unknown>;
	/** The trigger tells the vendor itself when it is published, so it is published anew for each new sandbox. */
	registersItself?: boolean;
	/** One sentence: what to click, and what then happens. */
	tryIt: string;
}

/** A further vendor is one more entry. */
export const demos: Demo[] = [
	{
		workflow: 'workflows/livesupporti-show-visitor-details.json',
		triggerType: 'n8n-nodes-live-chat-hub.liveSupportiTrigger',
		credential: { type: 'liveSupportiApi', name: 'LiveSupporti sandbox' },
		connect: async ({ vendors }, webhookUrl) =>
			await vendors.liveSupporti.addWebhook(webhookUrl, liveSupportiDemo.webhookSecret),
		tryIt: 'LiveSupporti: click "Start a chat". What the CRM knows of the visitor appears beside the chat.',
	},
	{
		workflow: 'workflows/chatvisor-route-new-conversations.json',
		triggerType: 'n8n-nodes-live-chat-hub.chatvisorTrigger',
		credential: { type: 'chatvisorApi', name: 'Chatvisor sandbox' },
		connect: async ({ vendors }, webhookUrl) =>
			vendors.chatvisor.addWebhook(`${webhookUrl}?secret=${chatvisorDemo.webhookSecret}`, 'newConversation'),
		tryIt: 'Chatvisor: click "Start a chat". The team that the workflow chose appears beside the chat.',
	},
	{
		workflow: 'workflows/smartsupp-missed-chats-become-tickets.json',
		triggerType: 'n8n-nodes-live-chat-hub.smartsuppTrigger',
		credential: { type: 'smartsuppApi', name: 'Smartsupp sandbox' },
		connect: async ({ vendors }, webhookUrl) =>
			vendors.smartsupp.addPostHook(`${webhookUrl}?secret=${smartsuppDemo.webhookSecret}`),
		tryIt:
			'Smartsupp: click "Leave an offline message", or start a chat and click "Miss it". The ticket is in the latest execution of the workflow.',
	},
	{
		workflow: 'workflows/livechat-archive-every-transcript.json',
		triggerType: 'n8n-nodes-live-chat-hub.liveChatTrigger',
		credential: { type: 'liveChatApi', name: 'LiveChat sandbox' },
		connect: async () => {},
		registersItself: true,
		tryIt:
			'LiveChat: click "Start a chat", write something, then click "End". The transcript is in the latest execution of the workflow.',
	},
	{
		workflow: 'workflows/giosg-show-visitor-variables.json',
		triggerType: 'n8n-nodes-live-chat-hub.giosgTrigger',
		credential: { type: 'giosgApi', name: 'giosg sandbox' },
		connect: async ({ vendors }, webhookUrl) =>
			vendors.giosg.addWebhook(`${webhookUrl}?secret=${giosgDemo.webhookSecret}`),
		tryIt: 'giosg: click "Start a chat". The visitor variables that the workflow set appear beside the chat.',
	},
];
