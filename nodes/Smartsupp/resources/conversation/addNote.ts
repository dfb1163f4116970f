import { afterWrite, type Operation, textField } from '../../../shared/action';
import { dashboardNotice } from '../../api';
import { agentField } from '../agentField';
import { conversationLane, conversationTarget } from '../chat';
import { readSaid, say } from '../say';

/**
 * `POST /conversations/{id}/messages` as for a message, with `type: "note"`; that address is assumed. Whoever does not
 * know notes would take it for a message: the answer has to say that it is none.
 */
export const addNote: Operation = {
	name: 'Add Note',
	action: 'Add note to conversation',
	description: 'Write a note that only agents read (experimental: from a description of 2021)',
	writes: conversationLane(readSaid),
	fields: [
		{
			...dashboardNotice,
			displayName: `${dashboardNotice.displayName} That a note goes to the address of messages is assumed too. Try it in a chat of your own first: if your Smartsupp does not know notes, the visitor reads the text.`,
		},
		...conversationTarget.fields,
		textField({
			placeholder: 'e.g. Has two open orders',
			description: 'What agents read. Write nothing here that would harm if the visitor read it.',
		}),
		agentField(
			'Who writes the note. Leave empty for the sender that belongs to your access token; Smartsupp may then ask for an agent.',
			false,
		),
	],
	async run(item) {
		const note = await say(item, { type: 'note' });
		if (note.type === 'note') return note;
		throw afterWrite(
			item.fault(
				'Smartsupp took the note, but does not say that it is one',
				'The visitor may have read it. Look at the conversation in Smartsupp, and do not use Add Note until it is clear.',
			),
		);
	},
};
