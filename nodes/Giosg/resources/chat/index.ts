import { type Operation, resource, simplifyField } from '../../../shared/action';
import { chatPath, getRecord, organizationId } from '../../api';
import { basisNotice } from '../../fields';
import { chatLane, theChat } from '../../target';
import { listOperation, simplifier } from '../list';
import { endChat } from './endChat';
import { messageNames } from '../message/names';
import { chatNames, getMany } from './getMany';
import { join } from './join';

/** GET /api/v5/orgs/{organization_id}/owned_chats/{chat_id}, as giosg's sample bot of 2017 reads it. */
const get: Operation = {
	name: 'Get',
	action: 'Get chat',
	description: 'Retrieve a chat',
	fields: [
		...theChat.fields,
		basisNotice(
			'giosg’s sample bot of 2017 reads a chat at this address, its reference does not list it. We assume that it still works.',
		),
		simplifyField,
	],
	async run(item) {
		const simplify = simplifier(item, chatNames);
		const { chatId } = await theChat.read(item);
		return simplify([await getRecord(item, chatPath(await organizationId(item), chatId))]);
	},
};

/** A chat that has ended already stays as it is, and counts as done. */
const end: Operation = {
	name: 'End',
	action: 'End chat',
	description: 'End a chat for good. Nothing can be written in it any more.',
	fields: [...theChat.fields, simplifyField],
	writes: chatLane(theChat, (item) => item.boolean('simplify', true)),
	async run(item) {
		const simplify = simplifier(item, chatNames);
		const { chatId } = await theChat.read(item);
		const { chat } = await endChat(item, await organizationId(item), chatId);
		return simplify([chat]);
	},
};

/** GET .../owned_chats/{chat_id}/memberships: the visitor is the one whose member_type is visitor. */
const getMembers = listOperation({
	name: 'Get Members',
	action: 'Get members of chat',
	description: 'Retrieve who takes part in a chat: its visitor and its agents',
	fields: theChat.fields,
	names: [
		'member_id',
		'member_type',
		'member_name',
		'member_public_name',
		'is_bot',
		'is_participating',
		'is_present',
		'chat_id',
		'room_id',
		'created_at',
	],
	pathOf: async (organization, item) =>
		`${chatPath(organization, (await theChat.read(item)).chatId)}/memberships`,
});

const messagesNotice = basisNotice(
	'giosg names this list as a channel of its webhooks, and its papers of 2016 read it below the room, newest first. We assume that it can be read at this address too. Encrypted messages come without their text.',
);

const getMessages = listOperation({
	name: 'Get Messages',
	action: 'Get messages of chat',
	description: 'Retrieve what was written in a chat, newest first',
	fields: [...theChat.fields, messagesNotice],
	names: messageNames,
	pathOf: async (organization, item) =>
		`${chatPath(organization, (await theChat.read(item)).chatId)}/messages`,
});

export const chat = resource({
	name: 'Chat',
	value: 'chat',
	operations: { end, get, getMany, getMembers, getMessages, join },
	default: 'getMany',
});
