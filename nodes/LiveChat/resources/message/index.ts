import { resource } from '../../../shared/action';
import { send } from './send';

export const message = resource({
	name: 'Message',
	value: 'message',
	operations: { send },
	default: 'send',
});
