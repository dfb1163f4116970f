import { resource } from '../../../shared/action';
import { assign } from './assign';
import { create } from './create';
import { generateAgentChatUrl } from './generateAgentChatUrl';
import { getMany } from './getMany';
import { label } from './label';
import { query } from './query';

export const customer = resource({
	name: 'Customer',
	value: 'customer',
	operations: { assign, create, generateAgentChatUrl, getMany, label, query },
	default: 'label',
});
