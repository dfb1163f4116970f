import type { ChatEvent } from '../../nodes/shared/chat-event';
import type { TakenEvent, VendorAdapter } from '../../nodes/shared/receive';
import { receive } from '../../nodes/shared/receive/receive';
import { SeenIds } from '../../nodes/shared/receive/repeats';

/**
 * Receives one body as a trigger with that adapter does, with no proof asked for.
 * @param events the value of Trigger On; every event unless given
 */
export const take = (...delivery: Parameters<typeof takeWithRaw>): ChatEvent[] =>
	takeWithRaw(...delivery).map(({ event }) => event);

/** As `take`, each event with its part of the body. */
export function takeWithRaw(
	adapter: VendorAdapter,
	body: unknown,
	receivedAt = new Date('2026-05-15T10:05:00Z'),
	events = ['*'],
): TakenEvent[] {
	const outcome = receive(
		{ rawBody: Buffer.from(JSON.stringify(body)), headers: {}, query: {}, ip: '127.0.0.1', receivedAt },
		adapter,
		{
			authentication: 'none',
			previousSecret: '',
			secret: '',
			events,
			output: 'chatEvent',
			sender: 'any',
			ipAllowlist: '',
			dropRepeats: false,
			oncePerChat: false,
		},
		() => new SeenIds(),
	);
	if (outcome.kind !== 'taken') throw new Error(`The delivery was ${outcome.kind}`);
	return outcome.events;
}
