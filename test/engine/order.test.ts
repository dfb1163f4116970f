import type { INode, IRun } from 'n8n-workflow';

import { chatEventItem } from '../fixtures';
import { liveSupportiOperations } from '../fixtures/liveSupporti/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { liveSupportiDemo } from '../sandbox/vendors/liveSupporti';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const vendor = () => sandbox.vendors.liveSupporti;

const chatOf = (visitorId: string, order: number) => ({
	...chatEventItem('liveSupporti', {
		accountId: liveSupportiDemo.accountId,
		visitor: { id: visitorId },
		agents: [{ id: liveSupportiDemo.agentId }],
	}),
	order,
});

async function send(
	items: Array<Record<string, unknown>>,
	{ options = {}, onError }: { options?: object; onError?: INode['onError'] } = {},
): Promise<{ run: IRun; bench: Bench }> {
	for (const visitorId of new Set(items.map(({ visitor }) => (visitor as { id: string }).id))) {
		await vendor().startChat({ visitorId });
	}
	const bench = await Bench.start({
		nodes: [
			{
				type: 'liveSupporti',
				credentials: ['liveSupportiApi'],
				parameters: {
					fields: { field: [{ name: 'Order', value: '={{ $json.order }}' }] },
					options: options as never,
				},
				onError,
			},
		],
		credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
	});
	try {
		return { run: await bench.execute(items), bench };
	} finally {
		await bench.close();
	}
}

/** What the vendor was sent, in the order in which it came. */
const sentOrders = () =>
	vendor()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ body }) => Number((body as { Fields: Array<{ value: string }> }).Fields[0].value));

test('changes of one visitor arrive in the order of the items, whatever the vendor takes for each', async () => {
	vendor().fail({ latencyMs: 150, times: 1 });
	await send([1, 2, 3].map((order) => chatOf('visitor-1', order)));
	expect(sentOrders()).toEqual([1, 2, 3]);
	expect(vendor().detailsOf('visitor-1')).toEqual({ Order: '3' });
	expect(vendor().maxConcurrency).toBe(1);
});

test('changes of several visitors go at the same time', async () => {
	vendor().fail({ latencyMs: 50 });
	await send(['a', 'b', 'c', 'd'].map((visitorId, order) => chatOf(visitorId, order)));
	expect(vendor().maxConcurrency).toBe(4);
});

test('after a refusal nothing further is sent, to no chat', async () => {
	vendor().fail({ status: 400, times: 1 });
	const { run } = await send([1, 2, 3, 4, 5].map((order) => chatOf('visitor-1', order)));
	expect(run.data.resultData.error?.message).toContain('400');
	expect(sentOrders()).toEqual([1]);
});

test('with Continue the rest of the same chat goes on after a refusal, in order', async () => {
	vendor().fail({ status: 400, times: 1 });
	const { run, bench } = await send(
		[1, 2, 3].map((order) => chatOf('visitor-1', order)),
		{ onError: 'continueRegularOutput' },
	);
	expect(sentOrders()).toEqual([1, 2, 3]);
	expect(bench.output(run).map(({ error }) => error !== undefined)).toEqual([true, false, false]);
});

test.each([
	[1, 1],
	[3, 3],
	['={{ 1000 }}', 50],
	['={{ "nothing" }}', 5],
])("no more are under way than 'Most at Once' = %s allows", async (concurrency, most) => {
	vendor().fail({ latencyMs: 40 });
	const count = Math.min(most * 5, 250);
	const items = Array.from({ length: count }, (_, order) => chatOf(`visitor-${order}`, order));
	await send(items, { options: { concurrency } });
	// The vendor sees the end of an answer a moment later than who gets it.
	expect(vendor().maxConcurrency).toBeLessThanOrEqual(most + 1);
	expect(vendor().maxConcurrency).toBeGreaterThan(most / 2);
	expect(new Set(sentOrders()).size).toBe(count);
});

test('starts with five and finds out how many the vendor takes', async () => {
	vendor().fail({ latencyMs: 30 });
	await send(Array.from({ length: 200 }, (_, order) => chatOf(`visitor-${order}`, order)));
	expect(vendor().maxConcurrency).toBeGreaterThan(20);
});

test('a vendor that takes 20 a second gets all of them, none twice, and is not asked while it says wait', async () => {
	vendor().fail({ status: 429, retryAfter: 1, beyond: { requests: 20, withinMs: 1000 } });
	const items = Array.from({ length: 60 }, (_, order) => chatOf(`visitor-${order}`, order));
	const { run, bench } = await send(items);
	expect(run.data.resultData.error).toBeUndefined();
	expect(bench.output(run)).toHaveLength(60);
	const taken = vendor().requests.filter(({ status, method }) => method === 'POST' && status === 200);
	expect(taken).toHaveLength(60);
	const refused = vendor().requests.filter(({ status }) => status === 429);
	// A wait is found out by those that were under way when it began; then nothing is sent until it is over.
	const since = vendor().requests.map(({ time }) => time - refused[0].time);
	expect(since.filter((milliseconds) => milliseconds > 400 && milliseconds < 950)).toEqual([]);
	expect(since.filter((milliseconds) => milliseconds >= 950).length).toBeGreaterThanOrEqual(40);
}, 20_000);

test('Retry On Fail sends only what was not taken', async () => {
	for (const visitorId of ['a', 'b', 'c']) await vendor().startChat({ visitorId });
	const bench = await Bench.start({
		nodes: [
			{
				type: 'liveSupporti',
				credentials: ['liveSupportiApi'],
				parameters: {
					fields: { field: [{ name: 'Order', value: '={{ $json.order }}' }] },
					options: { concurrency: 1 },
				},
				retryOnFail: { maxTries: 2, waitBetweenTries: 0 },
			},
		],
		credentials: { liveSupportiApi: liveSupportiOperations.credential(sandbox) },
	});
	try {
		vendor().fail({ times: 1 });
		vendor().fail({ status: 400, times: 1 });
		const run = await bench.execute(['a', 'b', 'c'].map((visitorId, order) => chatOf(visitorId, order)));
		expect(run.data.resultData.error).toBeUndefined();
		expect(bench.output(run).map(({ visitorId }) => visitorId)).toEqual(['a', 'b', 'c']);
		expect(sentOrders()).toEqual([0, 1, 1, 2]);
	} finally {
		await bench.close();
	}
});
