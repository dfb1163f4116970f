import { locatorField, type Operation } from '../../../shared/action';
import { toId } from '../../../shared/chat-event';
import { expectObject, path } from '../../../shared/request';
import { conversationField, smartsuppApi } from '../../api';

/**
 * `POST /conversations/{id}/messages` with `{ content: { type: "text", text }, agent_id }`. Without an agent the message
 * comes from the sender that Smartsupp chose for the access token.
 */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to the visitor of a conversation',
	fields: [
		conversationField,
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
		{
			...locatorField({
				displayName: 'Agent',
				name: 'agent',
				searchListMethod: 'searchAgents',
				placeholder: 'e.g. 596772',
				description:
					'Whose name the visitor sees. Leave empty for the sender that belongs to your access token; Smartsupp may then ask for an agent.',
			}),
			required: false,
		},
	],
	async run(item) {
		const id = item.locator('conversation');
		const text = item.text('text');
		const agentId = toId(Object(item.get<unknown>('agent', {})).value);
		const { body } = await item.request(smartsuppApi, {
			method: 'POST',
			path: path`/conversations/${id}/messages`,
			body: { content: { type: 'text', text }, ...(agentId !== null && { agent_id: agentId }) },
		});
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
