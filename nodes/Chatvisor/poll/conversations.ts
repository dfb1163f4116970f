import { toId, toText } from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { type Happened, type ListedChat, type Poll, type PollTrigger, short } from '../../shared/poll';
import { withVisitorsInPoll } from '../../shared/trigger';
import { chatvisorApi, readConversations } from '../api';
import { chatvisorAdapter } from '../webhook/adapter';
import { chatvisorVisitor } from '../webhook/visitor';

/**
 * Chatvisor's conversations, read again and again ("You can also poll the conversations via the REST API"). A conversation
 * has a status and its last message, but neither id nor time: what happened is told by what is different from the last
 * poll, as Chatvisor's WebHooks describe it. What changed and changed back in between is not seen.
 */
export const chatvisorPoll: PollTrigger = {
	adapter: chatvisorAdapter,
	api: chatvisorApi,
	events: ['chatStarted', 'chatEnded', 'messageFromVisitor'],
	hasTimes: false,
	complete: withVisitorsInPoll(chatvisorVisitor),
	async list(poll) {
		const path = poll.context.getNodeParameter('path', '') as string;
		const conversations = await readConversations(poll.context, path, poll.request);
		return conversations.flatMap((conversation) => {
			const id = toId(conversation.customerId);
			return id === null ? [] : [listed(poll, id, conversation)];
		});
	},
};

/** States, as they are kept. */
const UNREAD = 'open?';
const READ = 'open!';

function listed({ wants }: Poll, id: string, body: JsonObject): ListedChat {
	const status = toText(body.status);
	const isDone = status === 'DONE';
	const isUnread = status === 'UNREAD';
	const said = wants('messageFromVisitor') ? short(body.lastMessage ?? null) : '';
	return {
		id,
		// Of what is done nothing is kept: whoever writes again opens a new conversation, as Chatvisor sees it.
		state: isDone ? null : `${isUnread ? UNREAD : READ}${said}`,
		changedAt: null,
		happened(before) {
			const by = (webhook: string): Happened => ({ body: { ...body }, events: [webhook] });
			if (isDone) return before !== undefined && wants('chatEnded') ? [by('statusChange')] : [];
			return [
				...(before === undefined && wants('chatStarted') ? [by('newConversation')] : []),
				...(isUnread && wants('messageFromVisitor') ? [by('newMessage')] : []),
			];
		},
	};
}
