import { createHmac } from 'node:crypto';

import { z } from 'zod';

import { type ChatEventName, field } from '../../../../nodes/shared/chat-event';
import {
	commonEventsOf,
	type Delivery,
	hmacSignature,
	type Outcome,
	receive,
	type ReceiveSettings,
	SeenIds,
	silenced,
	toOutput,
	urlSecret,
	type VendorAdapter,
	vendorEventsOf,
} from '../../../../nodes/shared/receive';

const payload = z.object({ type: field.text, by: field.text, id: field.id });

const adapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'examplechat',
	events: {
		started: { name: 'Chat Started', description: 'A chat started', event: 'chatStarted' },
		said: {
			name: 'Message',
			description: 'Somebody wrote',
			event: ['messageFromVisitor', 'messageFromAgent'],
		},
		ended: { name: 'Ended', description: 'A chat ended', event: ['chatEnded', 'chatMissed'], onlyAny: true },
		touched: { name: 'Touched', description: 'Something changed', event: 'chatUpdated', onlyAny: true },
	},
	payload,
	proofs: { signature: hmacSignature({ header: 'x-signature' }), urlSecret },
	secretKeys: ['token'],
	toChatEvents: ({ type, by, id }) => {
		if (type === 'boom') throw new TypeError('What is this?');
		if (type === 'nothing') return [];
		return [
			{
				trigger: type,
				...(by === 'agent' && { event: 'messageFromAgent' as const }),
				...(type === 'ended' && { mayBecome: 'chatMissed' as const }),
				parts: { eventId: id ?? 'event-1' },
			},
		];
	},
};

const secret = 'example-secret-0123456789';
const previousSecret = 'example-secret-of-last-year';

const base: ReceiveSettings = {
	authentication: 'none',
	secret,
	previousSecret: '',
	events: ['*'],
	output: 'chatEvent',
	sender: 'any',
	ipAllowlist: '',
	dropRepeats: false,
	oncePerChat: false,
};

function deliver(
	body: object,
	settings: Partial<ReceiveSettings> = {},
	more: Partial<Delivery> = {},
	of: VendorAdapter = adapter,
	seen = new SeenIds(),
): Outcome {
	const delivery = {
		rawBody: Buffer.from(JSON.stringify(body)),
		headers: {},
		query: {},
		ip: '192.0.2.1',
		receivedAt: new Date('2026-05-15T10:05:00Z'),
		...more,
	};
	return receive(delivery, of, { ...base, ...settings }, () => seen);
}

const names = (outcome: Outcome): ChatEventName[] | string =>
	outcome.kind === 'taken' ? outcome.events.map(({ event }) => event.event) : outcome.kind;

describe('a proof of origin', () => {
	const body = { type: 'started' };
	const signedWith = (key: string) => ({
		headers: { 'x-signature': createHmac('sha256', key).update(JSON.stringify(body)).digest('hex') },
	});
	const kindOf = (key: string, settings: Partial<ReceiveSettings>) =>
		deliver(body, { authentication: 'signature', ...settings }, signedWith(key)).kind;

	test.each<[string, string, Partial<ReceiveSettings>, Outcome['kind']]>([
		['the secret', secret, {}, 'taken'],
		['the secret while there is a previous one', secret, { previousSecret }, 'taken'],
		['the previous secret while there is one', previousSecret, { previousSecret }, 'taken'],
		['the previous secret after it was emptied', previousSecret, {}, 'refused'],
		['the previous secret without a first', previousSecret, { secret: '', previousSecret }, 'refused'],
		['another secret', 'example-secret-of-a-forger', { previousSecret }, 'refused'],
		['an empty secret', '', { previousSecret }, 'refused'],
		['an empty secret where none is stored', '', { secret: '' }, 'refused'],
	])('made with %s', (_, key, settings, kind) => expect(kindOf(key, settings)).toBe(kind));

	test('a previous secret that is too short opens nothing', () => {
		const query = { secret: 'short' };
		expect(deliver(body, { authentication: 'urlSecret', previousSecret: 'short' }, { query }).kind).toBe(
			'refused',
		);
	});

	test.each(['constructor', '__proto__', '', 'basicAuth'])('by %j is none, and refused', (authentication) => {
		expect(deliver(body, { authentication })).toMatchObject({
			kind: 'refused',
			reason: 'Verify Deliveries By has no usable value',
		});
	});

	test.each<[string, string, Partial<ReceiveSettings>, RegExp | null]>([
		['a line break at the end', `${secret}\n`, {}, /white space at its end or start/],
		['a line break of Windows', `${secret}\r\n`, {}, /white space at its end or start/],
		['a space at the end', `${secret} `, {}, /white space at its end or start/],
		['a space at the start', ` ${secret}`, {}, /white space at its end or start/],
		['the previous secret alone', previousSecret, { secret: '', previousSecret }, /Previous Webhook Secret/],
		['another secret', 'example-secret-of-a-forger', { previousSecret }, null],
		['white space where no secret is stored', ' ', { secret: '' }, null],
		['the secret, from an address that may not deliver', secret, { ipAllowlist: '203.0.113.7' }, null],
	])('hints at what was entered wrongly: %s', (_, key, settings, hint) => {
		const outcome = deliver(body, { authentication: 'signature', ...settings }, signedWith(key));
		if (outcome.kind !== 'refused') throw new Error(`The delivery was ${outcome.kind}`);
		if (hint === null) expect(outcome.hint()).toBeNull();
		else expect(outcome.hint()).toMatch(hint);
		expect(`${outcome.reason} ${outcome.hint()}`).not.toContain(key.trim() || 'example-secret');
	});
});

describe('Trigger On', () => {
	const registered: VendorAdapter = { ...adapter, isRegistered: true };

	test.each<[string, string | null, string[], Outcome['kind'], Outcome['kind']]>([
		// What comes, what Trigger On says; then what becomes of it, and where only a registration can have brought it.
		['an event that is chosen', 'started', ['started'], 'taken', 'taken'],
		['an event that is not chosen', 'started', ['said'], 'ignored', 'ignored'],
		['an event with Any Event', 'started', ['*'], 'taken', 'taken'],
		['an event where nothing is chosen', 'started', [], 'ignored', 'ignored'],
		['an event that is only for Any Event', 'touched', ['started', 'said'], 'ignored', 'ignored'],
		['the same with Any Event', 'touched', ['*'], 'taken', 'taken'],
		['an unknown name', 'invented', ['started', 'said'], 'ignored', 'taken'],
		['an unknown name with Any Event', 'invented', ['*'], 'taken', 'taken'],
		['a name that every object has', 'constructor', ['started'], 'ignored', 'taken'],
		['no name', null, ['started'], 'taken', 'taken'],
		['no name where nothing is chosen', null, [], 'taken', 'taken'],
	])('%s', (_, type, events, kind, registeredKind) => {
		expect(deliver({ type }, { events }).kind).toBe(kind);
		expect(deliver({ type }, { events }, {}, registered).kind).toBe(registeredKind);
	});

	test.each<[string, object, ChatEventName, string]>([
		['the table says', { type: 'started' }, 'chatStarted', 'started'],
		['the table says first', { type: 'said' }, 'messageFromVisitor', 'said'],
		['the body decides', { type: 'said', by: 'agent' }, 'messageFromAgent', 'said'],
		['other, for an unknown name', { type: 'invented' }, 'other', 'invented'],
		[
			'other, whatever the adapter says of an unknown name',
			{ type: 'invented', by: 'agent' },
			'other',
			'invented',
		],
		['other, without a name', { type: null }, 'other', 'unknown'],
		['other, where the adapter finds no event', { type: 'nothing' }, 'other', 'unknown'],
	])('the name of a ChatEvent is what %s', (_, body, event, vendorEvent) => {
		expect(deliver(body)).toMatchObject({
			events: [{ event: { vendor: 'examplechat', event, vendorEvent } }],
		});
	});
});

describe('common events', () => {
	test.each<[string, object, string[], ChatEventName[] | string]>([
		['what became of a vendor’s event', { type: 'started' }, ['chatEvent:chatStarted'], ['chatStarted']],
		['one of what it can become', { type: 'said' }, ['chatEvent:messageFromVisitor'], ['messageFromVisitor']],
		['not the others', { type: 'said', by: 'agent' }, ['chatEvent:messageFromVisitor'], 'ignored'],
		['not another event', { type: 'started' }, ['chatEvent:chatEnded'], 'ignored'],
		[
			'beside the vendor’s own',
			{ type: 'said', by: 'agent' },
			['chatEvent:chatStarted', 'said'],
			['messageFromAgent'],
		],
		['not an unknown name', { type: 'invented' }, ['chatEvent:chatStarted'], 'ignored'],
		['what it may turn out to be', { type: 'ended' }, ['chatEvent:chatMissed'], ['chatEnded']],
	])('let through %s', (_, body, events, expected) =>
		expect(names(deliver(body, { events }))).toEqual(expected),
	);

	test('are offered in one order, and ask for each of the vendor’s events that can become them', () => {
		expect(commonEventsOf(adapter.events).map(({ name }) => name)).toEqual([
			'Chat Started',
			"Visitor's Message",
			"Agent's Message",
		]);
		// In the nodes panel.
		expect(commonEventsOf(adapter.events)[1].action).toBe("On visitor's message");
		expect(vendorEventsOf(['chatEvent:messageFromAgent', 'touched'], adapter.events)).toEqual([
			'said',
			'touched',
		]);
		expect(vendorEventsOf(['*'], adapter.events)).toEqual(['started', 'said', 'ended', 'touched']);
	});

	test.each<[string[], ReceiveSettings['sender'], string[]]>([
		[['chatEvent:messageFromAgent'], 'visitor', ['chatEvent:messageFromAgent']],
		[['chatEvent:messageFromAgent'], 'any', []],
		[['chatEvent:messageFromAgent', 'chatEvent:chatStarted'], 'visitor', ['chatEvent:messageFromAgent']],
		[['said', '*'], 'visitor', []],
		[['chatEvent:messageFromVisitor'], 'agent', ['chatEvent:messageFromVisitor']],
	])('%j with Messages From %s: what would bring nothing is %j', (events, sender, expected) => {
		expect(silenced(events, adapter.events, sender)).toEqual(expected);
	});
});

describe('a first message within the start of its chat', () => {
	const entry = {
		name: 'Chat',
		description: 'A chat',
		event: ['chatStarted', 'messageFromVisitor'] as const,
	};
	const both: VendorAdapter<z.output<typeof payload>> = {
		...adapter,
		events: { ...adapter.events, started: entry },
		toChatEvents: ({ type }) =>
			type === 'said'
				? [{ trigger: 'said', parts: { eventId: 'message-1' } }]
				: [
						{ trigger: 'started', parts: { eventId: 'chat-1' } },
						{
							trigger: 'started',
							event: 'messageFromVisitor',
							isWithin: true,
							parts: { eventId: 'message-1' },
						},
					],
	};
	const [start, message] = [{ type: 'started' }, { type: 'said' }];

	test.each<[string[], ChatEventName[] | string]>([
		[['chatEvent:messageFromVisitor'], ['messageFromVisitor']],
		[['chatEvent:chatStarted'], ['chatStarted']],
		[['started'], ['chatStarted']],
		[['*'], ['chatStarted', 'messageFromVisitor']],
		[['said'], 'ignored'],
	])('Trigger On %j brings %j', (events, expected) => {
		expect(names(deliver(start, { events }, {}, both))).toEqual(expected);
	});

	test.each([[[start, message]], [[message, start]]])(
		'comes out once, whichever comes first: %j',
		(bodies) => {
			const seen = new SeenIds();
			const events = ['chatEvent:messageFromVisitor'];
			expect(bodies.map((body) => names(deliver(body, { events }, {}, both, seen)))).toEqual([
				['messageFromVisitor'],
				'ignored',
			]);
		},
	);

	test('comes again when the vendor delivers it again, as everything does without Drop Repeated Deliveries', () => {
		const seen = new SeenIds();
		const again = [start, start].map((body) => names(deliver(body, {}, {}, both, seen)));
		expect(again[1]).toEqual(again[0]);
		expect([message, message].map((body) => names(deliver(body, {}, {}, both)))).toEqual([
			['messageFromVisitor'],
			['messageFromVisitor'],
		]);
	});

	test('Raw puts out the body once', () => {
		const outcome = deliver(start, {}, {}, both);
		expect(outcome.kind === 'taken' && toOutput(outcome.events, 'raw')).toEqual([start]);
	});
});

test.each<[string, boolean, boolean, ChatEventName[] | string]>([
	['what the app did', true, true, 'ignored'],
	['what the app did, where it is not left out', true, false, ['chatStarted']],
	['what somebody else did', false, true, ['chatStarted']],
])('Not From My Own App: %s', (_, isOwn, notFromMyOwnApp, expected) => {
	const of: VendorAdapter<z.output<typeof payload>> = {
		...adapter,
		toChatEvents: () => [{ trigger: 'started', isOwn, parts: { eventId: 'event-1' } }],
	};
	expect(names(deliver({}, { notFromMyOwnApp }, {}, of))).toEqual(expected);
});

describe('Once per Chat', () => {
	const inChats: VendorAdapter<z.output<typeof payload>> = {
		...adapter,
		toChatEvents: ({ by, id }) => [{ trigger: 'started', parts: { eventId: id ?? '', chat: { id: by } } }],
	};
	const outcomes = (bodies: object[]) => {
		const seen = new SeenIds();
		return bodies.map((body) => deliver(body, { oncePerChat: true }, {}, inChats, seen));
	};

	test('takes the first event of each chat, and each that names none', () => {
		const bodies = [
			{ by: 'A', id: 1 },
			{ by: 'A', id: 2 },
			{ by: 'B', id: 3 },
			{ by: null, id: 4 },
			{ by: null, id: 5 },
		];
		expect(outcomes(bodies).map(({ kind }) => kind)).toEqual(['taken', 'ignored', 'taken', 'taken', 'taken']);
	});

	test('remembers a chat however many events of others came since', () => {
		const seen = new SeenIds();
		const send = (by: string, id: number) =>
			deliver({ by, id }, { oncePerChat: true, dropRepeats: true }, {}, inChats, seen).kind;
		send('A', 1);
		for (let id = 2; id <= 1002; id++) send('B', id);
		expect(send('A', 1003)).toBe('ignored');
	});

	test('a delivery that was not answered with 200 comes again', () => {
		const seen = new SeenIds();
		const send = () =>
			deliver({ by: 'A', id: 1 }, { oncePerChat: true, dropRepeats: true }, {}, inChats, seen);
		const first = send();
		expect(send().kind).toBe('ignored');
		if (first.kind === 'taken') first.release();
		expect(send().kind).toBe('taken');
	});
});

test('the memory of ids begins only where something needs it', () => {
	const seen = jest.fn(() => new SeenIds());
	const delivery = { headers: {}, query: {}, ip: '192.0.2.1', receivedAt: new Date() };
	for (const body of [{ type: 'started' }, { type: 'said' }]) {
		receive({ ...delivery, rawBody: Buffer.from(JSON.stringify(body)) }, adapter, base, seen);
	}
	expect(seen).not.toHaveBeenCalled();
});

test.each([
	[100, 100, 'chatStarted'],
	[101, 1, 'other'],
])('%i events in one delivery come out as %i of %s', (count, items, event) => {
	const many: VendorAdapter<z.output<typeof payload>> = {
		...adapter,
		toChatEvents: () =>
			Array.from({ length: count }, (_, index) => ({ trigger: 'started', parts: { eventId: `${index}` } })),
	};
	const outcome = deliver({ type: 'started', more: 'of it' }, {}, {}, many);
	expect(names(outcome)).toEqual(Array.from({ length: items }, () => event));
	expect(outcome).toMatchObject({
		events: expect.arrayContaining(
			[{ raw: { type: 'started', more: 'of it' } }].map((part) => expect.objectContaining(part)),
		),
	});
});

describe('Messages From', () => {
	const messages = [{ type: 'said', by: 'visitor' }, { type: 'said', by: 'agent' }, { type: 'started' }];
	test.each<[ReceiveSettings['sender'], Array<ChatEventName[] | string>]>([
		['any', [['messageFromVisitor'], ['messageFromAgent'], ['chatStarted']]],
		['visitor', [['messageFromVisitor'], 'ignored', ['chatStarted']]],
		['agent', ['ignored', ['messageFromAgent'], ['chatStarted']]],
	])('%s: of messages only theirs, and everything that is none', (sender, expected) => {
		expect(messages.map((body) => names(deliver(body, { sender })))).toEqual(expected);
		expect(messages.map((body) => names(deliver(body, { sender, events: ['said', 'started'] })))).toEqual(
			expected,
		);
	});
});

describe('what an adapter throws', () => {
	const body = { type: 'boom', id: 7, token: 'example-token' };

	test('comes out as other, whole but for its secrets, with what was thrown for the log', () => {
		expect(deliver(body, { events: ['started'] })).toMatchObject({
			kind: 'taken',
			fault: new TypeError('What is this?'),
			events: [
				{
					event: { event: 'other', vendorEvent: 'unknown', eventId: expect.stringMatching(/^[0-9a-f]{64}$/) },
					raw: { type: 'boom', id: 7 },
				},
			],
		});
		expect(JSON.stringify(deliver(body))).not.toContain('example-token');
	});

	test('costs no other delivery its fault-free outcome', () => {
		expect(deliver({ type: 'started' })).toMatchObject({ kind: 'taken', fault: undefined });
	});

	test('keeps its eventId, so that it is dropped where repeats are', () => {
		const seen = new SeenIds();
		deliver(body, { dropRepeats: true }, {}, adapter, seen);
		expect(deliver(body, { dropRepeats: true }, {}, adapter, seen)).toEqual({
			kind: 'ignored',
			because: 'repeated',
		});
	});
});
