import type { INodeProperties } from 'n8n-workflow';

import { isJsonObject } from '../json';
import type { ItemContext } from './operation';

interface Texts {
	displayName: string;
	name: string;
	description: string;
}

/** How a node shows a list of names and values. */
export interface PairsOptions {
	/** The field that chooses between rows and a JSON object. */
	source: Texts;
	rows: {
		displayName: string;
		name: string;
		entry: { displayName: string; name: string };
		keyField: Texts & { placeholder: string };
		valueField: Texts & { placeholder: string };
	};
	json: { displayName: string; name: string; default: string; example: string };
}

/** Rows of a name and a value, as an agent reads them. @param description of the value */
export const nameAndValue = (description: string): Pick<PairsOptions['rows'], 'keyField' | 'valueField'> => ({
	keyField: {
		displayName: 'Name',
		name: 'name',
		placeholder: 'e.g. Plan',
		description: 'What the agent reads in front of the value',
	},
	valueField: { displayName: 'Value', name: 'value', placeholder: 'e.g. Gold', description },
});

export interface Pair {
	name: string;
	value: string;
}

/**
 * Names and values, entered in rows or taken from the properties of a JSON object.
 * @returns the fields, and `read`, which has the pairs of an item, all values as text for people: a list of simple
 * entries is joined by commas, an object of simple values reads `no: 4711, total: 20`, several of them with `; ` between,
 * what is empty in them is left out, and what lies deeper is written as JSON. It throws a NodeOperationError that names
 * the field when there is no pair, one without a name, or nothing but empty values that are to be left out
 */
export function pairs({ source, rows, json }: PairsOptions): {
	fields: INodeProperties[];
	read(item: ItemContext): Pair[];
} {
	const sourceField: INodeProperties = {
		...source,
		type: 'options',
		options: [
			{
				name: 'Enter Each Field',
				value: 'fields',
				description: `A ${rows.keyField.displayName.toLowerCase()} and a ${rows.valueField.displayName.toLowerCase()} in each row`,
			},
			{
				name: 'From a JSON Object',
				value: 'json',
				description: `The ${rows.keyField.displayName.toLowerCase()} and the ${rows.valueField.displayName.toLowerCase()} of each property of an object`,
			},
		],
		default: 'fields',
	};
	const rowsField: INodeProperties = {
		displayName: rows.displayName,
		name: rows.name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: `Add ${rows.entry.displayName}`,
		default: {},
		options: [
			{
				...rows.entry,
				values: [rows.keyField, rows.valueField].map((text) => ({
					...text,
					type: 'string' as const,
					default: '',
				})),
			},
		],
		displayOptions: { show: { [source.name]: ['fields'] } },
	};
	const jsonField: INodeProperties = {
		displayName: json.displayName,
		name: json.name,
		type: 'json',
		default: '',
		description: `An object such as ${json.example}`,
		displayOptions: { show: { [source.name]: ['json'] } },
	};

	const fromRows = (item: ItemContext): Pair[] => {
		const entered =
			item.get<Record<string, Array<Record<string, unknown>>>>(rows.name, {})[rows.entry.name] ?? [];
		if (entered.length === 0) {
			throw item.fault(
				`'${rows.displayName}' is empty`,
				`Add at least one row with a '${rows.keyField.displayName}' and a '${rows.valueField.displayName}'.`,
			);
		}
		return entered.map((row, index) =>
			toPair(
				item,
				row[rows.keyField.name],
				row[rows.valueField.name],
				rows.keyField.displayName,
				`row ${index + 1} of '${rows.displayName}'`,
			),
		);
	};
	const fromJson = (item: ItemContext): Pair[] => {
		const entries = Object.entries(item.jsonObject(json.name, json.example));
		if (entries.length === 0) {
			throw item.fault(
				`'${json.displayName}' is empty`,
				`It needs at least one property, like ${json.example}.`,
			);
		}
		return entries.map(([name, value]) =>
			toPair(item, name, value, rows.keyField.displayName, `'${json.displayName}'`),
		);
	};

	return {
		fields: [sourceField, rowsField, { ...jsonField, default: json.default }, leaveOutEmptyField],
		read: (item) => {
			const leavesOut = item.boolean(leaveOutEmptyField.name, true);
			const pairs = item.choice(source.name) === 'json' ? fromJson(item) : fromRows(item);
			if (!leavesOut) return pairs;
			const filled = pairs.filter(({ value }) => value.trim() !== '');
			if (filled.length > 0) return filled;
			throw item.fault(
				`All values of '${item.displayName(source.name)}' are empty`,
				`Check that the node before this one found something, or switch off '${leaveOutEmptyField.displayName}'.`,
			);
		},
	};
}

const leaveOutEmptyField: INodeProperties = {
	displayName: 'Leave Out Empty Values',
	name: 'leaveOutEmpty',
	type: 'boolean',
	default: true,
	description: 'Whether to send only the fields that have a value',
};

function toPair(item: ItemContext, key: unknown, value: unknown, keyName: string, place: string): Pair {
	const name = typeof key === 'string' || typeof key === 'number' ? String(key).trim() : '';
	if (name === '') throw item.fault(`A '${keyName}' is empty in ${place}`, `Each row needs a '${keyName}'.`);
	return { name, value: toPeople(value) };
}

const isSimple = (value: unknown): boolean => ['boolean', 'number', 'string'].includes(typeof value);
const saysSomething = (value: unknown): boolean => value !== null && value !== '';

/** `no: 4711, total: 20`: what an object of simple values says; null for any other value. */
function wordsOf(value: unknown): string | null {
	if (!isJsonObject(value)) return null;
	const said = Object.entries(value).filter(([, entry]) => saysSomething(entry));
	return said.every(([, entry]) => isSimple(entry))
		? said.map(([name, entry]) => `${name}: ${String(entry)}`).join(', ')
		: null;
}

/** A value as a person reads it. */
function toPeople(value: unknown): string {
	// As JSON has it: nodes for databases put out a Date, which has no properties.
	const plain: unknown = JSON.parse(JSON.stringify(value ?? null));
	const said = [plain].flat().filter(saysSomething);
	if (said.every(isSimple)) return said.map(String).join(', ');
	const words = said.map(wordsOf);
	return words.includes(null) ? JSON.stringify(plain) : words.filter(saysSomething).join('; ');
}
