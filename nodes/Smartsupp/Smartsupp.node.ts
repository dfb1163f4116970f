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
import { contact } from './resources/contact';
import { conversation } from './resources/conversation';
import { message } from './resources/message';
import { transcript } from './resources/transcript';
import { visitor } from './resources/visitor';

const resources = [agent, contact, conversation, message, transcript, visitor];

export class Smartsupp implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Smartsupp',
		name: 'smartsupp',
		icon: { light: 'file:smartsupp.svg', dark: 'file:smartsupp.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Read, answer, assign and close Smartsupp conversations, and find their contacts',
		defaults: { name: 'Smartsupp' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'smartsuppApi', required: true }],
		properties: [...actionFields(resources, conversation), requestOptionsField()],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, resources);
	}
}
