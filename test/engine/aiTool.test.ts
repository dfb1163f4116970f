import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import type { z } from 'zod';

import { actionFixtures, type ActionFixture, type OperationCase } from '../fixtures';
import { smartsuppOperations } from '../fixtures/smartsupp/operations';
import { startSandbox, type Sandbox } from '../sandbox';
import { Bench, type BenchNode } from './engine';
import { askModel, operationsOf, toolOf, toolsOf, visibleFields, withInner } from './tool';

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

describe('several calls by one agent', () => {
	const nodeOf = (parameters: INodeParameters, more: Partial<BenchNode> = {}): BenchNode => ({
		type: 'smartsupp',
		credentials: ['smartsuppApi'],
		parameters: {
			target: 'ids',
			conversation: { __rl: true, mode: 'id', value: 'con000001' },
			...parameters,
		},
		...more,
	});
	const words = "={{ $fromAI('text') }}";
	const send = nodeOf({ resource: 'message', operation: 'send', text: words });
	const close = nodeOf({ resource: 'conversation', operation: 'close' });
	const addNote = nodeOf(
		{ resource: 'conversation', operation: 'addNote', text: words },
		{ retryOnFail: { maxTries: 3, waitBetweenTries: 0 } },
	);

	async function withChat(...nodes: BenchNode[]) {
		const { chat } = await sandbox.vendors.smartsupp.startChat();
		const bench = await Bench.start({
			nodes,
			credentials: { smartsuppApi: smartsuppOperations.credential(sandbox) },
		});
		benches.push(bench);
		return { bench, chat };
	}
	const textsOf = ({ messages }: { messages: Array<{ content: { text: string } }> }) =>
		messages.slice(1).map(({ content }) => content.text);

	test('one tool sends the words of each call, also where they are the same', async () => {
		const { bench, chat } = await withChat(send);
		const tool = await toolOf(bench, [{}]);
		const texts = ['One moment', 'Thank you for waiting', 'One moment'];
		const answers = [];
		for (const text of texts) answers.push(JSON.parse(await tool.invoke({ text })) as object);
		expect(textsOf(chat)).toEqual(texts);
		expect(answers).toMatchObject(texts.map((text) => [{ content: { text } }]));
	});

	test('each of two tools does its own', async () => {
		const { bench, chat } = await withChat({ ...send, name: 'Send' }, { ...close, name: 'Close' });
		const tools = await toolsOf(bench, [{}]);
		const call = async (name: string, values: object) =>
			JSON.parse(await tools.find((tool) => tool.name === name)!.invoke({ ...values })) as object;
		await call('Send', { text: 'Goodbye' });
		expect(await call('Close', {})).toMatchObject([{ id: 'con000001', status: 'closed' }]);
		expect(textsOf(chat)).toEqual(['Goodbye']);
		expect(chat.conversation.status).toBe('closed');
	});

	test("Retry On Fail makes no call's change twice", async () => {
		const { bench, chat } = await withChat(addNote);
		sandbox.vendors.smartsupp.knowsNotes = false;
		const tool = await toolOf(bench, [{}]);
		for (const text of ['First', 'Second']) {
			await expect(tool.invoke({ text })).rejects.toThrow('does not say that it is one');
		}
		expect(textsOf(chat)).toEqual(['First', 'Second']);
	});

	test('nor does it where n8n runs the tool as a node of its own', async () => {
		const { bench, chat } = await withChat({
			...addNote,
			parameters: { ...addNote.parameters, text: 'Gold' },
		});
		sandbox.vendors.smartsupp.knowsNotes = false;
		bench.trigger.type += 'Tool';
		const run = await bench.execute([{ toolCallId: 'call_1' }]);
		expect(run.data.resultData.error?.message).toContain('does not say that it is one');
		expect(textsOf(chat)).toEqual(['Gold']);
	});
});
