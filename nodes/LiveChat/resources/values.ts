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

/** What was not left out. */
export function added(values: Record<string, unknown>): IDataObject {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as IDataObject;
}

/** What was not left out and holds something: an empty list would narrow a search to nothing. */
export function filled(values: Record<string, unknown>): IDataObject {
	const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(added(values)).filter(([, value]) => !isEmpty(value)));
}
