import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type JsonObject,
} from 'n8n-workflow';

import { isJsonObject } from '../chat-event/values';
import { mapConcurrently } from './concurrency';
import { vendorRequest, type ApiRequest, type ApiResponse, type VendorApi } from './request';

/** One operation of an action node: its fields, and what it does for one item. */
export interface Operation {
	fields: INodeProperties[];
	run(item: ItemContext): Promise<IDataObject | IDataObject[]>;
}

/** Operations by resource and by name, as the node's Resource and Operation fields name them. */
export type OperationTable = Record<string, Record<string, Operation>>;

/** One input item of a running operation. */
export interface ItemContext {
	context: IExecuteFunctions;
	itemIndex: number;
	/** The value of a field. @throws when the field is unknown */
	get<T>(name: string, fallback?: T): T;
	/** The text of a field that has to be filled in. @throws NodeOperationError that names the field */
	text(name: string, displayName: string): string;
	/**
	 * The object in a JSON field, given as text or, by an expression, as an object.
	 * @param example what to write, for the message
	 * @throws NodeOperationError that names the field
	 */
	jsonObject(name: string, displayName: string, example: string): IDataObject;
	/** The ID chosen in a resource locator. @throws NodeOperationError that names the field when none is */
	locator(name: string, displayName: string): string;
	/** How many entries Return All and Limit ask for: Infinity for all, else at least 1. */
	limit(): number;
	/** A request of this item, with the timeout from Options. */
	request(api: VendorApi, request: ApiRequest): Promise<ApiResponse>;
	/** What to throw for a field's value that cannot be used. */
	fault(message: string, description?: string): NodeOperationError;
}

const DEFAULT_CONCURRENCY = 5;
const MOST_CONCURRENCY = 50;
const DEFAULT_TIMEOUT_SECONDS = 30;

/**
 * Runs the chosen operation for every input item, some at once, results in the items' order and paired with them.
 * With Continue On Fail an item that fails comes out as `{ error, description }` in its place; a cancelled
 * execution ends all the same.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	operations: OperationTable,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const wanted = context.getNodeParameter('options.concurrency', 0, DEFAULT_CONCURRENCY) as number;
	// The editor's bounds do not hold for an expression.
	const concurrency = Math.min(wanted, MOST_CONCURRENCY);
	const signal = context.getExecutionCancelSignal();
	const results = await mapConcurrently(items, concurrency, async (_, itemIndex) => {
		try {
			const item = itemContext(context, itemIndex);
			const result = await operations[item.get<string>('resource')][item.get<string>('operation')].run(item);
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

function itemContext(context: IExecuteFunctions, itemIndex: number): ItemContext {
	const get = <T>(name: string, fallback?: T) => context.getNodeParameter(name, itemIndex, fallback) as T;
	const fault = (message: string, description?: string) =>
		new NodeOperationError(context.getNode(), message, { itemIndex, description });
	const filled = (value: unknown, displayName: string): string => {
		const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		if (text !== '') return text;
		throw fault(
			`'${displayName}' is empty [item ${itemIndex}]`,
			`Fill in '${displayName}', or check that the expression in it finds a value in the item.`,
		);
	};
	return {
		context,
		itemIndex,
		get,
		text: (name, displayName) => filled(get<unknown>(name, ''), displayName),
		jsonObject: (name, displayName, example) => {
			const written = get<unknown>(name, '');
			const value = typeof written === 'string' ? parsed(written) : written;
			if (isJsonObject(value)) return value as IDataObject;
			const what = value === undefined ? 'is not valid JSON' : 'is not an object';
			throw fault(`'${displayName}' ${what}`, `Write it like ${example}.`);
		},
		locator: (name, displayName) =>
			filled(context.getNodeParameter(name, itemIndex, '', { extractValue: true }), displayName),
		limit: () => (get('returnAll', false) ? Infinity : Math.max(1, Math.floor(get<number>('limit', 1)) || 1)),
		request: async (api, request) => {
			const seconds = get<number>('options.timeout', DEFAULT_TIMEOUT_SECONDS);
			// 0 would mean to wait for ever.
			const timeout = (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS) * 1000;
			return await vendorRequest(context, api, { itemIndex, timeout, ...request });
		},
		fault,
	};
}

/** The value of a JSON text; undefined when it is none. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
