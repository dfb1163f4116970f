// Runs on a developer's machine, never inside n8n.
import { send } from '../test/n8n/load';
import { liveSupportiDemo, liveSupportiJson, signLiveSupporti } from '../test/sandbox/vendors/liveSupporti';

export type TrafficKind = 'clean' | 'forged' | 'notSelected' | 'repeated';
/** What a delivery is to a workflow that takes chats that start, once each, from the vendor only. */
type DeliveryKind = 'forged' | 'notSelected' | 'repeated' | 'wanted';

export interface Request {
	kind: DeliveryKind;
	body: string;
	signature: string;
}

export interface Reply {
	kind: DeliveryKind;
	/** HTTP status; 0 where no answer came. */
	status: number;
	milliseconds: number;
}

let lastId = 0;

/**
 * The deliveries of one cell, made before it starts. Each chat is another one than in all cells before.
 *
 * @param size of a body, in bytes, to within a few
 */
export function trafficOf(kind: TrafficKind, count: number, size: number): Request[] {
	const requests: Request[] = [];
	const ids: number[] = [];
	for (let index = 0; index < count; index++) {
		const is = kindAt(kind, index);
		// A redelivery comes well after the answer to the first: with 8 connections, never less than 9 deliveries later.
		const id = is === 'repeated' ? ids[Math.max(0, index - 19)] : ++lastId;
		ids.push(id);
		const body = delivery(id, is, size);
		const secret =
			is === 'forged' ? 'not-the-secret-that-was-agreed-upon-0000' : liveSupportiDemo.webhookSecret;
		requests.push({ kind: is, body, signature: signLiveSupporti(secret, body) });
	}
	return requests;
}

function kindAt(traffic: TrafficKind, index: number): DeliveryKind {
	if (traffic === 'forged' && index % 2 === 1) return 'forged';
	if (traffic === 'notSelected' && index % 5 === 4) return 'notSelected';
	if (traffic === 'repeated' && index % 10 === 9) return 'repeated';
	return 'wanted';
}

/** A started chat whose visitor has as much custom data as it takes; or, not selected, the end of one. */
function delivery(id: number, kind: DeliveryKind, size: number): string {
	const data = (custom: Record<string, string>) => ({
		AccountId: liveSupportiDemo.accountId,
		AgentId: liveSupportiDemo.agentId,
		...(kind === 'notSelected'
			? { CustomData: custom }
			: {
					Visitor: {
						Id: '169.26.97.99-1231178',
						Name: 'Jason',
						Email: 'jason@example.com',
						CustomData: custom,
					},
				}),
	});
	const json = (custom: Record<string, string>) =>
		liveSupportiJson({
			Id: `bench-${String(id).padStart(9, '0')}`,
			Attempt: kind === 'repeated' ? 2 : 1,
			Properties: {},
			Notifications: [{ Action: kind === 'notSelected' ? 'ChatEnded' : 'ChatStarted', Data: data(custom) }],
		});
	// Fields of 80 characters, as a shop gives them along: orders, plans, addresses.
	const custom: Record<string, string> = {};
	const field = 'Order 4711 of 15 May 2026, two items, sent, 49.90 EUR, paid by card, no return.';
	const line = json({ Field10: field, Field11: field }).length - json({ Field10: field }).length;
	const room = size - json({}).length;
	for (let index = 0; index < Math.floor(room / line); index++) custom[`Field${index}`] = field;
	return json(custom);
}

/** Sends the deliveries to a workflow; how long all of it took is in seconds. */
export async function sendTo(
	url: string,
	requests: Request[],
): Promise<{ replies: Reply[]; seconds: number }> {
	const replies: Reply[] = [];
	const started = performance.now();
	await send(
		requests.map((request) => ({ ...request, url })),
		({ kind }, status, milliseconds) => void replies.push({ kind, status, milliseconds }),
	);
	return { replies, seconds: (performance.now() - started) / 1000 };
}
