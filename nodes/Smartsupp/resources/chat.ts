import type { IDataObject } from 'n8n-workflow';

import { chatTarget, idsInItem, type ItemContext, locatorField } from '../../shared/action';
import { type ChatEvent, toId, toText } from '../../shared/chat-event';
import { expectObject, path, refusal } from '../../shared/request';
import { MOST_PER_PAGE, searchConversations, smartsuppApi } from '../api';
import { isOfPostHook } from '../webhook/postHook';

/** Whose chats these operations act on. */
export const ofSmartsupp = { vendor: 'smartsupp', name: 'Smartsupp' };

/** What a person can do about a chat of the POST hook that is not found. */
const insteadOfPostHook =
	"The chat comes from Smartsupp's POST hook, whose IDs the API does not know, so it is looked for by the visitor's e-mail address. Start the workflow with the source 'API Webhooks (V2)', or set 'Chat' to 'Given by ID' and take the ID from Conversation: Search.";

/** *Chat* of the operations on a conversation. */
export const conversationTarget = chatTarget({
	...ofSmartsupp,
	ids: [
		{
			field: locatorField({
				displayName: 'Conversation',
				name: 'conversation',
				searchListMethod: 'searchConversations',
				defaultId: `={{ ${idsInItem.chat} ?? $json.conversation_id ?? $json.id }}`,
				placeholder: 'e.g. con987nau2GGo',
				description:
					'The conversation, chosen from the latest 100 or by ID. The trigger gives the ID with the source API Webhooks; the POST hook has other IDs.',
			}),
			from: (event) => (isOfPostHook(event) ? null : toId(event.chat.id)),
			find: async (event, item) =>
				isOfPostHook(event) ? toId((await conversationByEmail(event, item)).id) : null,
		},
	],
});

/** *Chat* of the operations on a visitor. */
export const visitorTarget = chatTarget({
	...ofSmartsupp,
	ids: [
		{
			field: {
				displayName: 'Visitor ID',
				name: 'visitorId',
				type: 'string',
				required: true,
				default: `={{ ${idsInItem.visitor} ?? $json.id }}`,
				placeholder: 'e.g. vitXXXXX',
				description:
					'As the trigger gives it with the source API Webhooks. The POST hook has other IDs, which the API does not know.',
			},
			from: (event) => (isOfPostHook(event) ? null : toId(event.visitor.id)),
			find: async (event, item) => toId((await conversationOf(event, item))?.visitor_id),
		},
	],
});

/** *Chat* of the operations on a contact. Events of conversations name the contact by this ID only. */
export const contactTarget = chatTarget({
	...ofSmartsupp,
	ids: [
		{
			field: {
				displayName: 'Contact ID',
				name: 'contactId',
				type: 'string',
				required: true,
				default:
					'={{ $json.visitor?.extra?.contact_id ?? $json.contact_id ?? ($json.visitor_extra ? JSON.parse($json.visitor_extra).contact_id : $json.id) }}',
				placeholder: 'e.g. ctXXXXX',
				description: 'As the trigger gives it with the source API Webhooks',
			},
			from: (event) => toId((event.visitor.extra as IDataObject | undefined)?.contact_id),
			find: async (event, item) =>
				isOfPostHook(event)
					? toId((await contactByEmail(event, item)).id)
					: toId((await conversationOf(event, item))?.contact_id),
		},
	],
});

/** The conversation of a chat as the API has it; null for an event that belongs to none. */
async function conversationOf(event: ChatEvent, item: ItemContext): Promise<IDataObject | null> {
	if (isOfPostHook(event)) return await conversationByEmail(event, item);
	const id = toId(event.chat.id);
	if (id === null) return null;
	const { body } = await item.request(smartsuppApi, { method: 'GET', path: path`/conversations/${id}` });
	return expectObject(item.context, smartsuppApi, body, item.itemIndex);
}

/**
 * The conversation that the POST hook tells of: one of the visitor's, by e-mail address, that was under way at the time.
 * @throws NodeOperationError when there is none, or when several come into question
 */
async function conversationByEmail(event: ChatEvent, item: ItemContext): Promise<IDataObject> {
	const contactId = toId((await contactByEmail(event, item)).id) ?? '';
	const { items } = await searchConversations(
		item.context,
		{ size: MOST_PER_PAGE, order: 'desc', query: [{ field: 'contact_id', value: [contactId] }] },
		async (request) => await item.request(smartsuppApi, request),
		item.itemIndex,
	);
	// Which fields can be searched is not published: nobody else's conversation may be taken for this one.
	const own = items.filter(({ contact_id }) => toId(contact_id) === contactId);
	const atTheTime = own.filter((conversation) => wasUnderWay(conversation, event));
	const sameStart = atTheTime.filter((conversation) => startedWith(conversation, event));
	const found = sameStart.length === 1 ? sameStart : atTheTime;
	if (found.length === 1) return found[0];
	throw item.fault(
		`Smartsupp has ${found.length === 0 ? 'no conversation' : `${found.length} conversations`} of '${event.visitor.email}' at the time of this chat`,
		insteadOfPostHook,
	);
}

/** The contact of a chat of the POST hook. @throws NodeOperationError when it cannot be found */
async function contactByEmail(event: ChatEvent, item: ItemContext): Promise<IDataObject> {
	const email = toText(event.visitor.email);
	if (email === null) {
		throw item.fault('The chat that started the workflow names no e-mail address', insteadOfPostHook);
	}
	const contact = await findContact(item, email);
	if (contact !== null) return contact;
	throw item.fault(`Smartsupp has no contact with the e-mail address '${email}'`, insteadOfPostHook);
}

/**
 * `GET /contacts/find?email=`. 404 with `code: "not_found"` is an answer and not a refusal: null.
 * @throws what a request throws
 */
export async function findContact(item: ItemContext, email: string): Promise<IDataObject | null> {
	const response = await item.request(smartsuppApi, {
		method: 'GET',
		path: '/contacts/find',
		query: { email },
		acceptStatus: [404],
	});
	const contact = expectObject(item.context, smartsuppApi, response.body, item.itemIndex);
	if (response.status !== 404) return contact;
	if (contact.code === 'not_found') return null;
	throw refusal(item.context, smartsuppApi, response, item.itemIndex);
}

const ONE_SECOND = 1000;

/** Unix time in milliseconds; NaN when it is no time. */
const timeOf = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);

/** Whether a conversation and a chat overlap. What names no time does not speak against it. */
function wasUnderWay({ created_at, finished_at, updated_at }: IDataObject, { chat }: ChatEvent): boolean {
	const isBefore = timeOf(finished_at ?? updated_at) < timeOf(chat.startedAt) - ONE_SECOND;
	const isAfter = timeOf(created_at) > timeOf(chat.endedAt ?? chat.startedAt) + ONE_SECOND;
	return !isBefore && !isAfter;
}

const startedWith = ({ created_at }: IDataObject, { chat }: ChatEvent): boolean =>
	Math.abs(timeOf(created_at) - timeOf(chat.startedAt)) <= ONE_SECOND;

/** The contact of a conversation as the API has it; null when it has none. */
export async function contactOfConversation(item: ItemContext, id: string): Promise<IDataObject | null> {
	const read = async (pathName: string) => {
		const { body } = await item.request(smartsuppApi, { method: 'GET', path: pathName });
		return expectObject(item.context, smartsuppApi, body, item.itemIndex);
	};
	const contactId = toId((await read(path`/conversations/${id}`)).contact_id);
	return contactId === null ? null : await read(path`/contacts/${contactId}`);
}

/**
 * What changes one conversation goes one after the other.
 * @param readValues reads the other fields of the operation: one that finds nothing is told before the conversation is
 * looked for
 */
export const conversationLane =
	(readValues: (item: ItemContext) => unknown) =>
	async (item: ItemContext): Promise<string> => {
		readValues(item);
		return `conversation/${(await conversationTarget.read(item)).conversation}`;
	};
