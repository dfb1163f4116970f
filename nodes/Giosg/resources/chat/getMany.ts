import type { IDataObject, INodeProperties, NodeParameterValue } from 'n8n-workflow';

import {
	type ItemContext,
	mapAtPace,
	type Operation,
	pagingFields,
	simplifyField,
} from '../../../shared/action';
import { path } from '../../../shared/request';
import { getList, getRooms, missingPart, organizationId } from '../../api';
import { theVisitor, theVisitorInRoom } from '../../target';
import { simplifier } from '../list';

export const chatNames = [
	'id',
	'room_id',
	'room_name',
	'room_organization_id',
	'chat_type',
	'is_ended',
	'is_waiting',
	'created_at',
	'ended_at',
	'duration',
	'message_count',
];

/** The visitor's fields, shown for the visitor's chats; the room only where one room is asked about. */
const visitorFields = theVisitorInRoom.fields.map((field): INodeProperties => {
	const chatsOf: NodeParameterValue[] =
		field.name === 'room' ? ['visitorInRoom'] : ['visitorInRoom', 'visitorInAllRooms'];
	return { ...field, displayOptions: { show: { ...field.displayOptions?.show, chatsOf } } };
});

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
	...visitorFields,
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
		const simplify = simplifier(item, chatNames);
		const chatsOf = item.choice('chatsOf');
		const wanted = { state: item.choice('state'), limit: item.limit() };
		if (chatsOf === 'organization') {
			const organization = await organizationId(item);
			return simplify(await chatsAt(item, path`/api/v5/orgs/${organization}/owned_chats`, wanted));
		}
		const isEverywhere = chatsOf === 'visitorInAllRooms';
		const { room, visitor } = await (isEverywhere ? theVisitor : theVisitorInRoom).read(item);
		const organization = await organizationId(item);
		const rooms = isEverywhere ? (await getRooms(item)).map(({ id }) => String(id)) : [room];
		const perRoom = await mapAtPace(
			item,
			rooms,
			async (each) =>
				await chatsAt(item, visitorChatsPath(organization, each, visitor), { ...wanted, isEverywhere }),
		);
		return simplify(perRoom.flat().slice(0, wanted.limit));
	},
};

export const visitorChatsPath = (organization: string, room: string, visitor: string): string =>
	path`/api/v5/orgs/${organization}/rooms/${room}/visitors/${visitor}/chats`;

/**
 * A room that never saw the visitor answers 404, perhaps without saying what it lacks: only for rooms that giosg has
 * listed. Only a missing room is worth a message then.
 */
export const neverSawVisitor = (body: unknown): boolean => missingPart(body) !== 'room';

/** @param wanted.isEverywhere whether a visitor unknown there means no chats instead of a refusal */
async function chatsAt(
	item: ItemContext,
	listPath: string,
	{ state, limit, isEverywhere = false }: { state: string; limit: number; isEverywhere?: boolean },
): Promise<IDataObject[]> {
	const isEnded = state === 'any' ? undefined : state === 'ended';
	return await getList(item, listPath, {
		query: isEnded === undefined ? undefined : { is_ended: String(isEnded) },
		limit,
		keep: (chat) => isEnded === undefined || chat.is_ended === undefined || chat.is_ended === isEnded,
		...(isEverywhere && { isEmpty: neverSawVisitor }),
	});
}
