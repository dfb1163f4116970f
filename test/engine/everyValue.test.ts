import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { actionFixtures, type ActionFixture, type OperationCase } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { Bench } from './engine';
import { visibleFields } from './tool';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

/** A field as a person can fill it with an expression: its path, and the parameters with that expression in it. */
interface Filled {
	path: string;
	field: INodeProperties;
	parameters: INodeParameters;
}

/** An operation with many fields runs more than a hundred workflows. */
const TIMEOUT_MILLISECONDS = 60_000;

const EXPRESSION = '={{ $json.valueUnderTest }}';

/** Every field of an operation, also those in its collections, one filled with the expression at a time. */
function filledFields(fields: INodeProperties[], own: INodeParameters): Filled[] {
	return fields.flatMap((field): Filled[] => {
		const { name, type, noDataExpression } = field;
		if (noDataExpression || type === 'fixedCollection' || type === 'notice') return [];
		if (type === 'collection') {
			return (field.options as INodeProperties[])
				.filter(({ type }) => type !== 'fixedCollection')
				.map((inner) => ({
					path: `${name}.${inner.name}`,
					field: inner,
					parameters: {
						...own,
						[name]: { ...(own[name] as object), [inner.name]: valueFor(inner) },
					} as INodeParameters,
				}));
		}
		return [{ path: name, field, parameters: { ...own, [name]: valueFor(field) } }];
	});
}

const valueFor = ({ type }: INodeProperties) =>
	type === 'resourceLocator' ? { __rl: true, mode: 'id', value: EXPRESSION } : EXPRESSION;

const nothings: Array<[string, unknown]> = [
	['undefined', undefined],
	['null', null],
	['an empty text', ''],
	['a number that is none', NaN],
];
const odd: Array<[string, unknown]> = [
	['a text', 'some text'],
	['a number', 7],
	['a list', ['one', 'two']],
	['a list of objects', [{ one: 1 }]],
	['an object', { one: 1 }],
	['true', true],
	['false as text', 'false'],
];

async function outcomeOf(
	fixture: ActionFixture,
	operation: OperationCase,
	parameters: INodeParameters,
	value: unknown,
): Promise<{ error: string; message: string; requests: number }> {
	sandbox.reset();
	await operation.arrange?.(sandbox);
	const { item = {}, binary } = operation;
	const json = typeof item === 'function' ? item(sandbox) : item;
	const vendor = sandbox.vendors[fixture.vendor];
	const before = vendor.requests.length;
	const bench = await Bench.start({
		nodes: [
			{
				type: fixture.node,
				credentials: [fixture.credentialType],
				parameters,
				onError: 'continueRegularOutput',
			},
		],
		credentials: { [fixture.credentialType]: fixture.credential(sandbox) },
	});
	try {
		const tested = { ...json, ...(value !== undefined && { valueUnderTest: value }) };
		const run = await bench.execute([tested], undefined, { binary });
		const [first = {}] = bench.output(run);
		const failure = run.data.resultData.error;
		return {
			error: String(first.error ?? failure?.message ?? ''),
			message: String(first.message ?? ''),
			requests: vendor.requests.length - before,
		};
	} catch (refusal) {
		// n8n itself says of some fields that they have to be filled in, by their names, and runs nothing.
		return { error: (refusal as Error).message.replaceAll('"', "'"), message: '', requests: 0 };
	} finally {
		await bench.close();
	}
}

describe.each(actionFixtures)('$title', (fixture) => {
	const oneEach = [
		...new Map(
			[...fixture.cases].reverse().map((each) => [`${each.resource}/${each.operation}`, each]),
		).values(),
	];

	test.each(oneEach)(
		'$resource, $operation: whatever an expression gives is the right request, or a fault that names the field (read by the readers of nodes/shared/action/operation.ts, before any request)',
		async (operation) => {
			const { parameters = {}, resource, operation: name } = operation;
			await operation.arrange?.(sandbox);
			const own = typeof parameters === 'function' ? parameters(sandbox) : parameters;
			const bench = await Bench.start({ nodes: [{ type: fixture.node }] });
			const { description } = bench.workflow.nodeTypes.getByNameAndVersion(bench.trigger.type) as {
				description: INodeTypeDescription;
			};
			const set = { resource, operation: name, ...own };
			const shown =
				NodeHelpers.getNodeParameters(description.properties, set, true, false, bench.trigger, description) ??
				set;
			const fields = filledFields(visibleFields(description, bench.trigger, shown), set);
			await bench.close();

			const wrong: unknown[] = [];
			for (const { path, field, parameters } of fields) {
				for (const [kind, value] of [...nothings, ...odd]) {
					const { error, message, requests } = await outcomeOf(fixture, operation, parameters, value);
					const isRequired = /Parameter '.+' is required/.test(error);
					const names = isRequired || `${error} ${message}`.includes(`'${field.displayName}'`);
					// A value may also be right in itself and not go with another field's, which is then named.
					const namesAny = names || /'[A-Z][^']+'/.test(error);
					const isNothing = nothings.some(([each]) => each === kind);
					if (isNothing && !(names && requests === 0)) wrong.push({ path, kind, error, requests });
					// The sandbox may refuse what a vendor would: then it was asked.
					if (!isNothing && error !== '' && requests === 0 && !namesAny)
						wrong.push({ path, kind, error, requests });
					if (/cannot read|is not a function|undefined|\[object/i.test(error))
						wrong.push({ path, kind, error });
				}
			}
			expect(wrong).toEqual([]);
		},
		TIMEOUT_MILLISECONDS,
	);
});
