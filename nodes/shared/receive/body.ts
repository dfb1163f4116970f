import { isJsonObject, type JsonObject } from '../json';

/** n8n stores items by recursion; an item nested some thousand levels deep would end as a failed execution. */
const DEEPEST_LEVEL = 64;
const TOO_DEEP = `[left out: nested deeper than ${DEEPEST_LEVEL} levels]`;

/** A body's JSON, whatever its content type says; undefined when it is none. A byte order mark is skipped. */
export function parseJson(rawBody: Buffer): unknown {
	const text = rawBody.toString('utf8');
	try {
		return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
	} catch {
		return undefined;
	}
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
