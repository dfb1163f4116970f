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
import { group } from './resources/group';
import { visitor } from './resources/visitor';

// What people look for stands first, also in the nodes panel.
const resources = [visitor, agent, group];

export class LiveSupporti implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LiveSupporti',
		name: 'liveSupporti',
		icon: { light: 'file:liveSupporti.svg', dark: 'file:liveSupporti.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Show agents what you know about a chat visitor, and manage agents and groups',
		defaults: { name: 'LiveSupporti' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'liveSupportiApi', required: true }],
		properties: [...actionFields(resources, visitor), requestOptionsField()],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, resources);
	}
}
