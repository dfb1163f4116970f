import { resource } from '../../../shared/action';
import { create } from './create';
import { findByEmail } from './findByEmail';
import { get } from './get';
import { update } from './update';

export const contact = resource({
	name: 'Contact',
	value: 'contact',
	operations: { create, findByEmail, get, update },
	default: 'get',
});
