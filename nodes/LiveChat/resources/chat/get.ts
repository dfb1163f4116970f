import { type Operation, simplifyField } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { agentAction, readChats } from '../../api';
import { chat } from '../../fields';
import { simplifier } from '../simplify';
import { filled } from '../values';

/** `get_chat`: the chat with one thread, the latest unless another is named. */
export const get: Operation = {
	name: 'Get',
	action: 'Get chat',
	description: 'Retrieve a chat with its messages and users',
	fields: [
		...chat.fields,
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
		const simplify = simplifier(item, 'chat');
		const { body } = await item.request(
			readChats,
			agentAction('get_chat', {
				chat_id: (await chat.read(item)).chat,
				...filled({ thread_id: item.optionalText('threadId') }),
			}),
		);
		return simplify([expectObject(item.context, readChats, body, item.itemIndex)]);
	},
};
