import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, pick } from '../../shared/action';
import { isJsonObject } from '../../shared/json';

const customerNames = [
	'id',
	'name',
	'email',
	'phone_number',
	'session_fields',
	'created_at',
	'statistics',
	'chat_ids',
	'customer_last_event_created_at',
	'agent_last_event_created_at',
];
const userNames = ['id', 'type', 'name', 'email', 'session_fields'];
/** `url` and `name` are a file's, `fields` a form's. */
const eventNames = ['type', 'author_id', 'text', 'visibility', 'created_at', 'name', 'url', 'fields'];
const threadNames = ['id', 'active', 'created_at', 'tags', 'user_ids', 'properties', 'events'];
const chatNames = ['id', 'users', 'thread', 'last_thread_summary', 'properties', 'access'];

type Simplify = (record: IDataObject) => IDataObject;

const customer: Simplify = (record) => pick(record, customerNames);
const thread: Simplify = (record) => within(pick(record, threadNames), 'events', eventNames);

function chat(record: IDataObject): IDataObject {
	const simple = within(pick(record, chatNames), 'users', userNames);
	for (const name of ['thread', 'last_thread_summary']) {
		const value = simple[name];
		if (isJsonObject(value)) simple[name] = thread(value as IDataObject);
	}
	return simple;
}

/** The record with only the named fields in the entries of one of its lists. */
function within(record: IDataObject, list: string, names: readonly string[]): IDataObject {
	const entries = record[list];
	if (!Array.isArray(entries)) return record;
	return {
		...record,
		[list]: entries.filter(isJsonObject).map((entry) => pick(entry as IDataObject, names)),
	};
}

const simplify = { chat, customer, thread };

/** The records, or what most workflows need of them where Simplify is on. Everything stays in its place. */
export function simplified(
	item: ItemContext,
	kind: keyof typeof simplify,
	records: IDataObject[],
): IDataObject[] {
	return item.get<boolean>('simplify', true) ? records.map(simplify[kind]) : records;
}
