import type { VisitorLookup } from '../../shared/trigger';
import { findCustomerOfEvent } from '../api';
import { customerToVisitor } from './adapter';

/**
 * What Chatvisor's WebHooks name of a customer is an id. Only the list of all customers is documented, page by page, so
 * that finding one may cost many requests.
 */
export const chatvisorVisitor: VisitorLookup = {
	byDefault: false,
	async find(context, { visitor: { id } }, limits) {
		const customer = id === null ? null : await findCustomerOfEvent(context, id, limits);
		return customer && customerToVisitor(customer);
	},
};
