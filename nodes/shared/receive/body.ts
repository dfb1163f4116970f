import { isJsonObject, type JsonObject } from '../json';

/** n8n stores items by recursion; an item nested some thousand levels deep would end as a failed execution. */
const DEEPEST_LEVEL = 64;
const TOO_DEEP = `[left out: nested deeper than ${DEEPEST_LEVEL} levels]`;

/** Parsed bodies, so that a proof which looks into the body does not cost a second parsing. */
const parsed = new WeakMap<Buffer, unknown>();

/**
 * A body's JSON, whatever its content type says; undefined when it is none. A byte order mark is skipped. Integers above
 * 2^53 are texts in it, so that an id keeps all of its digits.
 */
export function parseJson(rawBody: Buffer): unknown {
	if (!parsed.has(rawBody)) parsed.set(rawBody, parseAnew(rawBody));
	return parsed.get(rawBody);
}

function parseAnew(rawBody: Buffer): unknown {
	const text = rawBody.toString('utf8').replace(/^\ufeff/, '');
	try {
		const value: unknown = JSON.parse(text);
		return /\d{16}/.test(text) ? JSON.parse(quoteLongIntegers(text)) : value;
	} catch {
		return undefined;
	}
}

/** Valid JSON, in which integers that a JavaScript number cannot hold are quoted. One pass, outside of its strings. */
function quoteLongIntegers(json: string): string {
	const parts: string[] = [];
	for (let from = 0; from < json.length;) {
		const open = json.indexOf('"', from);
		const end = open === -1 ? json.length : open;
		parts.push(
			json.slice(from, end).replace(/-?\d[\d.eE+-]*/g, (number) => {
				const isLong = /^-?\d{16,}$/.test(number) && !Number.isSafeInteger(Number(number));
				return isLong ? `"${number}"` : number;
			}),
		);
		from = open === -1 ? end : endOfString(json, open);
		parts.push(json.slice(end, from));
	}
	return parts.join('');
}

/** Where a string ends that opens at an index: behind its closing quote. */
function endOfString(json: string, open: number): number {
	let index = open + 1;
	while (json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
	return index + 1;
}

/**
 * Reads a delivery's body: a JSON object whatever the content type says. Secrets are gone from it, so that nothing
 * after this can pass them on.
 * @param secretKeys keys that are removed wherever they stand
 * @returns the object, or null when the body is anything else
 */
export function readBody(rawBody: Buffer, secretKeys: readonly string[]): JsonObject | null {
	const body = parseJson(rawBody);
	if (!isJsonObject(body)) return null;
	removeKeys(body, secretKeys);
	return body;
}

/**
 * Removes keys wherever they stand in an object, in place, and what is nested too deep for n8n to store.
 * @param keys keys whose values are secrets
 */
export function removeKeys(body: object, keys: readonly string[]): void {
	// `__proto__` as a key of its own would become the prototype of the first copy that is made by assignment.
	const unwanted = new Set(['__proto__', ...keys]);
	let level: object[] = [body];
	for (let depth = 1; level.length > 0; depth++) {
		level = level.flatMap((container) => clean(container as JsonObject, unwanted, depth === DEEPEST_LEVEL));
	}
}

/** Removes what is unwanted from one object or array, in place. Returns the containers in it. */
function clean(container: JsonObject, unwanted: ReadonlySet<string>, isDeepest: boolean): object[] {
	const inner: object[] = [];
	for (const key of Object.keys(container)) {
		const value = container[key];
		if (unwanted.has(key)) {
			delete container[key];
		} else if (typeof value === 'object' && value !== null) {
			if (isDeepest) container[key] = TOO_DEEP;
			else inner.push(value);
		}
	}
	return inner;
}
