import { type Operation, simplifyField } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { agentAction, readChats } from '../../api';
import { chatField } from '../../fields';
import { simplified } from '../simplify';
import { filled } from '../values';

/** `get_chat`: the chat with one thread, the latest unless another is named. */
export const get: Operation = {
	fields: [
		chatField,
		{
			displayName: 'Thread ID',
			name: 'threadId',
			type: 'string',
			default: '',
			placeholder: 'e.g. K600PKZON8',
			description: 'Which thread of the chat to read. Leave empty for the latest.',
		},
		simplifyField,
	],
	async run(item) {
		const { body } = await item.request(
			readChats,
			agentAction('get_chat', {
				chat_id: item.locator('chat', 'Chat'),
				...filled({ thread_id: item.get<string>('threadId', '') }),
			}),
		);
		return simplified(item, 'chat', [expectObject(item.context, readChats, body, item.itemIndex)]);
	},
};
