import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	type ChatId,
	type ChatTarget,
	chatTarget,
	idsInItem,
	type ItemContext,
	locatorField,
} from '../shared/action';
import { toId } from '../shared/chat-event';
import { isJsonObject } from '../shared/json';
import { oncePerExecution } from '../shared/request';
import { getList, organizationId } from './api';
import { membersPath, visitorsAmong } from './members';

const ofGiosg = { vendor: 'giosg', name: 'giosg' };

const chatId: ChatId = {
	field: {
		displayName: 'Chat ID',
		name: 'chatId',
		type: 'string',
		required: true,
		default: `={{ ${idsInItem.chat} ?? $json.id }}`,
		placeholder: 'e.g. e1549f4d-d2a6-4efb-b64c-e977b0a5ba96',
		description: 'The ID of the chat, as the giosg Trigger or Chat: Get Many gave it',
	},
	from: ({ chat }) => toId(chat.id),
};

/** *Chat* of the operations on a chat. */
export const theChat = chatTarget({ ...ofGiosg, ids: [chatId] });

/** *Chat* where somebody joins it: its room says more, but the chat alone does too. */
export const theChatToJoin = chatTarget({
	...ofGiosg,
	ids: [
		chatId,
		{
			field: {
				...locatorField({
					displayName: 'Room',
					name: 'room',
					searchListMethod: 'searchRooms',
					placeholder: 'e.g. eb458361-0000-4000-8000-8520b0a204fe',
					description:
						'The room of the chat, chosen from the list or by ID. Only needed where another organization shares it with yours.',
				}),
				required: false,
			},
			from: ({ chat }) => toId(chat.roomId),
			isOptional: true,
		},
	],
});

/** What changes one chat goes one after the other. @param readValues as for `visitorLane` */
export const chatLane =
	(target: ChatTarget, readValues: (item: ItemContext) => unknown) =>
	async (item: ItemContext): Promise<string> => {
		readValues(item);
		return `chat/${(await target.read(item)).chatId}`;
	};

/**
 * The visitor: by ID, or whoever is the visitor of a chat. The expression also finds a visitor whom your own system sent
 * to a Webhook node.
 */
const visitorField: INodeProperties = {
	displayName: 'Visitor',
	name: 'visitor',
	type: 'resourceLocator',
	required: true,
	default: {
		mode: 'id',
		value: `={{ ${idsInItem.visitor} ?? $json.body?.visitorId ?? $json.member_id }}`,
	},
	description:
		'The visitor, by ID or as the visitor of a chat. A page of your site finds the ID in giosg.unpackedVisitorCid.',
	modes: [
		{
			displayName: 'Of Chat',
			name: 'chat',
			type: 'string',
			hint: 'The ID of a chat. Its visitor is looked up among its members.',
			placeholder: 'e.g. e1549f4d-d2a6-4efb-b64c-e977b0a5ba96',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 08119566026a4e1194a7a3244c90f925',
		},
	],
};

/** Most of giosg's events name the chat alone: its visitor is the member whose member_type is visitor. */
const visitorId: ChatId = {
	field: visitorField,
	from: ({ visitor }) => toId(visitor.id),
	find: async ({ chat }, item) => await visitorAmongMembers(item, toId(chat.id)),
	advice:
		"The event names no visitor, and giosg lists none among the members of its chat, as in a chat among agents. Set 'Chat' to 'Given by ID' and fill in 'Visitor'.",
};

/** A chat that changed comes without its room, which each of its members names too. */
const roomId: ChatId = {
	field: locatorField({
		displayName: 'Room',
		name: 'room',
		searchListMethod: 'searchRooms',
		defaultId: '={{ $json.chat?.roomId ?? $json.chat_room_id ?? $json.room_id ?? $json.roomId }}',
		placeholder: 'e.g. eb458361-0000-4000-8000-8520b0a204fe',
		description: 'The room, chosen from the list or by ID, as the giosg Trigger gave it',
	}),
	from: ({ chat }) => toId(chat.roomId),
	find: async ({ chat }, item) =>
		(await membersOf(item, toId(chat.id))).map((member) => toId(member.room_id)).find((id) => id !== null) ??
		null,
};

/** *Chat* of the operations on a visitor in a room. */
export const theVisitorInRoom = visitorTarget([roomId, visitorId], 'trigger');

/** *Chat* of the operations on a visitor in all rooms. */
export const theVisitor = visitorTarget([visitorId], 'trigger');

/** The same for a logout, which a person's own system starts. */
export const theVisitorAtLogout = visitorTarget([visitorId], 'ids');

function visitorTarget(ids: readonly ChatId[], start: 'ids' | 'trigger'): ChatTarget {
	const target = chatTarget({ ...ofGiosg, start, ids });
	return {
		fields: target.fields,
		read: async (item) => {
			const found = await target.read(item);
			const written = item.get<unknown>(visitorField.name, null);
			const isOfChat =
				item.get('target', start) === 'ids' && isJsonObject(written) && written.mode === 'chat';
			if (!isOfChat) return found;
			const visitor = await visitorAmongMembers(item, found.visitor);
			if (visitor !== null) return { ...found, visitor };
			throw item.fault(
				"The chat in 'Visitor' has no visitor among its members",
				'It may be a chat among agents. Otherwise choose By ID and enter the ID of the visitor.',
			);
		},
	};
}

/**
 * What changes one visitor goes one after the other.
 * @param readValues reads the other fields of the operation: one that finds nothing is told before giosg is asked who
 * the visitor of the chat is
 */
export const visitorLane =
	(target: ChatTarget, readValues: (item: ItemContext) => unknown) =>
	async (item: ItemContext): Promise<string> => {
		readValues(item);
		return `visitor/${(await target.read(item)).visitor}`;
	};

/** The only visitor of a chat; null when it has none. @throws NodeOperationError when it has several */
async function visitorAmongMembers(item: ItemContext, chatId: string | null): Promise<string | null> {
	const found = visitorsAmong(await membersOf(item, chatId));
	if (found.length <= 1) return found[0] ?? null;
	throw item.fault(
		`giosg lists ${found.length} visitors among the members of the chat`,
		"Take the one that you mean from Chat: Get Members. Then set 'Chat' to 'Given by ID', and 'Visitor' to By ID.",
	);
}

/** Asked for once per item: an item is of one chat. */
const members = oncePerExecution<IDataObject[]>();

/** The members of a chat; [] without a chat. */
async function membersOf(item: ItemContext, chatId: string | null): Promise<IDataObject[]> {
	if (chatId === null) return [];
	return await members(
		item,
		async () => await getList(item, membersPath(await organizationId(item), chatId)),
	);
}
