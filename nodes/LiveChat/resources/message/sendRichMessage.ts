import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type ItemContext, type Operation, showWhen } from '../../../shared/action';
import { isJsonObject } from '../../../shared/json';
import { ofChat } from '../../fields';
import { filled } from '../values';
import { eventFields, placeOf, sendEvent } from './event';

/** https://platform.text.com/docs/messaging/agent-chat-api/data-structures#rich-message */
const MOST_ELEMENTS = 10;
const MOST_BUTTONS = 13;

const text = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description,
});

const buttonText = text('Text', 'text', 'e.g. Track my parcel', 'What the button says');
const postbackId = text(
	'Postback ID',
	'postbackId',
	'e.g. track_parcel',
	'By which your workflow knows the button when it is pressed; its text if left empty',
);

const buttonsField: INodeProperties = {
	displayName: 'Buttons',
	name: 'buttons',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Button',
	default: {},
	options: [
		{
			displayName: 'Button',
			name: 'button',
			values: [
				buttonText,
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: [
						{ name: 'Call a Number', value: 'phone', description: 'Value is the phone number' },
						{ name: 'Open a Web Page', value: 'url', description: 'Value is the address' },
						{ name: 'Say Its Text', value: 'message', description: 'The customer says what the button says' },
					],
					default: 'message',
					description: 'What happens when the button is pressed',
				},
				text(
					'Value',
					'value',
					'e.g. https://www.example.com/track',
					'The address or the phone number; for a button that says its text it may stay empty',
				),
				postbackId,
			],
		},
	],
	description: `What the customer can press, up to ${MOST_BUTTONS} on a card`,
};

const cardsField: INodeProperties = {
	displayName: 'Cards',
	name: 'cards',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Card',
	default: {},
	options: [
		{
			displayName: 'Card',
			name: 'card',
			values: [
				text('Title', 'title', 'e.g. Your order 4711', 'The heading of the card'),
				text('Subtitle', 'subtitle', 'e.g. It arrives tomorrow', 'The text below the heading'),
				text('Image URL', 'imageUrl', 'e.g. https://www.example.com/parcel.png', 'A picture on the card'),
				buttonsField,
			],
		},
	],
	description: `Up to ${MOST_ELEMENTS}; several are shown side by side`,
};

const repliesField: INodeProperties = {
	displayName: 'Replies',
	name: 'replies',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Reply',
	default: {},
	options: [{ displayName: 'Reply', name: 'reply', values: [buttonText, postbackId] }],
	description: `What the customer can choose, up to ${MOST_BUTTONS}`,
};

const EXAMPLE = '{ "template_id": "cards", "elements": [{ "title": "Your order" }] }';

/** `send_event` with a rich message. */
export const sendRichMessage: Operation = {
	name: 'Send Rich Message',
	action: 'Send rich message',
	description: 'Send cards with pictures and buttons, or replies to choose from, into an active chat',
	writes: ofChat,
	fields: eventFields([
		{
			displayName: 'Template',
			name: 'template',
			type: 'options',
			// It shows and hides required fields: with an expression n8n would ask for all of them.
			noDataExpression: true,
			options: [
				{ name: 'Cards', value: 'cards', description: 'Title, text, picture and buttons' },
				{
					name: 'From JSON',
					value: 'json',
					description: 'Whatever else LiveChat can show, in its own words',
				},
				{
					name: 'Quick Replies',
					value: 'quickReplies',
					description: 'A question with replies to choose from',
				},
			],
			default: 'cards',
			description: 'What the message is made of',
		},
		...showWhen({ template: ['cards'] }, [cardsField]),
		...showWhen({ template: ['quickReplies'] }, [
			{
				...text('Question', 'question', 'e.g. What is it about?', 'What is asked above the replies'),
				required: true,
			},
			repliesField,
		]),
		...showWhen({ template: ['json'] }, [
			{
				displayName: 'Rich Message',
				name: 'richMessage',
				type: 'json',
				default: EXAMPLE,
				description: `An object with template_id and elements, as LiveChat documents rich messages: up to ${MOST_ELEMENTS} elements, up to ${MOST_BUTTONS} buttons on each`,
			},
		]),
	]),
	async run(item) {
		const message = messageOf(item);
		return await sendEvent(item, await placeOf(item), { type: 'rich_message', ...message });
	},
};

function messageOf(item: ItemContext): IDataObject {
	switch (item.choice('template')) {
		case 'cards':
			return { template_id: 'cards', elements: rowsOf(item, 'cards.card', MOST_ELEMENTS).map(cardOf(item)) };
		case 'quickReplies': {
			const title = item.message('question');
			const buttons = rowsOf(item, 'replies.reply', MOST_BUTTONS).map((row) =>
				buttonOf(item, row, 'message'),
			);
			return { template_id: 'quick_replies', elements: [{ title, buttons }] };
		}
		default:
			return fromJson(item);
	}
}

/** The paths of a field's rows, at least one. @throws NodeOperationError */
function rowsOf(item: ItemContext, path: string, most: number): string[] {
	const name = item.displayName(path.split('.').slice(0, -1).join('.'));
	const rows = [item.get<unknown>(path, [])].flat();
	if (rows.length === 0) throw item.fault(`'${name}' is empty`, 'Add at least one.');
	if (rows.length > most) {
		throw item.fault(
			`'${name}' has ${rows.length} entries, and LiveChat takes ${most} at most`,
			'Remove some of them, or send several messages.',
		);
	}
	return rows.map((_, index) => `${path}.${index}`);
}

/** Left empty by a person: ''. @throws NodeOperationError when an expression finds nothing */
const optional = (item: ItemContext, path: string): string =>
	item.optionalText(path, { mayBeEmpty: true }) ?? '';

const cardOf =
	(item: ItemContext) =>
	(row: string, index: number): IDataObject => {
		const url = optional(item, `${row}.imageUrl`);
		const hasButtons = [item.get<unknown>(`${row}.buttons.button`, [])].flat().length > 0;
		const buttons = hasButtons ? rowsOf(item, `${row}.buttons.button`, MOST_BUTTONS) : [];
		const card = filled({
			title: optional(item, `${row}.title`),
			subtitle: optional(item, `${row}.subtitle`),
			image: url === '' ? undefined : { url },
			buttons: buttons.map((button) => buttonOf(item, button, item.choice(`${button}.type`))),
		});
		if (Object.keys(card).length > 0) return card;
		throw item.fault(
			`Card ${index + 1} of 'Cards' is empty`,
			"Fill in 'Title', 'Subtitle', 'Image URL' or 'Buttons', or remove the card.",
		);
	};

function buttonOf(item: ItemContext, row: string, type: string): IDataObject {
	const says = item.text(`${row}.text`);
	// "user_ids can be empty"; LiveChat wants it all the same.
	return {
		type,
		text: says,
		value: type === 'message' ? optional(item, `${row}.value`) || says : item.text(`${row}.value`),
		postback_id: optional(item, `${row}.postbackId`) || says,
		user_ids: [],
	};
}

function fromJson(item: ItemContext): IDataObject {
	const { template_id, elements, ...others } = item.jsonObject('richMessage', EXAMPLE);
	const wrong = (what: string) => item.fault(`'Rich Message' ${what}`, `Write it like ${EXAMPLE}.`);
	if (typeof template_id !== 'string' || template_id === '') throw wrong("has no 'template_id'");
	if (!Array.isArray(elements) || !elements.every(isJsonObject)) throw wrong("has no list 'elements'");
	if (elements.length > MOST_ELEMENTS) {
		throw wrong(`has ${elements.length} elements, and LiveChat takes ${MOST_ELEMENTS} at most`);
	}
	for (const { buttons } of elements as IDataObject[]) {
		if (!Array.isArray(buttons) || buttons.length <= MOST_BUTTONS) continue;
		throw wrong(`has ${buttons.length} buttons on an element, and LiveChat takes ${MOST_BUTTONS} at most`);
	}
	return { ...others, template_id, elements: elements as IDataObject[] };
}
