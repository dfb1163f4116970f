import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { collectionField, type ItemContext, type Operation, pagingFields } from '../../shared/action';
import { expectObject, expectObjects, path } from '../../shared/request';
import { restApi } from '../api';

/**
 * Agents and groups: two lists that LiveSupporti's REST API treats alike ("Agents", "Groups" in its help). The bodies
 * of POST and PUT are not documented. They are assumed to have the fields of the documented answers.
 */
export interface RecordKind {
	/** What one is called, for example `agent`. */
	noun: string;
	/** The path of the list. */
	path: '/api/agents' | '/api/groups';
	/** The field that chooses one record. */
	locator: INodeProperties;
	/** The fields of a new record that have to be filled in. */
	required: INodeProperties[];
	/** The optional fields, by the names of the documented answer. */
	optional: INodeProperties[];
	/** Fields whose comma-separated IDs are sent as numbers. */
	idLists: readonly string[];
	/** What the vendor sets itself. */
	readOnly: readonly string[];
}

const assumedNotice: INodeProperties = {
	displayName:
		'LiveSupporti documents that this exists, but not what has to be sent. We assume the fields of its answers. Please check the result in LiveSupporti.',
	name: 'assumedNotice',
	type: 'notice',
	default: '',
};

/** Get Many. */
export function getMany(kind: RecordKind): Operation {
	return {
		name: 'Get Many',
		action: `Get many ${kind.noun}s`,
		description: `Retrieve a list of ${kind.noun}s`,
		fields: pagingFields,
		async run(item) {
			const most = item.limit();
			const { body } = await item.request(restApi, { method: 'GET', path: kind.path });
			return expectObjects(item.context, restApi, body, item.itemIndex).slice(0, most);
		},
	};
}

/** Get. */
export function get(kind: RecordKind): Operation {
	return {
		name: 'Get',
		action: `Get ${kind.noun}`,
		description: `Retrieve ${withArticle(kind.noun)}`,
		fields: [kind.locator],
		run: async (item) => await fetchRecord(kind, item),
	};
}

/** Create (assumed body). */
export function create(kind: RecordKind): Operation {
	return {
		name: 'Create',
		action: `Create ${kind.noun}`,
		description: `Create ${withArticle(kind.noun)} (assumed fields)`,
		writes: 'new',
		fields: [
			assumedNotice,
			...kind.required,
			collectionField('Additional Fields', 'additionalFields', 'Add Field', kind.optional),
		],
		async run(item) {
			const required = Object.fromEntries(kind.required.map(({ name }) => [name, item.text(name)]));
			return await write(item, 'POST', kind.path, {
				...required,
				...addedValues(kind, item, 'additionalFields'),
			});
		},
	};
}

/**
 * Update (assumed body). What is not changed is read first and sent along, because nobody documents whether a PUT
 * keeps what it does not name. Null is not sent: it says no more than leaving the field out, and whether it is taken is
 * not documented either (an agent's `Groups` may be null).
 */
export function update(kind: RecordKind): Operation {
	return {
		name: 'Update',
		action: `Update ${kind.noun}`,
		description: `Change ${withArticle(kind.noun)} (assumed fields)`,
		writes: (item) => recordPath(kind, item),
		fields: [
			assumedNotice,
			kind.locator,
			collectionField('Update Fields', 'updateFields', 'Add Field', [
				...kind.required.map((field) => ({ ...field, required: false })),
				...kind.optional,
			]),
		],
		async run(item) {
			const changes = addedValues(kind, item, 'updateFields');
			if (Object.keys(changes).length === 0) {
				throw item.fault("'Update Fields' is empty", 'Add at least one field that is to change.');
			}
			const current = await fetchRecord(kind, item);
			const kept = Object.entries(current).filter(
				([name, value]) => value !== null && !kind.readOnly.includes(name),
			);
			return await write(item, 'PUT', recordPath(kind, item), { ...Object.fromEntries(kept), ...changes });
		},
	};
}

/** Delete. */
export function remove(kind: RecordKind): Operation {
	return {
		name: 'Delete',
		action: `Delete ${kind.noun}`,
		description: `Delete ${withArticle(kind.noun)} permanently`,
		writes: (item) => recordPath(kind, item),
		fields: [kind.locator],
		async run(item) {
			await item.request(restApi, { method: 'DELETE', path: recordPath(kind, item) });
			return { deleted: true };
		},
	};
}

function recordPath(kind: RecordKind, item: ItemContext): string {
	const id = item.locator(kind.locator.name);
	return kind.path === '/api/agents' ? path`/api/agents/${id}` : path`/api/groups/${id}`;
}

async function fetchRecord(kind: RecordKind, item: ItemContext): Promise<IDataObject> {
	const { body } = await item.request(restApi, { method: 'GET', path: recordPath(kind, item) });
	return expectObject(item.context, restApi, body, item.itemIndex);
}

async function write(
	item: ItemContext,
	method: 'POST' | 'PUT',
	path: string,
	record: IDataObject,
): Promise<IDataObject> {
	const { body } = await item.request(restApi, { method, path, body: record });
	// The answer is not documented either; without one, what was sent is the best that is known.
	return body === '' ? record : expectObject(item.context, restApi, body, item.itemIndex);
}

/** What a person added to a collection. In an update a text or a list that is emptied on purpose empties the record's. */
function addedValues(kind: RecordKind, item: ItemContext, collection: string): IDataObject {
	const mayBeEmpty = collection === 'updateFields';
	const values = [...kind.required, ...kind.optional]
		.map(({ name, type }) => ({ name, type, path: `${collection}.${name}` }))
		.filter(({ path }) => item.isAdded(path))
		.map(({ name, type, path }) => {
			const isRequired = kind.required.some((field) => field.name === name);
			if (type === 'boolean') return [name, item.boolean(path)];
			if (kind.idLists.includes(name)) return [name, item.optionalList(path, { mayBeEmpty })?.map(toId)];
			return [name, isRequired ? item.text(path) : item.optionalText(path, { mayBeEmpty })];
		});
	return Object.fromEntries(values);
}

const withArticle = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

const toId = (id: string): number | string => (/^\d+$/.test(id) ? Number(id) : id);
