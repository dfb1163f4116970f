import { resource } from '../../../shared/action';
import { getMany } from './getMany';
import { send } from './send';

export const message = resource({
	name: 'Message',
	value: 'message',
	operations: { getMany, send },
	default: 'send',
});
