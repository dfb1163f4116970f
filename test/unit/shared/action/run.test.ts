import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeOperationError,
	sleep,
} from 'n8n-workflow';

import { executeOperation, type Operation, resource } from '../../../../nodes/shared/action';
import type { VendorApi } from '../../../../nodes/shared/request';

const api: VendorApi = { name: 'Vendor', credential: 'vendorApi', baseUrlField: 'baseUrl' };

/**
 * A node whose one operation sends one request for each item, as n8n runs it.
 * @param answer what happens until the vendor has answered the request of an item
 */
function nodeOf(
	answer: (itemIndex: number) => Promise<void>,
	{
		items = 3,
		concurrency,
		continues = true,
		writes,
	}: { items?: number; concurrency?: number; continues?: boolean; writes?: Operation['writes'] } = {},
) {
	const cancel = new AbortController();
	const execution = {};
	const parameters: Record<string, unknown> = {
		resource: 'thing',
		operation: 'do',
		'options.concurrency': concurrency,
	};
	const context = {
		getInputData: () => Array.from({ length: items }, (_, id) => ({ json: { id } })),
		getNode: () => ({ name: 'Vendor', type: 'vendor', parameters: {} }),
		getNodeParameter: (name: string, _: number, fallback: unknown) => parameters[name] ?? fallback,
		getExecutionCancelSignal: () => cancel.signal,
		getExecuteData: () => execution,
		continueOnFail: () => continues,
		getCredentials: async () => ({ baseUrl: 'https://api.example.com' }),
		helpers: {
			httpRequestWithAuthentication: async () => ({ statusCode: 200, headers: {}, body: {} }),
		},
	} as unknown as IExecuteFunctions;
	const things = resource({
		name: 'Thing',
		value: 'thing',
		operations: {
			do: {
				name: 'Do',
				action: 'Do a thing',
				description: 'Does it',
				fields: [],
				writes,
				run: async (item) => {
					await answer(item.itemIndex);
					await item.request(api, { method: 'GET', path: '/things' });
					return { done: item.itemIndex };
				},
			},
		},
		default: 'do',
	});
	return {
		cancel: () => cancel.abort(),
		execute: async (): Promise<INodeExecutionData[][]> => await executeOperation(context, [things]),
	};
}

describe('a failed item', () => {
	const second = async (itemIndex: number) => {
		if (itemIndex === 1) throw new Error('It is not there');
	};

	test('comes out in its place where the node continues', async () => {
		const [output] = await nodeOf(second).execute();
		expect(output).toEqual([
			{ json: { done: 0 }, pairedItem: { item: 0 } },
			{ json: { error: 'It is not there' }, pairedItem: { item: 1 } },
			{ json: { done: 2 }, pairedItem: { item: 2 } },
		]);
	});

	test.each([
		[1, undefined],
		[3, 1],
	])('of %i names its place for the editor ("[item 1]") where there are others', async (items, itemIndex) => {
		const fail = async (index: number) => {
			if (index === (itemIndex ?? 0)) throw new Error('It is not there');
		};
		const fault: unknown = await nodeOf(fail, { items, continues: false })
			.execute()
			.catch((cause: unknown) => cause);
		expect((fault as NodeOperationError).context.itemIndex).toBe(itemIndex);
	});

	test('ends the node where it stops', async () => {
		await expect(nodeOf(second, { continues: false }).execute()).rejects.toThrow('It is not there');
	});
});

describe('a cancelled execution with Continue On Fail', () => {
	test('ends, and puts out none of its items as failed', async () => {
		const node = nodeOf(async (itemIndex) => {
			if (itemIndex === 0) return;
			node.cancel();
			throw new Error('The execution was cancelled');
		});
		await expect(node.execute()).rejects.toThrow('The execution was cancelled');
	});

	test.each<[string, Operation['writes']]>([
		['of different things', undefined],
		['of one thing', () => 'thing/1'],
	])('starts no further item %s', async (_, writes) => {
		const started: number[] = [];
		const node = nodeOf(
			async (itemIndex) => {
				started.push(itemIndex);
				node.cancel();
				throw new Error('The execution was cancelled');
			},
			{ concurrency: 1, writes },
		);
		await expect(node.execute()).rejects.toThrow('The execution was cancelled');
		expect(started).toEqual([0]);
	});
});

test.each([
	[1, 1],
	[7, 7],
	[50, 50],
	// What the editor does not let a person type, an expression may give.
	[1000, 50],
	[Infinity, 50],
	[0, 5],
	[-3, 1],
	[NaN, 5],
])("of 'Most at Once' = %d, at most %d items are under way", async (concurrency, most) => {
	let underWay = 0;
	let seen = 0;
	const node = nodeOf(
		async () => {
			seen = Math.max(seen, ++underWay);
			await sleep(1);
			underWay--;
		},
		{ items: 200, concurrency },
	);
	const [output] = await node.execute();
	expect(output.map(({ json }) => json.done)).toEqual(Array.from({ length: 200 }, (_, id) => id));
	expect(seen).toBe(most);
});
