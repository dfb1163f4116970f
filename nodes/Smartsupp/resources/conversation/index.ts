import { resource } from '../../../shared/action';
import { get } from './get';
import { search } from './search';
import { close, open } from './status';

export const conversation = resource({
	name: 'Conversation',
	value: 'conversation',
	operations: { close, get, open, search },
	default: 'search',
});
