import type { IHttpRequestMethods } from 'n8n-workflow';

/** Where an operation of Chatvisor's REST API is, and how far that is known. */
export type Endpoint =
	/** Chatvisor's documents give method and path; `reads` where a POST changes nothing. */
	| { basis: 'documented'; method: IHttpRequestMethods; path: string; reads?: true }
	/** The API reference says that it exists; method and path are our assumption, which a person can correct. */
	| { basis: 'assumed'; method: IHttpRequestMethods; path: string }
	/** Nothing is known of the path: a person has to fill it in. `example` only shows what one looks like. */
	| { basis: 'unknown'; method: IHttpRequestMethods; example: string };

/**
 * Every endpoint that the actions call. Source: the API reference "Chatvisor API (v1)", later "Xaleon API (v1.9)" and
 * "TeamViewer Engage Developer Documentation (v1.9)", of which only the list of customers could be read whole, and
 * "REST Example - Agent Times". The reference files *Label* and *Query* under "Customer Status", apart from "Customer",
 * so that their paths may well be others.
 * `{placeholders}` are filled in by the operation.
 */
export const endpoints = {
	getCustomers: { basis: 'documented', method: 'GET', path: '/rest/v1/customer' },
	reportAgentTimes: {
		basis: 'documented',
		method: 'POST',
		path: '/rest/v1/report/agent/times/online',
		reads: true,
	},
	reportAgents: { basis: 'documented', method: 'POST', path: '/rest/v1/report/agent', reads: true },
	createCustomer: { basis: 'assumed', method: 'POST', path: '/rest/v1/customer' },
	labelCustomer: { basis: 'assumed', method: 'PUT', path: '/rest/v1/customer' },
	queryCustomers: { basis: 'assumed', method: 'GET', path: '/rest/v1/customer/{query}' },
	getConversations: { basis: 'assumed', method: 'GET', path: '/rest/v1/conversation' },
	assignCustomer: {
		basis: 'unknown',
		method: 'PUT',
		example: '/rest/v1/customer/{customerId}/assign',
	},
	generateAgentChatUrl: {
		basis: 'unknown',
		method: 'GET',
		example: '/rest/v1/customer/{customerId}/chat',
	},
	syncAgent: { basis: 'unknown', method: 'PUT', example: '/rest/v1/user' },
	setChatVisibility: { basis: 'unknown', method: 'PUT', example: '/rest/v1/visibility' },
} satisfies Record<string, Endpoint>;

/** The methods that a person can choose for an endpoint: nothing here deletes. */
export function methodsOf({ method }: Endpoint): readonly IHttpRequestMethods[] {
	return method === 'GET' ? ['GET', 'POST'] : ['PATCH', 'POST', 'PUT'];
}
