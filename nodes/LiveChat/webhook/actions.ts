import type { INodePropertyOptions } from 'n8n-workflow';

/** The 38 webhooks of the Configuration API 3.6, named so that sorting groups them. */
export const actions: INodePropertyOptions[] = [
	{ name: 'Agent: Approved', value: 'agent_approved', description: 'An account was approved and is active' },
	{ name: 'Agent: Created', value: 'agent_created', description: 'A new agent account was created' },
	{ name: 'Agent: Deleted', value: 'agent_deleted', description: 'An agent account was deleted' },
	{
		name: 'Agent: Status Changed',
		value: 'routing_status_set',
		description: 'An agent or bot accepts chats, or no longer does',
	},
	{ name: 'Agent: Suspended', value: 'agent_suspended', description: 'An agent account was suspended' },
	{ name: 'Agent: Unsuspended', value: 'agent_unsuspended', description: 'An agent account is active again' },
	{ name: 'Agent: Updated', value: 'agent_updated', description: 'The settings of an agent changed' },
	{
		name: 'Auto Access: Updated',
		value: 'auto_accesses_updated',
		description: 'The rules changed that lead chats to groups',
	},
	{ name: 'Bot: Created', value: 'bot_created', description: 'A new bot was added' },
	{ name: 'Bot: Deleted', value: 'bot_deleted', description: 'A bot was deleted' },
	{ name: 'Bot: Updated', value: 'bot_updated', description: 'The settings of a bot changed' },
	{
		name: 'Chat: Access Updated',
		value: 'chat_access_updated',
		description: 'A chat was given to other groups',
	},
	{
		name: 'Chat: Deactivated',
		value: 'chat_deactivated',
		description: 'A chat ended. It carries no transcript, see Include Transcript under Options.',
	},
	{ name: 'Chat: Incoming', value: 'incoming_chat', description: 'A chat started, or an old one continues' },
	{
		name: 'Chat: Properties Deleted',
		value: 'chat_properties_deleted',
		description: 'Properties of a chat were deleted',
	},
	{
		name: 'Chat: Properties Updated',
		value: 'chat_properties_updated',
		description: 'Properties of a chat were set, such as its rating',
	},
	{
		name: 'Chat: Transferred',
		value: 'chat_transferred',
		description: 'A chat was transferred to another group or agent',
	},
	{
		name: 'Chat: User Added',
		value: 'user_added_to_chat',
		description: 'An agent or a customer joined a chat',
	},
	{ name: 'Chat: User Removed', value: 'user_removed_from_chat', description: 'A user left a chat' },
	{
		name: 'Customer: Session Fields Updated',
		value: 'customer_session_fields_updated',
		description: 'What is known of a chatting customer changed',
	},
	{
		name: 'Event: Deleted',
		value: 'event_deleted',
		description: 'A message or another event was deleted from a chat',
	},
	{
		name: 'Event: Incoming',
		value: 'incoming_event',
		description: 'A message or another event was sent in a chat',
	},
	{
		name: 'Event: Marked as Seen',
		value: 'events_marked_as_seen',
		description: 'A user read the messages of a chat',
	},
	{
		name: 'Event: Properties Deleted',
		value: 'event_properties_deleted',
		description: 'Properties of an event were deleted',
	},
	{
		name: 'Event: Properties Updated',
		value: 'event_properties_updated',
		description: 'Properties of an event were set',
	},
	{
		name: 'Event: Rich Message Postback',
		value: 'incoming_rich_message_postback',
		description: 'A button of a rich message was clicked',
	},
	{ name: 'Event: Updated', value: 'event_updated', description: 'A message or another event was changed' },
	{ name: 'Group: Created', value: 'group_created', description: 'A group was created' },
	{ name: 'Group: Deleted', value: 'group_deleted', description: 'A group was deleted' },
	{ name: 'Group: Updated', value: 'group_updated', description: 'A group was changed' },
	{ name: 'Tag: Created', value: 'tag_created', description: 'A tag was created' },
	{ name: 'Tag: Deleted', value: 'tag_deleted', description: 'A tag was deleted' },
	{ name: 'Tag: Updated', value: 'tag_updated', description: 'A tag was changed' },
	{
		name: 'Thread: Properties Deleted',
		value: 'thread_properties_deleted',
		description: 'Properties of a thread were deleted',
	},
	{
		name: 'Thread: Properties Updated',
		value: 'thread_properties_updated',
		description: 'Properties of a thread were set, such as its rating',
	},
	{ name: 'Thread: Summary Set', value: 'thread_summary_set', description: 'A summary was written' },
	{ name: 'Thread: Tagged', value: 'thread_tagged', description: 'A thread got a tag' },
	{ name: 'Thread: Untagged', value: 'thread_untagged', description: 'A tag was removed from a thread' },
];

export const actionNames = actions.map(({ value }) => String(value));

/** The event types of the legacy webhooks (v2). */
export const legacyEvents: INodePropertyOptions[] = [
	{
		name: 'Canned Response Changed',
		value: 'canned_response_changed',
		description: 'A canned response was created, changed or deleted',
	},
	{ name: 'Chat Changed', value: 'chat_changed', description: 'The tags of a chat changed' },
	{ name: 'Chat Ended', value: 'chat_ended', description: 'A chat ended, with its messages' },
	{ name: 'Chat Started', value: 'chat_started', description: 'A chat started' },
	{ name: 'Ticket Created', value: 'ticket_created', description: 'A ticket was created' },
	{ name: 'Visitor Queued', value: 'visitor_queued', description: 'A visitor waits for a chat' },
];
