import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, type Operation, pagingFields, simplifyField } from '../../shared/action';
import { getList, organizationId } from '../api';

/**
 * Reads Simplify, before anything is asked for.
 * @returns what makes of the records what most workflows need of them, null for a field that is not there; or leaves
 * them as they are where Simplify is off
 */
export function simplifier(
	item: ItemContext,
	names: readonly string[],
): (records: IDataObject[]) => IDataObject[] {
	if (!item.boolean('simplify', true)) return (records) => records;
	return (records) =>
		records.map((record) => Object.fromEntries(names.map((name) => [name, record[name] ?? null])));
}

/**
 * Get Many of something that giosg lists.
 * @param names what Simplify keeps
 * @param pathOf the list's path
 */
export function listOperation({
	fields,
	names,
	pathOf,
	...texts
}: Omit<Operation, 'run' | 'writes'> & {
	names: readonly string[];
	pathOf(organization: string, item: ItemContext): Promise<string> | string;
}): Operation {
	return {
		...texts,
		fields: [...fields, ...pagingFields, simplifyField],
		async run(item) {
			const simplify = simplifier(item, names);
			const limit = item.limit();
			const listPath = await pathOf(await organizationId(item), item);
			return simplify(await getList(item, listPath, { limit }));
		},
	};
}
