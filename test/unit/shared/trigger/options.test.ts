import type { INodeProperties, INodeType } from 'n8n-workflow';

import { ChatvisorPollTrigger } from '../../../../nodes/Chatvisor/ChatvisorPollTrigger.node';
import { ChatvisorTrigger } from '../../../../nodes/Chatvisor/ChatvisorTrigger.node';
import { GiosgPollTrigger } from '../../../../nodes/Giosg/GiosgPollTrigger.node';
import { GiosgTrigger } from '../../../../nodes/Giosg/GiosgTrigger.node';
import { LiveChatPollTrigger } from '../../../../nodes/LiveChat/LiveChatPollTrigger.node';
import { LiveChatTrigger } from '../../../../nodes/LiveChat/LiveChatTrigger.node';
import { LiveSupportiTrigger } from '../../../../nodes/LiveSupporti/LiveSupportiTrigger.node';
import { SmartsuppPollTrigger } from '../../../../nodes/Smartsupp/SmartsuppPollTrigger.node';
import { SmartsuppTrigger } from '../../../../nodes/Smartsupp/SmartsuppTrigger.node';

const triggers: Array<[string, INodeType]> = [
	new ChatvisorPollTrigger(),
	new ChatvisorTrigger(),
	new GiosgPollTrigger(),
	new GiosgTrigger(),
	new LiveChatPollTrigger(),
	new LiveChatTrigger(),
	new LiveSupportiTrigger(),
	new SmartsuppPollTrigger(),
	new SmartsuppTrigger(),
].map((node) => [node.description.displayName, node]);

test.each([
	[
		'v3',
		['dropRepeats', 'includeTranscript', 'includeVisitor', 'ipAllowlist', 'notFromMyOwnApp', 'oncePerChat'],
	],
	['legacy', ['dropRepeats', 'ipAllowlist', 'oncePerChat']],
])('LiveChat Trigger: with Source %s, what does nothing is not offered', (source, expected) => {
	const { properties } = new LiveChatTrigger().description;
	const options = properties.find(({ name }) => name === 'options')!.options as INodeProperties[];
	const offered = options.filter(
		({ displayOptions }) => displayOptions?.show?.['/source']?.includes(source) ?? true,
	);
	expect(offered.map(({ name }) => name).sort()).toEqual(expected);
});

test.each(triggers)('%s: a switch that a person adds under Options is on', (_, trigger) => {
	const switches = trigger.description.properties
		.filter(({ name }) => name === 'options')
		.flatMap(({ options }) => options as INodeProperties[])
		.filter(({ type }) => type === 'boolean');
	expect(switches.length).toBeGreaterThan(0);
	expect(switches.filter(({ default: start }) => start !== true).map(({ name }) => name)).toEqual([]);
});
