import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperation, requestOptionsField } from '../shared/action';
import { listSearch } from './api';
import { agentFields, agentOperations } from './resources/agent';
import { chatVisibilityFields, chatVisibilityOperations } from './resources/chatVisibility';
import { conversationFields, conversationOperations } from './resources/conversation';
import { customerFields, customerOperations } from './resources/customer';

export class Chatvisor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatvisor',
		name: 'chatvisor',
		icon: { light: 'file:chatvisor.svg', dark: 'file:chatvisor.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Label, find and route customers, and read conversations in Chatvisor (Xaleon, TeamViewer Engage)',
		defaults: { name: 'Chatvisor' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatvisorApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Agent', value: 'agent' },
					{ name: 'Chat Visibility', value: 'chatVisibility' },
					{ name: 'Conversation', value: 'conversation' },
					{ name: 'Customer', value: 'customer' },
				],
				default: 'customer',
			},
			...agentFields,
			...chatVisibilityFields,
			...conversationFields,
			...customerFields,
			requestOptionsField(),
		],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, {
			agent: agentOperations,
			chatVisibility: chatVisibilityOperations,
			conversation: conversationOperations,
			customer: customerOperations,
		});
	}
}
