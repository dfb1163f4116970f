import type { Operation } from '../../../shared/action';
import { ofChat } from '../../fields';
import { eventFields, placeOf, sendEvent } from './event';

/** `send_event` with a message. */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Say something in an active chat, to everybody or to agents only',
	writes: ofChat,
	fields: eventFields([
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Your parcel is on its way',
			description: 'At most 16 KB',
		},
	]),
	async run(item) {
		const text = item.message('text');
		return await sendEvent(item, await placeOf(item), { type: 'message', text });
	},
};
