import { type Operation, resource, simplifyField } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { simplified } from '../simplify';

/** `GET /visitors/{id}`: browser, place, page and variables of a visitor. */
const get: Operation = {
	name: 'Get',
	action: 'Get visitor',
	description: 'Retrieve browser, place, page and variables of a visitor',
	fields: [
		{
			displayName: 'Visitor ID',
			name: 'visitorId',
			type: 'string',
			required: true,
			default: '={{ $json.visitor.id }}',
			placeholder: 'e.g. vitXXXXX',
			description:
				'As the trigger gives it with the source API Webhooks. The POST hook has other IDs, which the API does not know.',
		},
		simplifyField,
	],
	async run(item) {
		const visitorId = item.text('visitorId');
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/visitors/${visitorId}` });
		return simplified(item, 'visitor', [expectObject(item.context, smartsuppApi, body, item.itemIndex)]);
	},
};

export const visitor = resource({
	name: 'Visitor',
	value: 'visitor',
	operations: { get },
	default: 'get',
});
