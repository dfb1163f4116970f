import type { Operation } from '../../../shared/action';
import { expectObject } from '../../../shared/request';
import { ofChat } from '../../fields';
import { eventFields, placeOf, sayIn } from './event';

/** `send_typing_indicator`. */
export const showTyping: Operation = {
	name: 'Show Typing',
	action: 'Show typing in chat',
	description: 'Let an active chat show that somebody is typing, for example while an answer is made',
	writes: ofChat,
	fields: eventFields([
		{
			displayName: 'Is Typing',
			name: 'isTyping',
			type: 'boolean',
			default: true,
			description: 'Whether to show that somebody is typing. If off, it is no longer shown.',
		},
	]),
	async run(item) {
		const is_typing = item.boolean('isTyping', true);
		const place = await placeOf(item);
		const { chat_id, visibility, sender } = place;
		const typing = { chat_id, is_typing, visibility };
		const { body } = await sayIn(item, place, 'send_typing_indicator', typing);
		if (body !== '') expectObject(item.context, sender.api, body, item.itemIndex);
		return typing;
	},
};
