import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { ApiRequest, ApiResponse, VendorApi } from '../request';

/** A result that comes out with files. */
export class ItemWithFiles {
	constructor(
		readonly json: IDataObject,
		readonly binary: IBinaryKeyData,
	) {}
}

const afterWrites = new WeakSet<Error>();

/** Marks a fault that comes after the vendor took the change: n8n's Retry On Fail is not to make it again. */
export function afterWrite<Fault extends Error>(fault: Fault): Fault {
	afterWrites.add(fault);
	return fault;
}

export const isAfterWrite = (fault: unknown): boolean => fault instanceof Error && afterWrites.has(fault);

/** What becomes one item. */
export type Result = IDataObject | ItemWithFiles;

/** One operation of an action node: how it is shown, its fields, and what it does for one item. */
export interface Operation {
	/** As the Operation field shows it, for example `Get Many`. */
	name: string;
	/** As the nodes panel shows it, for example `Get many agents`. */
	action: string;
	description: string;
	fields: INodeProperties[];
	/**
	 * What it changes at the vendor: changes with the same name go one after the other, in the items' order. `new` for one
	 * that makes something; without it, the operation only reads.
	 */
	writes?: 'new' | ((item: ItemContext) => Promise<string> | string);
	run(item: ItemContext): Promise<Result | Result[]>;
}

/** What an action node can do to one kind of thing. */
export interface Resource {
	/** As the Resource field shows it, for example `Visitor Variable`. */
	name: string;
	/** The Resource field's value, for example `visitorVariable`. */
	value: string;
	/** By the Operation field's value, for example `getMany`. */
	operations: Record<string, Operation>;
	/** The operation that the Operation field starts with. */
	default: string;
}

/** A resource of an action node, made of its operations; no operation's name stands anywhere else. */
export function resource<Operations extends Record<string, Operation>>(
	resource: Omit<Resource, 'default' | 'operations'> & {
		operations: Operations;
		default: keyof Operations & string;
	},
): Resource {
	return resource;
}

/**
 * Resource, the Operation field of each resource, and the fields of each operation, shown where they belong.
 * @param resources in the order in which Resource lists them
 * @param start the resource that Resource starts with
 */
export function actionFields(resources: readonly Resource[], { value: start }: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			// With one there is nothing to choose.
			type: resources.length > 1 ? 'options' : 'hidden',
			noDataExpression: true,
			options: resources.map(({ name, value }) => ({ name, value })),
			default: start,
		},
		...resources.flatMap((each) => [
			operationField(each),
			...Object.entries(each.operations).flatMap(([operation, { fields }]) =>
				fields.map((field) => shownFor(each.value, operation, field)),
			),
		]),
	];
}

function operationField({ value: resource, operations, default: start }: Resource): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: Object.entries(operations).map(([value, { name, action, description }]) => ({
			name,
			value,
			action,
			description,
		})),
		default: start,
	};
}

/** A field, shown for one operation of one resource on top of its own conditions. */
function shownFor(resource: string, operation: string, field: INodeProperties): INodeProperties {
	return {
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { resource: [resource], operation: [operation], ...field.displayOptions?.show },
		},
	};
}

/**
 * One input item of a running operation. A field is named by its path in the node, for example `chatId` or
 * `updateFields.email`; every message names it as the person sees it.
 *
 * What a person added, or filled with an expression, has to resolve to something: undefined, null and '' are a fault, so
 * that nothing is widened, emptied or erased by a field that found nothing.
 */
export interface ItemContext {
	context: IExecuteFunctions;
	itemIndex: number;
	/** The value of a field as n8n resolved it. @throws when the field is unknown */
	get<T>(path: string, fallback?: T): T;
	/** The text of a field that has to be filled in, without white space around it. @throws NodeOperationError */
	text(path: string): string;
	/** A text for people, as it is: white space around it belongs to it. @throws NodeOperationError when it is blank */
	message(path: string): string;
	/**
	 * A text that may be left out: undefined when it was. @throws NodeOperationError when it resolves to nothing
	 * @param mayBeEmpty '' is what a person typed to empty a value at the vendor
	 */
	optionalText(path: string, options?: { mayBeEmpty: boolean }): string | undefined;
	/** The entries of a field for several values, at least one. @throws NodeOperationError */
	list(path: string): string[];
	/**
	 * As `list`, for a field that may be left out.
	 * @param mayBeEmpty a field that a person added and left empty is an empty list, which empties one at the vendor
	 */
	optionalList(path: string, options?: { mayBeEmpty: boolean }): string[] | undefined;
	/** The chosen value of a field with options. @throws NodeOperationError for one that it does not list */
	choice(path: string): string;
	/** A number, also given as text; undefined when the field was left out. @throws NodeOperationError */
	number(path: string): number | undefined;
	/** true, false or these as text; the fallback when the field was left out. @throws NodeOperationError */
	boolean(path: string, fallback?: boolean): boolean;
	/** A time as ISO 8601; undefined when the field was left out. @throws NodeOperationError */
	time(path: string): string | undefined;
	/**
	 * The object in a JSON field, given as text or, by an expression, as an object.
	 * @param example what to write, for the message
	 * @throws NodeOperationError that names the field
	 */
	jsonObject(path: string, example: string): IDataObject;
	/** What stands in a JSON field that may be left out; undefined when it was. @throws NodeOperationError */
	optionalJson(path: string): unknown;
	/** The ID chosen in a resource locator, or a plain one. @throws NodeOperationError that names the field when none is */
	locator(path: string): string;
	/** As `locator`, for a field that may be left out. */
	optionalLocator(path: string): string | undefined;
	/** Whether a person added the field to its collection. */
	isAdded(path: string): boolean;
	/** How many entries Return All and Limit ask for: Infinity for all, else at least 1. */
	limit(): number;
	/** The timeout from Options, in milliseconds. @throws NodeOperationError */
	timeout(): number;
	/** A request of this item, with the timeout from Options. */
	request(api: VendorApi, request: ApiRequest): Promise<ApiResponse>;
	/** The field's name as the person sees it. */
	displayName(path: string): string;
	/** What to throw for a field's value that cannot be used. */
	fault(message: string, description?: string): NodeOperationError;
}
