import type { EventTable } from '../../shared/receive';

/**
 * The events of the API webhooks (v2) by Smartsupp's own names.
 * https://docs.smartsupp.com/rest-api/webhooks describes most events of conversations; `closed_by_contact`,
 * `bot_replied` and all events of contacts and visitors are known by name only.
 */
export const webhookEvents: EventTable = {
	'contact.acquired': {
		name: 'Contact: Acquired',
		description: 'A visitor became a contact',
		event: 'visitorUpdated',
	},
	'contact.banned': {
		name: 'Contact: Banned',
		description: 'A contact was banned',
		event: 'visitorUpdated',
	},
	'contact.created': {
		name: 'Contact: Created',
		description: 'A contact was created',
		event: 'visitorUpdated',
	},
	'contact.unbanned': {
		name: 'Contact: Unbanned',
		description: 'The ban of a contact was lifted',
		event: 'visitorUpdated',
	},
	'contact.updated': {
		name: 'Contact: Updated',
		description: 'A contact was changed',
		event: 'visitorUpdated',
	},
	'conversation.agent_assigned': {
		name: 'Conversation: Agent Assigned',
		description: 'An agent was assigned to a conversation',
		event: 'chatAssigned',
	},
	'conversation.agent_joined': {
		name: 'Conversation: Agent Joined',
		description: 'An agent joined a conversation',
		event: 'chatUpdated',
	},
	'conversation.agent_left': {
		name: 'Conversation: Agent Left',
		description: 'An agent left a conversation',
		event: 'chatUpdated',
	},
	'conversation.agent_replied': {
		name: 'Conversation: Agent Replied',
		description: 'An agent sent a message',
		event: 'messageFromAgent',
	},
	'conversation.agent_unassigned': {
		name: 'Conversation: Agent Unassigned',
		description: 'An agent is no longer assigned to a conversation',
		event: 'chatUpdated',
	},
	'conversation.bot_replied': {
		name: 'Conversation: Bot Replied',
		description: 'A bot sent a message',
		event: 'messageFromAgent',
	},
	'conversation.closed': {
		name: 'Conversation: Closed',
		description: 'A conversation was closed by an agent',
		event: 'chatEnded',
		isDefault: true,
	},
	'conversation.closed_by_contact': {
		name: 'Conversation: Closed by Contact',
		description: 'A conversation was closed by the contact',
		event: 'chatEnded',
		isDefault: true,
	},
	'conversation.contact_replied': {
		name: 'Conversation: Contact Replied',
		description: 'The contact sent a message',
		event: 'messageFromVisitor',
	},
	'conversation.message_delivered': {
		name: 'Conversation: Message Delivered',
		description: 'A message reached the contact',
		event: 'chatUpdated',
	},
	'conversation.message_delivery_failed': {
		name: 'Conversation: Message Delivery Failed',
		description: 'A message did not reach the contact',
		event: 'chatUpdated',
	},
	'conversation.opened': {
		name: 'Conversation: Opened',
		description: 'A conversation was opened, or opened again',
		event: ['chatStarted', 'messageFromVisitor', 'messageFromAgent'],
		isDefault: true,
	},
	'conversation.rated': {
		name: 'Conversation: Rated',
		description: 'The contact rated a conversation',
		event: 'chatRated',
	},
	'visitor.connected': {
		name: 'Visitor: Connected',
		description: 'A visitor came to your website. There may be many of these.',
		event: 'visitorUpdated',
	},
	'visitor.disconnected': {
		name: 'Visitor: Disconnected',
		description: 'A visitor left your website. There may be many of these.',
		event: 'visitorUpdated',
	},
	'visitor.triggered': {
		name: 'Visitor: Triggered',
		description: 'An automatic message was shown to a visitor',
		event: 'visitorUpdated',
	},
	'visitor.typing': {
		name: 'Visitor: Typing',
		description: 'A visitor is writing. There may be many of these.',
		event: 'visitorUpdated',
	},
	'visitor.updated': {
		name: 'Visitor: Updated',
		description: 'A visitor was changed, for example by opening another page. There may be many of these.',
		event: 'visitorUpdated',
	},
};
