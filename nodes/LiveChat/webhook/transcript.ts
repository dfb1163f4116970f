import type { IWebhookFunctions } from 'n8n-workflow';

import type { TakenEvent } from '../../shared/receive';
import { expectObject, vendorRequest } from '../../shared/request';
import { agentAction, readChats } from '../api';
import { chatFrom } from './chat';

/** LiveChat waits about 10 seconds for the answer to a delivery. */
const TIMEOUT_MILLISECONDS = 5000;

/**
 * Adds the transcript to the chats that ended, where *Include Transcript* is on: `chat_deactivated` names the chat
 * alone. When it cannot be fetched the event comes out without, and `chat.extra.transcriptMissing` says why.
 */
export async function includeTranscript(
	context: IWebhookFunctions,
	events: TakenEvent[],
): Promise<TakenEvent[]> {
	const isWanted =
		context.getNodeParameter('source', 'v3') === 'v3' &&
		context.getNodeParameter('options.includeTranscript', false) === true &&
		context.getNodeParameter('output', 'chatEvent') !== 'raw';
	if (!isWanted) return events;
	return await Promise.all(
		events.map(async (one) => (one.event.event === 'chatEnded' ? await withTranscript(context, one) : one)),
	);
}

async function withTranscript(context: IWebhookFunctions, one: TakenEvent): Promise<TakenEvent> {
	const { event } = one;
	const { id, threadId } = event.chat;
	try {
		if (id === null || threadId === null) throw new Error('LiveChat named no chat');
		const { body } = await vendorRequest(context, readChats, {
			...agentAction('get_chat', { chat_id: id, thread_id: threadId }),
			timeout: TIMEOUT_MILLISECONDS,
			networkRetries: 0,
			longestWait: 0,
		});
		const { chat, visitor, ...parts } = chatFrom(expectObject(context, readChats, body));
		return {
			...one,
			event: {
				...event,
				...(parts as Pick<typeof event, 'agents' | 'messages' | 'pages' | 'survey'>),
				chat: { ...event.chat, ...chat, id, threadId, extra: { ...chat.extra, ...event.chat.extra } },
				visitor: { ...event.visitor, ...visitor },
			},
		};
	} catch (error) {
		const reason = (error as Error).message;
		context.logger.warn(`${context.getNode().name}: no transcript of chat ${id}: ${reason}`);
		return {
			...one,
			event: {
				...event,
				chat: { ...event.chat, extra: { ...event.chat.extra, transcriptMissing: reason } },
			},
		};
	}
}
