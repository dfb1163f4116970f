import { resource } from '../../../shared/action';
import { addNote } from './addNote';
import { assign, unassign } from './assign';
import { get } from './get';
import { search } from './search';
import { setTags } from './setTags';
import { close, open } from './status';

export const conversation = resource({
	name: 'Conversation',
	value: 'conversation',
	operations: { addNote, assign, close, get, open, search, setTags, unassign },
	default: 'search',
});
