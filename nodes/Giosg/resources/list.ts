import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, type Operation, pagingFields, simplifyField } from '../../shared/action';
import { getList, organizationId } from '../api';

/** The records, or what most workflows need of them where Simplify is on; null for a field that is not there. */
export function simplified(
	item: ItemContext,
	records: IDataObject[],
	names: readonly string[],
): IDataObject[] {
	if (!item.get<boolean>('simplify', true)) return records;
	return records.map((record) => Object.fromEntries(names.map((name) => [name, record[name] ?? null])));
}

/**
 * Get Many of something that giosg lists.
 * @param names what Simplify keeps; nothing is left out without them
 * @param pathOf the list's path
 */
export function listOperation({
	fields,
	names,
	pathOf,
	...texts
}: Omit<Operation, 'run' | 'writes'> & {
	names: readonly string[];
	pathOf(organization: string, item: ItemContext): string;
}): Operation {
	return {
		...texts,
		fields: [...fields, ...pagingFields, simplifyField],
		async run(item) {
			const listPath = pathOf(await organizationId(item), item);
			return simplified(item, await getList(item, listPath, { limit: item.limit() }), names);
		},
	};
}
