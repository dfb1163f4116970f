import type { EventTable } from '../../shared/receive';

/** The 38 webhooks of the Configuration API 3.6 and 3.7, named so that sorting groups them; legacy ones share no name. */
export const actions = {
	agent_approved: {
		name: 'Agent: Approved',
		description: 'An account was approved and is active',
		event: 'other',
	},
	agent_created: { name: 'Agent: Created', description: 'A new agent account was created', event: 'other' },
	agent_deleted: { name: 'Agent: Deleted', description: 'An agent account was deleted', event: 'other' },
	routing_status_set: {
		name: 'Agent: Status Changed',
		description: 'An agent or bot accepts chats, or no longer does',
		event: 'other',
	},
	agent_suspended: {
		name: 'Agent: Suspended',
		description: 'An agent account was suspended',
		event: 'other',
	},
	agent_unsuspended: {
		name: 'Agent: Unsuspended',
		description: 'An agent account is active again',
		event: 'other',
	},
	agent_updated: { name: 'Agent: Updated', description: 'The settings of an agent changed', event: 'other' },
	auto_accesses_updated: {
		name: 'Auto Access: Updated',
		description: 'The rules changed that lead chats to groups',
		event: 'other',
	},
	bot_created: { name: 'Bot: Created', description: 'A new bot was added', event: 'other' },
	bot_deleted: { name: 'Bot: Deleted', description: 'A bot was deleted', event: 'other' },
	bot_updated: { name: 'Bot: Updated', description: 'The settings of a bot changed', event: 'other' },
	chat_access_updated: {
		name: 'Chat: Access Updated',
		description: 'A chat was given to other groups',
		event: 'chatUpdated',
	},
	chat_deactivated: {
		name: 'Chat: Deactivated',
		description: 'A chat ended. It carries no transcript, see Include Transcript under Options.',
		// the delivery does not say how: transcript.ts does
		event: ['chatEnded', 'chatMissed'],
		isDefault: true,
	},
	incoming_chat: {
		name: 'Chat: Incoming',
		description: 'A chat started, or an old one continues, with the messages that were there at its start',
		event: ['chatStarted', 'messageFromVisitor', 'messageFromAgent', 'offlineMessage'],
		isDefault: true,
	},
	chat_properties_deleted: {
		name: 'Chat: Properties Deleted',
		description: 'Properties of a chat were deleted',
		event: 'chatUpdated',
	},
	chat_properties_updated: {
		name: 'Chat: Properties Updated',
		description: 'Properties of a chat were set, such as its rating',
		event: ['chatUpdated', 'chatRated'],
	},
	chat_transferred: {
		name: 'Chat: Transferred',
		description: 'A chat was transferred to another group or agent',
		event: 'chatTransferred',
	},
	user_added_to_chat: {
		name: 'Chat: User Added',
		description: 'An agent or a customer joined a chat',
		event: ['chatAssigned', 'chatUpdated'],
	},
	user_removed_from_chat: {
		name: 'Chat: User Removed',
		description: 'A user left a chat',
		event: 'chatUpdated',
	},
	customer_session_fields_updated: {
		name: 'Customer: Session Fields Updated',
		description: 'What is known of a chatting customer changed',
		event: 'visitorUpdated',
	},
	event_deleted: {
		name: 'Event: Deleted',
		description: 'A message or another event was deleted from a chat',
		event: 'chatUpdated',
	},
	incoming_event: {
		name: 'Event: Incoming',
		description: 'A message or another event was sent in a chat',
		event: ['messageFromVisitor', 'messageFromAgent', 'chatUpdated'],
	},
	events_marked_as_seen: {
		name: 'Event: Marked as Seen',
		description: 'A user read the messages of a chat',
		event: 'chatUpdated',
	},
	event_properties_deleted: {
		name: 'Event: Properties Deleted',
		description: 'Properties of an event were deleted',
		event: 'chatUpdated',
	},
	event_properties_updated: {
		name: 'Event: Properties Updated',
		description: 'Properties of an event were set',
		event: 'chatUpdated',
	},
	incoming_rich_message_postback: {
		name: 'Event: Rich Message Postback',
		description: 'A button of a rich message was clicked',
		event: 'chatUpdated',
	},
	event_updated: {
		name: 'Event: Updated',
		description: 'A message or another event was changed',
		event: 'chatUpdated',
	},
	group_created: { name: 'Group: Created', description: 'A group was created', event: 'other' },
	group_deleted: { name: 'Group: Deleted', description: 'A group was deleted', event: 'other' },
	group_updated: { name: 'Group: Updated', description: 'A group was changed', event: 'other' },
	tag_created: { name: 'Tag: Created', description: 'A tag was created', event: 'other' },
	tag_deleted: { name: 'Tag: Deleted', description: 'A tag was deleted', event: 'other' },
	tag_updated: { name: 'Tag: Updated', description: 'A tag was changed', event: 'other' },
	thread_properties_deleted: {
		name: 'Thread: Properties Deleted',
		description: 'Properties of a thread were deleted',
		event: 'chatUpdated',
	},
	thread_properties_updated: {
		name: 'Thread: Properties Updated',
		description: 'Properties of a thread were set, such as its rating',
		event: ['chatUpdated', 'chatRated'],
	},
	thread_summary_set: {
		name: 'Thread: Summary Set',
		description: 'A summary was written',
		event: 'chatUpdated',
	},
	thread_tagged: { name: 'Thread: Tagged', description: 'A thread got a tag', event: 'chatTagged' },
	thread_untagged: {
		name: 'Thread: Untagged',
		description: 'A tag was removed from a thread',
		event: 'chatUpdated',
	},
} satisfies EventTable;

/** The event types of the legacy webhooks (v2). */
export const legacyEvents = {
	canned_response_changed: {
		name: 'Canned Response: Changed',
		description: 'A canned response was created, changed or deleted',
		event: 'other',
	},
	chat_changed: { name: 'Chat: Changed', description: 'The tags of a chat changed', event: 'chatTagged' },
	chat_ended: {
		name: 'Chat: Ended',
		description: 'A chat ended, with its messages',
		event: ['chatEnded', 'chatMissed'],
		isDefault: true,
	},
	chat_started: {
		name: 'Chat: Started',
		description: 'A chat started',
		event: 'chatStarted',
		isDefault: true,
	},
	ticket_created: {
		name: 'Ticket: Created',
		description: 'A ticket was created, for example by the offline form of the chat window',
		event: ['offlineMessage', 'other'],
	},
	visitor_queued: {
		name: 'Visitor: Queued',
		description: 'A visitor waits for a chat',
		event: 'visitorQueued',
	},
} satisfies EventTable;
