import type { IHookFunctions, INodeType, NodeOperationError } from 'n8n-workflow';

import { LiveChatTrigger } from '../../../../nodes/LiveChat/LiveChatTrigger.node';
import { SmartsuppTrigger } from '../../../../nodes/Smartsupp/SmartsuppTrigger.node';

/** What publishing says of a trigger with these settings, as n8n asks; null when it publishes. */
async function saidOf(node: INodeType, parameters: Record<string, unknown>): Promise<string | null> {
	const all: Record<string, unknown> = { authentication: 'none', ...parameters };
	const context = {
		getNode: () => ({ id: 'node-1', name: 'My Trigger', type: 'trigger' }),
		getWorkflow: () => ({ id: 'workflow-1' }),
		getMode: () => 'trigger',
		getNodeParameter: (name: string, fallback: unknown) => (Object.hasOwn(all, name) ? all[name] : fallback),
	} as unknown as IHookFunctions;
	return await node.webhookMethods!.default!.create.call(context).then(
		() => null,
		({ message, description }: NodeOperationError) => `${message} | ${description}`,
	);
}

const [smartsupp, liveChat] = [new SmartsuppTrigger(), new LiveChatTrigger()];
const [missed, offline, ended] = ['chatMissed', 'offlineMessage', 'chatEnded'].map(
	(name) => `chatEvent:${name}`,
);

describe('publishing says what Trigger On still holds of another Source', () => {
	test.each<[string, INodeType, Record<string, unknown>, RegExp | null]>([
		[
			'Smartsupp, from the POST hook to API webhooks',
			smartsupp,
			{ source: 'webhooks', events: [missed, offline] },
			/^'Trigger On' holds what the other 'Source' brings: 'Chat Missed', 'Offline Message' \| .*Open 'My Trigger' and take it out of 'Trigger On', or change 'Source' back\.$/,
		],
		['one of several', smartsupp, { source: 'webhooks', events: [ended, missed] }, /: 'Chat Missed' \|/],
		[
			'Smartsupp, an event of its own from API webhooks to the POST hook',
			smartsupp,
			{ source: 'postHook', events: ['conversation.rated'] },
			/what the other 'Source' brings: 'Conversation: Rated'/,
		],
		[
			'LiveChat, from version 3 to the legacy webhooks',
			liveChat,
			{ source: 'legacy', events: ['chatEvent:messageFromVisitor'] },
			/what the other 'Source' brings: 'Visitor's Message'/,
		],
		['what both bring', smartsupp, { source: 'postHook', events: [ended] }, null],
		['what both bring', liveChat, { source: 'legacy', events: [ended, missed] }, null],
		['any event', smartsupp, { source: 'webhooks', events: ['*'] }, null],
		[
			'what none brings, such as an expression with a slip',
			smartsupp,
			{ source: 'webhooks', events: ['conversation.close'] },
			/^'Trigger On' holds what it does not offer: 'conversation.close' \| /,
		],
		[
			'an expression that finds nothing',
			smartsupp,
			{ source: 'webhooks', events: undefined },
			/^'Trigger On' holds what it does not offer: 'undefined' \| /,
		],
	])('%s', async (_, node, parameters, words) => {
		const said = await saidOf(node, parameters);
		if (words === null) expect(said).toBeNull();
		else expect(said).toMatch(words);
	});
});

test.each<[unknown, boolean]>([
	['visitor', true],
	['agent', true],
	['any', true],
	['Visitors', false],
	['', false],
	[undefined, false],
	[null, false],
	[true, false],
])('publishing with Messages From %j: publishes %s', async (sender, isPublished) => {
	const said = await saidOf(smartsupp, { events: ['*'], sender });
	if (isPublished) expect(said).toBeNull();
	else expect(said).toMatch(/^'Messages From' has no usable value \| Open 'My Trigger' and choose/);
});
