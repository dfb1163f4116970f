import { createHmac } from 'node:crypto';

import { z } from 'zod';

import { field, hashedId, toText } from '../../../../nodes/shared/chat-event';
import {
	type Delivery,
	hmacSignature,
	type Outcome,
	receive,
	SeenIds,
	type VendorAdapter,
} from '../../../../nodes/shared/receive';

/**
 * A vendor that nobody thought of when nodes/shared was written, made of its public pieces alone: tawk.to signs with
 * SHA-1 and names the event's id in a header. https://developer.tawk.to/webhooks/
 */
const payload = z.object({
	event: field.text,
	chatId: field.id,
	time: field.iso,
	visitor: field.shape(z.object({ name: field.text, email: field.text, city: field.text })),
	property: field.shape(z.object({ id: field.id })),
});

const tawkTo: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'tawkTo',
	events: {
		'chat:start': {
			name: 'Chat Started',
			description: 'The first message of a chat was sent',
			event: 'chatStarted',
			isDefault: true,
		},
		'chat:end': { name: 'Chat Ended', description: 'A chat ended', event: 'chatEnded' },
	},
	payload,
	proofs: { signature: hmacSignature({ header: 'x-tawk-signature', algorithm: 'sha1' }) },
	secretKeys: [],
	toChatEvents: ({ event, chatId, time, visitor, property }, { headers }) => [
		{
			trigger: event,
			parts: {
				eventId: toText(headers['x-hook-event-id']) ?? hashedId('tawkTo', event, chatId, time),
				occurredAt: time,
				accountId: property.id,
				chat: { id: chatId },
				visitor,
			},
		},
	],
};

const secret = 'example-tawk-secret-0123456789';

const body = (event: string) =>
	JSON.stringify({
		event,
		chatId: '70fe3290-99ad-11e9-a30a-51567162179f',
		time: '2026-05-15T10:00:00.000Z',
		visitor: { name: 'Jason', city: 'Oslo', email: 'jason@example.com', country: 'NO' },
		property: { id: '58ca8453b8a7e060cd3b1ecb', name: 'Example shop' },
	});

const sign = (text: string, key = secret) => createHmac('sha1', key).update(text).digest('hex');

function deliver(text: string, headers: Delivery['headers'], seen = new SeenIds()): Outcome {
	return receive(
		{
			rawBody: Buffer.from(text),
			headers,
			query: {},
			ip: '192.0.2.1',
			receivedAt: new Date('2026-05-15T10:00:01Z'),
		},
		tawkTo,
		{
			authentication: 'signature',
			secret,
			previousSecret: '',
			events: ['chat:start', 'chat:end'],
			output: 'chatEvent',
			sender: 'any',
			ipAllowlist: '',
			dropRepeats: true,
			oncePerChat: false,
		},
		() => seen,
	);
}

test('a signed delivery comes out as a ChatEvent, with the eventId of its header', () => {
	const text = body('chat:start');
	expect(
		deliver(text, { 'x-tawk-signature': sign(text), 'x-hook-event-id': '31e3cbb5-8c4c-4f7a' }),
	).toMatchObject({
		kind: 'taken',
		events: [
			{
				event: {
					vendor: 'tawkTo',
					event: 'chatStarted',
					vendorEvent: 'chat:start',
					eventId: '31e3cbb5-8c4c-4f7a',
					occurredAt: '2026-05-15T10:00:00.000Z',
					accountId: '58ca8453b8a7e060cd3b1ecb',
					chat: { id: '70fe3290-99ad-11e9-a30a-51567162179f' },
					visitor: { name: 'Jason', email: 'jason@example.com', city: 'Oslo' },
				},
			},
		],
	});
});

test('a redelivery is known by the header, and another event of the same body is not one', () => {
	const seen = new SeenIds();
	const text = body('chat:end');
	const send = (id: string) => {
		const outcome = deliver(text, { 'x-tawk-signature': sign(text), 'x-hook-event-id': id }, seen);
		return outcome.kind === 'ignored' ? outcome.because : outcome.kind;
	};
	expect(['a', 'a', 'b'].map(send)).toEqual(['taken', 'repeated', 'taken']);
});

test.each<[string, Delivery['headers'], RegExp]>([
	['no signature', {}, /x-tawk-signature is missing/],
	[
		'the signature of another secret',
		{ 'x-tawk-signature': sign(body('chat:start'), 'another') },
		/does not fit/,
	],
	['the signature of another body', { 'x-tawk-signature': sign(body('chat:end')) }, /does not fit/],
	[
		'a SHA-256 signature',
		{ 'x-tawk-signature': createHmac('sha256', secret).update(body('chat:start')).digest('hex') },
		/not hex, 40 digits of it \(it looks like SHA-256 in hex\)/,
	],
])('refuses %s', (_, headers, reason) => {
	expect(deliver(body('chat:start'), { 'x-hook-event-id': 'a', ...headers })).toMatchObject({
		kind: 'refused',
		reason: expect.stringMatching(reason),
	});
});
