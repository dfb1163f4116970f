import type { IDataObject } from 'n8n-workflow';

import { type ChatEvent, toId, toText } from '../../shared/chat-event';
import { credentialOf, path, vendorRequest } from '../../shared/request';
import type { FoundVisitor, LookupContext, VisitorLookup } from '../../shared/trigger';
import { type Caller, getList, giosgApi, organizationId } from '../api';
import { membersPath, visitorsAmong } from '../members';

/**
 * Who the visitor of a chat is: the member of the chat that is a visitor, with the name that giosg shows, and the
 * visitor variables in the room. giosg documents the list of members, and that variables are set and deleted at their
 * address; that they can be read there is assumed, so that a refusal of theirs costs nothing but them.
 */
export const giosgVisitor: VisitorLookup = {
	byDefault: true,
	async find(context, event, limits) {
		if (await canOnlyReceive(context)) return null;
		const caller: Caller = {
			context,
			request: async (api, request) => await vendorRequest(context, api, { ...request, ...limits }),
		};
		const { organizationId: stored } = await credentialOf(context, giosgApi);
		const organization = String(stored ?? '').trim() || event.accountId || (await organizationId(caller));
		const known = await knownVisitor(caller, organization, event);
		if (known === null) return null;
		const { id, name, roomId } = known;
		const variables = roomId === null ? {} : await variablesOf(caller, organization, roomId, id);
		return { ...toVisitor(variables), id, ...(name !== null && { name }) };
	},
};

/**
 * A credential without a token was made to receive alone: nobody has to be told that nothing can be asked, unless
 * somebody set *Include Visitor* by hand.
 */
async function canOnlyReceive(context: LookupContext): Promise<boolean> {
	if (context.getNodeParameter('options.includeVisitor', null) !== null) return false;
	// Without a proof the node shows no credential, and n8n gives none out.
	const { apiToken = '' } = await credentialOf(context, giosgApi).catch((): IDataObject => ({}));
	return String(apiToken).trim() === '';
}

/** By the event, else among the members of the chat; null when giosg lists none there, or several. */
async function knownVisitor(
	caller: Caller,
	organization: string,
	{ chat, visitor }: ChatEvent,
): Promise<{ id: string; name: string | null; roomId: string | null } | null> {
	if (visitor.id !== null && chat.roomId !== null) {
		return { id: visitor.id, name: null, roomId: chat.roomId };
	}
	const members = chat.id === null ? [] : await membersOf(caller, organization, chat.id, chat.roomId);
	const [id, another] = visitor.id === null ? visitorsAmong(members) : [visitor.id];
	if (id === undefined || another !== undefined) return null;
	const member: IDataObject = members.find(({ member_id: memberId }) => toId(memberId) === id) ?? {};
	return {
		id,
		name: toText(member.member_public_name) ?? toText(member.member_name),
		roomId:
			chat.roomId ?? members.map(({ room_id: room }) => toId(room)).find((room) => room !== null) ?? null,
	};
}

/**
 * The members of a chat; [] when giosg knows no such chat. Those in a room that another organization shares are not
 * among the own ones, and stand below the room (papers of 2016).
 */
async function membersOf(
	caller: Caller,
	organization: string,
	chatId: string,
	roomId: string | null,
): Promise<IDataObject[]> {
	const orNone = { isEmpty: () => true };
	const own = await getList(caller, membersPath(organization, chatId), orNone);
	if (own.length > 0 || roomId === null) return own;
	const belowRoom = path`/api/v5/orgs/${organization}/rooms/${roomId}/chats/${chatId}/memberships`;
	return await getList(caller, belowRoom, orNone);
}

/** GET .../visitors/{visitor_id}/variables, as values by key; {} when giosg does not tell. */
async function variablesOf(
	caller: Caller,
	organization: string,
	roomId: string,
	visitorId: string,
): Promise<Record<string, unknown>> {
	try {
		const address = path`/api/v5/orgs/${organization}/rooms/${roomId}/visitors/${visitorId}/variables`;
		const variables = await getList(caller, address);
		return Object.fromEntries(
			variables.flatMap(({ key, value }) => (typeof key === 'string' ? [[key, value]] : [])),
		);
	} catch (error) {
		// Who it is counts more than what is known of them, and is known by now.
		caller.context.logger.debug(`giosg does not tell the visitor variables: ${(error as Error).message}`);
		return {};
	}
}

/** The documented key of the name that agents see; e-mail and phone by the keys that say so. */
function toVisitor(variables: Record<string, unknown>): FoundVisitor {
	const find = (...keys: string[]) =>
		Object.entries(variables)
			.filter(([key]) => keys.includes(key.toLowerCase().replace(/[^a-z]/g, '')))
			.map(([, value]) => toText(value))
			.find((value) => value !== null) ?? null;
	return {
		name: find('username') ?? find('name'),
		email: find('email', 'mail', 'emailaddress'),
		phone: find('phone', 'phonenumber', 'telephone'),
		customFields: variables,
	};
}
