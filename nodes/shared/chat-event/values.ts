import { z } from 'zod';

import { isJsonObject, type JsonObject } from '../json';

/** A vendor's id as a string; null when it is neither a number nor a filled string. */
export function toId(value: unknown): string | null {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A filled string, or null. Vendors send an empty string for what they do not know. */
export function toText(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number, or null. */
export function toNumber(value: unknown): number | null {
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A boolean, or null. */
export function toBoolean(value: unknown): boolean | null {
	return typeof value === 'boolean' ? value : null;
}

const END_OF_YEAR_9999 = 253_402_300_799_999;

function isoTime(milliseconds: number): string | null {
	const isTime = milliseconds >= 0 && milliseconds <= END_OF_YEAR_9999;
	return isTime ? new Date(milliseconds).toISOString() : null;
}

/** Unix time in seconds, or text that holds it, as ISO 8601 in UTC; null when it is no time. */
export function fromSeconds(value: unknown): string | null {
	const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof seconds === 'number' ? isoTime(seconds * 1000) : null;
}

/** Unix time in milliseconds as ISO 8601 in UTC; null when it is no time. */
export function fromMilliseconds(value: unknown): string | null {
	return typeof value === 'number' ? isoTime(value) : null;
}

/** An ISO 8601 time with any offset and precision, as ISO 8601 in UTC with milliseconds; null when it is no time. */
export function fromIso(value: unknown): string | null {
	return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? isoTime(Date.parse(value)) : null;
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
	/** A list whose entries have the given shape; what is not an object in it is left out, a missing list is []. */
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

/** A copy of an object without the keys named, and without what is null, undefined, '' or empty. */
export function rest(object: JsonObject, without: readonly string[]): JsonObject {
	const known = new Set(without);
	return Object.fromEntries(
		Object.entries(object).filter(([key, value]) => {
			if (known.has(key) || value === null || value === undefined || value === '') return false;
			return !(Array.isArray(value) && value.length === 0);
		}),
	);
}
