import { type Operation, operationField, showFor, simplifyField } from '../../../shared/action';
import { getRecord, organizationId } from '../../api';
import { basisNotice, chatField } from '../../fields';
import { listOperation, simplified } from '../list';
import { chatPath, endChat } from './endChat';
import { chatNames, getMany } from './getMany';

/** GET /api/v5/orgs/{organization_id}/owned_chats/{chat_id}, as giosg's sample bot of 2017 reads it. */
const get: Operation = {
	fields: [
		chatField,
		basisNotice(
			'giosg’s sample bot of 2017 reads a chat at this address, its reference does not list it. We assume that it still works.',
		),
		simplifyField,
	],
	async run(item) {
		const chat = await getRecord(item, chatPath(await organizationId(item), item.text('chatId', 'Chat ID')));
		return simplified(item, [chat], chatNames);
	},
};

/** A chat that has ended already stays as it is, and counts as done. */
const end: Operation = {
	fields: [chatField, simplifyField],
	async run(item) {
		const { chat } = await endChat(item, await organizationId(item), item.text('chatId', 'Chat ID'));
		return simplified(item, [chat], chatNames);
	},
};

/** GET .../owned_chats/{chat_id}/memberships: the visitor is the one whose member_type is visitor. */
const getMembers = listOperation(
	[chatField],
	[
		'member_id',
		'member_type',
		'member_name',
		'member_public_name',
		'is_participating',
		'is_present',
		'created_at',
	],
	(organization, item) => `${chatPath(organization, item.text('chatId', 'Chat ID'))}/memberships`,
);

const messagesNotice = basisNotice(
	'giosg names this list as a channel of its webhooks. We assume that it can be read at the same address. Encrypted messages come without their text.',
);

const getMessages = listOperation(
	[chatField, messagesNotice],
	['id', 'type', 'created_at', 'sender_type', 'sender_id', 'sender_public_name', 'message', 'is_encrypted'],
	(organization, item) => `${chatPath(organization, item.text('chatId', 'Chat ID'))}/messages`,
);

export const chatOperations = { end, get, getMany, getMembers, getMessages };

export const chatFields = [
	operationField(
		'chat',
		[
			{
				name: 'End',
				value: 'end',
				action: 'End chat',
				description: 'End a chat for good. Nothing can be written in it any more.',
			},
			{ name: 'Get', value: 'get', action: 'Get chat', description: 'Retrieve a chat' },
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many chats',
				description: 'Retrieve the chats of a visitor or of the organization',
			},
			{
				name: 'Get Members',
				value: 'getMembers',
				action: 'Get members of chat',
				description: 'Retrieve who takes part in a chat: its visitor and its agents',
			},
			{
				name: 'Get Messages',
				value: 'getMessages',
				action: 'Get messages of chat',
				description: 'Retrieve what was written in a chat',
			},
		],
		'getMany',
	),
	...Object.entries(chatOperations).flatMap(([name, { fields }]) => showFor('chat', name, fields)),
];
