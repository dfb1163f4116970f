import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, pick } from '../../shared/action';

/**
 * What Simplify keeps: what somebody said, who it belongs to, how it ended. The contact, the agents and the last message
 * come in one of several forms.
 */
const names = {
	conversation: [
		'id',
		'status',
		'subject',
		'contact_id',
		'contact',
		'contact_details',
		'contact_name',
		'contact_email',
		'contact_phone',
		'visitor_id',
		'assigned_agent_ids',
		'assigned_ids',
		'agent_ids',
		'channel',
		'is_offline',
		'is_served',
		'last_message_text',
		'last_message',
		'rating_value',
		'rating_text',
		'tags',
		'variables',
		'created_at',
		'finished_at',
		'close_type',
	],
	message: [
		'id',
		'conversation_id',
		'created_at',
		'type',
		'sub_type',
		'content',
		'author_name',
		'agent_id',
		'contact_id',
		'visitor_id',
		'bot_id',
		'bot_name',
		'trigger_name',
		'attachments',
		'page_url',
		'delivery_status',
	],
	visitor: [
		'id',
		'status',
		'lang',
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

/**
 * What an operation puts out of the vendor's records: what most workflows need of them where Simplify is on. It is asked
 * for before any request, because it may hold an expression that finds nothing.
 */
export function simplifier(
	item: ItemContext,
	kind: keyof typeof names,
): (records: IDataObject[]) => IDataObject[] {
	const isOn = item.boolean('simplify', true);
	return (records) => (isOn ? records.map((record) => pick(record, names[kind])) : records);
}
