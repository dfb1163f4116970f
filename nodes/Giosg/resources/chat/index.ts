import { type Operation, resource, simplifyField } from '../../../shared/action';
import { getRecord, organizationId } from '../../api';
import { basisNotice, chatField } from '../../fields';
import { listOperation, simplified } from '../list';
import { chatPath, endChat } from './endChat';
import { chatNames, getMany } from './getMany';

/** GET /api/v5/orgs/{organization_id}/owned_chats/{chat_id}, as giosg's sample bot of 2017 reads it. */
const get: Operation = {
	name: 'Get',
	action: 'Get chat',
	description: 'Retrieve a chat',
	fields: [
		chatField,
		basisNotice(
			'giosg’s sample bot of 2017 reads a chat at this address, its reference does not list it. We assume that it still works.',
		),
		simplifyField,
	],
	async run(item) {
		const chat = await getRecord(item, chatPath(await organizationId(item), item.text('chatId')));
		return simplified(item, [chat], chatNames);
	},
};

/** A chat that has ended already stays as it is, and counts as done. */
const end: Operation = {
	name: 'End',
	action: 'End chat',
	description: 'End a chat for good. Nothing can be written in it any more.',
	fields: [chatField, simplifyField],
	async run(item) {
		const { chat } = await endChat(item, await organizationId(item), item.text('chatId'));
		return simplified(item, [chat], chatNames);
	},
};

/** GET .../owned_chats/{chat_id}/memberships: the visitor is the one whose member_type is visitor. */
const getMembers = listOperation({
	name: 'Get Members',
	action: 'Get members of chat',
	description: 'Retrieve who takes part in a chat: its visitor and its agents',
	fields: [chatField],
	names: [
		'member_id',
		'member_type',
		'member_name',
		'member_public_name',
		'is_participating',
		'is_present',
		'created_at',
	],
	pathOf: (organization, item) => `${chatPath(organization, item.text('chatId'))}/memberships`,
});

const messagesNotice = basisNotice(
	'giosg names this list as a channel of its webhooks. We assume that it can be read at the same address. Encrypted messages come without their text.',
);

const getMessages = listOperation({
	name: 'Get Messages',
	action: 'Get messages of chat',
	description: 'Retrieve what was written in a chat',
	fields: [chatField, messagesNotice],
	names: [
		'id',
		'type',
		'created_at',
		'sender_type',
		'sender_id',
		'sender_public_name',
		'message',
		'is_encrypted',
	],
	pathOf: (organization, item) => `${chatPath(organization, item.text('chatId'))}/messages`,
});

export const chat = resource({
	name: 'Chat',
	value: 'chat',
	operations: { end, get, getMany, getMembers, getMessages },
	default: 'getMany',
});
