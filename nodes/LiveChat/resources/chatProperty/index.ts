import type { INodeProperties } from 'n8n-workflow';

import { type ItemContext, type Operation, resource } from '../../../shared/action';
import { credentialOf } from '../../../shared/request';
import { agentAction, perform, writeChats } from '../../api';
import { chat, ofChat } from '../../fields';

const propertyFields: INodeProperties[] = [
	{
		displayName:
			'A property has to be registered before it can be set: in the Developer Console, open your app, then "Building blocks", "Chat properties".',
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
			if (/^-?\d+$/.test(text.trim())) return Number(text);
			throw item.fault(`'Value' is '${text}', which is no whole number`, 'Enter a number such as 42.');
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
				{ name: 'Text', value: 'string' },
				{ name: 'True or False', value: 'bool' },
				{ name: 'Whole Number', value: 'int' },
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
		await perform(item, writeChats, agentAction('update_chat_properties', { id, properties }));
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
		await perform(item, writeChats, agentAction('delete_chat_properties', { id, properties }));
		return { deleted: true };
	},
};

export const chatProperty = resource({
	name: 'Chat Property',
	value: 'chatProperty',
	operations: { delete: remove, set },
	default: 'set',
});
