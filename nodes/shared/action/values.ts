import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { isJsonObject } from '../json';
import { vendorRequest } from '../request';
import type { ItemContext } from './operation';

const DEFAULT_TIMEOUT_SECONDS = 30;

/**
 * What an operation reads of one item.
 * @param fields the operation's fields, which say how the person sees each
 * @param given the fields' values where they do not come from the node's own fields; Options always do
 */
export function itemContext(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: readonly INodeProperties[],
	given?: IDataObject,
): ItemContext {
	const get = <T>(path: string, fallback?: T) =>
		(given === undefined || path.startsWith('options.')
			? context.getNodeParameter(path, itemIndex, fallback)
			: (valueAt(given, path) ?? fallback)) as T;
	const writtenAt = (path: string) =>
		valueAt(given === undefined || path.startsWith('options.') ? context.getNode().parameters : given, path);
	const fault = (message: string, description?: string) =>
		new NodeOperationError(context.getNode(), message, { itemIndex, description });
	const displayName = (path: string) => fieldAt(fields, path)?.displayName ?? commonNames[path] ?? path;
	const unusable = (path: string, what: string, description: string) =>
		fault(`'${displayName(path)}' ${what}`, description);
	const empty = (path: string) =>
		fault(
			`'${displayName(path)}' is empty`,
			`Fill in '${displayName(path)}', or check that the expression in it finds a value in the item.`,
		);

	/** What is there of a field: a value, nothing although it was filled in, or nothing because it was left out. */
	const read = (path: string): { value: unknown } | 'leftOut' | 'nothing' => {
		const written = writtenAt(path);
		if (written === undefined) return 'leftOut';
		const value = get<unknown>(path, null);
		if (!isNothing(value)) return { value };
		// An AI model has to give a value for each field that it is asked for: '' is how it leaves one out.
		const isFilled = path.includes('.') || (isExpression(written) && !isAskedOfModel(written));
		return isFilled ? 'nothing' : 'leftOut';
	};
	/** Reads a field with `to`, which gives undefined for a value of another kind. */
	const optional = <T>(
		path: string,
		to: (value: unknown) => T | undefined,
		wanted: string,
		what?: string,
	): T | undefined => {
		const found = read(path);
		if (found === 'leftOut') return undefined;
		if (found === 'nothing') throw empty(path);
		const value = to(found.value);
		if (value !== undefined) return value;
		throw unusable(path, what ?? `is ${kindOf(found.value)}`, `It needs ${wanted}.`);
	};
	/** '' or an empty list that a person left in the field, not one that an expression found. */
	const isEmptied = (path: string) => {
		const written = writtenAt(path);
		return written === '' || (Array.isArray(written) && written.length === 0);
	};
	const required = <T>(path: string, value: T | undefined): T => {
		if (value === undefined) throw empty(path);
		return value;
	};
	const text = (path: string) => optional(path, toText, 'a text');
	const locator = (path: string) => optional(path, (value) => toText(idOf(value)), 'an ID');
	const list = (path: string) => optional(path, toEntries, 'texts, separated by commas, or a list of texts');

	const item: ItemContext = {
		context,
		itemIndex,
		get,
		text: (path) => {
			const value = text(path)?.trim();
			return required(path, value === '' ? undefined : value);
		},
		message: (path) => {
			const value = text(path);
			return required(path, value?.trim() === '' ? undefined : value);
		},
		optionalText: (path, { mayBeEmpty } = { mayBeEmpty: false }) => {
			if (mayBeEmpty && isEmptied(path)) return '';
			const value = text(path)?.trim();
			if (value === '') throw empty(path);
			return value;
		},
		list: (path) => {
			const entries = list(path);
			return required(path, entries?.length === 0 ? undefined : entries);
		},
		optionalList: (path, { mayBeEmpty } = { mayBeEmpty: false }) => {
			if (mayBeEmpty && isEmptied(path)) return [];
			// A multi-select that a person left alone.
			if (isEmptied(path) && !path.includes('.')) return undefined;
			const entries = list(path);
			if (entries?.length === 0) throw empty(path);
			return entries;
		},
		choice: (path) => {
			const value = required(path, text(path));
			const options = (fieldAt(fields, path)?.options ?? []) as INodePropertyOptions[];
			if (options.some((option) => option.value === value)) return value;
			throw unusable(
				path,
				`has the unknown value '${value}'`,
				`It can be ${options.map((option) => `'${option.value}'`).join(', ')}.`,
			);
		},
		number: (path) => optional(path, toNumber, 'a number such as 42', 'is not a number'),
		boolean: (path, fallback = false) =>
			optional(path, toBoolean, 'true or false', 'is neither true nor false') ?? fallback,
		time: (path) => optional(path, toTime, 'a date and time such as 2026-05-15T10:00:00Z', 'is not a time'),
		optionalJson: (path) => {
			const found = read(path);
			if (found === 'nothing') throw empty(path);
			if (found === 'leftOut') return undefined;
			return typeof found.value === 'string' && found.value.trim() === '' ? undefined : found.value;
		},
		jsonObject: (path, example) => {
			const written = get<unknown>(path, '');
			const value = typeof written === 'string' ? parsed(written) : written;
			if (isJsonObject(value)) return value as IDataObject;
			const what = value === undefined ? 'is not valid JSON' : 'is not an object';
			throw unusable(path, what, `Write it like ${example}.`);
		},
		locator: (path) => {
			const id = isNothing(idOf(get<unknown>(path, null))) ? undefined : locator(path)?.trim();
			return required(path, id === '' ? undefined : id);
		},
		optionalLocator: (path) => {
			const written = idOf(writtenAt(path));
			const isLeftOut = written === undefined || (written === '' && !path.includes('.'));
			const isLeftOutByModel =
				isExpression(written) && isAskedOfModel(written) && isNothing(idOf(get<unknown>(path, null)));
			return isLeftOut || isLeftOutByModel ? undefined : item.locator(path);
		},
		isAdded: (path) => writtenAt(path) !== undefined,
		limit: () => (item.boolean('returnAll') ? Infinity : Math.max(1, Math.floor(item.number('limit') ?? 1))),
		timeout: () => {
			const seconds = item.number('options.timeout') ?? DEFAULT_TIMEOUT_SECONDS;
			// 0 would mean to wait for ever.
			return (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS) * 1000;
		},
		request: async (api, request) => {
			return await vendorRequest(context, api, { itemIndex, timeout: item.timeout(), ...request });
		},
		displayName,
		fault,
	};
	return item;
}

/** What stands at a path of fields, before expressions are resolved; undefined for a field that is not there. */
const valueAt = (values: IDataObject, path: string): unknown =>
	path
		.split(/[.[\]]+/)
		.filter((key) => key !== '')
		.reduce<unknown>(
			(value, key) => (typeof value === 'object' && value !== null ? (value as IDataObject)[key] : undefined),
			values,
		);

const isExpression = (written: unknown): written is string =>
	typeof written === 'string' && written.startsWith('=');

const isAskedOfModel = (expression: string): boolean => /\$fromAI\(/i.test(expression);

/** A number that is none is what `Number()` makes of nothing. */
const isNothing = (value: unknown): boolean =>
	value === undefined || value === null || value === '' || Number.isNaN(value);

/** A field by its path; undefined for an unknown one. */
function fieldAt(fields: readonly INodeProperties[], path: string): INodeProperties | undefined {
	const [name, ...inner] = path.split('.').filter((key) => !/^\d+$/.test(key));
	const field = fields.find((each) => each.name === name);
	if (field === undefined || inner.length === 0) return field;
	const options = (field.options ?? []) as Array<INodeProperties | INodePropertyCollection>;
	const rows = options.find(
		(option): option is INodePropertyCollection => 'values' in option && option.name === inner[0],
	);
	return rows === undefined
		? fieldAt(options as INodeProperties[], inner.join('.'))
		: fieldAt(rows.values, inner.slice(1).join('.'));
}

/** Fields that every operation has, beside its own. */
const commonNames: Record<string, string> = {
	resource: 'Resource',
	operation: 'Operation',
	'options.concurrency': 'Most at Once',
	'options.timeout': 'Timeout',
};

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (isJsonObject(value)) return 'an object';
	return `a ${typeof value}`;
}

const isPlain = (value: unknown): value is boolean | number | string =>
	['boolean', 'number', 'string'].includes(typeof value) && !Number.isNaN(value);

const toText = (value: unknown): string | undefined =>
	isPlain(value) ? String(value) : (isoOf(value) ?? undefined);

const idOf = (value: unknown): unknown => (isJsonObject(value) && 'value' in value ? value.value : value);

function toEntries(value: unknown): string[] | undefined {
	const entries: unknown[] = Array.isArray(value)
		? value
		: isPlain(value)
			? String(value).split(',')
			: [undefined];
	if (!entries.every(isPlain)) return undefined;
	return [...new Set(entries.map((entry) => String(entry).trim()))].filter((entry) => entry !== '');
}

function toNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	return word === true || word === 'true' ? true : word === false || word === 'false' ? false : undefined;
}

/** The ISO form of a Date, or of the Luxon time that n8n's expressions give. */
function isoOf(value: unknown): string | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
	const { toISO } = (isJsonObject(value) ? value : {}) as { toISO?: () => string | null };
	return typeof toISO === 'function' ? (toISO.call(value) ?? undefined) : undefined;
}

function toTime(value: unknown): string | undefined {
	const text = typeof value === 'string' ? value.trim() : isoOf(value);
	return text !== undefined && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

/** The value of a JSON text; undefined when it is none. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
