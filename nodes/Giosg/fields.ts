import type { INodeProperties } from 'n8n-workflow';

import { type ItemContext, locatorField } from '../shared/action';
import { path } from '../shared/request';
import { getList, organizationId } from './api';

export const roomField = locatorField({
	displayName: 'Room',
	name: 'room',
	searchListMethod: 'searchRooms',
	defaultId: '={{ $json.chat.roomId }}',
	placeholder: 'e.g. eb458361-0000-4000-8000-8520b0a204fe',
	description: 'The room, chosen from the list or by ID, as the giosg Trigger gave it',
});

export const chatField: INodeProperties = {
	displayName: 'Chat ID',
	name: 'chatId',
	type: 'string',
	required: true,
	default: '={{ $json.chat.id }}',
	placeholder: 'e.g. e1549f4d-d2a6-4efb-b64c-e977b0a5ba96',
	description: 'The ID of the chat, as the giosg Trigger gave it',
};

/**
 * The visitor: by ID, or whoever is the visitor of a chat, because a chat does not name its visitor.
 * @param startsWith how the field starts out; both read the ID from a ChatEvent
 */
export function visitorField(startsWith: 'chat' | 'id'): INodeProperties {
	return {
		displayName: 'Visitor',
		name: 'visitor',
		type: 'resourceLocator',
		required: true,
		default: {
			mode: startsWith,
			value: startsWith === 'chat' ? '={{ $json.chat.id }}' : '={{ $json.visitor.id }}',
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
}

/** A notice above an operation's fields that says how far giosg's documents carry it. */
export const basisNotice = (displayName: string): INodeProperties => ({
	displayName,
	name: 'basisNotice',
	type: 'notice',
	default: '',
});

/** For what papers of giosg from 2016 name, and its present reference does not. */
export const olderPapersNotice = basisNotice(
	'Papers of giosg from 2016 name this list, its present reference does not. We assume that it can still be read at the same address.',
);

/** The ID in the visitor field; of a chat, that of the member whose member_type is visitor. */
export async function readVisitor(item: ItemContext): Promise<string> {
	const value = item.locator('visitor');
	if (item.get<{ mode?: string }>('visitor').mode !== 'chat') return value;
	const organization = await organizationId(item);
	const members = await getList(item, path`/api/v5/orgs/${organization}/owned_chats/${value}/memberships`);
	const visitor = members.find(({ member_type: type }) => type === 'visitor');
	if (typeof visitor?.member_id === 'string' && visitor.member_id !== '') return visitor.member_id;
	throw item.fault(
		"The chat in 'Visitor' has no visitor among its members",
		'It may be a chat among agents. Otherwise choose By ID and enter the ID of the visitor.',
	);
}

export const keysField: INodeProperties = {
	displayName: 'Keys',
	name: 'keys',
	type: 'string',
	default: '',
	placeholder: 'e.g. username, plan',
	description: 'The keys of the visitor variables to delete, separated by commas',
};
