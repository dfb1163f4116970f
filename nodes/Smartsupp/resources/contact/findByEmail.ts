import { chatTarget, type Operation } from '../../../shared/action';
import { toText } from '../../../shared/chat-event';
import { experimentalNotice } from '../../api';
import { findContact, ofSmartsupp } from '../chat';

const target = chatTarget({
	...ofSmartsupp,
	ids: [
		{
			field: {
				displayName: 'Email',
				name: 'email',
				type: 'string',
				required: true,
				default: '={{ $json.visitor?.email ?? $json.visitor_email ?? $json.email }}',
				placeholder: 'e.g. nathan@example.com',
				description: "The contact's e-mail address. The result tells under 'found' whether there is one.",
			},
			from: ({ visitor }) => toText(visitor.email),
			advice:
				"Events of conversations name the contact by its ID: use Contact: Get, which finds it by itself. Or set 'Chat' to 'Given by ID' and fill in 'Email'.",
		},
	],
});

/**
 * `GET /contacts/find?email=`. That there is none is an answer here and not a refusal: `{ found: false, email }`.
 */
export const findByEmail: Operation = {
	name: 'Find by E-Mail',
	action: 'Find contact by email',
	description: 'Retrieve the contact with an e-mail address (experimental)',
	fields: [experimentalNotice, ...target.fields],
	async run(item) {
		const { email } = await target.read(item);
		const contact = await findContact(item, email);
		return contact === null ? { found: false, email } : { found: true, ...contact };
	},
};
