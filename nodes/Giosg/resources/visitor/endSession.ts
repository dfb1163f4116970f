import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type ItemContext, mapAtPace, type Operation, showWhen } from '../../../shared/action';
import { getList, getRooms, organizationId } from '../../api';
import { keysField } from '../../fields';
import { theVisitorAtLogout, visitorLane } from '../../target';
import { endChat } from '../chat/endChat';
import { neverSawVisitor, visitorChatsPath } from '../chat/getMany';
import { deleteVariable } from '../visitorVariable/variable';

const fields: INodeProperties[] = [
	...theVisitorAtLogout.fields,
	{
		displayName: 'Rooms',
		name: 'rooms',
		type: 'options',
		options: [
			{
				name: 'All',
				value: 'all',
				description: 'Every room of the organization, as giosg recommends for a logout',
			},
			{ name: 'Chosen', value: 'chosen', description: 'Only the rooms chosen below' },
		],
		default: 'all',
		description: 'In which rooms to end the session',
	},
	...showWhen({ rooms: ['chosen'] }, [
		{
			displayName: 'Room Names or IDs',
			name: 'roomIds',
			// Not required: n8n would ask for some whatever an expression in Rooms says.
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getRooms' },
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
	]),
	{
		...keysField,
		displayName: 'Variable Keys',
		description:
			'The keys of the visitor variables to delete in each room, separated by commas. Leave empty to end the chats alone.',
		hint: 'Name every key that you set. A variable whose key is not named stays with the visitor, in sight of agents after the logout: giosg documents no way to list or delete them all.',
	},
];

interface Room {
	id: string;
	name: string | null;
	/** Whether giosg lists it. */
	isKnown: boolean;
}

/** One thing that could not be done; the others were tried all the same. */
interface Failure extends IDataObject {
	roomId: string;
	roomName: string | null;
	/** What it was about: the chat, or the key, or neither when the room's chats could not be listed. */
	chatId: string | null;
	key: string | null;
	message: string;
}

/** What an attempt is about. */
interface Place {
	room: Room;
	chatId?: string;
	key?: string;
	/** What to add to the vendor's words. */
	note?: string;
}

type Attempt<Result> = { result: Result; failure?: undefined } | { failure: Failure; cause: Error };

/**
 * giosg's documented logout ("Remove submitted variables and end the chat-session on logout"): lists the rooms, ends
 * the visitor's open chats in each, then deletes the given variables in each. A chat that has ended meanwhile and a key
 * that is not there count as done, so that it may run twice. What fails is told in `failures` and stops nothing else;
 * only when nothing at all worked does the operation fail, and when giosg lists no room. A chosen room that giosg does not list is a failure: a 404
 * may not say whether it lacks the room or the visitor.
 */
export const endSession: Operation = {
	name: 'End Session',
	action: 'End session of visitor',
	description:
		'For a logout: end all open chats of the visitor in all rooms, and delete visitor variables there',
	fields,
	writes: visitorLane(theVisitorAtLogout, readValues),
	async run(item) {
		const { keys, roomIds } = readValues(item);
		const { visitor } = await theVisitorAtLogout.read(item);
		const organization = await organizationId(item);
		const wanted = await readRooms(item, roomIds);
		const rooms = wanted.filter(({ isKnown }) => isKnown);
		const unknown = wanted.filter(({ isKnown }) => !isKnown).map((room) => notListed(item, room));

		const listed = await mapAtPace(
			item,
			rooms,
			async (room) =>
				await attempt(item, { room }, async () => await openChats(item, organization, room, visitor)),
		);
		const chats = listed.flatMap((each, index) =>
			each.failure ? [] : each.result.map((chat) => ({ room: rooms[index], chat, chatId: String(chat.id) })),
		);
		const ended = await mapAtPace(
			item,
			chats,
			async ({ room, chat, chatId }) =>
				await attempt(
					item,
					{ room, chatId, note: ownerNote(chat, organization) },
					async () => await endChat(item, organization, chatId),
				),
		);
		const variables = rooms.flatMap((room) => keys.map((key) => ({ room, key })));
		const deleted = await mapAtPace(
			item,
			variables,
			async ({ room, key }) =>
				await attempt(
					item,
					{ room, key },
					async () =>
						await deleteVariable(item, { organization, room: room.id, visitor }, key, ['visitor', 'key']),
				),
		);

		const attempts = [...unknown, ...listed, ...ended, ...deleted];
		const failed = attempts.filter((each) => each.failure !== undefined);
		if (failed.length > 0 && failed.length === attempts.length) throw failed[0].cause;

		const reports = rooms.map((room) => {
			const chatsEnded = idsWhere(chats, ended, room, ({ hadEnded }) => !hadEnded, 'chatId');
			const chatsEndedBefore = idsWhere(chats, ended, room, ({ hadEnded }) => hadEnded, 'chatId');
			const keysDeleted = idsWhere(variables, deleted, room, (wasThere) => wasThere, 'key');
			const keysNotThere = idsWhere(variables, deleted, room, (wasThere) => !wasThere, 'key');
			return { id: room.id, name: room.name, chatsEnded, chatsEndedBefore, keysDeleted, keysNotThere };
		});
		return {
			visitorId: visitor,
			isComplete: failed.length === 0,
			chatsEnded: sum(reports.map(({ chatsEnded }) => chatsEnded.length)),
			keysDeleted: sum(reports.map(({ keysDeleted }) => keysDeleted.length)),
			rooms: reports,
			failures: failed.map(({ failure }) => failure),
		};
	},
};

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The ids of the tasks of one room that ended as asked for. */
function idsWhere<Id extends 'chatId' | 'key', Result>(
	tasks: Array<{ room: Room } & Record<Id, string>>,
	attempts: Array<Attempt<Result>>,
	room: Room,
	isWanted: (result: Result) => boolean,
	id: Id,
): string[] {
	return tasks.flatMap((task, index) => {
		const each = attempts[index];
		return task.room === room && !each.failure && isWanted(each.result) ? [task[id]] : [];
	});
}

/** The keys to delete, and the chosen rooms; null for all of them. */
function readValues(item: ItemContext): { keys: string[]; roomIds: string[] | null } {
	const isAll = item.choice('rooms') === 'all';
	return { keys: item.optionalList('keys') ?? [], roomIds: isAll ? null : item.list('roomIds') };
}

async function readRooms(item: ItemContext, ids: string[] | null): Promise<Room[]> {
	const known = (await getRooms(item)).map(({ id, name }) => ({
		id: String(id),
		name: typeof name === 'string' ? name : null,
		isKnown: true,
	}));
	// Every organization has rooms: a logout that looked into none has ended nothing.
	if (ids === null && known.length === 0) {
		throw item.fault(
			'giosg lists no room of the organization, so nothing was ended or deleted',
			"Check 'Organization ID' in the credential, and at giosg whether the user whose API token it is may see the rooms.",
		);
	}
	if (ids === null) return known;
	return ids.map((id) => known.find((room) => room.id === id) ?? { id, name: null, isKnown: false });
}

/** GET .../rooms/{room_id}/visitors/{visitor_id}/chats?is_ended=false; a room that never saw the visitor has none. */
async function openChats(
	item: ItemContext,
	organization: string,
	room: Room,
	visitor: string,
): Promise<IDataObject[]> {
	return await getList(item, visitorChatsPath(organization, room.id, visitor), {
		query: { is_ended: 'false' },
		keep: ({ is_ended: isEnded }) => isEnded !== true,
		isEmpty: neverSawVisitor,
	});
}

/** "Owned" chats are those in the organization's own rooms: that a shared room's need their owner is assumed. */
function ownerNote({ room_organization_id: owner }: IDataObject, organization: string): string {
	return typeof owner === 'string' && owner !== '' && owner !== organization
		? ' The room belongs to another organization, which has to end its chats.'
		: '';
}

async function attempt<Result>(
	item: ItemContext,
	place: Place,
	task: () => Promise<Result>,
): Promise<Attempt<Result>> {
	try {
		item.context.getExecutionCancelSignal()?.throwIfAborted();
		return { result: await task() };
	} catch (cause) {
		return toFailure(place, cause as Error);
	}
}

const notListed = (item: ItemContext, room: Room) =>
	toFailure(
		{ room },
		item.fault(
			`giosg lists no room with the ID '${room.id}'`,
			'Choose the room from the list, or compare the ID with those that Room: Get Many puts out.',
		),
	);

function toFailure(
	{ room, chatId, key, note = '' }: Place,
	cause: Error,
): { failure: Failure; cause: Error } {
	return {
		failure: {
			roomId: room.id,
			roomName: room.name,
			chatId: chatId ?? null,
			key: key ?? null,
			message: cause.message + note,
		},
		cause,
	};
}
