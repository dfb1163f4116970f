import { type Operation, textField } from '../../../shared/action';
import { ofChat } from '../../fields';
import { saidText, textLimit } from '../values';
import { eventFields, placeOf, sendEvent } from './event';

/** `send_event` with a message. */
export const send: Operation = {
	name: 'Send',
	action: 'Send message',
	description: 'Say something in an active chat, to everybody or to agents only',
	writes: ofChat,
	fields: eventFields([
		textField({
			placeholder: 'e.g. Your parcel is on its way',
			description: textLimit,
		}),
	]),
	async run(item) {
		const text = saidText(item, 'text');
		return await sendEvent(item, await placeOf(item), { type: 'message', text });
	},
};
