import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { actionFields, executeOperation, requestOptionsField } from '../shared/action';
import { listSearch, loadOptions } from './lists';
import { agent } from './resources/agent';
import { archive } from './resources/archive';
import { bot } from './resources/bot';
import { chat } from './resources/chat';
import { chatProperty } from './resources/chatProperty';
import { customer } from './resources/customer';
import { group } from './resources/listed';
import { message } from './resources/message';
import { tag } from './resources/tag';
import { thread } from './resources/thread';
import { webhook } from './resources/webhook';

const resources = [agent, archive, bot, chat, chatProperty, customer, group, message, tag, thread, webhook];

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
		properties: [...actionFields(resources, chat), requestOptionsField()],
	};

	methods = { listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, resources, { billsEveryRequest: true });
	}
}
