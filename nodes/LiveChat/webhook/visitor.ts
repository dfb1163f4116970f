import type { VisitorLookup } from '../../shared/trigger';
import { expectObject, vendorRequest } from '../../shared/request';
import { agentAction, liveChat } from '../api';
import { isLegacy } from '../lookup';
import { authorOf, customerFrom } from './chat';
import { completed } from './transcript';

const readCustomers = liveChat('customers:ro');

/**
 * Name, e-mail, phone and session fields of the visitor: `get_customer` where the event names the visitor, else
 * `get_chat`, which tells what the visitor typed into a form, too. One request, which LiveChat bills. The legacy webhooks
 * name their visitor by an ID that the API does not know. Where LiveChat just did not answer for the transcript it is not
 * asked again: together that would take longer than it waits.
 */
export const liveChatVisitor: VisitorLookup = {
	byDefault: false,
	async find(context, event, limits) {
		if (isLegacy(event) || event.chat.extra.transcriptMissing !== undefined) return null;
		const { id } = event.visitor;
		if (id === null || authorOf(id) !== 'visitor') {
			return event.chat.id === null ? null : (await completed(context, event, limits)).visitor;
		}
		const { body } = await vendorRequest(context, readCustomers, {
			...agentAction('get_customer', { id }),
			...limits,
		});
		return customerFrom(expectObject(context, readCustomers, body)).visitor;
	},
};
