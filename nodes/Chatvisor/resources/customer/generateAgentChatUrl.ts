import type { Operation } from '../../../shared/action';
import { read } from '../../api';
import { endpoints } from '../../endpoints';
import { aboutCustomer, customer, withEndpoint } from '../../fields';

/**
 * Generates "a unique URL where the agent is automatically logged in and redirected to the given chat". It takes the
 * customerId of a WebHook or a conversation; the answer is not documented.
 */
export const generateAgentChatUrl: Operation = {
	name: 'Generate Agent Chat URL',
	action: 'Generate agent chat URL for customer',
	description:
		'Get a link that signs an agent in and opens the chat with the customer (address to be filled in)',
	fields: withEndpoint(
		endpoints.generateAgentChatUrl,
		['customerId'],
		[
			{
				displayName:
					'Whoever opens this URL is signed in as the agent. Send it only to that agent, and keep it out of logs and shared sheets.',
				name: 'signInNotice',
				type: 'notice',
				default: '',
			},
			...customer.fields,
		],
	),
	async run(item) {
		const { customer: customerId } = await customer.read(item);
		return await read(item, endpoints.generateAgentChatUrl, {
			values: { customerId: () => customerId },
			about: aboutCustomer,
			body: { customerId },
		});
	},
};
