import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { executeOperation, requestOptionsField } from '../shared/action';
import { listSearch, loadOptions } from './lists';
import { agentFields, agentOperations } from './resources/agent';
import { archiveFields, archiveOperations } from './resources/archive';
import { chatFields, chatOperations } from './resources/chat';
import { chatPropertyFields, chatPropertyOperations } from './resources/chatProperty';
import { customerFields, customerOperations } from './resources/customer';
import { groupFields, groupOperations, tagFields, tagOperations } from './resources/listed';
import { messageFields, messageOperations } from './resources/message';
import { threadFields, threadOperations } from './resources/thread';

export class LiveChat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveChat',
		name: 'liveChat',
		icon: { light: 'file:liveChat.svg', dark: 'file:liveChat.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Read, answer, tag and transfer chats, and show agents what you know of a customer',
		defaults: { name: 'LiveChat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'liveChatApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Agent', value: 'agent' },
					{ name: 'Archive', value: 'archive' },
					{ name: 'Chat', value: 'chat' },
					{ name: 'Chat Property', value: 'chatProperty' },
					{ name: 'Customer', value: 'customer' },
					{ name: 'Group', value: 'group' },
					{ name: 'Message', value: 'message' },
					{ name: 'Tag', value: 'tag' },
					{ name: 'Thread', value: 'thread' },
				],
				default: 'chat',
			},
			...agentFields,
			...archiveFields,
			...chatFields,
			...chatPropertyFields,
			...customerFields,
			...groupFields,
			...messageFields,
			...tagFields,
			...threadFields,
			requestOptionsField(),
		],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, {
			agent: agentOperations,
			archive: archiveOperations,
			chat: chatOperations,
			chatProperty: chatPropertyOperations,
			customer: customerOperations,
			group: groupOperations,
			message: messageOperations,
			tag: tagOperations,
			thread: threadOperations,
		});
	}
}
