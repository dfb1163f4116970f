// Runs in tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import axios from 'axios';
import { Agent } from 'node:http';

import { liveSupportiDemo, liveSupportiJson, signLiveSupporti } from '../sandbox/vendors/liveSupporti';

/**
 * Delivers started chats as LiveSupporti does, signed, over a number of connections at once.
 *
 * @param deliveries the URL of each and its `Id`, which becomes the event's `eventId`
 * @param onReply called after each reply with how many there were
 * @returns the ids by HTTP status; 0 where no reply came
 */
export async function deliver(
	deliveries: Array<{ url: string; id: string }>,
	{ connections = 8, onReply = () => {} }: { connections?: number; onReply?: (count: number) => void } = {},
): Promise<Record<number, string[]>> {
	const httpAgent = new Agent({ keepAlive: true, maxSockets: connections });
	const byStatus: Record<number, string[]> = {};
	const waiting = [...deliveries];
	let replies = 0;
	const connection = async () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const { url, id } = next;
			const body = startedChat(id);
			const outcome = await axios
				.post(url, body, {
					httpAgent,
					proxy: false,
					headers: {
						'Content-Type': 'application/json; charset=utf-8',
						'ms-signature': signLiveSupporti(liveSupportiDemo.webhookSecret, body),
					},
					transformRequest: (data) => data,
					validateStatus: () => true,
				})
				.catch(() => ({ status: 0 }));
			(byStatus[outcome.status] ??= []).push(id);
			onReply(++replies);
		}
	};
	await Promise.all(Array.from({ length: connections }, connection));
	httpAgent.destroy();
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
