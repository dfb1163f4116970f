import { type Operation, resource, simplifyField } from '../../../shared/action';
import { expectObject, path } from '../../../shared/request';
import { smartsuppApi } from '../../api';
import { visitorTarget } from '../chat';
import { simplifier } from '../simplify';

/** `GET /visitors/{id}`: browser, place, page and variables of a visitor. */
const get: Operation = {
	name: 'Get',
	action: 'Get visitor',
	description: 'Retrieve browser, place, page and variables of a visitor',
	fields: [...visitorTarget.fields, simplifyField],
	async run(item) {
		const simplify = simplifier(item, 'visitor');
		const { visitorId } = await visitorTarget.read(item);
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/visitors/${visitorId}` });
		return simplify([expectObject(item.context, smartsuppApi, body, item.itemIndex)]);
	},
};

export const visitor = resource({
	name: 'Visitor',
	value: 'visitor',
	operations: { get },
	default: 'get',
});
