import { createHmac } from 'node:crypto';

import { type IWebhookFunctions, type IWebhookResponseData, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { field } from '../../../../nodes/shared/chat-event';
import { hmacSignature, type VendorAdapter } from '../../../../nodes/shared/receive';
import { receiveWebhook, type TriggerWebhook } from '../../../../nodes/shared/trigger';

const payload = z.object({ type: field.text });

const adapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'examplechat',
	events: { started: { name: 'Chat Started', description: 'A chat started', event: 'chatStarted' } },
	payload,
	proofs: { signature: hmacSignature({ header: 'x-signature' }) },
	secretKeys: ['token'],
	toChatEvents: ({ type }) => {
		if (type === 'boom') throw new RangeError('Too far');
		if (type === 'text') throw 'just a text';
		return [{ trigger: type, parts: { eventId: 'event-1' } }];
	},
};

/** A trigger in n8n, with a credential of its own. */
interface Trigger {
	workflowId: string;
	nodeId?: string;
	credentialId?: string;
	secret: unknown;
	previousSecret?: unknown;
	parameters?: Record<string, unknown>;
	enrich?: TriggerWebhook['enrich'];
}

interface Reply {
	status: number;
	result: IWebhookResponseData;
	logs: string[];
}

const sign = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('hex');

/** Delivers a body, signed with a secret, as n8n hands it over. */
async function deliver(
	{
		workflowId,
		nodeId = 'node-1',
		credentialId = 'credential-1',
		secret,
		previousSecret = '',
		parameters = {},
		enrich,
	}: Trigger,
	body: string,
	signedWith = String(secret),
): Promise<Reply> {
	const logs: string[] = [];
	const log = (level: string) => (message: string) => logs.push(`${level}: ${message}`);
	const response = {
		statusCode: 200,
		status(code: number) {
			response.statusCode = code;
			return response;
		},
		json: () => response,
		setHeader: () => response,
		on: () => response,
		once: () => response,
	};
	const context = {
		getRequestObject: () => ({
			headers: { 'x-signature': sign(body, signedWith) },
			query: {},
			ip: '192.0.2.1',
			rawBody: Buffer.from(body),
		}),
		getResponseObject: () => response,
		getNode: () => ({
			id: nodeId,
			name: 'Examplechat Trigger',
			credentials: { examplechatApi: { id: credentialId, name: 'Examplechat' } },
		}),
		getWorkflow: () => ({ id: workflowId }),
		getMode: () => 'webhook',
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getCredentials: async () => {
			await sleep(5);
			return { webhookSecret: secret, previousWebhookSecret: previousSecret };
		},
		logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
	} as unknown as IWebhookFunctions;
	const result = await receiveWebhook(context, { adapter, credential: 'examplechatApi', enrich });
	return { status: response.statusCode, result, logs };
}

let count = 0;
/** A workflow that no other test has: what is remembered of one lasts as long as the process. */
const newWorkflow = () => `workflow-${++count}`;

const started = '{"type":"started"}';

describe('triggers that are delivered to at the same time', () => {
	const first: Trigger = { workflowId: newWorkflow(), secret: 'the-secret-of-the-first' };

	test.each<[string, Trigger]>([
		['workflows', { ...first, workflowId: newWorkflow(), secret: 'the-secret-of-the-second' }],
		['nodes of one workflow', { ...first, nodeId: 'node-2', secret: 'the-secret-of-the-second' }],
		[
			'credentials of one node',
			{ ...first, credentialId: 'credential-2', secret: 'the-secret-of-the-second' },
		],
	])('are proved with a secret each: two %s', async (_, second) => {
		const replies = await Promise.all([
			deliver(first, started),
			deliver(second, started),
			deliver(first, started, String(second.secret)),
			deliver(second, started, String(first.secret)),
		]);
		expect(replies.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
	});
});

describe('a stored secret', () => {
	const secret = 'example-secret-0123456789';
	test.each<[string, Omit<Trigger, 'workflowId'>, string, number]>([
		['counts without white space around it', { secret: ` ${secret}\r\n` }, secret, 200],
		['of white space is none', { secret: ' \n\t ' }, ' \n\t ', 401],
		['of white space is none, and not an empty one either', { secret: ' ' }, '', 401],
		['that is no text is none', { secret: 12_345 }, '12345', 401],
		['before it counts as well', { secret: 'the-new-one', previousSecret: `${secret}\n` }, secret, 200],
		['before it, of white space, is none', { secret, previousSecret: ' ' }, ' ', 401],
		['before it is no first one', { secret: '', previousSecret: secret }, secret, 401],
	])('%s', async (_, trigger, signedWith, status) => {
		const reply = await deliver({ workflowId: newWorkflow(), ...trigger }, started, signedWith);
		expect(reply.status).toBe(status);
		expect(reply.result.workflowData?.length ?? 0).toBe(status === 200 ? 1 : 0);
	});
});

test.each(['chatEvent', 'raw'])(
	'what turns out not to be chosen starts no execution with Output %s, and is asked about again when it comes again',
	async (output) => {
		const trigger: Trigger = {
			workflowId: newWorkflow(),
			secret: 'example-secret-0123456789',
			parameters: { output, 'options.dropRepeats': true },
			enrich: async () => [],
		};
		const ignored = { webhookResponse: { received: true, ignored: 'filtered' } };
		expect((await deliver(trigger, started)).result).toEqual(ignored);
		expect((await deliver(trigger, started)).result).toEqual(ignored);
		const later = await deliver({ ...trigger, enrich: async (_, events) => events }, started);
		expect(later.result.workflowData?.[0]).toHaveLength(1);
	},
);

describe('what an adapter throws', () => {
	beforeEach(() =>
		jest.useFakeTimers({ now: Date.parse('2026-05-15T10:05:00Z'), doNotFake: ['setTimeout'] }),
	);
	afterEach(() => jest.useRealTimers());

	const newTrigger = (): Trigger => ({ workflowId: newWorkflow(), secret: 'example-secret-0123456789' });
	const errors = ({ logs }: Reply) => logs.filter((line) => line.startsWith('error'));
	const item = ({ result }: Reply) => result.workflowData?.[0][0].json;

	test('costs nobody the delivery, and stands in the log with its name and where it was thrown', async () => {
		const reply = await deliver(newTrigger(), '{"type":"boom","token":"example-token"}');
		expect(reply.result.webhookResponse).toEqual({ received: true });
		expect(item(reply)).toMatchObject({ event: 'other', raw: { type: 'boom' } });
		expect(errors(reply)).toEqual([
			expect.stringMatching(
				/Examplechat Trigger: a delivery could not be read and came out as 'other' \(RangeError\): RangeError: Too far\n +at .*webhook\.test\.ts/s,
			),
		]);
		expect(JSON.stringify(reply)).not.toContain('example-token');
	});

	test('is named also where it is no Error', async () => {
		expect(errors(await deliver(newTrigger(), '{"type":"text"}'))).toEqual([
			expect.stringMatching(/\(Error\): just a text$/),
		]);
	});

	test('is logged once a minute for each trigger, and every delivery comes out', async () => {
		const trigger = newTrigger();
		const boom = async (of = trigger) => {
			const reply = await deliver(of, '{"type":"boom"}');
			expect(item(reply)).toMatchObject({ event: 'other' });
			return errors(reply).length;
		};
		expect([await boom(), await boom(), await boom(newTrigger())]).toEqual([1, 0, 1]);
		jest.setSystemTime(Date.parse('2026-05-15T10:05:59Z'));
		expect(await boom()).toBe(0);
		jest.setSystemTime(Date.parse('2026-05-15T10:06:00Z'));
		expect(await boom()).toBe(1);
	});

	test('is logged although a refusal was just before', async () => {
		const trigger = newTrigger();
		const refused = await deliver(trigger, started, 'another-secret');
		expect(refused.status).toBe(401);
		expect(refused.logs).toEqual([expect.stringMatching(/^warn: .*does not fit/)]);
		expect(errors(await deliver(trigger, '{"type":"boom"}'))).toHaveLength(1);
	});

	test('is logged for nobody where nothing was thrown', async () => {
		expect((await deliver(newTrigger(), started)).logs).toEqual([]);
	});
});
