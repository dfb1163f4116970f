import type { INode } from 'n8n-workflow';

import type { CredentialsByType, Execution, N8nClient } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { modelDemo, type ModelTurn } from '../sandbox/model';
import { liveSupportiDemo, liveSupportiVisitors } from '../sandbox/vendors/liveSupporti';
import { detailRows, draw, inARow, nodeOf, ours, type Arrow } from './draw';
import { getInstance, isN8n1 } from './instance';

/**
 * n8n's own AI Agent with a node of this package as its tool: whatever the model writes, and however many chats reach the
 * agent, details never reach another visitor's chat.
 */

const [jason, maria, aiko] = liveSupportiVisitors;
const everybody = [jason, maria, aiko];

let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	const { liveSupportiApi } = sandboxCredentials(sandbox);
	credentials = await client.createCredentials({
		liveSupportiApi,
		openAiApi: { apiKey: modelDemo.apiKey, url: sandbox.model.url },
	});
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox?.close());

const trigger = (): INode =>
	ours('LiveSupporti Trigger', 'liveSupportiTrigger', 1.1, {
		events: ['chatStarted'],
		authentication: 'signature',
		output: 'chatEvent',
		options: {},
	});

const model = (name = 'Model', more: object = {}): INode =>
	nodeOf(
		name,
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		1.3,
		{ model: { __rl: true, mode: 'id', value: 'sandbox-model' }, options: {}, ...more },
		{ credentials: { openAiApi: credentials.openAiApi } },
	);

/** Says in its prompt who writes, so that it is seen for whom the model was asked. */
const agent = (version = isN8n1 ? 3 : 3.1): INode =>
	nodeOf('AI Agent', '@n8n/n8n-nodes-langchain.agent', version, {
		promptType: 'define',
		text: "=Help {{ $('LiveSupporti Trigger').item.json.visitor.email }}",
		options: {},
	});

const showTool = (more: object = {}): INode =>
	ours('Show to the Agent', 'liveSupportiTool', 1, {
		...detailRows({ Note: "={{ $fromAI('note', 'What the agent has to know') }}" }),
		...more,
	});

/** The tool by the name under which n8n offers it to the model. */
const offeredAs = 'Show_to_the_Agent';

const show = (note: string, more: Record<string, unknown> = {}): ModelTurn => ({
	call: offeredAs,
	arguments: { note, ...more },
});

const agentParts: Arrow[] = [
	{ from: 'Model', to: 'AI Agent', kind: 'ai_languageModel' },
	{ from: 'Show to the Agent', to: 'AI Agent', kind: 'ai_tool' },
];

/** What the agent sees of Jason, Maria and Aiko. */
const seen = () => everybody.map(({ id }) => sandbox.vendors.liveSupporti.detailsOf(id));

/** What the tool answered to the model, as the model read it. */
const toolAnswers = (): string[] =>
	sandbox.model.asked.flatMap(({ messages }) =>
		messages
			.filter(({ role, type }) => role === 'tool' || type === 'function_call_output')
			.map(({ content, output }) => String(content ?? output)),
	);

/** Draws the trigger, nodes and arrows, and starts a chat of each visitor in one delivery. */
async function run(nodes: INode[], arrows: Arrow[], visitors = [jason]): Promise<Execution> {
	const workflow = await client.importWorkflow(draw([trigger(), ...nodes], arrows), { credentials });
	try {
		await client.publish(workflow.id);
		const url = client.webhookUrl(workflow.nodes[0]);
		await client.waitForWebhook(url);
		const { webhookSecret } = sandboxCredentials(sandbox).liveSupportiApi;
		await sandbox.vendors.liveSupporti.addWebhook(url, webhookSecret);
		await sandbox.vendors.liveSupporti.startChats(visitors.map(({ email }) => ({ email })));
		return await client.waitForExecution(workflow.id);
	} finally {
		await client.archiveAndDelete(workflow.id);
	}
}

/** What stopped the execution, or the tool, or was told to the model. */
const faultsOf = ({ data }: Execution): string => {
	const { error, runData } = data.resultData;
	const ofNodes = Object.values(runData).flatMap((runs) => runs.map((each) => each.error?.message));
	return [error?.message, ...ofNodes, ...toolAnswers()].filter(Boolean).join('\n');
};

describe('one chat', () => {
	const straight = [...inARow('LiveSupporti Trigger', 'AI Agent'), ...agentParts];

	test("the model's words reach the agent of that chat, and the tool asks the model for no ID", async () => {
		sandbox.model.script([show('Waits for order 4711'), { say: 'Done.' }]);
		const execution = await run([agent(), model(), showTool()], straight, [maria]);
		expect(faultsOf(execution)).not.toMatch(/LiveSupporti refused|chat/i);
		expect(execution.status).toBe('success');
		expect(seen()).toEqual([{}, { Note: 'Waits for order 4711' }, {}]);
		const [{ tools }] = sandbox.model.asked;
		expect(tools.map(({ name, parameters }) => [name, Object.keys(parameters.properties ?? {})])).toEqual([
			[offeredAs, ['note']],
		]);
	});

	// An agent before version 3 calls its tools itself, within its own execution, and takes no model of the newer kind.
	test.each<[string, number | undefined, object]>([
		['the newest', undefined, {}],
		['an earlier', 2.2, { responsesApiEnabled: false }],
	])('the tool is called twice by an agent of %s version', async (_, version, ofModel) => {
		sandbox.model.script([show('First'), show('Second'), { say: 'Done.' }]);
		await run([agent(version), model('Model', ofModel), showTool()], straight, [maria]);
		expect(sandbox.vendors.liveSupporti.requests.map(({ body }) => body)).toMatchObject([
			{ VisitorId: maria.id, Fields: [{ value: 'First' }] },
			{ VisitorId: maria.id, Fields: [{ value: 'Second' }] },
		]);
	});

	test('behind a lookup, whose answer has keys named as those of a chat', async () => {
		sandbox.model.script([show('A customer'), { say: 'Done.' }]);
		const crm = nodeOf('CRM', 'httpRequest', 4.2, {
			url: `=${sandbox.crm.url}/customers?email={{ $json.visitor.email }}`,
			options: {},
		});
		const execution = await run(
			[crm, agent(), model(), showTool()],
			[...inARow('LiveSupporti Trigger', 'CRM', 'AI Agent'), ...agentParts],
			[maria],
		);
		expect(execution.status).toBe('success');
		expect(seen()).toEqual([{}, { Note: 'A customer' }, {}]);
	});

	const anotherChat = {
		vendor: 'liveSupporti',
		event: 'chatStarted',
		vendorEvent: 'ChatStarted',
		eventId: 'another',
		accountId: liveSupportiDemo.accountId,
		chat: { id: null },
		visitor: { id: jason.id, email: jason.email },
		visitorId: jason.id,
		agents: [{ id: '150' }],
		target: 'ids',
		json: { visitor: { id: jason.id } },
	};

	test.each<[string, object]>([
		['rows', {}],
		['a JSON object', { detailsSource: 'json', detailsJson: "={{ { Note: $fromAI('note') } }}" }],
		['all that the model writes', { detailsSource: 'json', detailsJson: '={{ $json }}' }],
	])('a model that names another chat in its arguments, with details as %s', async (_, details) => {
		// The other chat is open, so that the vendor would take it.
		await sandbox.vendors.liveSupporti.startChat({ email: jason.email });
		sandbox.model.script([show('Hello', anotherChat), { say: 'Done.' }]);
		await run([agent(), model(), showTool(details)], straight, [maria]);
		const [ofJason, ofMaria, ofAiko] = seen();
		expect([ofJason, ofAiko]).toEqual([{}, {}]);
		expect(Object.values(ofMaria)).toContain('Hello');
	});
});

describe('several chats', () => {
	test('in one execution: a fault that says so, and nothing is sent to any', async () => {
		const execution = await run(
			[agent(), model(), showTool()],
			[...inARow('LiveSupporti Trigger', 'AI Agent'), ...agentParts],
			everybody,
		);
		expect(faultsOf(execution)).toMatch(/Several chats reach this agent/);
		expect(seen()).toEqual([{}, {}, {}]);
	});

	test('behind a lookup: the same', async () => {
		const crm = nodeOf('CRM', 'httpRequest', 4.2, {
			url: `=${sandbox.crm.url}/customers?email={{ $json.visitor.email }}`,
			options: {},
		});
		const execution = await run(
			[crm, agent(), model(), showTool()],
			[...inARow('LiveSupporti Trigger', 'CRM', 'AI Agent'), ...agentParts],
			everybody,
		);
		expect(faultsOf(execution)).toMatch(/Several chats reach this agent/);
		expect(seen()).toEqual([{}, {}, {}]);
	});

	test('one by one in a loop: each right, or a fault', async () => {
		sandbox.model.script(
			everybody.flatMap(({ email }): ModelTurn[] => [show(`For ${email}`), { say: 'Done.' }]),
		);
		const loop = nodeOf('Loop', 'splitInBatches', 3, { batchSize: 1, options: {} });
		const execution = await run(
			[loop, agent(), model(), showTool()],
			[
				{ from: 'LiveSupporti Trigger', to: 'Loop' },
				{ from: 'Loop', to: 'AI Agent', output: 1 },
				{ from: 'AI Agent', to: 'Loop' },
				...agentParts,
			],
			everybody,
		);
		const right = everybody.map(({ email }) => ({ Note: `For ${email}` }));
		expect([right, [{}, {}, {}]]).toContainEqual(seen());
		if (Object.keys(seen()[0]).length === 0) expect(faultsOf(execution)).toMatch(/Several chats/);
	});

	test('each in its own execution of a sub-workflow: each right', async () => {
		const start = nodeOf('Start', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
		const own = {
			...agent(),
			parameters: { promptType: 'define', text: '={{ $json.visitor.email }}', options: {} },
		};
		const other = await client.importWorkflow(
			draw([start, own, model(), showTool()], [...inARow('Start', 'AI Agent'), ...agentParts]),
			{ credentials },
		);
		const call = nodeOf('Call', 'executeWorkflow', 1.2, {
			workflowId: { __rl: true, mode: 'id', value: other.id },
			mode: 'each',
			workflowInputs: { mappingMode: 'defineBelow', value: {}, schema: [] },
			options: {},
		});
		sandbox.model.script(
			everybody.flatMap(({ email }): ModelTurn[] => [show(`For ${email}`), { say: 'Done.' }]),
		);
		try {
			// n8n 1.x publishes no workflow that only others start, and runs it as it is stored.
			if (!isN8n1) await client.publish(other.id);
			const execution = await run([call], inARow('LiveSupporti Trigger', 'Call'), everybody);
			expect(execution.status).toBe('success');
			expect(seen()).toEqual(everybody.map(({ email }) => ({ Note: `For ${email}` })));
		} finally {
			await client.archiveAndDelete(other.id);
		}
	});
});

describe('Live Chat Hub as the tool', () => {
	const hubTool = (): INode => ({
		...showTool({ services: ['liveSupporti'], resource: 'chat', operation: 'showDetails' }),
		type: 'n8n-nodes-live-chat-hub.liveChatHubTool',
	});
	const straight = [...inARow('LiveSupporti Trigger', 'AI Agent'), ...agentParts];

	test('it is bound to the chat at hand, and asks the model for nothing but its words', async () => {
		// The other chat is open, so that the vendor would take it.
		await sandbox.vendors.liveSupporti.startChat({ email: jason.email });
		const { accountId } = liveSupportiDemo;
		const another = { vendor: 'liveSupporti', accountId, visitor: { id: jason.id }, services: ['giosg'] };
		sandbox.model.script([show('A customer', another), { say: 'Done.' }]);
		const execution = await run([agent(), model(), hubTool()], straight, [maria]);
		expect(execution.status).toBe('success');
		expect(seen()).toEqual([{}, { Note: 'A customer' }, {}]);
		expect(toolAnswers().join()).toContain(maria.id);
		const [{ tools }] = sandbox.model.asked;
		expect(tools.map(({ parameters }) => Object.keys(parameters.properties ?? {}))).toEqual([['note']]);
	});

	test('several chats: nothing is sent to any', async () => {
		const execution = await run([agent(), model(), hubTool()], straight, everybody);
		expect(faultsOf(execution)).toMatch(/Several chats reach this agent/);
		expect(seen()).toEqual([{}, {}, {}]);
	});
});

describe('an agent that is the tool of another agent', () => {
	const parts = () => [
		agent(),
		model(),
		nodeOf('Helper', '@n8n/n8n-nodes-langchain.agentTool', isN8n1 ? 2.2 : 3, {
			toolDescription: 'Shows things to people',
			text: "={{ $fromAI('task') }}",
			options: {},
		}),
		// The AI Agent Tool of n8n 1.x takes no model that asks by OpenAI's Responses API.
		model("Helper's Model", isN8n1 ? { responsesApiEnabled: false } : {}),
		showTool(),
	];
	const arrows: Arrow[] = [
		...inARow('LiveSupporti Trigger', 'AI Agent'),
		{ from: 'Model', to: 'AI Agent', kind: 'ai_languageModel' },
		{ from: 'Helper', to: 'AI Agent', kind: 'ai_tool' },
		{ from: "Helper's Model", to: 'Helper', kind: 'ai_languageModel' },
		{ from: 'Show to the Agent', to: 'Helper', kind: 'ai_tool' },
	];
	const turns: ModelTurn[] = [
		{ call: 'Helper', arguments: { task: 'Show it' } },
		show('By the helper'),
		{ say: 'Shown.' },
		{ say: 'Done.' },
	];

	test('one chat: right', async () => {
		sandbox.model.script(turns);
		const execution = await run(parts(), arrows, [maria]);
		expect(execution.status).toBe('success');
		expect(seen()).toEqual([{}, { Note: 'By the helper' }, {}]);
	});

	test('several chats: a fault that says so, and nothing is sent to any', async () => {
		sandbox.model.script(turns);
		const execution = await run(parts(), arrows, everybody);
		expect(faultsOf(execution)).toMatch(/Several chats reach this agent/);
		expect(seen()).toEqual([{}, {}, {}]);
	});
});
