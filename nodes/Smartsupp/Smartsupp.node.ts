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
import { contactFields, contactOperations } from './resources/contact';
import { conversationFields, conversationOperations } from './resources/conversation';
import { messageFields, messageOperations } from './resources/message';
import { visitorFields, visitorOperations } from './resources/visitor';

export class Smartsupp implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Smartsupp',
		name: 'smartsupp',
		icon: { light: 'file:smartsupp.svg', dark: 'file:smartsupp.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Read, answer and close Smartsupp conversations, and find their contacts',
		defaults: { name: 'Smartsupp' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smartsuppApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Agent', value: 'agent' },
					{ name: 'Contact', value: 'contact' },
					{ name: 'Conversation', value: 'conversation' },
					{ name: 'Message', value: 'message' },
					{ name: 'Visitor', value: 'visitor' },
				],
				default: 'conversation',
			},
			...agentFields,
			...contactFields,
			...conversationFields,
			...messageFields,
			...visitorFields,
			requestOptionsField(),
		],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, {
			agent: agentOperations,
			contact: contactOperations,
			conversation: conversationOperations,
			message: messageOperations,
			visitor: visitorOperations,
		});
	}
}
