import type { INodeProperties } from 'n8n-workflow';

import { type Operation, resource } from '../../../shared/action';
import { toText } from '../../../shared/chat-event';
import { ownBody, write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';
import { filled } from '../customer/person';

const fields: INodeProperties[] = [
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		required: true,
		default: '={{ $json.email }}',
		placeholder: 'e.g. kate@example.com',
		description: 'The e-mail address of the agent: an agent who has it is updated, otherwise one is created',
	},
	{
		displayName: 'First Name',
		name: 'firstname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Kate',
		description: 'The first name of the agent',
	},
	{
		displayName: 'Last Name',
		name: 'lastname',
		type: 'string',
		default: '',
		placeholder: 'e.g. Smith',
		description: 'The last name of the agent',
	},
];

/**
 * Creates or updates one agent per item, by e-mail ("simply synchronize the accounts of the agents with Chatvisor via
 * our REST API"). Nothing else is documented; the names are those of a customer.
 */
const sync: Operation = {
	name: 'Sync',
	action: 'Sync agents',
	description: 'Create or update the agent with this e-mail address, one per item (address to be filled in)',
	fields: withEndpoint(endpoints.syncAgent, ['email'], fields),
	writes(item) {
		const { email } = ownBody(item) ?? { email: item.text('email') };
		return `agent/${toText(email) ?? ''}`;
	},
	run: async (item) =>
		await write(item, endpoints.syncAgent, {
			values: { email: () => item.text('email') },
			body: () =>
				filled({
					email: item.text('email'),
					firstname: item.optionalText('firstname'),
					lastname: item.optionalText('lastname'),
				}),
		}),
};

export const agent = resource({ name: 'Agent', value: 'agent', operations: { sync }, default: 'sync' });
