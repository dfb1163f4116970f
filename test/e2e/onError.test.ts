import type { IDataObject, INode } from 'n8n-workflow';

import type { CredentialsByType, Execution, N8nClient } from '../n8n/client';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { liveSupportiVisitors } from '../sandbox/vendors/liveSupporti';
import { detailRows, draw, faultOf, inARow, nodeOf, ours, type Arrow } from './draw';
import { getInstance } from './instance';

/** Three chats in one delivery, and the vendor refuses what is sent for the second: what becomes of each, by On Error. */

const [jason, maria, aiko] = liveSupportiVisitors;

let client: N8nClient;
let sandbox: Sandbox;
let credentials: CredentialsByType;

beforeAll(async () => {
	({ client } = await getInstance());
	sandbox = await startSandbox();
	const { liveSupportiApi } = sandboxCredentials(sandbox);
	credentials = await client.createCredentials({ liveSupportiApi });
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox?.close());

/** @returns the execution, and what the action put out by its outputs, Success first */
async function run(
	onError: INode['onError'],
	action: INode,
): Promise<{ execution: Execution; outputs: IDataObject[][]; after: string[] }> {
	const nodes = [
		ours('LiveSupporti Trigger', 'liveSupportiTrigger', 1.1, {
			events: ['chatStarted'],
			authentication: 'signature',
			output: 'chatEvent',
			options: {},
		}),
		nodeOf('CRM', 'httpRequest', 4.2, {
			url: `=${sandbox.crm.url}/customers?email={{ $json.visitor.email }}`,
			options: {},
		}),
		{ ...action, onError },
		nodeOf('Shown', 'noOp', 1),
		nodeOf('Not Shown', 'noOp', 1),
	];
	const arrows: Arrow[] = [
		...inARow('LiveSupporti Trigger', 'CRM', 'Show to the Agent', 'Shown'),
		...(onError === 'continueErrorOutput' ? [{ from: 'Show to the Agent', to: 'Not Shown', output: 1 }] : []),
	];
	const workflow = await client.importWorkflow(draw(nodes, arrows), { credentials });
	try {
		await client.publish(workflow.id);
		const url = client.webhookUrl(workflow.nodes[0]);
		await client.waitForWebhook(url);
		const { liveSupporti } = sandbox.vendors;
		await liveSupporti.addWebhook(url, sandboxCredentials(sandbox).liveSupportiApi.webhookSecret);
		liveSupporti.fail({ status: 400, path: `*${maria.id}*` });
		await liveSupporti.startChats([jason, maria, aiko].map(({ email }) => ({ email })));
		const execution = await client.waitForExecution(workflow.id);
		const { runData } = execution.data.resultData;
		const main = runData['Show to the Agent']?.at(-1)?.data?.main ?? [];
		return {
			execution,
			outputs: main.map((items) => (items ?? []).map(({ json }) => json)),
			after: ['Shown', 'Not Shown'].filter((name) => name in runData),
		};
	} finally {
		await client.archiveAndDelete(workflow.id);
	}
}

const seen = () => [jason, maria, aiko].map(({ id }) => sandbox.vendors.liveSupporti.detailsOf(id));
const shownTo = ({ id }: { id: string }) => expect.objectContaining({ visitorId: id });
const plan = detailRows({ Plan: '={{ $json.plan }}' });
const refused = 'LiveSupporti refused the request (400): 400 on purpose';

/** The vendor's own node, and the one that serves all vendors. */
const actions: Array<[string, () => INode]> = [
	['LiveSupporti', () => ours('Show to the Agent', 'liveSupporti', 1, plan)],
	[
		'Live Chat Hub',
		() =>
			ours('Show to the Agent', 'liveChatHub', 1, {
				...plan,
				services: ['liveSupporti'],
				resource: 'chat',
				operation: 'showDetails',
			}),
	],
];

describe.each(actions)('%s', (_, action) => {
	test('Stop Workflow: the execution shows what the vendor said, and what to do', async () => {
		const { execution, after } = await run('stopWorkflow', action());
		expect(execution.status).toBe('error');
		expect(faultOf(execution)).toEqual({ message: refused, description: expect.stringMatching(/\w/) });
		expect(after).toEqual([]);
		expect(seen()[1]).toEqual({});
	});

	test('Continue: the failed item stands among the others', async () => {
		const { execution, outputs, after } = await run('continueRegularOutput', action());
		expect(execution.status).toBe('success');
		expect(outputs).toEqual([
			[shownTo(jason), { error: refused, message: expect.stringMatching(/\w/) }, shownTo(aiko)],
		]);
		expect(after).toEqual(['Shown']);
		expect(seen()).toEqual([{ Plan: 'Gold' }, {}, { Plan: 'Trial' }]);
	});

	test('Continue (using error output): the failed item leaves by Error, with what came in', async () => {
		const { execution, outputs, after } = await run('continueErrorOutput', action());
		expect(execution.status).toBe('success');
		const [success, error] = outputs;
		expect(success).toEqual([shownTo(jason), shownTo(aiko)]);
		expect(error).toEqual([
			expect.objectContaining({
				error: refused,
				message: expect.stringMatching(/\w/),
				name: 'Maria Rossi',
				plan: 'Silver',
			}),
		]);
		expect(after).toEqual(['Shown', 'Not Shown']);
		expect(seen()).toEqual([{ Plan: 'Gold' }, {}, { Plan: 'Trial' }]);
	});
});
