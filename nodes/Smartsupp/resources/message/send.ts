import { locatorField, type Operation } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { conversationLane, conversationTarget } from '../chat';

/**
 * `POST /conversations/{id}/messages` with `{ content: { type: "text", text }, agent_id }`. Without an agent the message
 * comes from the sender that Smartsupp chose for the access token.
 */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to the visitor of a conversation',
	writes: conversationLane,
	fields: [
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
		const text = item.message('text');
		const agentId = item.optionalLocator('agent');
		const { conversation: id } = await conversationTarget.read(item);
		const { body } = await item.request(smartsuppApi, {
			method: 'POST',
			path: path`/conversations/${id}/messages`,
			body: { content: { type: 'text', text }, ...(agentId !== undefined && { agent_id: agentId }) },
		});
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	},
};
