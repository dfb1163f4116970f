import { Router } from 'express';

import { keep } from './frame/http';
import { SandboxService } from './frame/service';
import { chatvisorVisitors } from './vendors/chatvisor';
import { giosgVisitors } from './vendors/giosg';
import { liveSupportiVisitors } from './vendors/liveSupporti';
import { smartsuppVisitors } from './vendors/smartsupp';

/**
 * A customer as the CRM answers it. `id`, `accountId`, `email` and `chat` are the CRM's own, as in many a CRM: none of
 * them has to do with the chat that is asked for, so that a node which takes them for it is found out.
 */
export interface CrmCustomer {
	id: string;
	accountId: string;
	name: string;
	/** Where invoices go. */
	email: string;
	plan: string;
	accountManager: string;
	orders: Array<{ no: string; total: number }>;
	/** The last talk that the CRM itself has written down. */
	chat: { id: string; channel: string };
}

interface Known {
	customer: CrmCustomer;
	/** The address with which the customer signs in at the shop, and writes in a chat. */
	signIn: string;
	/** What the shop stored at login: under which ids the vendors know the customer. */
	visitorIds: string[];
}

const [jason, maria, aiko] = [0, 1, 2].map((index) => [
	liveSupportiVisitors[index].id,
	giosgVisitors[index].id,
	smartsuppVisitors[index].id,
	smartsuppVisitors[index].contactId,
]);

/** The demo visitors of every vendor, but for the one who leaves no address. */
const known: Known[] = [
	{
		signIn: 'jason@example.com',
		visitorIds: [...jason, chatvisorVisitors[1].customerId],
		customer: {
			id: 'CUS-1001',
			accountId: 'ACC-77',
			name: 'Jason Miller',
			email: 'invoices@miller.example',
			plan: 'Gold',
			accountManager: 'Kate Berg',
			orders: [{ no: '4711', total: 129.9 }],
			chat: { id: 'talk-31', channel: 'telephone' },
		},
	},
	{
		signIn: 'maria@example.com',
		visitorIds: [...maria, chatvisorVisitors[2].customerId],
		customer: {
			id: 'CUS-1002',
			accountId: 'ACC-78',
			name: 'Maria Rossi',
			email: 'invoices@rossi.example',
			plan: 'Silver',
			accountManager: 'Tom Berg',
			orders: [
				{ no: '4712', total: 20 },
				{ no: '4713', total: 45.5 },
			],
			chat: { id: 'talk-32', channel: 'letter' },
		},
	},
	{
		signIn: 'aiko@example.com',
		visitorIds: [...aiko, chatvisorVisitors[0].customerId],
		customer: {
			id: 'CUS-1003',
			accountId: 'ACC-79',
			name: 'Aiko Tanaka',
			email: 'invoices@tanaka.example',
			plan: 'Trial',
			accountManager: 'Kate Berg',
			orders: [],
			chat: { id: 'talk-33', channel: 'fair' },
		},
	},
];

/** The address that stands in the example workflows, for a person to replace. */
export const exampleCrmUrl = 'https://crm.example.com';

/**
 * The system in which a shop looks its customers up, as examples and tests ask it with n8n's HTTP Request node:
 *
 * - `GET /customers?email=&visitor=` a list of those whom the address or the vendor's ID fits, empty for an unknown one
 * - `GET /customers/by-chat?visitor=` one customer, 404 for an unknown one
 * - `POST /notes` takes any object, and gives it an `id`
 */
export class CrmSandbox extends SandboxService {
	/** What was written down, oldest first. */
	readonly notes: Array<Record<string, unknown>> = [];

	constructor(private readonly context: { url: string }) {
		super();
	}

	/** Without a slash at the end. */
	get url(): string {
		return `${this.context.url}/crm`;
	}

	/** Puts this CRM's address into the JSON of an example workflow. */
	readonly putInto = (json: string): string => json.replaceAll(exampleCrmUrl, this.url);

	routes(): Record<string, Router> {
		const router = Router({ caseSensitive: true });
		router.get('/customers', (req, res) => {
			const { email, visitor } = req.query;
			const found = known.filter(
				({ signIn, visitorIds }) => signIn === email || visitorIds.includes(String(visitor)),
			);
			res.json(found.map(({ customer }) => customer));
		});
		router.get('/customers/by-chat', (req, res) => {
			const found = known.find(({ visitorIds }) => visitorIds.includes(String(req.query.visitor)));
			if (found) res.json(found.customer);
			else this.refuse(res, 404, 'No customer has this visitor ID.');
		});
		router.post('/notes', (req, res) => {
			const note = { ...(req.body as object), id: `NOTE-${this.notes.length + 1}` };
			keep(this.notes, note);
			res.status(201).json(note);
		});
		return { '/crm': router };
	}

	protected clear(): void {
		this.notes.splice(0);
	}

	protected errorBody(_status: number, text: string): unknown {
		return { message: text };
	}
}
