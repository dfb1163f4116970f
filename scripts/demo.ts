import type { Sandbox } from '../test/sandbox';
import { chatvisorDemo } from '../test/sandbox/vendors/chatvisor';
import { giosgDemo } from '../test/sandbox/vendors/giosg';
import { liveSupportiDemo } from '../test/sandbox/vendors/liveSupporti';
import { smartsuppDemo } from '../test/sandbox/vendors/smartsupp';

/** One example workflow that `npm start` brings to life. Its nodes get the credentials of `sandboxCredentials`. */
export interface Demo {
	/** The file in the repository, and the key under which `npm start` remembers what it made of it. */
	workflow: string;
	/**
	 * What a person does in the vendor's settings, by the type of the node whose production URL the vendor delivers to: tell
	 * it where to deliver. The sandbox forgets it when it ends.
	 */
	connect: Record<string, (sandbox: Sandbox, webhookUrl: string) => unknown>;
	/** A trigger tells the vendor itself when it is published, so it is published anew for each new sandbox. */
	registersItself?: boolean;
	/** What to click, and what then happens. */
	tryIt: string;
}

/**
 * What happens at each vendor. Where two of them start with the same event, they do different things: nothing is shown
 * or answered twice.
 */
export const demos: Demo[] = [
	{
		workflow: 'workflows/any-live-chat-show-what-we-know.json',
		connect: {
			liveSupportiTrigger: async ({ vendors }, webhookUrl) =>
				await vendors.liveSupporti.addWebhook(webhookUrl, liveSupportiDemo.webhookSecret),
			giosgTrigger: ({ vendors }, webhookUrl) =>
				vendors.giosg.addWebhook(`${webhookUrl}?secret=${giosgDemo.webhookSecret}`),
			smartsuppTrigger: ({ vendors }, webhookUrl) =>
				vendors.smartsupp.addWebhook(webhookUrl, ['conversation.opened']),
			liveChatTrigger: () => {},
			chatvisorTrigger: ({ vendors }, webhookUrl) =>
				vendors.chatvisor.addWebhook(`${webhookUrl}?secret=${chatvisorDemo.webhookSecret}`),
		},
		registersItself: true,
		tryIt:
			'Any of the five: click "Start a chat". What the CRM knows of the visitor appears beside the chat; at Smartsupp as a note in it.',
	},
	{
		workflow: 'workflows/chatvisor-route-new-conversations.json',
		connect: {
			chatvisorTrigger: ({ vendors }, webhookUrl) =>
				vendors.chatvisor.addWebhook(`${webhookUrl}?secret=${chatvisorDemo.webhookSecret}`),
		},
		tryIt: 'Chatvisor: the team that another workflow chose appears there as well.',
	},
	{
		workflow: 'workflows/smartsupp-missed-chats-become-tickets.json',
		connect: {
			smartsuppTrigger: ({ vendors }, webhookUrl) =>
				vendors.smartsupp.addPostHook(`${webhookUrl}?secret=${smartsuppDemo.webhookSecret}`),
		},
		tryIt:
			'Smartsupp: click "Leave an offline message", or start a chat and click "Miss it". The ticket is in the latest execution of the workflow.',
	},
	{
		workflow: 'workflows/livechat-archive-every-transcript.json',
		connect: { liveChatTrigger: () => {} },
		registersItself: true,
		tryIt:
			'LiveChat: start a chat, write something, then click "End". The transcript is in the latest execution of the workflow.',
	},
];
