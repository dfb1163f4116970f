import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	type ItemContext,
	mapConcurrently,
	type Operation,
	pagingFields,
	showWhen,
	simplifyField,
} from '../../../shared/action';
import { path } from '../../../shared/request';
import { getList, getRooms, missingPart, organizationId, REQUESTS_AT_ONCE } from '../../api';
import { readVisitor, roomField, visitorField } from '../../fields';
import { simplified } from '../list';

export const chatNames = [
	'id',
	'room_id',
	'room_name',
	'chat_type',
	'is_ended',
	'is_waiting',
	'created_at',
	'ended_at',
	'message_count',
];

const fields: INodeProperties[] = [
	{
		displayName: 'Chats Of',
		name: 'chatsOf',
		type: 'options',
		options: [
			{
				name: 'Organization',
				value: 'organization',
				description: 'All chats in the rooms that belong to your organization',
			},
			{
				name: 'Visitor in a Room',
				value: 'visitorInRoom',
				description: 'The chats of one visitor in one room',
			},
			{
				name: 'Visitor in All Rooms',
				value: 'visitorInAllRooms',
				description: 'The chats of one visitor, room after room',
			},
		],
		default: 'organization',
		description: 'Whose chats to retrieve',
	},
	...showWhen({ chatsOf: ['visitorInRoom'] }, [roomField]),
	...showWhen({ chatsOf: ['visitorInRoom', 'visitorInAllRooms'] }, [visitorField('id')]),
	{
		displayName: 'State',
		name: 'state',
		type: 'options',
		options: [
			{ name: 'Any', value: 'any', description: 'Open and ended chats' },
			{ name: 'Ended', value: 'ended', description: 'Only chats that have ended' },
			{ name: 'Open', value: 'open', description: 'Only chats that have not ended' },
		],
		default: 'open',
		description: 'Which chats to retrieve',
	},
	...pagingFields,
	simplifyField,
];

/**
 * GET /api/v5/orgs/{organization_id}/owned_chats, or .../rooms/{room_id}/visitors/{visitor_id}/chats. The filter
 * is_ended is documented for the second only, so that the answer is filtered here too.
 */
export const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many chats',
	description: 'Retrieve the chats of a visitor or of the organization',
	fields,
	async run(item) {
		const organization = await organizationId(item);
		const chatsOf = item.get<string>('chatsOf');
		let chats: IDataObject[];
		if (chatsOf === 'organization') {
			chats = await chatsAt(item, path`/api/v5/orgs/${organization}/owned_chats`);
		} else {
			const visitor = await readVisitor(item);
			const isEverywhere = chatsOf === 'visitorInAllRooms';
			const rooms = isEverywhere
				? (await getRooms(item)).map(({ id }) => String(id))
				: [item.locator('room')];
			const perRoom = await mapConcurrently(
				rooms,
				REQUESTS_AT_ONCE,
				async (room) => await chatsAt(item, visitorChatsPath(organization, room, visitor), isEverywhere),
			);
			chats = perRoom.flat().slice(0, item.limit());
		}
		return simplified(item, chats, chatNames);
	},
};

export const visitorChatsPath = (organization: string, room: string, visitor: string): string =>
	path`/api/v5/orgs/${organization}/rooms/${room}/visitors/${visitor}/chats`;

/**
 * A room that never saw the visitor answers 404, perhaps without saying what it lacks: only for rooms that giosg has
 * listed. Only a missing room is worth a message then.
 */
export const neverSawVisitor = (body: unknown): boolean => missingPart(body) !== 'room';

/** @param isOneOfMany whether a visitor unknown there means no chats instead of a refusal */
async function chatsAt(item: ItemContext, listPath: string, isOneOfMany = false): Promise<IDataObject[]> {
	const state = item.get<string>('state');
	const isEnded = state === 'any' ? undefined : state === 'ended';
	return await getList(item, listPath, {
		query: isEnded === undefined ? undefined : { is_ended: String(isEnded) },
		limit: item.limit(),
		keep: (chat) => isEnded === undefined || chat.is_ended === undefined || chat.is_ended === isEnded,
		...(isOneOfMany && { isEmpty: neverSawVisitor }),
	});
}
