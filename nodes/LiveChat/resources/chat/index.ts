import { resource } from '../../../shared/action';
import { addUser, end, removeUser, transfer } from './change';
import { get } from './get';
import { getMany } from './getMany';
import { resume, start } from './start';

export const chat = resource({
	name: 'Chat',
	value: 'chat',
	operations: { addUser, end, get, getMany, removeUser, resume, start, transfer },
	default: 'get',
});
