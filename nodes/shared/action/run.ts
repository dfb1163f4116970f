import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type JsonObject,
} from 'n8n-workflow';

import { mapConcurrently } from './concurrency';
import type { Operation, Resource } from './operation';
import { itemContext } from './values';

const DEFAULT_CONCURRENCY = 5;
const MOST_CONCURRENCY = 50;

/**
 * Runs the chosen operation for every input item, some at once, results in the items' order and paired with them.
 * With Continue On Fail an item that fails comes out as `{ error, description }` in its place; a cancelled
 * execution ends all the same.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	resources: readonly Resource[],
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const wanted = context.getNodeParameter('options.concurrency', 0, DEFAULT_CONCURRENCY) as number;
	// The editor's bounds do not hold for an expression.
	const concurrency = Math.min(wanted, MOST_CONCURRENCY);
	const signal = context.getExecutionCancelSignal();
	const results = await mapConcurrently(items, concurrency, async (_, itemIndex) => {
		try {
			const operation = operationOf(context, itemIndex, resources);
			const result = await operation.run(itemContext(context, itemIndex, operation.fields));
			return [result].flat().map((json) => ({ json, pairedItem: { item: itemIndex } }));
		} catch (error) {
			if (context.continueOnFail() && !signal?.aborted) {
				const { message, description } = error as Error & { description?: string | null };
				return [
					{ json: { error: message, ...(description && { description }) }, pairedItem: { item: itemIndex } },
				];
			}
			// Wrapping an error of the same class hands back the original.
			if (error instanceof NodeApiError)
				throw new NodeApiError(context.getNode(), error as unknown as JsonObject);
			throw new NodeOperationError(context.getNode(), error as Error, { itemIndex });
		}
	});
	return [results.flat()];
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
