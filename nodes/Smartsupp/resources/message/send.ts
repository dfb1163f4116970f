import { type Operation, ownAnswersNotice, textField } from '../../../shared/action';
import { agentField } from '../agentField';
import { conversationLane, conversationTarget } from '../chat';
import { readSaid, say } from '../say';

/** Says something to the visitor. */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to the visitor of a conversation',
	writes: conversationLane(readSaid),
	fields: [
		ownAnswersNotice,
		...conversationTarget.fields,
		textField({
			placeholder: 'e.g. Hello, how can I help you?',
			description: 'What the visitor reads',
		}),
		agentField(
			'Whose name the visitor sees. Leave empty for the sender that belongs to your access token; Smartsupp may then ask for an agent.',
			false,
		),
	],
	run: async (item) => await say(item),
};
