import { type ItemContext, type Operation, resource, showWhen } from '../../../shared/action';
import { toText } from '../../../shared/chat-event';
import { path } from '../../../shared/request';
import { dashboardNotice, smartsuppApi } from '../../api';
import { contactOfConversation, conversationLane, conversationTarget } from '../chat';

const readValues = (item: ItemContext) => ({
	given: item.choice('recipient') === 'address' ? item.text('email') : null,
	lang: item.optionalText('language'),
});

/** `POST /conversations/{id}/transcript` with `{ email, lang }`. */
const sendByEmail: Operation = {
	name: 'Send by E-Mail',
	action: 'Send transcript by email',
	description:
		'Let Smartsupp send what was written in a conversation by e-mail (experimental: from a description of 2021)',
	writes: conversationLane(readValues),
	fields: [
		dashboardNotice,
		...conversationTarget.fields,
		{
			displayName: 'Send To',
			name: 'recipient',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Another Address',
					value: 'address',
					description: 'Whoever has this address reads the whole conversation',
				},
				{
					name: 'The Visitor',
					value: 'visitor',
					description: 'To the e-mail address that Smartsupp has of the contact',
				},
			],
			default: 'visitor',
			description: 'Who gets the e-mail',
		},
		...showWhen({ recipient: ['address'] }, [
			{
				displayName: 'Email',
				name: 'email',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. nathan@example.com',
				description: 'The e-mail address to which the conversation is sent',
			},
		]),
		{
			displayName: 'Language',
			name: 'language',
			type: 'string',
			default: '',
			placeholder: 'e.g. en',
			description:
				'The language of the words around the conversation, as a code of two letters. Leave empty for what Smartsupp chooses.',
		},
	],
	async run(item) {
		const { given, lang } = readValues(item);
		const { conversation: id } = await conversationTarget.read(item);
		const email = given ?? (await emailOfVisitor(item, id));
		await item.request(smartsuppApi, {
			method: 'POST',
			path: path`/conversations/${id}/transcript`,
			body: { email, ...(lang !== undefined && { lang }) },
		});
		return { conversation_id: id, email, sent: true };
	},
};

async function emailOfVisitor(item: ItemContext, conversationId: string): Promise<string> {
	const email = toText((await contactOfConversation(item, conversationId))?.email);
	if (email !== null && email !== '') return email;
	throw item.fault(
		'Smartsupp knows no e-mail address of the visitor',
		"Nothing was sent. Set 'Send To' to 'Another Address' and fill in 'Email', or skip chats whose visitor left none.",
	);
}

export const transcript = resource({
	name: 'Transcript',
	value: 'transcript',
	operations: { sendByEmail },
	default: 'sendByEmail',
});
