import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { actionFields, executeOperation, requestOptionsField } from '../shared/action';
import { listSearch, loadOptions } from './api';
import { chat } from './resources/chat';
import { message } from './resources/message';
import { room } from './resources/room';
import { team } from './resources/team';
import { user } from './resources/user';
import { visitor } from './resources/visitor';
import { visitorVariable } from './resources/visitorVariable';

const resources = [chat, message, room, team, user, visitor, visitorVariable];

export class Giosg implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'giosg',
		name: 'giosg',
		icon: { light: 'file:giosg.svg', dark: 'file:giosg.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Show agents what you know about a chat visitor, answer in a chat, end the session at logout, and read chats, rooms and users',
		defaults: { name: 'giosg' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'giosgApi', required: true }],
		properties: [...actionFields(resources, visitorVariable), requestOptionsField()],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, resources);
	}
}
