import type { INode, IRun } from 'n8n-workflow';

import { actionFixtures, type ActionFixture, type OperationCase } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { Bench, schemaFolderOf } from './engine';
import { expectFitsSchema } from './outputSchema';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

async function run(
	fixture: ActionFixture,
	operation: OperationCase,
	{
		copies = 1,
		options = {},
		onError,
	}: { copies?: number; options?: object; onError?: INode['onError'] } = {},
): Promise<{ run: IRun; bench: Bench }> {
	await operation.arrange?.(sandbox);
	const { parameters = {}, item = {}, binary } = operation;
	const own = typeof parameters === 'function' ? parameters(sandbox) : parameters;
	const json = typeof item === 'function' ? item(sandbox) : item;
	const bench = await Bench.start({
		nodes: [
			{
				type: fixture.node,
				credentials: [fixture.credentialType],
				parameters: {
					resource: operation.resource,
					operation: operation.operation,
					...own,
					options: { ...(own.options as object), ...options },
				},
				onError,
			},
		],
		credentials: { [fixture.credentialType]: fixture.credential(sandbox) },
	});
	try {
		const items = Array.from({ length: copies }, () => json);
		return { run: await bench.execute(items, undefined, { binary }), bench };
	} finally {
		await bench.close();
	}
}

const messageOf = (result: IRun): string => {
	const { error } = result.data.resultData;
	return error === undefined
		? ''
		: `${error.message} | ${(error as { description?: string }).description ?? ''}`;
};

function expectNoSecrets(fixture: ActionFixture, shown: unknown): void {
	const text = JSON.stringify(shown);
	for (const secret of fixture.secrets) expect(text).not.toContain(secret);
}

describe.each(actionFixtures)('$title', (fixture) => {
	const vendor = () => sandbox.vendors[fixture.vendor];
	/** What each operation put out, by resource and operation. */
	const outputs = new Map<string, unknown[]>();

	describe.each(fixture.cases)('$resource, $operation: $name', (operation) => {
		test('does it', async () => {
			const { run: result, bench } = await run(fixture, operation);
			expect(messageOf(result)).toBe('');
			const output = bench.output(result);
			const name = `${operation.resource}/${operation.operation}`;
			outputs.set(name, [...(outputs.get(name) ?? []), ...output]);
			expect(output).toMatchObject(operation.expected);
			expect(output).toHaveLength(operation.expected.length);
			if (operation.request) expect(vendor().requests.at(-1)).toMatchObject(operation.request);
			operation.check?.(sandbox);
			expectNoSecrets(fixture, [result, bench.logs]);
		});
	});

	const names = [...new Set(fixture.cases.map(({ resource, operation }) => `${resource}/${operation}`))];
	test.each(names)(
		'%s puts out what its schema shows in the editor (if not: npm run schemas)',
		async (name) => {
			expectFitsSchema(`${await schemaFolderOf(fixture.node)}/${name}.json`, outputs.get(name) ?? []);
		},
	);

	// One case per operation is enough for how it fails.
	const oneEach = [
		...new Map(fixture.cases.map((each) => [`${each.resource}/${each.operation}`, each])).values(),
	].filter(({ reportsFailures }) => !reportsFailures);

	describe.each(oneEach)('when $resource, $operation meets trouble', (operation) => {
		const { refusals = 1 } = operation;
		/** Faults are set after the arrangement, which may call the vendor itself. */
		const withFault = (fault: Parameters<Sandbox['vendors']['liveSupporti']['fail']>[0]): OperationCase => ({
			...operation,
			arrange: async (sandbox) => {
				await operation.arrange?.(sandbox);
				vendor().fail(fault);
			},
		});

		test('follows no redirect, and nothing leaks', async () => {
			const { run: result, bench } = await run(
				fixture,
				withFault({ redirect: `${sandbox.trap.url}/elsewhere` }),
			);
			expect(messageOf(result)).toContain('redirect');
			expect(sandbox.trap.requests).toHaveLength(0);
			expectNoSecrets(fixture, [result, bench.logs]);
		});

		test('says in words what the vendor refuses', async () => {
			const { run: result, bench } = await run(fixture, withFault({ status: 401 }));
			expect(messageOf(result)).toMatch(/credential/i);
			expect(messageOf(result)).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
			expectNoSecrets(fixture, [result, bench.logs]);
		});

		test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'keeps the other items with On Error = %s, in order and paired',
			async (onError) => {
				const { run: result, bench } = await run(fixture, withFault({ status: 400, times: refusals }), {
					copies: 2,
					options: { concurrency: 1 },
					onError,
				});
				expect(messageOf(result)).toBe('');
				const [success, failed] = result.data.resultData.runData[bench.trigger.name][0].data!.main;
				const isSplit = onError === 'continueErrorOutput';
				const [first] = isSplit ? failed! : success!;
				expect(first).toMatchObject({
					json: { error: expect.any(String), message: expect.any(String) },
					pairedItem: { item: 0 },
				});
				if (isSplit) expect(failed).toHaveLength(1);
				const others = isSplit ? success! : success!.slice(1);
				if (operation.expected.length > 0) expect(others.length).toBeGreaterThan(0);
				for (const { json, pairedItem } of others) {
					expect(json.error).toBeUndefined();
					expect(pairedItem).toEqual({ item: 1 });
				}
				expectNoSecrets(fixture, [result, bench.logs]);
			},
		);

		test('stops with On Error = Stop, and starts nothing further', async () => {
			const { run: result } = await run(fixture, withFault({ status: 400, times: refusals }), {
				copies: 3,
				options: { concurrency: 1 },
			});
			expect(messageOf(result)).not.toBe('');
			const { requests } = vendor();
			const first = requests.findIndex(({ status }) => status === 400);
			expect(first).toBeGreaterThanOrEqual(0);
			// The refused item may still look at what it was refused; no other may begin as it did.
			const { method, path } = requests[first];
			const again = requests.slice(first + 1).filter((each) => each.method === method && each.path === path);
			expect(again).toHaveLength(refusals - 1);
		});

		test('gives up after the timeout', async () => {
			const { run: result } = await run(fixture, withFault({ latencyMs: 3000 }), {
				options: { timeout: 0.1 },
			});
			expect(messageOf(result)).toContain('did not answer in time');
		});

		test('waits as long as the vendor asks for', async () => {
			const { run: result, bench } = await run(
				fixture,
				withFault({ status: 429, retryAfter: '0.05', times: 1 }),
			);
			expect(messageOf(result)).toBe('');
			expect(bench.output(result)).toHaveLength(operation.expected.length);
		});

		if (!operation.ignoresBody) {
			test('says so when the answer is not JSON', async () => {
				const { run: result, bench } = await run(fixture, withFault({ body: '<html>Sign in</html>' }));
				expect(messageOf(result)).toContain('did not answer with the JSON');
				expectNoSecrets(fixture, [result, bench.logs]);
			});
		}
	});
});
