import { resource } from '../../../shared/action';
import { send } from './send';
import { sendFile } from './sendFile';
import { sendRichMessage } from './sendRichMessage';
import { showTyping } from './showTyping';

export const message = resource({
	name: 'Message',
	value: 'message',
	operations: { send, sendFile, sendRichMessage, showTyping },
	default: 'send',
});
