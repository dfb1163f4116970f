import { createHmac } from 'node:crypto';

import { type IWebhookFunctions, type IWebhookResponseData, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { field, toId, toText } from '../../../../nodes/shared/chat-event';
import { hmacSignature, type VendorAdapter } from '../../../../nodes/shared/receive';
import { receiveWebhook, type TriggerWebhook } from '../../../../nodes/shared/trigger';

const payload = z.object({ type: field.text });

const adapter: VendorAdapter<z.output<typeof payload>> = {
	vendor: 'examplechat',
	events: {
		started: { name: 'Chat Started', description: 'A chat started', event: 'chatStarted' },
		answered: { name: 'Answered', description: 'An agent wrote', event: 'messageFromAgent' },
	},
	payload,
	proofs: { signature: hmacSignature({ header: 'x-signature' }) },
	secretKeys: ['token'],
	toChatEvents: ({ type }, { body }) => {
		if (type === 'boom') throw new RangeError('Too far');
		if (type === 'text') throw 'just a text';
		const visitor = { id: toId(body.visitor), name: toText(body.name) };
		return [{ trigger: type, parts: { eventId: 'event-1', chat: { id: 'chat-1' }, visitor } }];
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
	/** *Execute step* waits for it. */
	isTest?: boolean;
	/** Counts the reads of the credential. */
	onRead?: () => void;
	/** What the node does beside proving. */
	webhook?: Partial<TriggerWebhook>;
}

interface Reply {
	status: number;
	result: IWebhookResponseData;
	logs: string[];
	response: { statusCode: number; headersSent: boolean };
	/** Plays what Express says of the response. */
	emit(event: 'finish' | 'close'): void;
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
		isTest = false,
		onRead = () => {},
		webhook = {},
	}: Trigger,
	body: string,
	signedWith = String(secret),
	request: object = {},
): Promise<Reply> {
	const logs: string[] = [];
	const log = (level: string) => (message: string) => logs.push(`${level}: ${message}`);
	const handlers: Array<[string, () => void]> = [];
	const response = {
		statusCode: 200,
		status(code: number) {
			response.statusCode = code;
			return response;
		},
		headersSent: false,
		json: () => response,
		setHeader: () => response,
		once(event: string, handler: () => void) {
			handlers.push([event, handler]);
			return response;
		},
	};
	const context = {
		getRequestObject: () => ({
			headers: { 'x-signature': sign(body, signedWith) },
			query: {},
			ip: '192.0.2.1',
			rawBody: Buffer.from(body),
			...request,
		}),
		getResponseObject: () => response,
		getNode: () => ({
			id: nodeId,
			name: 'Examplechat Trigger',
			credentials: { examplechatApi: { id: credentialId, name: 'Examplechat' } },
		}),
		getWorkflow: () => ({ id: workflowId }),
		getMode: () => (isTest ? 'manual' : 'webhook'),
		getNodeParameter: (name: string, fallback: unknown) =>
			Object.hasOwn(parameters, name) ? parameters[name] : fallback,
		getCredentials: async () => {
			onRead();
			await sleep(5);
			if (secret === undefined) throw new Error('The credential is gone');
			return { webhookSecret: secret, previousWebhookSecret: previousSecret };
		},
		logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
	} as unknown as IWebhookFunctions;
	const result = await receiveWebhook(context, { adapter, credential: 'examplechatApi', ...webhook });
	const emit = (event: string) => {
		for (const [name, handler] of handlers) if (name === event) handler();
	};
	return { status: response.statusCode, result, logs, response, emit };
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

/** A trigger that nothing is known of yet. */
const newTrigger = (more: Partial<Trigger> = {}): Trigger => ({
	workflowId: newWorkflow(),
	secret: 'example-secret-0123456789',
	...more,
});

test.each(['chatEvent', 'raw'])(
	'what turns out not to be chosen starts no execution with Output %s, and is asked about again when it comes again',
	async (output) => {
		const trigger = newTrigger({
			parameters: { output, 'options.dropRepeats': true },
			webhook: { enrich: async () => [] },
		});
		const ignored = { webhookResponse: { received: true, ignored: 'filtered' } };
		expect((await deliver(trigger, started)).result).toEqual(ignored);
		expect((await deliver(trigger, started)).result).toEqual(ignored);
		const later = await deliver({ ...trigger, webhook: {} }, started);
		expect(later.result.workflowData?.[0]).toHaveLength(1);
	},
);

describe('what an adapter throws', () => {
	beforeEach(() =>
		jest.useFakeTimers({ now: Date.parse('2026-05-15T10:05:00Z'), doNotFake: ['setTimeout'] }),
	);
	afterEach(() => jest.useRealTimers());

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

describe('a secret that is kept for 10 seconds', () => {
	beforeEach(() =>
		jest.useFakeTimers({ now: Date.parse('2026-05-15T10:05:00Z'), doNotFake: ['setTimeout'] }),
	);
	afterEach(() => jest.useRealTimers());
	const later = (milliseconds: number) => void jest.setSystemTime(Date.now() + milliseconds);
	const counting = (): { trigger: Trigger; reads: () => number } => {
		const onRead = jest.fn();
		return {
			trigger: newTrigger({ onRead }),
			reads: () => onRead.mock.calls.length,
		};
	};

	test('is read once for deliveries in those 10 seconds', async () => {
		const { trigger, reads } = counting();
		for (let second = 0; second < 10; second++) {
			expect((await deliver(trigger, started)).status).toBe(200);
			later(1000);
		}
		expect(reads()).toBe(1);
		await deliver(trigger, started);
		expect(reads()).toBe(2);
	});

	test('counts at once when it is another, and the old one counts for 10 seconds at most', async () => {
		const { trigger } = counting();
		const old = String(trigger.secret);
		await deliver(trigger, started);
		trigger.secret = 'the-new-one';
		later(9_999);
		expect((await deliver(trigger, started, old)).status).toBe(200);
		expect((await deliver(trigger, started)).status).toBe(200);
		expect((await deliver(trigger, started, old)).status).toBe(401);
	});

	test('of a credential that is deleted is refused after 10 seconds, and counts at once when it is restored', async () => {
		const { trigger } = counting();
		const { secret } = trigger;
		await deliver(trigger, started);
		trigger.secret = undefined;
		later(10_000);
		expect((await deliver(trigger, started, String(secret))).status).toBe(401);
		trigger.secret = secret;
		later(1000);
		expect((await deliver(trigger, started)).status).toBe(200);
	});

	test.each<[string, unknown]>([
		['a stored secret', 'example-secret-0123456789'],
		['a credential that is gone', undefined],
	])('is read once a second at most while forged deliveries come: %s', async (_, secret) => {
		const { trigger, reads } = counting();
		trigger.secret = secret;
		for (let tenth = 0; tenth < 30; tenth++) {
			const forged = Array.from({ length: 10 }, () => deliver(trigger, started, 'a-forged-secret'));
			expect(new Set((await Promise.all(forged)).map(({ status }) => status))).toEqual(new Set([401]));
			later(100);
		}
		expect(reads()).toBe(3);
	});

	test('is not read where Verify Deliveries By is None', async () => {
		const { trigger, reads } = counting();
		trigger.parameters = { authentication: 'none' };
		expect((await deliver(trigger, started, 'anything')).status).toBe(200);
		expect(reads()).toBe(0);
	});
});

describe('an id that is dropped when it comes again', () => {
	const isTaken = ({ result }: Reply) => result.workflowData !== undefined;

	test.each<[string, (reply: Reply) => void, boolean]>([
		['after a 200', (reply) => reply.emit('finish'), false],
		['while the first is under way', () => {}, false],
		[
			'after n8n answered 500',
			(reply) => {
				reply.response.statusCode = 500;
				reply.emit('finish');
			},
			true,
		],
		['after the connection closed before an answer', (reply) => reply.emit('close'), true],
		[
			'after the connection closed behind an answer',
			(reply) => {
				reply.response.headersSent = true;
				reply.emit('close');
			},
			false,
		],
	])('%s', async (_, between, isTakenAgain) => {
		const of = newTrigger({ parameters: { 'options.dropRepeats': true } });
		const first = await deliver(of, started);
		expect(isTaken(first)).toBe(true);
		between(first);
		expect(isTaken(await deliver(of, started))).toBe(isTakenAgain);
	});
});

test.each<[string, Trigger['parameters']]>([
	['Drop Repeated Deliveries', { 'options.dropRepeats': true }],
	['Once per Chat', { 'options.oncePerChat': true }],
])('%s: whoever listens for a test event sees it each time', async (_, parameters) => {
	const takenOf = async (isTest: boolean) => {
		const of = newTrigger({ parameters, isTest });
		const replies = [await deliver(of, started), await deliver(of, started)];
		return replies.map(({ result }) => result.workflowData !== undefined);
	};
	expect(await takenOf(true)).toEqual([true, true]);
	expect(await takenOf(false)).toEqual([true, false]);
});

describe('a switch whose expression yields', () => {
	test.each<[unknown, boolean]>([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
		[undefined, false],
		['', false],
		['yes', false],
	])('%j: is on: %s', async (value, isOn) => {
		const isDroppedWith = async (name: string) => {
			const of = newTrigger({ parameters: { [`options.${name}`]: value } });
			await deliver(of, started);
			return (await deliver(of, started)).result.workflowData === undefined;
		};
		const find = jest.fn().mockResolvedValue(null);
		const parameters = { 'options.includeVisitor': value };
		await deliver(newTrigger({ parameters, webhook: { visitor: { byDefault: false, find } } }), started);
		expect([await isDroppedWith('dropRepeats'), await isDroppedWith('oncePerChat')]).toEqual([isOn, isOn]);
		expect(find).toHaveBeenCalledTimes(isOn ? 1 : 0);
	});

	test('nothing usable, stays as it is without the option', async () => {
		const find = jest.fn().mockResolvedValue(null);
		const parameters = { 'options.includeVisitor': 'yes' };
		await deliver(newTrigger({ parameters, webhook: { visitor: { byDefault: true, find } } }), started);
		expect(find).toHaveBeenCalledTimes(1);
	});
});

test.each<[string, Trigger['parameters'], boolean]>([
	['where the field is not shown', {}, true],
	['any', { sender: 'any' }, true],
	['agent', { sender: 'agent' }, true],
	['visitor', { sender: 'visitor' }, false],
	['the name of a choice', { sender: 'Agents' }, false],
	['an expression that finds nothing', { sender: undefined }, false],
	['an expression that yields null', { sender: null }, false],
	['an empty text', { sender: '' }, false],
	['a list', { sender: ['any'] }, false],
])("Messages From: an agent's message with %s: %s", async (_, parameters, isTaken) => {
	const { result } = await deliver(newTrigger({ parameters }), '{"type":"answered"}');
	expect(result.workflowData !== undefined).toBe(isTaken);
});

describe('a body that cannot be taken is said in the log, once a minute and without what it holds', () => {
	const type = { 'content-type': 'text/plain; charset=utf-8' };
	const unreadable = (error: object) => ({
		headers: { ...type, 'content-length': '17000000' },
		rawBody: undefined,
		readRawBody: () => Promise.reject(Object.assign(new Error('no body'), error)),
	});
	const noObject = '["example-token"]';
	const signature = { 'x-signature': sign(noObject, 'example-secret-0123456789') };

	test.each<[string, object, number, string]>([
		[
			'no JSON object',
			{ headers: { ...type, ...signature } },
			400,
			'its body is no JSON object (content type text/plain, 17 bytes)',
		],
		[
			'no JSON object, of no type',
			{ headers: signature },
			400,
			'its body is no JSON object (content type none, 17 bytes)',
		],
		[
			'not readable',
			unreadable({}),
			400,
			'its body could not be read (content type text/plain, 17000000 bytes)',
		],
		[
			'too large',
			unreadable({ type: 'entity.too.large' }),
			413,
			'its body is larger than N8N_PAYLOAD_SIZE_MAX lets this n8n take (content type text/plain, 17000000 bytes)',
		],
	])('%s', async (_, request, status, words) => {
		const of = newTrigger();
		const replies = [
			await deliver(of, noObject, undefined, request),
			await deliver(of, noObject, undefined, request),
		];
		expect(replies.map((reply) => reply.status)).toEqual([status, status]);
		expect(replies.map(({ logs }) => logs)).toEqual([
			[
				`warn: Examplechat Trigger: answered a delivery with ${status}: ${words}. More of them within a minute are not logged.`,
			],
			[],
		]);
	});

	test('and a made-up content type adds no line', async () => {
		const headers = { 'content-type': `x\nwarn: forged`, ...signature };
		const { logs } = await deliver(newTrigger(), noObject, undefined, { headers });
		expect(logs.join()).toContain('content type x, 17 bytes');
	});
});

describe('what is added to an event', () => {
	const visitorOf = ({ result }: Reply) => result.workflowData?.[0][0].json.visitor;
	const found = {
		id: 'other',
		name: 'Kim Example',
		email: 'kim@example.com',
		customFields: { plan: 'gold' },
	};
	const named = '{"type":"started","visitor":"v1","name":"Jo"}';
	const unnamed = '{"type":"started","visitor":"v1"}';

	test.each<[string, boolean, Trigger['parameters'], string, object, number]>([
		[
			'is who the visitor is',
			true,
			{},
			unnamed,
			{ id: 'v1', name: 'Kim Example', email: 'kim@example.com' },
			1,
		],
		['is nothing where the delivery says it', true, {}, named, { id: 'v1', name: 'Jo', email: null }, 0],
		['is nothing unless it is asked for', false, {}, unnamed, { name: null }, 0],
		['is asked for', false, { 'options.includeVisitor': true }, unnamed, { name: 'Kim Example' }, 1],
		['is switched off', true, { 'options.includeVisitor': false }, unnamed, { name: null }, 0],
	])('%s', async (_, byDefault, parameters, body, expected, asked) => {
		const find = jest.fn().mockResolvedValue(found);
		const reply = await deliver(newTrigger({ webhook: { visitor: { byDefault, find } }, parameters }), body);
		expect(visitorOf(reply)).toMatchObject(expected);
		expect(find).toHaveBeenCalledTimes(asked);
	});

	test('is not asked for with Output Raw', async () => {
		const find = jest.fn();
		const visitor = { byDefault: true, find };
		const reply = await deliver(newTrigger({ webhook: { visitor }, parameters: { output: 'raw' } }), unnamed);
		expect(reply.result.workflowData?.[0][0].json).toEqual(JSON.parse(unnamed));
		expect(find).not.toHaveBeenCalled();
	});

	test.each<[string, Partial<TriggerWebhook>]>([
		[
			'who the visitor is',
			{ visitor: { byDefault: true, find: () => Promise.reject(new Error('no answer')) } },
		],
		['anything else', { enrich: () => Promise.reject(new Error('no answer')) }],
	])('costs the answer alone when it fails: %s', async (_, webhook) => {
		const trigger = newTrigger({ webhook });
		const replies = [await deliver(trigger, unnamed), await deliver(trigger, unnamed)];
		expect(replies.map(visitorOf)).toEqual(
			[0, 1].map(() => expect.objectContaining({ id: 'v1', name: null })),
		);
		expect(replies.map(({ logs }) => logs)).toEqual([[expect.stringMatching(/^warn: .*no answer/)], []]);
	});
});
