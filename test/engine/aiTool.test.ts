import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import type { z } from 'zod';

import { actionFixtures, type ActionFixture, type OperationCase } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { Bench } from './engine';
import { askModel, operationsOf, toolOf, visibleFields, withInner } from './tool';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const benches: Bench[] = [];
afterEach(async () => {
	await Promise.all(benches.splice(0).map(async (bench) => await bench.close()));
});

async function start(fixture: ActionFixture, parameters: INodeParameters): Promise<Bench> {
	const bench = await Bench.start({
		nodes: [{ type: fixture.node, credentials: [fixture.credentialType], parameters }],
		credentials: { [fixture.credentialType]: fixture.credential(sandbox) },
	});
	benches.push(bench);
	return bench;
}

const descriptionOf = (bench: Bench): INodeTypeDescription =>
	bench.workflow.nodeTypes.getByNameAndVersion(bench.trigger.type, bench.trigger.typeVersion).description;

/** The parameters of the fields that are shown, with the node's defaults. */
const withDefaults = (bench: Bench, parameters: INodeParameters): INodeParameters =>
	NodeHelpers.getNodeParameters(
		descriptionOf(bench).properties,
		parameters,
		true,
		false,
		bench.trigger,
		descriptionOf(bench),
	) ?? parameters;

/** An operation's fields for the model, or null for those that a person decides. */
const fieldsOf = (bench: Bench, parameters: INodeParameters) =>
	visibleFields(descriptionOf(bench), bench.trigger, parameters, descriptionOf(bench)).map((field) => ({
		field,
		asked: askModel(field),
	}));

describe.each(actionFixtures)('$title as a tool of an AI agent', (fixture) => {
	const operations = [
		...new Map(
			fixture.cases.map((operation) => [`${operation.resource}/${operation.operation}`, operation]),
		).values(),
	];

	test('offers every operation that the fixture (test/fixtures) has a case for, and no other', async () => {
		const bench = await start(fixture, {});
		const offered = operationsOf(descriptionOf(bench)).map(
			({ resource, option }) => `${resource}/${option.value}`,
		);
		expect(offered.sort()).toEqual(operations.map((each) => `${each.resource}/${each.operation}`).sort());
	});

	test('says of each operation what it does, in words of its own', async () => {
		const bench = await start(fixture, {});
		const described = operationsOf(descriptionOf(bench));
		for (const { option } of described) {
			expect(option.action).toMatch(/^[A-Z][a-z]+( \S+)+$/);
			expect(option.description?.length).toBeGreaterThan(option.name.length + 5);
		}
		expect(new Set(described.map(({ option }) => option.action)).size).toBe(described.length);
	});

	test('gives the model few entries unless a person says otherwise', async () => {
		const bench = await start(fixture, {});
		const shown = operations.map(({ resource, operation }) => withDefaults(bench, { resource, operation }));
		const lists = shown.filter(({ returnAll }) => returnAll !== undefined);
		// Whoever has a list can limit it.
		const hasLists = operations.some(({ operation }) => operation === 'getMany');
		expect(lists.length > 0).toBe(hasLists);
		for (const { returnAll, limit } of lists) {
			expect(returnAll).toBe(false);
			expect(limit).toBeLessThanOrEqual(50);
		}
	});

	describe.each(operations)('$resource, $operation', ({ resource, operation }) => {
		test('asks the model for values that it can understand', async () => {
			const bench = await start(fixture, {});
			const shown = withDefaults(bench, { resource, operation });
			const fields = fieldsOf(bench, shown);
			for (const { displayName, description } of fields.flatMap(({ field }) => withInner(field))) {
				expect({ displayName, description }).toEqual({
					displayName,
					description: expect.stringMatching(/\S+ \S+ \S+/),
				});
			}
			const asked = fields.flatMap((each) => each.asked ?? []);
			expect(new Set(asked.map(({ key }) => key)).size).toBe(asked.length);

			const values = Object.fromEntries(asked.map(({ field, value }) => [field.name, value]));
			const tool = await toolOf(await start(fixture, { ...shown, ...values }));
			expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
			const { option } = operationsOf(descriptionOf(bench)).find(
				(each) => each.resource === resource && each.option.value === operation,
			)!;
			expect(tool.description).toBe(`${option.action} in ${descriptionOf(bench).defaults.name}`);
			expect(
				Object.entries(tool.schema.shape as z.ZodRawShape).map(([key, { description }]) => [
					key,
					description,
				]),
			).toEqual(asked.map(({ key, field }) => [key, field.description]));
		});
	});

	/** The case's values: what a model would give, and what a person set in the node. */
	async function asTool(operation: OperationCase) {
		await operation.arrange?.(sandbox);
		const { parameters = {}, item = {}, resource } = operation;
		const own = typeof parameters === 'function' ? parameters(sandbox) : parameters;
		const json = typeof item === 'function' ? item(sandbox) : item;
		const bench = await start(fixture, { resource, operation: operation.operation, ...own });
		const shown = withDefaults(bench, { resource, operation: operation.operation, ...own });
		// An agent's item holds nothing but what the model said, so expressions are read from the case's item here.
		const set = bench.workflow.expression.getParameterValue(
			shown as never,
			null,
			0,
			0,
			bench.trigger.name,
			[{ json: json as never }],
			'manual',
			{},
		) as INodeParameters;
		const given: Record<string, unknown> = {};
		for (const { field, asked } of fieldsOf(bench, shown)) {
			const value = set[field.name];
			const plain = field.type === 'resourceLocator' ? (value as { value?: unknown } | null)?.value : value;
			if (asked === null || typeof plain !== field.type.replace('resourceLocator', 'string')) continue;
			given[asked.key] = plain;
			set[field.name] = asked.value;
		}
		return { tool: await toolOf(await start(fixture, set), [json]), given };
	}

	test.each(operations)('$resource, $operation works as a tool: $name', async (operation) => {
		const { tool, given } = await asTool(operation);
		if (operation.binary !== undefined) {
			await expect(tool.invoke(given)).rejects.toThrow('An AI agent cannot hand over a file');
			return;
		}
		const answer = JSON.parse(await tool.invoke(given)) as object[];
		expect(answer).toMatchObject(operation.expected);
		expect(answer).toHaveLength(operation.expected.length);
	});

	test('tells the model why the vendor refused, without a secret', async () => {
		const { tool, given } = await asTool(operations.find(({ reportsFailures }) => !reportsFailures)!);
		sandbox.vendors[fixture.vendor].fail({ status: 401 });
		const message = await tool.invoke(given).catch((refusal: Error) => refusal.message);
		expect(message).toMatch(/credential/i);
		for (const secret of fixture.secrets) expect(message).not.toContain(secret);
	});
});
