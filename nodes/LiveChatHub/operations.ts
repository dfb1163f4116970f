import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	chatKey,
	chatOf,
	type ChatService,
	type Done,
	type ItemContext,
	ItemWithFiles,
	nameAndValue,
	type Operation,
	ownAnswersNotice,
	pairs,
	type Result,
	type ServiceAction,
	shortened,
	textField,
} from '../shared/action';
import { transcriptOf } from '../shared/chat-event';
import { serviceOf, services, thoseThatCan } from './services';

/** The parameter *When the Service Cannot Do It*. */
export const unsupportedField: INodeProperties = {
	displayName: 'When the Service Cannot Do It',
	name: 'whenUnsupported',
	type: 'options',
	options: [
		{ name: 'Fail', value: 'fail', description: 'The item is an error that says which services can' },
		{
			name: 'Pass the Item On',
			value: 'passOn',
			description: "The item goes on as it came, with 'done' set to false",
		},
	],
	default: 'fail',
	description: 'What to do with a chat of a service that cannot do what was chosen',
};

/** More of a value nobody reads beside a chat. */
const MOST_CHARACTERS = 1000;

const details = pairs({
	source: {
		displayName: 'Details',
		name: 'detailsSource',
		description: 'What the agent gets to see',
	},
	rows: {
		displayName: 'Fields',
		name: 'fields',
		entry: { displayName: 'Field', name: 'field' },
		...nameAndValue(
			`What you know about the visitor. From ${MOST_CHARACTERS} characters on it is shortened, with … at its end.`,
		),
	},
	json: {
		displayName: 'JSON Object',
		name: 'detailsJson',
		default: '={{ $json }}',
		example: '{ "Plan": "Gold", "Since": "2019" }',
	},
});

const inParts = 'A text that is longer than the service takes in one message is sent in parts, in order';

const messageField = textField({ placeholder: 'e.g. Your parcel is on its way', description: inParts });

const noteField = textField({ placeholder: 'e.g. Gold customer, two open orders', description: inParts });

const tagsField: INodeProperties = {
	displayName: 'Tags',
	name: 'tags',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. vip, order',
	description:
		'Separated by commas, or a list from an expression. At LiveChat and Smartsupp, tags that the chat has already stay; Chatvisor does not say whether labels do.',
};

/** What changes one chat, at whichever service, goes in the items' order. */
const lane = (item: ItemContext): string => chatKey(chatOf(item));

/** What services have to be told beside, each shown where its service is chosen. */
const fieldsOfServices = (action: ServiceAction): INodeProperties[] =>
	services.flatMap(({ vendor, fields }) =>
		(fields?.[action] ?? []).map((field): INodeProperties => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: { ...field.displayOptions?.show, services: [vendor] },
			},
		})),
	);

/**
 * An operation of this node, made of what the services can do.
 * @param options.run what a service that can do it is asked for
 */
function operation<Action extends ServiceAction>(options: {
	action: Action;
	name: string;
	panel: string;
	description: string;
	fields: INodeProperties[];
	isReading?: boolean;
	/** Reads the fields and asks the service: a fault in a field comes before any request. */
	run(item: ItemContext, perform: NonNullable<ChatService[Action]>): Promise<Done>;
}): Operation {
	const { action, name, panel, description, fields, isReading = false, run } = options;
	return {
		name,
		action: panel,
		description: `${description}. At ${thoseThatCan(action)}.`,
		fields: [...fields, ...fieldsOfServices(action)],
		...(!isReading && { writes: lane }),
		async run(item): Promise<Result> {
			const { event, service } = serviceOf(item);
			const { vendor } = service;
			const said = { vendor, chatId: event.chat.id, visitorId: event.visitor.id };
			const perform = service[action] as NonNullable<ChatService[Action]> | undefined;
			if (perform !== undefined) return { ...said, done: true, ...(await run(item, perform)) };
			if (item.get<unknown>('options.whenUnsupported', 'fail') === 'passOn') {
				const { json, binary = {} } = item.context.getInputData()[item.itemIndex];
				return new ItemWithFiles({ ...said, ...json, done: false }, binary);
			}
			throw item.fault(
				`${service.name} cannot do this: ${name}`,
				`It works at ${thoseThatCan(action)}. To let such chats go on, set 'When the Service Cannot Do It' under Options to 'Pass the Item On'.`,
			);
		},
	};
}

/** By the Operation field's value, in the order in which it lists them. */
export const operations: Record<ServiceAction, Operation> = {
	showDetails: operation({
		action: 'showDetails',
		name: 'Show Details',
		panel: 'Show details of the visitor',
		description: 'Show the agent what you know about the visitor',
		fields: details.fields,
		async run(item, perform) {
			const shown = details
				.read(item)
				.map(({ name, value }) => ({ name, value: shortened(value, MOST_CHARACTERS) }));
			return { ...(await perform(item, shown)), details: shown as unknown as IDataObject[] };
		},
	}),
	sendMessage: operation({
		action: 'sendMessage',
		name: 'Send Message',
		panel: 'Send message to the visitor',
		description: 'Say something to the visitor in the chat',
		fields: [ownAnswersNotice, messageField],
		run: async (item, perform) => await perform(item, item.message('text')),
	}),
	addNote: operation({
		action: 'addNote',
		name: 'Add Note',
		panel: 'Add note for agents',
		description: 'Write something in the chat that only agents see',
		fields: [noteField],
		run: async (item, perform) => await perform(item, item.message('text')),
	}),
	addTags: operation({
		action: 'addTags',
		name: 'Add Tags',
		panel: 'Add tags to the chat',
		description: 'Put tags (labels) on the chat or its visitor',
		fields: [tagsField],
		async run(item, perform) {
			const tags = item.list('tags');
			return { ...(await perform(item, tags)), tags };
		},
	}),
	getTranscript: operation({
		action: 'getTranscript',
		name: 'Get Transcript',
		panel: 'Get transcript of the chat',
		description: 'Retrieve what was written in the chat, as messages and as one text',
		fields: [],
		isReading: true,
		async run(item, perform) {
			const { messages, ...done } = await perform(item);
			return { ...done, messages, transcript: transcriptOf(messages) };
		},
	}),
	endChat: operation({
		action: 'endChat',
		name: 'End Chat',
		panel: 'End chat',
		description: 'End the chat, or close the conversation',
		fields: [],
		run: async (item, perform) => await perform(item),
	}),
};
