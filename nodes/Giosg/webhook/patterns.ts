import type { INodeProperties } from 'n8n-workflow';

import { commonEvent, namesOf } from '../../shared/receive';
import { giosgAdapter, type GiosgTriggerOn } from './adapter';

const userPatternNote =
	'giosg sends it only for chats that are routed to the bot user of the app, so that user has to be in a router of the room.';

function patternNotice(name: string, events: GiosgTriggerOn[], text: string): INodeProperties {
	const common = events.flatMap((event) => namesOf(giosgAdapter.events[event])).map(commonEvent);
	return {
		displayName: text,
		name,
		type: 'notice',
		default: '',
		displayOptions: { show: { events: [...new Set([...events, ...common, '*'])] } },
	};
}

const ruleNote =
	'It follows from giosg’s documented rule: a channel is the address of the same thing in the HTTP API.';

/** Papers of giosg from 2016: the channels of a room reach "each organization having access to that room". */
const sharedRoomsNote = (pattern: string): string =>
	`In rooms that another organization shares with yours, as giosg’s papers of 2016 have it:<ul><li>${pattern}</li></ul>It brings those of your own rooms once more, so use only one of the two.`;

/**
 * The channel pattern to paste at giosg for each Trigger On value. Those of the bot user stand in giosg's sample bot
 * (giosg/demo-bot); that of all messages in its README of 2017. Those of all chats and of memberships follow from
 * the rule that a channel is the path of the related HTTP endpoint, and those of rooms from it and the reference of 2016.
 * https://docs.giosg.com/api_reference/giosg_live/giosg_real_time_api/
 */
export const patternNotices: INodeProperties[] = [
	patternNotice(
		'chatsPattern',
		['chatStarted', 'chatEnded', 'chatUpdated'],
		`Channel pattern for chats:<ul><li>/api/v5/orgs/{organization_id}/owned_chats</li></ul>${ruleNote} ${sharedRoomsNote('/api/v5/orgs/{organization_id}/rooms/*/chats')}`,
	),
	patternNotice(
		'messagesPattern',
		['messageFromVisitor', 'messageFromAgent'],
		`Channel pattern for messages of all chats:<ul><li>/api/v5/orgs/{organization_id}/owned_chats/*/messages</li></ul>Only of the bot’s chats:<ul><li>/api/v5/users/{user_id}/chats/*/messages</li></ul>${userPatternNote} ${sharedRoomsNote('/api/v5/orgs/{organization_id}/rooms/*/chats/*/messages')}`,
	),
	patternNotice(
		'routedPattern',
		['routedChat'],
		`Channel pattern for routed chats:<ul><li>/api/v5/users/{user_id}/routed_chats</li></ul>${userPatternNote}`,
	),
	patternNotice(
		'membershipsPattern',
		['membershipChanged'],
		`Channel pattern for memberships:<ul><li>/api/v5/orgs/{organization_id}/owned_chats/*/memberships</li></ul>${ruleNote} ${sharedRoomsNote('/api/v5/orgs/{organization_id}/rooms/*/chats/*/memberships')}`,
	),
];
