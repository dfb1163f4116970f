import axios, { type AxiosResponse } from 'axios';

import { type ChatEvent, chatEventSchema, flatten } from '../../nodes/shared/chat-event';
import { commonEventsOf } from '../../nodes/shared/receive';
import { eventOptions } from '../../nodes/shared/trigger';
import { bodyText, triggerFixtures, type DeliveryCase, type TriggerFixture } from '../fixtures';
import { pollFixtures } from '../fixtures/poll';
import { onlyTheClock } from './clock';
import { Bench, optionsOf, schemaFolderOf } from './engine';
import { expectFitsSchema } from './outputSchema';

interface Sent {
	secret?: string;
	headers?: Record<string, string>;
	/** Leave the proof out. */
	unproven?: boolean;
}

/** Delivers a body to the trigger as its vendor does. */
async function deliver(
	bench: Bench,
	fixture: TriggerFixture,
	body: string | object,
	sent: Sent = {},
): Promise<AxiosResponse> {
	const text = bodyText(body);
	const proof = sent.unproven
		? {}
		: fixture.prove(text, sent.secret ?? fixture.credential.webhookSecret, bench.identity);
	return await axios.post(`${bench.webhookUrl}${proof.query ?? ''}`, Buffer.from(proof.body ?? text), {
		headers: { 'Content-Type': 'application/json', ...sent.headers, ...proof.headers },
		validateStatus: () => true,
	});
}

const start = async (
	fixture: TriggerFixture,
	{
		parameters = {},
		webhookSecret = fixture.credential.webhookSecret,
	}: { parameters?: object; webhookSecret?: string } = {},
): Promise<Bench> =>
	await Bench.start({
		nodes: [
			{
				type: fixture.node,
				credentials: [fixture.credentialType],
				parameters: { events: ['*'], sender: 'any', ...fixture.parameters, ...parameters } as never,
			},
		],
		credentials: { [fixture.credentialType]: { ...fixture.credential, webhookSecret } },
	});

// Some event ids change every 10 minutes; no test may straddle such a moment.
beforeAll(() => {
	jest.useFakeTimers({
		now: Date.parse('2026-05-15T10:05:00Z'),
		...onlyTheClock,
	});
});
afterAll(() => jest.useRealTimers());

/** The ChatEvents of all triggers: one schema holds for them all. */
const seen: ChatEvent[] = [];

describe.each(triggerFixtures)('$title', (fixture) => {
	let bench: Bench;
	afterEach(async () => await bench.close());

	describe.each(fixture.cases)('$name', (delivery: DeliveryCase) => {
		const startCase = async (parameters: object = {}) =>
			await start(fixture, { parameters: { ...delivery.parameters, ...parameters } });

		test('comes out as a ChatEvent', async () => {
			bench = await startCase();
			const reply = await deliver(bench, fixture, delivery.body, delivery);
			expect([reply.status, reply.data]).toEqual([200, { received: true }]);
			expect(bench.runs).toHaveLength(1);
			// What an adapter threw stands in the log, with its stack.
			expect(bench.logs.filter((line) => line.startsWith('error'))).toEqual([]);
			const events = bench.output(bench.runs[0]) as ChatEvent[];
			expect(events).toHaveLength(delivery.items ?? 1);
			for (const event of events) expect(chatEventSchema.parse(event)).toEqual(event);
			seen.push(...events);
			expect(events[0]).toMatchObject({
				event: delivery.event,
				vendorEvent: delivery.vendorEvent,
				...delivery.expected,
			});
		});

		test.each(['chatEvent', 'raw', 'both', 'flat'])('shows no secret in %s', async (output) => {
			bench = await startCase({ output });
			await deliver(bench, fixture, delivery.body, delivery);
			const seen = JSON.stringify([bench.runs, bench.logs]);
			expect(bench.runs).toHaveLength(1);
			const { secrets, credential, derivedSecret } = fixture;
			const derived = derivedSecret?.(credential.webhookSecret, bench.identity) ?? credential.webhookSecret;
			for (const secret of [...secrets, credential.webhookSecret, derived]) {
				expect(seen).not.toContain(secret);
			}
		});

		test('keeps its eventId when it is delivered again', async () => {
			bench = await startCase();
			await deliver(bench, fixture, delivery.body, delivery);
			await deliver(bench, fixture, delivery.redelivery ?? delivery.body, delivery);
			const [first, second] = bench.runs.map((run) => bench.output(run).map(({ eventId }) => eventId));
			expect(second).toEqual(first);
		});

		test('is taken once where repeats are dropped', async () => {
			bench = await startCase({ options: { dropRepeats: true } });
			await deliver(bench, fixture, delivery.body, delivery);
			const again = await deliver(bench, fixture, delivery.redelivery ?? delivery.body, delivery);
			expect([again.status, again.data]).toEqual([200, { received: true, ignored: 'repeated' }]);
			expect(bench.runs).toHaveLength(1);
		});

		// Where the body does not say which event it is, the case sets Trigger On itself: there is nothing to filter.
		if (delivery.trigger !== undefined && delivery.parameters?.events === undefined) {
			test('is filtered where Trigger On does not name it, taken where it does', async () => {
				bench = await startCase({
					events: ['somethingElse', ...(delivery.onlyAny ? await offeredBy(fixture) : [])],
				});
				const filtered = await deliver(bench, fixture, delivery.body, delivery);
				expect([filtered.status, filtered.data]).toEqual([200, { received: true, ignored: 'filtered' }]);
				expect(bench.runs).toHaveLength(0);
				await bench.close();
				bench = await startCase({ events: [delivery.onlyAny ? '*' : delivery.trigger!] });
				await deliver(bench, fixture, delivery.body, delivery);
				expect(bench.runs).toHaveLength(1);
			});
		}
	});

	test('gives each event an eventId of its own', async () => {
		const ids: unknown[] = [];
		for (const delivery of fixture.cases) {
			bench = await start(fixture, { parameters: delivery.parameters });
			await deliver(bench, fixture, delivery.body, delivery);
			ids.push(...bench.output(bench.runs[0]).map(({ eventId }) => eventId));
			await bench.close();
		}
		expect(new Set(ids).size).toBe(ids.length);
	});

	const [{ body, parameters }] = fixture.cases;
	test.each<[string, Sent, string | undefined]>([
		['without a proof', { unproven: true }, undefined],
		['with a wrong proof', { secret: 'another-example-secret-0123456789-abcdefgh' }, undefined],
		['with a proof made of an empty secret', { secret: '' }, undefined],
		[
			'with a proof made of a multi-byte secret',
			{ secret: 'wörng-sécret-😀-0123456789-0123456789' },
			undefined,
		],
		['with an empty proof when no secret is stored', { secret: '' }, ''],
		['without a proof when no secret is stored', { unproven: true }, ''],
	])('refuses a delivery %s', async (_, sent, webhookSecret) => {
		bench = await start(fixture, { parameters, webhookSecret });
		const reply = await deliver(bench, fixture, body, sent);
		expect(reply.status).toBe(401);
		expect(bench.runs).toHaveLength(0);
		expect(bench.logs.filter((line) => line.startsWith('warn'))).toHaveLength(1);
		expect(bench.logs.join()).not.toContain(sent.secret || fixture.credential.webhookSecret);
	});

	test('refuses when Verify Deliveries By has no usable value', async () => {
		bench = await start(fixture, { parameters: { ...parameters, authentication: 'constructor' } });
		expect((await deliver(bench, fixture, body, { unproven: true })).status).toBe(401);
	});

	test('takes a delivery only from Allowed IP Addresses', async () => {
		bench = await start(fixture, {
			parameters: { ...parameters, options: { ipAllowlist: '203.0.113.0/24' } },
		});
		expect((await deliver(bench, fixture, body)).status).toBe(401);
		await bench.close();
		bench = await start(fixture, {
			parameters: { ...parameters, options: { ipAllowlist: '203.0.113.0/24, 127.0.0.0/8' } },
		});
		expect((await deliver(bench, fixture, body)).status).toBe(200);
	});

	test('lets a JSON object of an unknown shape out whole, whatever Trigger On says', async () => {
		bench = await start(fixture, { parameters: { ...parameters, events: ['somethingElse'] } });
		const reply = await deliver(bench, fixture, { something: { quite: 'different' } });
		expect(reply.status).toBe(200);
		const [event] = bench.output(bench.runs[0]);
		expect(chatEventSchema.parse(event)).toMatchObject({
			event: 'other',
			raw: { something: { quite: 'different' } },
		});
	});
});

/** What Trigger On offers beside Any Event, as the built node shows it for the fixture's Source. */
async function offeredBy({ node, parameters }: TriggerFixture): Promise<string[]> {
	return (await optionsOf(node, 'events', parameters)).filter((value) => value !== '*');
}

const adapters = new Map<TriggerFixture['adapter'], TriggerFixture[]>();
for (const fixture of triggerFixtures) {
	adapters.set(fixture.adapter, [...(adapters.get(fixture.adapter) ?? []), fixture]);
}

describe.each([...adapters.entries()].map(([adapter, of]) => ({ title: of[0].title, adapter, of })))(
	'Trigger On and Verify Deliveries By of $title',
	({ adapter, of }) => {
		const cases = of.flatMap((fixture) => fixture.cases);

		test('every value that Trigger On offers is reached by a case of its fixture (test/fixtures), and no case names another than the adapter (nodes/<Vendor>/webhook)', async () => {
			const common = commonEventsOf(adapter.events).map(({ value }) => value);
			const offered = (await offeredBy(of[0])).filter((value) => !common.includes(value));
			const reached = cases
				.filter(({ trigger, onlyAny }) => trigger !== undefined && !onlyAny)
				.map(({ trigger }) => trigger!)
				// What is nothing but a common event is offered as that.
				.filter((trigger) => !common.includes(`chatEvent:${trigger}`));
			expect([...new Set(reached)].sort()).toEqual(offered.sort());
		});

		test('no two choices of Trigger On are called alike, also in the nodes panel', () => {
			const choices = eventOptions(adapter.events);
			for (const called of ['name', 'action'] as const) {
				const names = choices.map((choice) => choice[called]);
				expect(names).toEqual([...new Set(names)]);
			}
		});

		test('every common event that Trigger On offers, first and in one order, is what a case of its fixture comes out as', async () => {
			const common = commonEventsOf(adapter.events).map(({ value }) => value);
			expect((await offeredBy(of[0])).slice(0, common.length)).toEqual(common);
			const reached = new Set<string>();
			for (const fixture of of) {
				for (const { body, headers, parameters } of fixture.cases) {
					const bench = await start(fixture, {
						parameters: { ...parameters, events: parameters?.events ?? common },
					});
					await deliver(bench, fixture, body, { headers });
					for (const { event } of bench.runs.flatMap((run) => bench.output(run)))
						reached.add(`chatEvent:${event}`);
					await bench.close();
				}
			}
			expect(common.filter((event) => !reached.has(event))).toEqual([]);
		});

		test("what comes out of a case (test/fixtures) is one of the names that the adapter's table of events says (nodes/<Vendor>/webhook)", () => {
			for (const { name, trigger, event } of cases) {
				const entry = trigger === undefined ? undefined : adapter.events[trigger];
				expect({ name, event }).toEqual({
					name,
					event: expect.stringMatching(entry ? [entry.event].flat().join('|') : 'other'),
				});
			}
		});

		test("every proof that the node offers (authenticationField) is one of the adapter's, and a person can choose each", async () => {
			const offered = await optionsOf(of[0].node, 'authentication', of[0].parameters);
			const expected = adapter.onlyProof === undefined ? [...Object.keys(adapter.proofs), 'none'] : [];
			expect(offered).toEqual(expected);
		});
	},
);

test('Flat has the same columns for every vendor and event, each of them a plain value', () => {
	const flat = seen.map(flatten);
	expect(new Set(flat.map((row) => Object.keys(row).join())).size).toBe(1);
	for (const value of flat.flatMap((row) => Object.values(row))) {
		expect(['string', 'number', 'boolean', 'null']).toContain(value === null ? 'null' : typeof value);
	}
});

test.each([...new Set([...triggerFixtures, ...pollFixtures].map(({ node }) => node))])(
	"%s: the schema, which n8n's assistant reads, fits every ChatEvent (if not: npm run schemas)",
	async (node) => {
		expectFitsSchema(`${await schemaFolderOf(node)}/output.json`, seen);
	},
);
