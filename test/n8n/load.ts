// Runs in tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import axios from 'axios';
import { Agent } from 'node:http';

import { liveSupportiDemo, liveSupportiJson, signLiveSupporti } from '../sandbox/vendors/liveSupporti';

/** A delivery as LiveSupporti makes it, but for the signature, which may be wrong. */
export interface SignedDelivery {
	url: string;
	body: string;
	signature: string;
}

export const CONNECTIONS = 8;

/**
 * Sends deliveries over a number of connections that stay open, each as soon as the one before it is answered.
 *
 * @param onReply called after each answer with its HTTP status, 0 where none came, and the milliseconds until it
 */
export async function send<D extends SignedDelivery>(
	deliveries: Iterable<D>,
	onReply: (delivery: D, status: number, milliseconds: number) => void,
	connections = CONNECTIONS,
): Promise<void> {
	const httpAgent = new Agent({ keepAlive: true, maxSockets: connections });
	const waiting = deliveries[Symbol.iterator]();
	const connection = async () => {
		for (let next = waiting.next(); !next.done; next = waiting.next()) {
			const { url, body, signature } = next.value;
			const started = performance.now();
			const { status } = await axios
				.post(url, body, {
					httpAgent,
					proxy: false,
					headers: { 'Content-Type': 'application/json; charset=utf-8', 'ms-signature': signature },
					transformRequest: (data) => data,
					validateStatus: () => true,
				})
				.catch(() => ({ status: 0 }));
			onReply(next.value, status, performance.now() - started);
		}
	};
	await Promise.all(Array.from({ length: connections }, connection));
	httpAgent.destroy();
}

/**
 * Delivers started chats as LiveSupporti does, signed, over a number of connections at once.
 *
 * @param deliveries the URL of each and its `Id`, which becomes the event's `eventId`
 * @param onReply called after each reply with how many there were
 * @returns the ids by HTTP status; 0 where no reply came
 */
export async function deliver(
	deliveries: Array<{ url: string; id: string }>,
	{ connections, onReply = () => {} }: { connections?: number; onReply?: (count: number) => void } = {},
): Promise<Record<number, string[]>> {
	const byStatus: Record<number, string[]> = {};
	let replies = 0;
	const signed = deliveries.map(({ url, id }) => {
		const body = startedChat(id);
		return { url, id, body, signature: signLiveSupporti(liveSupportiDemo.webhookSecret, body) };
	});
	await send(
		signed,
		({ id }, status) => {
			(byStatus[status] ??= []).push(id);
			onReply(++replies);
		},
		connections,
	);
	return byStatus;
}

/** Ids `<name>-0001` to `<name>-<count>`. */
export const idsOf = (name: string, count: number): string[] =>
	Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(4, '0')}`);

const startedChat = (id: string): string =>
	liveSupportiJson({
		Id: id,
		Attempt: 1,
		Properties: {},
		Notifications: [
			{
				Action: 'ChatStarted',
				Data: {
					AccountId: liveSupportiDemo.accountId,
					AgentId: '150',
					Visitor: { Id: 'v', Name: 'Jason', Email: 'jason@example.com' },
				},
			},
		],
	});
