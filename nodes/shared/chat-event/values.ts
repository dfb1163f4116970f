import { z } from 'zod';

import { isJsonObject, type JsonObject } from '../json';

/** A vendor's id as a string; null when it is neither a number nor a filled string. */
export function toId(value: unknown): string | null {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A filled string, or a number as text; null for anything else. Vendors send '' for what they do not know. */
export const toText = toId;

/** A finite number, also one that is written as text; otherwise null. */
export function toNumber(value: unknown): number | null {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A boolean, also one that is written as text; otherwise null. */
export function toBoolean(value: unknown): boolean | null {
	if (value === 'true' || value === 'false') return value === 'true';
	return typeof value === 'boolean' ? value : null;
}

const END_OF_YEAR_9999 = 253_402_300_799_999;

function isoTime(milliseconds: number | null): string | null {
	const isTime = milliseconds !== null && milliseconds >= 0 && milliseconds <= END_OF_YEAR_9999;
	return isTime ? new Date(milliseconds).toISOString() : null;
}

/** Unix time in seconds, or text that holds it or an ISO 8601 time, as ISO 8601 in UTC; null when it is no time. */
export function fromSeconds(value: unknown): string | null {
	const seconds = toNumber(value);
	return seconds === null ? fromIso(value) : isoTime(seconds * 1000);
}

/** As `fromSeconds`, of Unix time in milliseconds. */
export const fromMilliseconds = (value: unknown): string | null => isoTime(toNumber(value)) ?? fromIso(value);

const ISO_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * An ISO 8601 time of any precision, with a space for the T too, as ISO 8601 in UTC with milliseconds; null when it is
 * no time. Without an offset it is UTC, wherever n8n runs.
 */
export function fromIso(value: unknown): string | null {
	const [, date, time = '00:00', offset = 'Z'] = ISO_TIME.exec(typeof value === 'string' ? value : '') ?? [];
	if (date === undefined) return null;
	const zone = offset.length === 3 ? `${offset}:00` : offset;
	return isoTime(Date.parse(`${date}T${time.replace(',', '.')}${zone}`));
}

/** A value that may be missing: zod 3 lets an unknown() be absent by itself, zod 4 only when it is said. */
const anything = z.unknown().optional();

/**
 * Fields of a vendor's payload. They never fail: a value of an unexpected type reads as null (or as empty), so that
 * one odd field does not cost the user the rest of the event.
 */
export const field = {
	/** Taken as it is, or missing. */
	any: anything,
	id: anything.transform(toId),
	text: anything.transform(toText),
	number: anything.transform(toNumber),
	boolean: anything.transform(toBoolean),
	seconds: anything.transform(fromSeconds),
	milliseconds: anything.transform(fromMilliseconds),
	iso: anything.transform(fromIso),
	/** A JSON object under the vendor's own names; {} when it is anything else. */
	object: anything.transform((value): JsonObject => (isJsonObject(value) ? value : {})),
	/** The strings and numbers of an array, as strings. */
	ids: anything.transform((value): string[] =>
		Array.isArray(value) ? value.map(toId).filter((id) => id !== null) : [],
	),
	/** A list whose entries have the given shape; what is no object in it is left out, a missing list is []. */
	list: <Shape extends z.ZodTypeAny>(shape: Shape) =>
		anything
			.transform((value): unknown => (Array.isArray(value) ? value.filter(isJsonObject) : []))
			.pipe(z.array(shape)),
	/** As `list`, with a plain function that reads an entry: 100,000 messages take 0.1 seconds instead of 5. */
	listOf: <Entry>(read: (entry: JsonObject) => Entry) =>
		anything.transform((value): Entry[] =>
			Array.isArray(value) ? value.filter(isJsonObject).map(read) : [],
		),
	/** An object of the given shape; anything else reads as an object without any field. */
	shape: <Shape extends z.ZodTypeAny>(shape: Shape) =>
		anything.transform((value): unknown => (isJsonObject(value) ? value : {})).pipe(shape),
};

/** What says nothing: vendors send null, '' and empty lists for what they do not know. */
const isNothing = (value: unknown): boolean =>
	value === null ||
	value === undefined ||
	value === '' ||
	(typeof value === 'object' && Object.keys(value).length === 0);

/**
 * What a vendor said and a reader did not take, under the vendor's own names: keys that the reader does not know, and
 * those of which it could make nothing. An object is looked into, a list counts as taken when no entry of it is missing
 * (what its entries say beyond is for whoever reads them).
 * @param said as the vendor sent it
 * @param read what was made of it, by the same names
 */
export function unread(said: JsonObject, read: object): JsonObject {
	const left = Object.entries(said).map(([key, value]): [string, unknown] => [
		key,
		leftOf(value, Object.hasOwn(read, key) ? (read as JsonObject)[key] : undefined),
	]);
	return Object.fromEntries(left.filter(([, value]) => !isNothing(value)));
}

function leftOf(value: unknown, taken: unknown): unknown {
	if (value === taken) return isNothing(taken) ? value : null;
	// A plain value where an object was expected reads as an object that says nothing.
	if (typeof value !== 'object' || value === null)
		return isNothing(taken) || isJsonObject(taken) ? value : null;
	if (isJsonObject(value) && isJsonObject(taken)) return unread(value, taken);
	return Array.isArray(value) && Array.isArray(taken) && value.length === taken.length ? null : value;
}
