import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, utcTime } from '../../shared/action';

/** LiveChat's group IDs are numbers. @throws NodeOperationError that names the field */
export function toGroupIds(item: ItemContext, path: string, values: readonly string[]): number[] {
	return values.map((value) => {
		if (/^\d+$/.test(value)) return Number(value);
		throw item.fault(
			`'${item.displayName(path)}' holds '${value}', which is no group ID`,
			'Choose a group from the list.',
		);
	});
}

/** A time as the APIs take it; one without an offset is in the workflow's time zone. @throws NodeOperationError that names the field */
export const toTime = (item: ItemContext, path: string): string | undefined =>
	utcTime(item, path)?.replace(/Z$/, '000+00:00');

/** The group IDs of a field that may be left out; undefined then. */
export function optionalGroupIds(item: ItemContext, path: string): number[] | undefined {
	const values = item.optionalList(path);
	return values && toGroupIds(item, path, values);
}

/** "Max. raw text size is 16 KB": https://platform.text.com/docs/messaging/agent-chat-api/data-structures#message */
const MOST_TEXT_BYTES = 16 * 1024;

/** For the description of such a field. */
export const textLimit = 'At most 16 KB, about 16,000 letters; umlauts and emojis count more than once';

/** A text that is said in a chat. @throws NodeOperationError when it is blank, or longer than LiveChat takes */
export function saidText(item: ItemContext, path: string): string {
	const text = item.message(path);
	const size = Buffer.byteLength(text);
	if (size <= MOST_TEXT_BYTES) return text;
	throw item.fault(
		`'${item.displayName(path)}' has ${Math.ceil(size / 1024)} KB, and LiveChat takes ${MOST_TEXT_BYTES / 1024} KB at most`,
		'Nothing was sent. Shorten it, or send it in several messages.',
	);
}

/** What was not left out. */
export function added(values: Record<string, unknown>): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as IDataObject;
}

/** What was not left out and holds something: an empty list would narrow a search to nothing. */
export function filled(values: Record<string, unknown>): IDataObject {
	const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(added(values)).filter(([, value]) => !isEmpty(value)));
}
