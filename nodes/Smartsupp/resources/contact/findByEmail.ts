import { expectObject, type Operation } from '../../../shared/request';
import { experimentalNotice, smartsuppApi } from '../../api';

/**
 * `GET /contacts/find?email=`. That there is none is an answer here and not a refusal: 404 with `code: "not_found"`
 * becomes `{ found: false, email }`.
 */
export const findByEmail: Operation = {
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
		const email = item.text('email', 'Email');
		const { status, body } = await item.request(smartsuppApi, {
			method: 'GET',
			path: '/contacts/find',
			query: { email },
			acceptStatus: [404],
		});
		const contact = expectObject(item.context, smartsuppApi, body, item.itemIndex);
		return status === 404 ? { found: false, email } : { found: true, ...contact };
	},
};
