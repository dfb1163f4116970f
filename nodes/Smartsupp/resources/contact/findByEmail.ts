import type { Operation } from '../../../shared/action';
import { expectObject, refusal } from '../../../shared/request';
import { experimentalNotice, smartsuppApi } from '../../api';

/**
 * `GET /contacts/find?email=`. That there is none is an answer here and not a refusal: 404 with `code: "not_found"`
 * becomes `{ found: false, email }`.
 */
export const findByEmail: Operation = {
	name: 'Find by E-Mail',
	action: 'Find contact by e mail',
	description: 'Retrieve the contact with an e-mail address (experimental)',
	fields: [
		experimentalNotice,
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			required: true,
			default: '={{ $json.visitor.email }}',
			placeholder: 'e.g. nathan@example.com',
			description: "The contact's e-mail address. The result tells under 'found' whether there is one.",
		},
	],
	async run(item) {
		const email = item.text('email');
		const response = await item.request(smartsuppApi, {
			method: 'GET',
			path: '/contacts/find',
			query: { email },
			acceptStatus: [404],
		});
		const contact = expectObject(item.context, smartsuppApi, response.body, item.itemIndex);
		if (response.status !== 404) return { found: true, ...contact };
		if (contact.code === 'not_found') return { found: false, email };
		throw refusal(item.context, smartsuppApi, response, item.itemIndex);
	},
};
