import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperation, requestOptionsField } from '../shared/action';
import { listSearch, loadOptions } from './api';
import { chatFields, chatOperations } from './resources/chat';
import { roomFields, roomOperations } from './resources/room';
import { teamFields, teamOperations } from './resources/team';
import { userFields, userOperations } from './resources/user';
import { visitorFields, visitorOperations } from './resources/visitor';
import { visitorVariableFields, visitorVariableOperations } from './resources/visitorVariable';

export class Giosg implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'giosg',
		name: 'giosg',
		icon: { light: 'file:giosg.svg', dark: 'file:giosg.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Show agents what you know about a chat visitor, end the session at logout, and read chats, rooms and users',
		defaults: { name: 'giosg' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'giosgApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Chat', value: 'chat' },
					{ name: 'Room', value: 'room' },
					{ name: 'Team', value: 'team' },
					{ name: 'User', value: 'user' },
					{ name: 'Visitor', value: 'visitor' },
					{ name: 'Visitor Variable', value: 'visitorVariable' },
				],
				default: 'visitorVariable',
			},
			...chatFields,
			...roomFields,
			...teamFields,
			...userFields,
			...visitorFields,
			...visitorVariableFields,
			requestOptionsField(),
		],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, {
			chat: chatOperations,
			room: roomOperations,
			team: teamOperations,
			user: userOperations,
			visitor: visitorOperations,
			visitorVariable: visitorVariableOperations,
		});
	}
}
