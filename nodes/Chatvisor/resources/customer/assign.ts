import type { Operation } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { aboutCustomer, customer, ofCustomer, withEndpoint } from '../../fields';

/**
 * Assigns a customer, and with it the conversation, to a user or to a team: "Team and user are mutually exclusive".
 * Nothing else is documented; `assignedUser` is a field of "Create customer", `assignedTeam` is made after it.
 */
export const assign: Operation = {
	name: 'Assign',
	action: 'Assign customer',
	description: 'Route a customer and the conversation to a user or to a team (address to be filled in)',
	writes: ofCustomer,
	fields: withEndpoint(
		endpoints.assignCustomer,
		['customerId', 'userId', 'teamId'],
		[
			...customer.fields,
			{
				displayName: 'Assign To',
				name: 'assignTo',
				type: 'options',
				options: [
					{ name: 'Team', value: 'team', description: 'All agents of a team see the conversation' },
					{ name: 'User', value: 'user', description: 'One agent gets the conversation' },
				],
				default: 'user',
				description: 'Who gets the customer: one user or one team, never both',
			},
			{
				displayName: 'User ID',
				name: 'userId',
				type: 'string',
				default: '',
				placeholder: 'e.g. kate@example.com',
				description: 'The user (agent), whom Chatvisor names by e-mail address',
				displayOptions: { show: { assignTo: ['user'] } },
			},
			{
				displayName: 'Team ID',
				name: 'teamId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 7a1d20c4',
				description: 'The team, as Chatvisor names it',
				displayOptions: { show: { assignTo: ['team'] } },
			},
		],
	),
	async run(item) {
		const { customer: customerId } = await customer.read(item);
		const isTeam = item.choice('assignTo') === 'team';
		const field = isTeam ? 'teamId' : 'userId';
		const id = () => item.text(field);
		return await write(item, endpoints.assignCustomer, {
			values: { customerId: () => customerId, [field]: id },
			about: aboutCustomer,
			body: () => ({ [isTeam ? 'assignedTeam' : 'assignedUser']: id() }),
		});
	},
};
