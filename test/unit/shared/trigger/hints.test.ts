import type { INodeParameters, INodeType } from 'n8n-workflow';

import { ChatvisorPollTrigger } from '../../../../nodes/Chatvisor/ChatvisorPollTrigger.node';
import { ChatvisorTrigger } from '../../../../nodes/Chatvisor/ChatvisorTrigger.node';
import { SmartsuppPollTrigger } from '../../../../nodes/Smartsupp/SmartsuppPollTrigger.node';
import { SmartsuppTrigger } from '../../../../nodes/Smartsupp/SmartsuppTrigger.node';
import { inEditor } from '../../inEditor';

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
		const [{ displayCondition }] = trigger.description.hints!;
		expect(inEditor(trigger, displayCondition, parameters)).toBe(expected);
	});
});
