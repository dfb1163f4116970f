import type { INodeProperties } from 'n8n-workflow';

import { type ItemContext, type Operation, resource } from '../../../shared/action';
import { credentialOf, type VendorApi } from '../../../shared/request';
import { agentAction, perform, refusalType, writeChats } from '../../api';
import { chat, ofChat } from '../../fields';

const propertyFields: INodeProperties[] = [
	{
		displayName:
			'A property has to be registered before it can be set: in the Developer Console, open your app, then "Building blocks", "Chat properties". Register it for chats, with read and write for agents. If LiveChat refuses to set it, publish it with read and write: this cannot be undone.',
		name: 'registrationNotice',
		type: 'notice',
		default: '',
	},
	...chat.fields,
	{
		displayName: 'Property',
		name: 'property',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. ticket_number',
		description: 'The name under which the property was registered',
	},
	{
		displayName: 'Namespace',
		name: 'namespace',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0805e283233042b37f460ed8fbf22160',
		description:
			'The Client ID of the app that owns the property. Leave empty for the one in the credential.',
	},
];

/**
 * Only tokens of the app that owns a property reach it before it is published. Whether a personal access token is one of
 * them, and which refusal tells so, is not documented.
 */
const writeProperties: VendorApi = {
	...writeChats,
	explain(response) {
		const said = writeChats.explain?.(response) ?? null;
		const mayBeClosed = ['authorization', 'missing_access', 'not_found', 'validation'];
		if (said === null || !mayBeClosed.includes(refusalType(response) ?? '')) return said;
		const advice =
			'The property has to be registered for chats, with read and write for agents, and takes only values of its type. If all of this holds, publish it with read and write, which cannot be undone: one that is not published may be closed to a personal access token.';
		return { ...said, description: `${said.description} ${advice}` };
	},
};

async function readProperty(item: ItemContext): Promise<{ id: string; namespace: string; name: string }> {
	const { chat: id } = await chat.read(item);
	const name = item.text('property');
	const { clientId } = await credentialOf(item.context, writeChats);
	const namespace = item.optionalText('namespace') ?? String(clientId ?? '').trim();
	if (namespace !== '') return { id, namespace, name };
	throw item.fault(
		"'Namespace' is empty, and the credential has no Client ID",
		'Enter the Client ID of the app that owns the property.',
	);
}

type Value = string | number | boolean;

/** A property is registered with a type, and takes only values of it. */
function readValue(item: ItemContext): Value {
	const text = item.message('value');
	switch (item.choice('valueType')) {
		case 'int': {
			const number = /^-?\d+$/.test(text.trim()) ? Number(text) : NaN;
			if (number >= -(2 ** 31) && number < 2 ** 31) return number;
			throw item.fault(
				`'Value' is '${text}', which is no whole number of 32 bits`,
				"Enter a number such as 42, between -2147483648 and 2147483647. For a larger one, register the property as 'string'.",
			);
		}
		case 'bool': {
			if (/^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true';
			throw item.fault(`'Value' is '${text}'`, 'Enter true or false.');
		}
		default:
			return text;
	}
}

/** `update_chat_properties`: other properties of the chat stay. */
const set: Operation = {
	name: 'Set',
	action: 'Set chat property',
	description: 'Store a value of your own with a chat',
	writes: ofChat,
	fields: [
		...propertyFields,
		{
			displayName: 'Value Type',
			name: 'valueType',
			type: 'options',
			options: [
				{ name: 'Text', value: 'string', description: 'The types string and tokenized_string' },
				{ name: 'True or False', value: 'bool', description: 'The type bool' },
				{
					name: 'Whole Number',
					value: 'int',
					description: 'The type int: of 32 bits, so up to 2147483647',
				},
			],
			default: 'string',
			description: 'As the property was registered',
		},
		{
			displayName: 'Value',
			name: 'value',
			type: 'string',
			default: '',
			placeholder: 'e.g. 4711',
			description: 'What the property is set to',
		},
	],
	async run(item) {
		const { id, namespace, name } = await readProperty(item);
		const properties = { [namespace]: { [name]: readValue(item) } };
		await perform(item, writeProperties, agentAction('update_chat_properties', { id, properties }));
		return { chat_id: id, properties };
	},
};

/** `delete_chat_properties`. */
const remove: Operation = {
	name: 'Delete',
	action: 'Delete chat property',
	description: 'Remove a property from a chat',
	writes: ofChat,
	fields: propertyFields,
	async run(item) {
		const { id, namespace, name } = await readProperty(item);
		const properties = { [namespace]: [name] };
		await perform(item, writeProperties, agentAction('delete_chat_properties', { id, properties }));
		return { deleted: true };
	},
};

export const chatProperty = resource({
	name: 'Chat Property',
	value: 'chatProperty',
	operations: { delete: remove, set },
	default: 'set',
});
