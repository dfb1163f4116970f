import { type ItemContext, type Operation, ownAnswersNotice } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { agentField } from '../agentField';
import { conversationLane, conversationTarget } from '../chat';

const readMessage = (item: ItemContext) => ({
	text: item.message('text'),
	agentId: item.optionalLocator('agent'),
});

/**
 * `POST /conversations/{id}/messages` with `{ content: { type: "text", text }, agent_id }`. Without an agent the message
 * comes from the sender that Smartsupp chose for the access token.
 */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to the visitor of a conversation',
	writes: conversationLane(readMessage),
	fields: [
		ownAnswersNotice,
		...conversationTarget.fields,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Hello, how can I help you?',
			description: 'What the visitor reads',
		},
		agentField(
			'Whose name the visitor sees. Leave empty for the sender that belongs to your access token; Smartsupp may then ask for an agent.',
			false,
		),
	],
	async run(item) {
		const { text, agentId } = readMessage(item);
		const { conversation: id } = await conversationTarget.read(item);
		const { body } = await item.request(smartsuppApi, {
			method: 'POST',
			path: path`/conversations/${id}/messages`,
			body: { content: { type: 'text', text }, ...(agentId !== undefined && { agent_id: agentId }) },
		});
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
