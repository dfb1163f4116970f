import type { INodeParameters } from 'n8n-workflow';

import { buildChatEvent, type ChatEventParts, flatten } from '../../nodes/shared/chat-event';
import { actionFixtures, type ActionFixture } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const locator = { __rl: true, mode: 'id', value: 'a' };

/** The IDs that *Given by ID* starts with, which an event on one level holds under other names. */
test.each<[ActionFixture['vendor'], INodeParameters, Partial<ChatEventParts>, string[]]>([
	[
		'smartsupp',
		{ resource: 'message', operation: 'send', text: 'Hello' },
		{ chat: { id: 'con1' } },
		['con1'],
	],
	[
		'smartsupp',
		{ resource: 'contact', operation: 'get' },
		{ visitor: { extra: { contact_id: 'ct1' } } },
		['ct1'],
	],
	['smartsupp', { resource: 'visitor', operation: 'get' }, { visitor: { id: 'vi1' } }, ['vi1']],
	[
		'smartsupp',
		{ resource: 'contact', operation: 'findByEmail' },
		{ visitor: { email: 'a@example.com' } },
		['a@'],
	],
	[
		'liveChat',
		{ resource: 'thread', operation: 'tag', tag: locator },
		{ chat: { id: 'PC1', threadId: 'PT1' } },
		['PC1', 'PT1'],
	],
	[
		'liveChat',
		{ resource: 'customer', operation: 'update', updateFields: { name: 'Jason' } },
		{ visitor: { id: 'c1' } },
		['c1'],
	],
	[
		'giosg',
		{
			resource: 'visitorVariable',
			operation: 'set',
			variables: { variable: [{ key: 'plan', value: 'gold' }] },
		},
		{ chat: { id: 'ch1', roomId: 'ro1' }, visitor: { id: 'vi1' } },
		['ro1', 'vi1'],
	],
	['giosg', { resource: 'message', operation: 'send', text: 'Hello' }, { chat: { id: 'ch1' } }, ['ch1']],
	[
		'liveSupporti',
		{
			resource: 'visitor',
			operation: 'sendDetails',
			fields: { field: [{ name: 'Plan', value: 'gold' }] },
		},
		{ accountId: 'ac1', visitor: { id: 'vi1' }, agents: [{ id: 'ag1', name: null, email: null, extra: {} }] },
		['ac1', 'vi1', 'ag1'],
	],
	[
		'chatvisor',
		{ resource: 'customer', operation: 'generateAgentChatUrl', path: '/rest/v1/agent-chat/{customerId}' },
		{ visitor: { id: 'cu1' } },
		['cu1'],
	],
])('%s: %j takes the IDs of a flat event', async (vendor, parameters, parts, ids) => {
	const fixture = actionFixtures.find(({ node }) => node === vendor)!;
	const event = buildChatEvent({ ...parts, vendor, event: 'chatStarted', vendorEvent: 'example' } as never);
	const bench = await Bench.start({
		nodes: [
			{
				type: fixture.node,
				credentials: [fixture.credentialType],
				parameters: { target: 'ids', ...parameters },
			},
		],
		credentials: { [fixture.credentialType]: fixture.credential(sandbox) },
	});
	try {
		await bench.execute([flatten(event) as never]);
		const asked = decodeURIComponent(JSON.stringify(sandbox.vendors[vendor].requests));
		for (const id of ids) expect(asked).toContain(id);
	} finally {
		await bench.close();
	}
});
