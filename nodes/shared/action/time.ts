import { tryToParseDateTime } from 'n8n-workflow';

import type { ItemContext } from './operation';

/**
 * The time in a field as ISO 8601 in UTC; one without an offset is in the workflow's time zone. Undefined when the field
 * was left out. @throws NodeOperationError that names the field
 */
export function utcTime(item: ItemContext, path: string): string | undefined {
	const text = item.time(path);
	if (text === undefined) return undefined;
	const time = parsedTime(text, item.context.getTimezone());
	if (time !== null) return time;
	throw item.fault(`'${item.displayName(path)}' is not a time`, 'Write it like 2026-05-15T10:00:00Z.');
}

function parsedTime(text: string, timezone: string): string | null {
	if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
	try {
		return tryToParseDateTime(text, timezone).toJSDate().toISOString();
	} catch {
		return null;
	}
}
