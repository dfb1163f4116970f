import type { INodeProperties } from 'n8n-workflow';

import { operationField, showFor } from '../../../shared/action';
import { addUser, end, removeUser, transfer } from './change';
import { get } from './get';
import { getMany } from './getMany';
import { resume, start } from './start';

export const chatOperations = { addUser, end, get, getMany, removeUser, resume, start, transfer };

export const chatFields: INodeProperties[] = [
	operationField(
		'chat',
		[
			{
				name: 'Add User',
				value: 'addUser',
				action: 'Add user to chat',
				description: 'Let an agent or a customer join an active chat',
			},
			{ name: 'End', value: 'end', action: 'End chat', description: 'Close an active chat' },
			{
				name: 'Get',
				value: 'get',
				action: 'Get chat',
				description: 'Retrieve a chat with its messages and users',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many chats',
				description: 'Retrieve a list of chats',
			},
			{
				name: 'Remove User',
				value: 'removeUser',
				action: 'Remove user from chat',
				description: 'Take an agent out of an active chat',
			},
			{ name: 'Resume', value: 'resume', action: 'Resume chat', description: 'Continue an archived chat' },
			{ name: 'Start', value: 'start', action: 'Start chat', description: 'Start a new chat' },
			{
				name: 'Transfer',
				value: 'transfer',
				action: 'Transfer chat',
				description: 'Give an active chat to another group or to other agents',
			},
		],
		'get',
	),
	...Object.entries(chatOperations).flatMap(([name, { fields }]) => showFor('chat', name, fields)),
];
