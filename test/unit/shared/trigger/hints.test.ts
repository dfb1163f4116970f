import { Workflow, type INode, type INodeParameters, type INodeType, type INodeTypes } from 'n8n-workflow';

import { ChatvisorPollTrigger } from '../../../../nodes/Chatvisor/ChatvisorPollTrigger.node';
import { ChatvisorTrigger } from '../../../../nodes/Chatvisor/ChatvisorTrigger.node';
import { SmartsuppPollTrigger } from '../../../../nodes/Smartsupp/SmartsuppPollTrigger.node';
import { SmartsuppTrigger } from '../../../../nodes/Smartsupp/SmartsuppTrigger.node';

/** Whether n8n's editor shows a hint beside what the trigger put out. */
function isHinted({ description }: INodeType, parameters: INodeParameters): boolean {
	const node: INode = {
		...({ id: '1', name: 'Trigger', type: 'trigger', typeVersion: 1, position: [0, 0] } as const),
		parameters,
	};
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const [{ displayCondition }] = description.hints!;
	return workflow.expression.getSimpleParameterValue(node, displayCondition, 'internal', {}) as boolean;
}

describe('Include Visitor is named beside the output of a trigger', () => {
	test.each<[string, INodeType, INodeParameters, boolean]>([
		['Smartsupp', new SmartsuppTrigger(), {}, true],
		['Smartsupp, any event', new SmartsuppTrigger(), { events: ['*'] }, true],
		['Smartsupp, of contacts alone', new SmartsuppTrigger(), { events: ['contact.created'] }, false],
		[
			'Smartsupp, of contacts and chats',
			new SmartsuppTrigger(),
			{ events: ['contact.created', 'chatEvent:chatEnded'] },
			true,
		],
		['Smartsupp, POST hook', new SmartsuppTrigger(), { source: 'postHook' }, false],
		['Smartsupp, not verified', new SmartsuppTrigger(), { authentication: 'none' }, false],
		['Smartsupp, raw', new SmartsuppTrigger(), { output: 'raw' }, false],
		['Smartsupp, on', new SmartsuppTrigger(), { options: { includeVisitor: true } }, false],
		['Smartsupp, off', new SmartsuppTrigger(), { options: { includeVisitor: false } }, true],
		['Smartsupp, polling', new SmartsuppPollTrigger(), {}, true],
		['Chatvisor', new ChatvisorTrigger(), {}, true],
		['Chatvisor, of subscribers', new ChatvisorTrigger(), { events: 'newSubscriber' }, false],
		['Chatvisor, polling', new ChatvisorPollTrigger(), {}, true],
	])('%s', (_, trigger, parameters, expected) => {
		expect(isHinted(trigger, parameters)).toBe(expected);
	});
});
