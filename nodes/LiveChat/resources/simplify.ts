import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, pick } from '../../shared/action';
import { isJsonObject } from '../../shared/json';

const customerNames = [
	'id',
	'name',
	'email',
	'phone_number',
	'address',
	'omnichannel',
	'session_fields',
	'created_at',
	'statistics',
	'chat_ids',
	'customer_last_event_created_at',
	'agent_last_event_created_at',
];
const userNames = ['id', 'type', 'name', 'email', 'phone_number', 'session_fields'];
/**
 * What somebody said, pressed, sent or filled in, whoever it was, and what the system tells. `url` and `name` are a
 * file's, `fields` a form's, `elements` a rich message's.
 */
const eventNames = [
	...['type', 'author_id', 'text', 'visibility', 'created_at', 'custom_id', 'postback'],
	...[
		'name',
		'url',
		'content_type',
		'size',
		'alternative_text',
		'form_type',
		'fields',
		'template_id',
		'elements',
		'buttons',
	],
	...['system_message_type', 'text_vars', 'source', 'subtype', 'details', 'content', 'properties', 'deleted'],
];
const threadNames = [
	...[
		'chat_id',
		'id',
		'active',
		'created_at',
		'tags',
		'user_ids',
		'properties',
		'access',
		'queue',
		'summary',
		'restricted_access',
		'events',
	],
];
const chatNames = [
	...['id', 'users', 'thread', 'last_thread_summary', 'last_event_per_type', 'properties', 'access', 'queue'],
];

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

type Records = (records: IDataObject[]) => IDataObject[];

/** What gives the records, or what most workflows need of them where Simplify is on. Everything stays in its place. */
export function simplifier(item: ItemContext, kind: keyof typeof simplify): Records {
	const isOn = item.boolean('simplify', true);
	return (records) => (isOn ? records.map(simplify[kind]) : records);
}
