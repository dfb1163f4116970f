import type { IDataObject } from 'n8n-workflow';

/** What is there of the named fields, in their order: a record that is short enough for an AI agent. */
export function pick(record: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(
		names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]),
	);
}
