import { toId } from '../../shared/chat-event';
import type { JsonObject } from '../../shared/json';
import { expectObject, path, vendorRequest } from '../../shared/request';
import type { Limits, LookupContext, VisitorLookup } from '../../shared/trigger';
import { smartsuppApi } from '../api';
import { isOfPostHook } from './postHook';
import { readRecords } from './records';

/**
 * Who the visitor is: `GET /contacts/{id}`, whose id events of conversations name, or which `GET /conversations/{id}`
 * tells. The POST hook names the visitor itself, and the API does not know its ids.
 */
export const smartsuppVisitor: VisitorLookup = {
	byDefault: false,
	async find(context, event, limits) {
		if (isOfPostHook(event)) return null;
		const get = async (pathName: string) => await read(context, pathName, limits);
		let contactId = toId(event.visitor.extra.contact_id);
		let conversation: JsonObject | null = null;
		if (contactId === null && event.chat.id !== null) {
			conversation = await get(path`/conversations/${event.chat.id}`);
			const { visitor } = readRecords({ conversation });
			if ((visitor.name ?? visitor.email ?? null) !== null) return visitor;
			contactId = toId(visitor.extra?.contact_id);
		}
		const contact = contactId === null ? null : await get(path`/contacts/${contactId}`);
		return (conversation ?? contact) ? readRecords({ conversation, contact }).visitor : null;
	},
};

/** Null for what Smartsupp does not find. */
async function read(context: LookupContext, pathName: string, limits: Limits): Promise<JsonObject | null> {
	const { status, body } = await vendorRequest(context, smartsuppApi, {
		method: 'GET',
		path: pathName,
		acceptStatus: [404],
		...limits,
	});
	return status === 404 ? null : expectObject(context, smartsuppApi, body);
}
