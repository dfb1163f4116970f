import { fileField, type Operation, readFile } from '../../../shared/action';
import { expectObject, unexpectedAnswer } from '../../../shared/request';
import { agentAction } from '../../api';
import { ofChat } from '../../fields';
import { added } from '../values';
import { eventFields, placeOf, sendEvent } from './event';

/** "Maximum size: 10MB": https://platform.text.com/docs/messaging/agent-chat-api#upload-file */
const MOST_BYTES = 10 * 1024 * 1024;

/** `upload_file`, then `send_event` with its URL, which is good for 24 hours unless it is sent. */
export const sendFile: Operation = {
	name: 'Send File',
	action: 'Send file message',
	description: 'Send a file of the item, up to 10 MB, into an active chat, to everybody or to agents only',
	writes: ofChat,
	fields: eventFields([
		fileField,
		{
			displayName: 'Alternative Text',
			name: 'alternativeText',
			type: 'string',
			default: '',
			placeholder: 'e.g. The label of your parcel',
			description: 'What is on a picture, for people who cannot see it; only for pictures',
		},
	]),
	async run(item) {
		const alternative_text = item.optionalText('alternativeText');
		const file = await readFile(item, MOST_BYTES);
		const place = await placeOf(item);
		const { sender } = place;
		const upload = { ...agentAction('upload_file', {}), file: { field: 'file', ...file } };
		const { body } = await sender.request(upload);
		const { url } = expectObject(item.context, sender.api, body, item.itemIndex);
		if (typeof url !== 'string') throw unexpectedAnswer(item.context, sender.api, item.itemIndex);
		const sent = await sendEvent(item, place, { type: 'file', url, ...added({ alternative_text }) });
		return { ...sent, name: file.name, url };
	},
};
