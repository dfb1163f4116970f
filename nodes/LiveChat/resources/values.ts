import { tryToParseDateTime, type IDataObject } from 'n8n-workflow';

import type { ItemContext } from '../../shared/action';

/** LiveChat's group IDs are numbers. @throws NodeOperationError that names the field */
export function toGroupIds(item: ItemContext, values: string[], displayName: string): number[] {
	return values.map((value) => {
		if (/^\d+$/.test(value)) return Number(value);
		throw item.fault(
			`'${displayName}' holds '${value}', which is no group ID`,
			'Choose a group from the list.',
		);
	});
}

/** A time as the APIs take it; one without an offset is in the workflow's time zone. @throws NodeOperationError that names the field */
export function toTime(item: ItemContext, value: unknown, displayName: string): string | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	// n8n hands an expression's date over as an object of its own that knows its ISO text.
	const text = typeof value === 'string' ? value : JSON.parse(JSON.stringify(value));
	const time = parsedTime(text, item.context.getTimezone());
	if (time !== null) return time.replace(/Z$/, '000+00:00');
	throw item.fault(`'${displayName}' is not a time`, 'Write it like 2026-05-15T10:00:00Z.');
}

function parsedTime(text: unknown, timezone: string): string | null {
	if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d/.test(text)) return null;
	try {
		return tryToParseDateTime(text, timezone).toJSDate().toISOString();
	} catch {
		return null;
	}
}

/** The fields that are filled in. */
export function filled(values: Record<string, unknown>): IDataObject {
	return Object.fromEntries(
		Object.entries(values).filter(
			([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
		),
	) as IDataObject;
}
