import type { IDataObject } from 'n8n-workflow';

import { toId } from '../shared/chat-event';
import { chatPath } from './api';

/**
 * The list of who takes part in a chat, or took part: `{ member_id, member_type, member_name, member_public_name,
 * room_id, ... }` each.
 */
export const membersPath = (organization: string, chatId: string): string =>
	`${chatPath(organization, chatId)}/memberships`;

/** The visitors among members, each once. A chat among agents has none; giosg says that one is usual. */
export function visitorsAmong(members: IDataObject[]): string[] {
	const visitors = members.filter(({ member_type: type }) => type === 'visitor');
	return [...new Set(visitors.map((member) => toId(member.member_id)))].filter((id) => id !== null);
}
