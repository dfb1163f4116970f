import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { actionFields, executeOperation, requestOptionsField, resource } from '../shared/action';
import { operations, unsupportedField } from './operations';
import { services } from './services';

const chat = resource({ name: 'Chat', value: 'chat', operations, default: 'showDetails' });

/** The services as people call them, by their `vendor`, for the line below the node. */
const names = JSON.stringify(Object.fromEntries(services.map(({ vendor, name }) => [vendor, name])));

/** One action node for whichever live chat the workflow was started by: it acts on the chat that started it. */
export class LiveChatHub implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Live Chat Hub',
		name: 'liveChatHub',
		icon: { light: 'file:liveChatHub.svg', dark: 'file:liveChatHub.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ $parameter["operation"].replace(/[A-Z]/g, " $&").toLowerCase() + ": " + [$parameter["services"]].flat().map((service) => (${names})[service]).join(", ") }}`,
		description:
			'Act on the chat that started the workflow, whichever live chat it is of: show details, answer, add notes and tags, get the transcript, end it',
		defaults: { name: 'Live Chat Hub' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: services.map(({ vendor, credential }) => ({
			name: credential,
			required: true,
			// By its bare name n8n's editor would take Services for a choice of how to sign in, and hide it.
			displayOptions: { show: { '/services': [vendor] } },
		})),
		properties: [
			{
				displayName: 'Services',
				name: 'services',
				type: 'multiOptions',
				noDataExpression: true,
				required: true,
				options: services.map(({ name, vendor }) => ({ name, value: vendor })),
				default: [],
				description: 'The live chats whose triggers start this workflow. Each needs its credential.',
			},
			...actionFields([chat], chat),
			requestOptionsField([unsupportedField]),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const isOfLiveChat = [this.getNodeParameter('services', 0, [])].flat().includes('liveChat');
		return await executeOperation(this, [chat], { billsEveryRequest: isOfLiveChat });
	}
}
