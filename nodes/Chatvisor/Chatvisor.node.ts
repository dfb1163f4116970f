import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { actionFields, executeOperation, requestOptionsField } from '../shared/action';
import { listSearch } from './api';
import { agent } from './resources/agent';
import { chatVisibility } from './resources/chatVisibility';
import { conversation } from './resources/conversation';
import { customer } from './resources/customer';
import { report } from './resources/report';

const resources = [agent, chatVisibility, conversation, customer, report];

export class Chatvisor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatvisor',
		name: 'chatvisor',
		icon: { light: 'file:chatvisor.svg', dark: 'file:chatvisor.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description:
			'Label, find and route customers, and read conversations and the times of agents in Chatvisor (Xaleon, TeamViewer Engage)',
		defaults: { name: 'Chatvisor' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatvisorApi', required: true }],
		properties: [...actionFields(resources, customer), requestOptionsField()],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, resources);
	}
}
