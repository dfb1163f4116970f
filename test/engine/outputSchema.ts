/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   compares what nodes put out with the files in nodes/, and writes them anew when asked to */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { isJsonObject } from '../../nodes/shared/json';

/** The part of JSON Schema that n8n's editor reads from `__schema__` files. */
export interface OutputSchema {
	type: 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
	version?: 1;
}

/** Objects whose names the user or the vendor chooses, so that a schema cannot list them. */
const OPEN = ['customFields', 'extra', 'properties', 'raw', 'results', 'variables'];

const typeOf = (value: unknown): OutputSchema['type'] =>
	value === null || value === undefined
		? 'null'
		: Array.isArray(value)
			? 'array'
			: (typeof value as OutputSchema['type']);

/** What a list of values has in common. Null says nothing of a type. */
export function inferSchema(values: unknown[], name = ''): OutputSchema {
	const filled = values.filter((value) => value !== null && value !== undefined);
	// LiveChat's ids are numbers (groups) or texts (agents): shown as text.
	const type =
		filled.length === 0 ? 'null' : typeOf(filled.find((value) => typeof value === 'string') ?? filled[0]);
	if (type === 'array') {
		const entries = filled.filter(Array.isArray).flat();
		// The editor wants to know of what an array is; of an empty one nobody does.
		return { type, items: entries.length > 0 ? inferSchema(entries) : { type: 'string' } };
	}
	if (type !== 'object') return { type };
	if (OPEN.includes(name)) return { type, properties: {} };
	const objects = filled.filter(isJsonObject);
	const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
	return {
		type,
		properties: Object.fromEntries(
			keys.map((key) => [
				key,
				inferSchema(
					objects.map((object) => object[key]),
					key,
				),
			]),
		),
	};
}

/** Where a value is not what a schema says, as paths. */
function misfits(value: unknown, schema: OutputSchema | undefined, path: string): string[] {
	if (schema === undefined) return [`${path} is not in the schema`];
	const type = typeOf(value);
	if (type === 'null') return [];
	if (type === 'number' && schema.type === 'string') return [];
	if (type !== schema.type) return [`${path} is ${type}, the schema says ${schema.type}`];
	if (Array.isArray(value)) {
		return value.flatMap((entry) => misfits(entry, schema.items, `${path}[]`));
	}
	if (!isJsonObject(value) || OPEN.includes(path.split('.').at(-1)!)) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		misfits(inner, schema.properties?.[key], `${path}.${key}`),
	);
}

/**
 * Compares real outputs with the schema that the package ships for them.
 * With the environment variable UPDATE_SCHEMAS=1 the file is written from the outputs instead.
 * @param file below nodes/, for example `Giosg/__schema__/v1.0.0/chat/get.json`
 */
export function expectFitsSchema(file: string, outputs: unknown[]): void {
	const path = resolve(__dirname, '../../nodes', file);
	if (process.env.UPDATE_SCHEMAS === '1') {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, `${JSON.stringify({ ...inferSchema(outputs), version: 1 }, null, '\t')}\n`);
	}
	if (!existsSync(path)) throw new Error(`nodes/${file} is missing: run npm run schemas, and commit it`);
	const schema = JSON.parse(readFileSync(path, 'utf8')) as OutputSchema;
	expect(schema).toMatchObject({ type: 'object', version: 1 });
	expect(Object.keys(schema.properties ?? {})).not.toEqual([]);
	expect([...new Set(outputs.flatMap((output) => misfits(output, schema, 'output')))]).toEqual([]);
}
