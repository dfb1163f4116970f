import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { requestOptionsField } from '../shared/fields/request';
import { executeOperation } from '../shared/request';
import { listSearch } from './api';
import { agentFields, agentOperations } from './resources/agent';
import { groupFields, groupOperations } from './resources/group';
import { visitorFields, visitorOperations } from './resources/visitor';

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
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Agent', value: 'agent' },
					{ name: 'Group', value: 'group' },
					{ name: 'Visitor', value: 'visitor' },
				],
				default: 'visitor',
			},
			...agentFields,
			...groupFields,
			...visitorFields,
			requestOptionsField(),
		],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, {
			agent: agentOperations,
			group: groupOperations,
			visitor: visitorOperations,
		});
	}
}
