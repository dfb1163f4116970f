import type { IDataObject } from 'n8n-workflow';

import type { ItemContext, Operation } from '../../../shared/action';
import { path } from '../../../shared/request';
import { actingUserId, chatPath, giosgApi, organizationId, toRecord } from '../../api';
import { olderPapersOfDoingNotice, userField } from '../../fields';
import { chatLane, theChatToJoin } from '../../target';

const readValues = (item: ItemContext) => ({
	user: item.optionalLocator('user'),
	isExclusive: item.boolean('exclusive'),
});

/** Makes a user a member of a chat. Who is one already stays one. */
export const join: Operation = {
	name: 'Join',
	action: 'Join chat',
	description: 'Let a user take part in a chat, which then no longer waits for somebody',
	fields: [
		...theChatToJoin.fields,
		olderPapersOfDoingNotice,
		userField('Who joins the chat'),
		{
			displayName: 'Only if Nobody Is There',
			name: 'exclusive',
			type: 'boolean',
			default: false,
			description: 'Whether to stop with a message when another user takes part in the chat and is present',
		},
	],
	writes: chatLane(theChatToJoin, readValues),
	async run(item) {
		const { user, isExclusive } = readValues(item);
		const place = await theChatToJoin.read(item);
		return await joinChat(item, place, await actingUserId(item, user), isExclusive);
	},
};

/**
 * POST .../memberships with member_id, is_participating and composing_status: below the room, as papers of giosg from 2016
 * have it, also for rooms that another organization shares; without a room below owned_chats, as giosg's sample bot of
 * 2017 does it. 201 for a new member, 200 for one who was, 400 when the user cannot join.
 * @returns the membership
 */
export async function joinChat(
	item: ItemContext,
	{ chatId, room }: Record<string, string>,
	user: string,
	isExclusive = false,
): Promise<IDataObject> {
	const organization = await organizationId(item);
	const chat =
		room === ''
			? chatPath(organization, chatId)
			: path`/api/v5/orgs/${organization}/rooms/${room}/chats/${chatId}`;
	const member = { member_id: user, is_participating: true, composing_status: 'idle' };
	const { body } = await item.request(
		{
			...giosgApi,
			explain: (response) => {
				const explanation = giosgApi.explain?.(response) ?? null;
				if (response.status !== 400 || explanation === null) return explanation;
				return {
					message: explanation.message.replace('does not accept the values', 'does not let the user join'),
					description: isExclusive
						? 'Somebody else takes part already, or the chat has ended, or the user may not join it.'
						: 'The chat may have ended, or the user may not join it.',
				};
			},
		},
		{
			method: 'POST',
			path: `${chat}/memberships`,
			...(isExclusive && { query: { exclusive: 'true' } }),
			body: member,
		},
	);
	return body === '' ? { ...member, chat_id: chatId } : toRecord(item, body);
}
