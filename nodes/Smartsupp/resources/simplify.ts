import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, pick } from '../../shared/action';

/** What Simplify keeps. The last message comes in either of two forms. */
const names = {
	conversation: [
		'id',
		'status',
		'contact_id',
		'visitor_id',
		'assigned_agent_ids',
		'last_message_text',
		'last_message',
		'created_at',
		'finished_at',
		'tags',
	],
	message: [
		'id',
		'created_at',
		'sub_type',
		'content',
		'agent_id',
		'visitor_id',
		'trigger_name',
		'attachments',
		'page_url',
		'delivery_status',
	],
	visitor: [
		'id',
		'status',
		'browser',
		'location_country',
		'location_city',
		'page_url',
		'page_title',
		'referrer',
		'visits',
		'variables',
	],
};

/** The records, or what most workflows need of them where Simplify is on. */
export function simplified(
	item: ItemContext,
	kind: keyof typeof names,
	records: IDataObject[],
): IDataObject[] {
	if (!item.get<boolean>('simplify', true)) return records;
	return records.map((record) => pick(record, names[kind]));
}
