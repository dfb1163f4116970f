import type { INodeProperties } from 'n8n-workflow';

import {
	type ItemContext,
	type Operation,
	ownAnswersNotice,
	resource,
	simplifyField,
	textField,
} from '../../../shared/action';
import { type ApiResponse, path, type VendorApi } from '../../../shared/request';
import { actingUserId, giosgApi, organizationId, toRecord } from '../../api';
import { olderPapersOfDoingNotice, userField } from '../../fields';
import { chatLane, theChatToJoin } from '../../target';
import { joinChat } from '../chat/join';
import { simplifier } from '../list';
import { messageNames } from './names';

/** "The maximum length is 2000 characters." */
export const MOST_CHARACTERS = 2000;

/** The room is asked for only where the user is to join. */
const targetFields = theChatToJoin.fields.map((field): INodeProperties =>
	field.name === 'room'
		? { ...field, displayOptions: { show: { ...field.displayOptions?.show, joinFirst: [true] } } }
		: field,
);

/** Whoever is no member gets 404: "the chat was not found in the chats of the user". */
const messageApi = (isJoined: boolean): VendorApi => ({
	...giosgApi,
	explain(response: ApiResponse) {
		const explanation = giosgApi.explain?.(response) ?? null;
		if (response.status !== 404 || isJoined || explanation === null) return explanation;
		return {
			message: explanation.message.replace(
				/does not find .*? \(404\)/,
				'does not find the chat among those of the user (404)',
			),
			description:
				"Only a member of a chat can write in it. Switch on 'Join First', or use Chat: Join before. If the user is a member, check the chat.",
		};
	},
});

const readValues = (item: ItemContext) => {
	const text = item.message('text');
	const length = [...text].length;
	if (length > MOST_CHARACTERS) {
		throw item.fault(
			`'${item.displayName('text')}' has ${length} characters, and giosg takes ${MOST_CHARACTERS} at most`,
			'Nothing was sent. Shorten it, or send it in several messages.',
		);
	}
	return {
		text,
		user: item.optionalLocator('user'),
		joinsFirst: item.boolean('joinFirst'),
		simplify: simplifier(item, messageNames),
	};
};

/** POST /api/v5/orgs/{organization_id}/users/{user_id}/chats/{chat_id}/messages with message. */
const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Send a message to the visitor of a chat, in the name of a user',
	fields: [
		ownAnswersNotice,
		{
			displayName: 'Join First',
			name: 'joinFirst',
			type: 'boolean',
			default: false,
			description:
				'Whether the user joins the chat before, if needed. Only who takes part in a chat can write in it; a chat that somebody joins or answers no longer waits.',
		},
		...targetFields,
		olderPapersOfDoingNotice,
		textField({
			placeholder: 'e.g. Hello, how can I help you?',
			description: `What the visitor reads, ${MOST_CHARACTERS} characters at most`,
		}),
		userField('Whose name the visitor sees'),
		simplifyField,
	],
	writes: chatLane(theChatToJoin, readValues),
	async run(item) {
		const { text, user, joinsFirst, simplify } = readValues(item);
		const place = await theChatToJoin.read(item);
		const organization = await organizationId(item);
		const sender = await actingUserId(item, user);
		if (joinsFirst) await joinChat(item, place, sender);
		const { body } = await item.request(messageApi(joinsFirst), {
			method: 'POST',
			path: path`/api/v5/orgs/${organization}/users/${sender}/chats/${place.chatId}/messages`,
			body: { message: text },
		});
		const message = body === '' ? { chat_id: place.chatId, message: text } : toRecord(item, body);
		return simplify([message]);
	},
};

export const message = resource({ name: 'Message', value: 'message', operations: { send }, default: 'send' });
