import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';

import { FIRST_WIDTH, MOST_WIDTH, Pace, setPace, Slots } from '../request';
import {
	isAfterWrite,
	type ItemContext,
	ItemWithFiles,
	type Operation,
	type Resource,
	type Result,
} from './operation';
import { overTries } from './tries';
import { itemContext } from './values';

/** What an operation made of one item. */
type Outcome = { results: Result[] } | { fault: unknown };

/** What writes came to, by item, for n8n's further tries of one execution (Retry On Fail). */
const answersOf = overTries<Result[] | { fault: unknown }>();
type Answered = ReturnType<typeof answersOf>;

/**
 * Runs the chosen operation for every input item, as many at once as the vendor takes, results in the items' order and
 * paired with them. What changes the same thing goes one after the other, in the items' order.
 *
 * With On Error set to one of the Continue values an item that fails comes out as `{ error, message }`: what happened,
 * and what to do. That is the shape by which n8n knows a failed item and lets it leave by the Error output. After a
 * failure that stops the node nothing further starts; what is under way ends first. A cancelled execution ends whatever
 * On Error says.
 * @param options.billsEveryRequest the vendor bills refused requests too: no more than 5 are under way, unless 'Most at
 * Once' says otherwise
 */
export async function executeOperation(
	context: IExecuteFunctions,
	resources: readonly Resource[],
	options: { billsEveryRequest?: boolean } = {},
): Promise<INodeExecutionData[][]> {
	const signal = context.getExecutionCancelSignal();
	const pace = new Pace(mostAtOnce(context, options.billsEveryRequest === true));
	setPace(context, pace);
	const slots = new Slots(pace);
	const goesOn = context.continueOnFail();
	const answered = answersOf(context);
	let isStopped = false;

	const attempt = async (task: () => Promise<Result[]>): Promise<Outcome> =>
		await slots.run(async () => {
			// The node ends with the first fault; this item's outcome is never looked at.
			if (isStopped) return { results: [] };
			try {
				return { results: await task() };
			} catch (fault) {
				isStopped = !goesOn || signal?.aborted === true;
				return { fault };
			}
		});

	const steps = context.getInputData().map((_, itemIndex) => stepOf(context, itemIndex, resources));
	const lanes = await Promise.all(
		steps.map(async (step): Promise<Outcome | null> => {
			if ('fault' in step || typeof step.operation.writes !== 'function') return null;
			const { operation, item } = step;
			return await attempt(async () => [{ lane: await laneOf(operation, item) }]);
		}),
	);
	const ends = new Map<string, Promise<unknown>>();
	const outcomes = await Promise.all(
		steps.map(async (step, itemIndex): Promise<Outcome> => {
			const found = lanes[itemIndex];
			if (found !== null && 'fault' in found) return found;
			const lane = (found?.results[0] as IDataObject | undefined)?.lane as string | undefined;
			const before = lane !== undefined ? ends.get(lane) : undefined;
			const ended = (async () => {
				await before;
				return await attempt(async () => await runStep(step, itemIndex, answered));
			})();
			if (lane !== undefined) ends.set(lane, ended);
			return await ended;
		}),
	);

	return [
		outcomes.flatMap((outcome, itemIndex) => {
			const pairedItem = { item: itemIndex };
			if ('results' in outcome)
				return outcome.results.map((result) => ({ ...contentOf(result), pairedItem }));
			if (!goesOn || signal?.aborted) throw toThrow(context, outcome.fault, itemIndex);
			return [{ json: failedItem(outcome.fault), pairedItem }];
		}),
	];
}

/** The number under way at the most; the editor's bounds do not hold for an expression. */
function mostAtOnce(context: IExecuteFunctions, isBilled: boolean): number {
	const wanted = Number(
		context.getNodeParameter('options.concurrency', 0, isBilled ? FIRST_WIDTH : MOST_WIDTH),
	);
	return Math.min(MOST_WIDTH, Math.max(1, Math.floor(wanted) || FIRST_WIDTH));
}

/** An item with its operation, or what is wrong with it. */
type Step = { operation: Operation; item: ItemContext } | { fault: unknown };

function stepOf(context: IExecuteFunctions, itemIndex: number, resources: readonly Resource[]): Step {
	try {
		const operation = operationOf(context, itemIndex, resources);
		return { operation, item: itemContext(context, itemIndex, operation.fields) };
	} catch (fault) {
		return { fault };
	}
}

/** What an operation changes of one item's; undefined where nothing else can be in its way. */
const laneOf = async ({ writes }: Operation, item: ItemContext): Promise<string | undefined> =>
	typeof writes === 'function' ? await writes(item) : undefined;

async function runStep(step: Step, itemIndex: number, answered: Answered): Promise<Result[]> {
	if ('fault' in step) throw step.fault;
	const known = answered.get(itemIndex);
	if (known !== undefined && 'fault' in known) throw known.fault;
	if (known !== undefined) return known;
	const running = step.operation.run(step.item);
	running.catch((fault: unknown) => isAfterWrite(fault) && answered.set(itemIndex, { fault }));
	const results = [await running].flat();
	if (step.operation.writes !== undefined) answered.set(itemIndex, results);
	return results;
}

const contentOf = (result: Result): Pick<INodeExecutionData, 'binary' | 'json'> =>
	result instanceof ItemWithFiles ? { json: result.json, binary: result.binary } : { json: result };

/** A failed item. With any other key n8n would take it for a success; `item.error` would lose the words. */
function failedItem(fault: unknown): IDataObject {
	const { message, description } = fault as Error & { description?: string | null };
	return { error: message, ...(description && { message: description }) };
}

function toThrow(context: IExecuteFunctions, fault: unknown, itemIndex: number): Error {
	const error = errorOf(context, fault, itemIndex);
	// n8n's editor would add "[item 0]" to the message, which says nothing where there is one item.
	if (context.getInputData().length === 1) delete error.context.itemIndex;
	return error;
}

function errorOf(
	context: IExecuteFunctions,
	fault: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	// Wrapping an error of the same class hands back the original.
	if (fault instanceof NodeApiError)
		return new NodeApiError(context.getNode(), fault as unknown as JsonObject);
	if (fault instanceof NodeOperationError) return fault;
	const { description } = fault as { description?: string };
	return new NodeOperationError(context.getNode(), fault as Error, {
		itemIndex,
		...(description && { description }),
	});
}

/** @throws NodeOperationError for a resource or an operation that the node does not have */
function operationOf(
	context: IExecuteFunctions,
	itemIndex: number,
	resources: readonly Resource[],
): Operation {
	const value = (name: string) => String(context.getNodeParameter(name, itemIndex, ''));
	const unknown = (displayName: string, name: string) =>
		new NodeOperationError(context.getNode(), `'${displayName}' has the unknown value '${value(name)}'`, {
			itemIndex,
			description: `Open the node and choose one of the values that '${displayName}' lists.`,
		});
	const resource = resources.find((each) => each.value === value('resource'));
	if (resource === undefined) throw unknown('Resource', 'resource');
	const { operations } = resource;
	if (!Object.hasOwn(operations, value('operation'))) throw unknown('Operation', 'operation');
	return operations[value('operation')];
}
