import type { IDataObject, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

/**
 * A field for something that the vendor can list: chosen from a searchable list, or by ID.
 * @param searchListMethod the node's method that fills the list
 * @param defaultId an expression that reads the ID from a ChatEvent; the field then starts in By ID
 */
export function locatorField(options: {
	displayName: string;
	name: string;
	searchListMethod: string;
	defaultId?: string;
	placeholder: string;
	description: string;
}): INodeProperties {
	const { searchListMethod, defaultId, placeholder, ...texts } = options;
	return {
		...texts,
		type: 'resourceLocator',
		required: true,
		default: defaultId === undefined ? { mode: 'list', value: '' } : { mode: 'id', value: defaultId },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
		],
	};
}

/**
 * The entries of a locator's list whose name or ID holds what the person typed, by name.
 * @param toEntry reads name and ID of one entry
 */
export function searchResults<Entry extends IDataObject>(
	entries: Entry[],
	filter: string | undefined,
	toEntry: (entry: Entry) => { name: string; value: string },
): INodeListSearchResult {
	const wanted = filter?.toLowerCase() ?? '';
	return {
		results: entries
			.map(toEntry)
			.filter(({ name, value }) => `${name}\n${value}`.toLowerCase().includes(wanted))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}
