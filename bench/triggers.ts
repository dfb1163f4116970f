import type { INode, INodeParameters } from 'n8n-workflow';

import { N8nClient, type Credential, type WorkflowInput } from '../test/n8n/client';
import { CONNECTIONS } from '../test/n8n/load';
import { startN8n, type N8n, type N8nOptions } from '../test/n8n/runner';
import { liveSupportiDemo } from '../test/sandbox/vendors/liveSupporti';
import { profile, OWN, type Shares } from './cpuProfile';
import { cpuSeconds, quiet } from './process';
import { short, table } from './report';
import { median, type Aim, type BarChart, type BenchOptions, type Section } from './section';
import { sendTo, trafficOf, type Reply, type TrafficKind } from './traffic';
import { node, turns } from './workflow';

type Arm = 'bare' | 'builtIn' | 'ours' | 'oursOnce';
type Engine = 'default' | 'lazy';

const arms: Record<Arm, string> = {
	bare: 'Webhook, no checks',
	builtIn: 'Webhook, equal job',
	ours: 'this package',
	oursOnce: 'this package, Drop Repeated Deliveries',
};
const armNames = Object.keys(arms) as Arm[];

const engines: Record<Engine, { title: string; env: N8nOptions['env']; count: number }> = {
	lazy: {
		title: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		count: 150,
	},
	default: {
		title: "n8n's defaults",
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: undefined },
		count: 40,
	},
};

const traffics: Record<TrafficKind, string> = {
	clean: 'all wanted',
	notSelected: '20 % not selected',
	repeated: '10 % repeated',
	forged: '50 % forged',
};

/** What one arm did with the traffic of one round. */
interface Sample {
	/** Wanted events per second. */
	wanted: number;
	/** All deliveries per second. */
	requests: number;
	/** Milliseconds until the answer to a wanted event. */
	p50: number;
	p99: number;
	/** Processor seconds of n8n per 1,000 wanted events. */
	cpu: number;
	/** Rows in n8n's list of executions beyond one for each wanted event. */
	extraRows: number;
	/** Deliveries that were not wanted. */
	unwanted: number;
}

interface Cell {
	engine: Engine;
	size: number;
	traffic: TrafficKind;
	samples: Record<Arm, Sample[]>;
}

/** The trigger part: the same deliveries to four workflows in one n8n. */
export async function triggers({
	quick,
	rounds = quick ? 3 : 5,
	tarball,
	log,
}: BenchOptions): Promise<Section> {
	const sizes = quick ? [1] : [1, 10, 50];
	const kinds: TrafficKind[] = quick ? ['clean', 'forged'] : ['clean', 'notSelected', 'repeated', 'forged'];
	const cells: Cell[] = [];
	for (const engine of Object.keys(engines) as Engine[]) {
		for (const size of sizes) {
			log(`${engines[engine].title}, ${size} KB`);
			// A new n8n for each size: its list of executions grows by tens of thousands, and with it what a row costs.
			cells.push(...(await measure({ engine, size, kinds, rounds, tarball, log })));
		}
	}
	if (!quick) log('profile');
	return toSection(cells, rounds, quick ? undefined : await profile(loadTrigger, tarball));
}

async function measure({
	engine,
	size,
	kinds,
	rounds,
	tarball,
	log,
}: {
	engine: Engine;
	size: number;
	kinds: TrafficKind[];
	rounds: number;
	tarball: string;
	log: BenchOptions['log'];
}): Promise<Cell[]> {
	const { env, count } = engines[engine];
	const n8n = await startN8n({ packageTarball: tarball, env });
	try {
		const targets = await publishArms(n8n);
		const run = async (arm: Arm, traffic: TrafficKind, deliveries: number) =>
			await targets[arm].run(traffic, deliveries, size * 1000);

		for (const traffic of kinds) {
			for (const arm of armNames) await run(arm, traffic, Math.ceil(count / 3));
		}
		const cells = kinds.map((traffic): Cell => ({
			engine,
			size,
			traffic,
			samples: { bare: [], builtIn: [], ours: [], oursOnce: [] },
		}));
		for (let round = 0; round < rounds; round++) {
			for (const { traffic, samples } of cells) {
				for (const arm of turns(armNames, round)) samples[arm].push(await run(arm, traffic, count));
				const now = armNames.map((arm) => `${arm} ${short(samples[arm].at(-1)?.wanted ?? 0)}`).join(', ');
				log(`  round ${round + 1}, ${traffics[traffic]}: ${now} wanted events per second`);
			}
		}
		return cells;
	} finally {
		await n8n.stop();
	}
}

/** For `npm run bench:profile`: some hundred wanted deliveries of 10 KB to the trigger, after a warm-up. */
export async function loadTrigger(n8n: N8n): Promise<() => Promise<void>> {
	const { ours: target } = await publishArms(n8n);
	await target.run('clean', 200, 10_000);
	return async () => void (await target.run('clean', 600, 10_000));
}

interface Target {
	/** Sends a cell's traffic, checks every answer, and waits until n8n is done with it. */
	run(traffic: TrafficKind, count: number, size: number): Promise<Sample>;
}

/**
 * Publishes a workflow for each arm and holds each against what it is to do.
 *
 * @throws an Error naming the arm that does not do its job
 */
async function publishArms(n8n: N8n): Promise<Record<Arm, Target>> {
	const client = new N8nClient(n8n.baseUrl);
	await client.signIn();
	const secret = liveSupportiDemo.webhookSecret;
	const credentials: Record<string, Credential> = {
		liveSupportiApi: await client.createCredential('LiveSupporti', 'liveSupportiApi', {
			webhookSecret: secret,
		}),
		crypto: await client.createCredential('Crypto', 'crypto', { hmacSecret: secret }),
	};
	const publish = async (arm: Arm): Promise<Target> => {
		const { id, nodes } = await client.importWorkflow(workflows[arm], { credentials });
		await client.publish(id);
		const [trigger] = nodes;
		// The built-in Webhook has its path at the top, a community trigger has it below its id.
		const url =
			trigger.type === 'n8n-nodes-base.webhook'
				? `${client.baseUrl}/webhook/${String(trigger.parameters.path)}`
				: client.webhookUrl(trigger);
		await client.waitForWebhook(url);
		const target = targetOf({ arm, url, id, client, pid: n8n.pid });
		await target.prove();
		return target;
	};
	return {
		bare: await publish('bare'),
		builtIn: await publish('builtIn'),
		ours: await publish('ours'),
		oursOnce: await publish('oursOnce'),
	};
}

function targetOf({
	arm,
	url,
	id,
	client,
	pid,
}: {
	arm: Arm;
	url: string;
	id: string;
	client: N8nClient;
	pid: number;
}): Target & { prove(): Promise<void> } {
	const count = async (status?: string[]): Promise<number> => {
		const filter = JSON.stringify({ workflowId: id, ...(status && { status }) });
		const list = await client.rest<{ count: number }>('GET', '/executions', undefined, { filter, limit: 1 });
		return list.count;
	};
	/** Waits until every execution has ended. Returns n8n's processor time from before it was asked for them. */
	const done = async (): Promise<number> => {
		for (;;) {
			const cpu = await quiet(pid);
			if ((await count(['new', 'running', 'waiting'])) === 0) return cpu;
		}
	};
	const check = (replies: Reply[]) => {
		for (const { kind, status } of replies) {
			const expected = kind === 'forged' && arm !== 'bare' ? 401 : 200;
			if (status === expected) continue;
			throw new Error(`"${arms[arm]}" answered ${status} to a delivery that is ${kind}, not ${expected}`);
		}
	};
	const proveFields = async () => {
		const [last] = await client.executions(id);
		const { resultData } = (await client.execution(last.id)).data;
		const source = arm === 'builtIn' ? 'Useful Fields' : 'LiveSupporti Trigger';
		const item = JSON.stringify(resultData.runData[source]?.[0]?.data?.main[0]?.[0]?.json ?? {});
		if (!item.includes('jason@example.com') || !item.includes('Order 4711')) {
			throw new Error(`"${arms[arm]}" does not put out the visitor and the custom data`);
		}
	};
	return {
		async prove() {
			const kinds: TrafficKind[] = ['clean', 'notSelected', 'repeated', 'forged'];
			for (const traffic of kinds) {
				// 20 deliveries, the least that holds some of every kind twice.
				const requests = trafficOf(traffic, 20, 1000);
				const before = await count();
				check((await sendTo(url, requests)).replies);
				await done();
				const made = (await count()) - before;
				const is = (kind: string) => requests.filter((request) => request.kind === kind).length;
				const all = arm === 'bare' || arm === 'builtIn';
				const expected = all ? 20 : is('wanted') + (arm === 'ours' ? is('repeated') : 0);
				if (made !== expected) {
					throw new Error(`"${arms[arm]}" made ${made} executions, not ${expected}: ${traffics[traffic]}`);
				}
				if (traffic === 'clean' && arm !== 'bare') await proveFields();
			}
			if ((await count(['success'])) !== (await count())) {
				throw new Error(`"${arms[arm]}" has executions that did not succeed`);
			}
		},
		async run(traffic, deliveries, size) {
			const requests = trafficOf(traffic, deliveries, size);
			const rowsBefore = await count();
			const cpuBefore = cpuSeconds(pid);
			const { replies, seconds } = await sendTo(url, requests);
			const cpuAfter = await done();
			check(replies);
			const wanted = replies.filter(({ kind }) => kind === 'wanted');
			const times = wanted.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
			return {
				wanted: wanted.length / seconds,
				requests: replies.length / seconds,
				p50: median(times),
				p99: times[Math.ceil(times.length * 0.99) - 1],
				cpu: ((cpuAfter - cpuBefore) / wanted.length) * 1000,
				extraRows: (await count()) - rowsBefore - wanted.length,
				unwanted: replies.length - wanted.length,
			};
		},
	};
}

const ours = (name: string, options: INodeParameters): WorkflowInput => ({
	name,
	nodes: [
		node('LiveSupporti Trigger', 'n8n-nodes-live-chat-hub.liveSupportiTrigger', 1.1, {
			events: ['chatStarted'],
			options,
		}),
	],
	connections: {},
});

const equals = (leftValue: string, rightValue: string): INodeParameters => ({
	conditions: {
		combinator: 'and',
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
		conditions: [{ id: 'a', leftValue, rightValue, operator: { type: 'string', operation: 'equals' } }],
	},
});

const respond = (name: string, responseCode: number, body: string): INode =>
	node(name, 'n8n-nodes-base.respondToWebhook', 1.5, {
		respondWith: 'json',
		responseBody: body,
		options: { responseCode },
	});

const data = '$json.body.Notifications[0].Data';
const fields: Array<[name: string, type: string, value: string]> = [
	['eventId', 'string', '={{ $json.body.Id }}'],
	['event', 'string', 'chatStarted'],
	['attempt', 'number', '={{ $json.body.Attempt }}'],
	['receivedAt', 'string', '={{ $now.toISO() }}'],
	['accountId', 'string', `={{ ${data}.AccountId }}`],
	['agentId', 'string', `={{ ${data}.AgentId }}`],
	['visitorId', 'string', `={{ ${data}.Visitor.Id }}`],
	['visitorName', 'string', `={{ ${data}.Visitor.Name }}`],
	['visitorEmail', 'string', `={{ ${data}.Visitor.Email }}`],
	['visitorCustomData', 'object', `={{ ${data}.Visitor.CustomData }}`],
];

/** The newest versions of n8n's own nodes, set up as its editor sets them up. */
const workflows: Record<Arm, WorkflowInput> = {
	bare: {
		name: arms.bare,
		nodes: [
			node('Webhook', 'n8n-nodes-base.webhook', 2.1, { httpMethod: 'POST', path: 'bench-bare', options: {} }),
		],
		connections: {},
	},
	builtIn: {
		name: arms.builtIn,
		nodes: [
			node('Webhook', 'n8n-nodes-base.webhook', 2.1, {
				httpMethod: 'POST',
				path: 'bench-built-in',
				responseMode: 'responseNode',
				options: { rawBody: true },
			}),
			{
				...node('Signature', 'n8n-nodes-base.crypto', 2, {
					action: 'hmac',
					binaryData: true,
					binaryPropertyName: 'data',
					type: 'SHA256',
					dataPropertyName: 'signature',
					encoding: 'hex',
				}),
				// The id is put in when the workflow is stored.
				credentials: { crypto: { id: null, name: '' } },
			},
			node(
				'Is It Genuine?',
				'n8n-nodes-base.if',
				2.3,
				equals("={{ ($json.headers['ms-signature'] ?? '').toLowerCase() }}", '=sha256={{ $json.signature }}'),
			),
			node(
				'Did a Chat Start?',
				'n8n-nodes-base.if',
				2.3,
				equals('={{ $json.body.Notifications[0].Action }}', 'ChatStarted'),
			),
			node('Useful Fields', 'n8n-nodes-base.set', 3.5, {
				assignments: {
					assignments: fields.map(([name, type, value]) => ({ id: name, name, type, value })),
				},
				options: {},
			}),
			respond('Received', 200, '{ "received": true }'),
			respond('Ignored', 200, '{ "received": true, "ignored": "filtered" }'),
			respond('Refused', 401, '{ "message": "This delivery was refused" }'),
		],
		connections: {
			Webhook: { main: [[{ node: 'Signature', type: 'main', index: 0 }]] },
			Signature: { main: [[{ node: 'Is It Genuine?', type: 'main', index: 0 }]] },
			'Is It Genuine?': {
				main: [
					[{ node: 'Did a Chat Start?', type: 'main', index: 0 }],
					[{ node: 'Refused', type: 'main', index: 0 }],
				],
			},
			'Did a Chat Start?': {
				main: [
					[{ node: 'Useful Fields', type: 'main', index: 0 }],
					[{ node: 'Ignored', type: 'main', index: 0 }],
				],
			},
			'Useful Fields': { main: [[{ node: 'Received', type: 'main', index: 0 }]] },
		},
	},
	ours: ours(arms.ours, {}),
	oursOnce: ours(arms.oursOnce, { dropRepeats: true }),
};

/** The middle of the ratios that the rounds gave; the two of a round were measured within seconds. */
const ratio = ({ samples }: Cell, of: Arm, to: Arm): number =>
	median(samples[of].map(({ wanted }, round) => wanted / samples[to][round].wanted));

const middle = (samples: Sample[], key: keyof Sample): number => median(samples.map((sample) => sample[key]));

function toSection(cells: Cell[], rounds: number, shares?: Shares): Section {
	return {
		title: 'Triggers',
		markdown: [toMarkdown(cells, rounds), ...misses(cells), ...(shares ? [profiled(shares)] : [])].join(
			'\n\n',
		),
		charts: toCharts(cells),
		aims: toAims(cells),
		figures: {
			rounds,
			deliveries: Object.fromEntries(Object.entries(engines).map(([name, { count }]) => [name, count])),
			cells: cells.map(({ samples, ...cell }) => ({
				...cell,
				medians: Object.fromEntries(
					armNames.map((arm) => [
						arm,
						Object.fromEntries(
							Object.keys(samples[arm][0]).map((key) => [
								key,
								Number(middle(samples[arm], key as keyof Sample).toPrecision(5)),
							]),
						),
					]),
				),
			})),
		},
	};
}

interface RatioAim {
	engine: Engine;
	traffic: TrafficKind;
	to: Arm;
	least: number;
	/** What keeps this package from more, for a reader who sees the aim missed. */
	why: string;
}

const isolates =
	'By default n8n makes an isolate (a sandbox for expressions) for each delivery to any trigger but its own Webhook, also where there is no expression. The read of a credential makes another one; this package reads it once in 10 seconds. No node can prevent the first; `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true` does.';
const bothStore =
	'Both store an execution for a wanted event, and the larger the body, the more of the time goes into that and into reading it.';

const ratioAims: RatioAim[] = [
	{
		engine: 'lazy',
		traffic: 'clean',
		to: 'bare',
		least: 0.95,
		why: 'The bare Webhook checks nothing and has no credential. For a workflow with one, n8n asks its database once more for each delivery: whether the workflow may use the credential. The secret itself is read once in 10 seconds. The profile below has the shares.',
	},
	{ engine: 'lazy', traffic: 'clean', to: 'builtIn', least: 3.5, why: bothStore },
	{ engine: 'lazy', traffic: 'forged', to: 'builtIn', least: 5, why: bothStore },
	{ engine: 'default', traffic: 'clean', to: 'builtIn', least: 0.95, why: isolates },
];

/** Two digits, never rounded up: what misses an aim by little must not read as if it had met it. */
const floored = (value: number) => (Math.floor(value * 100) / 100).toFixed(2);

/** Each aim with the cells that it is held against. */
const judged = (cells: Cell[]) =>
	ratioAims.flatMap((aim) =>
		cells
			.filter(({ engine, traffic }) => engine === aim.engine && traffic === aim.traffic)
			.map((cell) => ({ ...aim, cell, measured: ratio(cell, 'ours', aim.to) })),
	);

function toAims(cells: Cell[]): Aim[] {
	const ratios = judged(cells).map(({ engine, traffic, to, least, cell, measured }): Aim => {
		const setting = engine === 'lazy' ? 'lazy acquire' : "n8n's defaults";
		return {
			name: `Trigger, ${setting}, ${cell.size} KB, ${traffics[traffic]}: ${arms.ours} / ${arms[to]}, wanted events per second`,
			aim: `at least ${least}`,
			measured: floored(measured),
			met: measured >= least,
		};
	});
	const refused = cells
		.filter(({ traffic }) => traffic === 'forged' || traffic === 'notSelected')
		.flatMap(({ samples }) => [...samples.ours, ...samples.oursOnce])
		.reduce((sum, { extraRows }) => sum + Math.abs(extraRows), 0);
	return [
		...ratios,
		{
			name: 'Trigger: rows that this package leaves in the list of executions for deliveries that are forged or not selected',
			aim: '0',
			measured: String(refused),
			met: refused === 0,
		},
	];
}

function toCharts(cells: Cell[]): BarChart[] {
	return (Object.keys(engines) as Engine[]).flatMap((engine) =>
		[...new Set(cells.map(({ traffic }) => traffic))].map((traffic): BarChart => {
			const shown = cells.filter((cell) => cell.engine === engine && cell.traffic === traffic);
			return {
				file: chartFile(engine, traffic),
				title: `${engines[engine].title}: ${traffics[traffic]}`,
				unit: 'wanted events per second, more is better',
				categories: shown.map(({ size }) => `${size} KB`),
				series: armNames.map((arm) => ({
					name: arms[arm],
					values: shown.map(({ samples }) => middle(samples[arm], 'wanted')),
				})),
			};
		}),
	);
}

const chartFile = (engine: Engine, traffic: TrafficKind) => `triggers-${engine}-${traffic.toLowerCase()}`;

function toMarkdown(cells: Cell[], rounds: number): string {
	const traffic = [...new Set(cells.map((cell) => cell.traffic))];
	return [
		[
			'Signed LiveSupporti deliveries go to four published workflows of one n8n (one process, SQLite, executions saved as n8n does',
			'by itself):',
			'',
			`- **${arms.bare}**: n8n's Webhook node alone. It takes whatever comes, also what is forged: the least that n8n does for a delivery.`,
			`- **${arms.builtIn}**: n8n's own nodes doing what the trigger does: Webhook with the raw body, Crypto (HMAC-SHA256), IF on`,
			'  the signature (401 when it does not fit), IF on the event, Edit Fields, Respond to Webhook.',
			`- **${arms.ours}**: the LiveSupporti Trigger alone, which does all of that.`,
			`- **${arms.oursOnce}**: the same with that option.`,
			'',
			`Axios sends over ${CONNECTIONS} connections that stay open, each delivery as soon as the one before it is answered. A cell is`,
			`${engines.lazy.count} deliveries with lazy acquire and ${engines.default.count} with n8n's defaults; all four arms take their turn in each of ${rounds} rounds, another`,
			'one first each time, after a warm-up, and n8n has to be idle before the next begins. Before all that, each arm has to show that it',
			'does its job: 200 and the right fields, 401 where it checks, the right number of executions.',
			'',
			'*Wanted* are events that the workflow is for: genuine, selected, not seen before. *Requests* are all deliveries. *p50* and *p99*',
			'are the milliseconds until the answer to a wanted event: half, and all but 1 in 100, were answered by then. *CPU* is the processor',
			'time of n8n and its child processes per 1,000 wanted events. *Unwanted rows* are executions that n8n stored for deliveries that',
			'were not wanted, of all such deliveries in the cell. The ratio is in wanted events per second, within one round each.',
		].join('\n'),
		...(Object.keys(engines) as Engine[]).flatMap((engine) => [
			`### With ${engine === 'lazy' ? `\`${engines.lazy.title}\`` : engines.default.title}`,
			...traffic.flatMap((kind) => {
				const shown = cells.filter((cell) => cell.engine === engine && cell.traffic === kind);
				return [
					`#### ${traffics[kind][0].toUpperCase()}${traffics[kind].slice(1)}`,
					`[chart:${chartFile(engine, kind)}]`,
					cellTable(shown),
				];
			}),
		]),
		...losses(cells),
	].join('\n\n');
}

function cellTable(cells: Cell[]): string {
	return table(
		[
			'Body',
			'Workflow',
			'Wanted/s',
			'Requests/s',
			'Ratio to ours',
			'p50 ms',
			'p99 ms',
			'CPU s',
			'Unwanted rows',
		],
		cells.flatMap((cell) =>
			armNames.map((arm) => {
				const of = (key: keyof Sample) => short(middle(cell.samples[arm], key));
				return [
					`${cell.size} KB`,
					arms[arm],
					of('wanted'),
					of('requests'),
					arm === 'ours' ? '1' : ratio(cell, arm, 'ours').toFixed(2),
					of('p50'),
					of('p99'),
					of('cpu'),
					`${of('extraRows')} of ${of('unwanted')}`,
				];
			}),
		),
	);
}

/** What speaks against this package, by the figures of this run. */
function losses(cells: Cell[]): string[] {
	const lines = cells.flatMap((cell) =>
		(['bare', 'builtIn'] as const)
			.filter((arm) => ratio(cell, 'ours', arm) < 0.95)
			.map((arm) => {
				const setting = engines[cell.engine].title;
				return `- ${setting}, ${cell.size} KB, ${traffics[cell.traffic]}: ${ratio(cell, 'ours', arm).toFixed(2)} of *${arms[arm]}*`;
			}),
	);
	if (lines.length === 0) return [];
	return ['### Where this package is the slower one', 'In wanted events per second:', lines.join('\n')];
}

function misses(cells: Cell[]): string[] {
	const missed = judged(cells).filter(({ measured, least }) => measured < least);
	if (missed.length === 0) return [];
	const reasons = new Map<string, string[]>();
	for (const { why, engine, traffic, to, least, cell, measured } of missed) {
		const setting = engine === 'lazy' ? 'lazy acquire' : "n8n's defaults";
		const what = `${setting}, ${cell.size} KB, ${traffics[traffic]}, against *${arms[to]}*: ${floored(measured)} instead of ${least}`;
		reasons.set(why, [...(reasons.get(why) ?? []), what]);
	}
	return [
		'### What was missed, and why',
		[...reasons].map(([why, what]) => `- ${what.join('; ')}. ${why}`).join('\n'),
	];
}

/** What the time of n8n's main thread goes into, and what was made of it. */
function profiled({ packages, ownFunctions, ownWithCallees, n8nFunctions }: Shares): string {
	const percent = (share: number) => `${short(share * 100)} %`;
	const own = packages.find(([name]) => name === OWN)?.[1] ?? 0;
	const of = (name: string) =>
		percent(n8nFunctions.find(([candidate]) => candidate.startsWith(`${name},`))?.[1] ?? 0);
	const rows = (list: Array<[string, number]>, most: number) =>
		list.slice(0, most).map(([name, share]) => [name, percent(share)]);
	return [
		'### What the profile showed, and what it led to',
		[
			`\`npm run bench:profile\` takes n8n's own profile while wanted deliveries of 10 KB come in, with lazy acquire. Of the time in which`,
			`n8n's main thread was busy, this package's code took ${percent(own)}, and ${percent(ownWithCallees)} with what it calls in n8n and Node until it`,
			`waits for something. Most of the rest is n8n's database: its rows for the workflow, the credential and the execution.`,
		].join('\n'),
		table(['Package', "Share of the main thread's time"], rows(packages, 12)),
		table(['Function of this package', 'Share, for itself'], rows(ownFunctions, 8)),
		[
			`- Were this package's code free, a delivery would take at most ${percent(ownWithCallees)} less. So nothing was made faster at the price of being`,
			'  harder to read: the body is parsed a second time, from the bytes whose signature was checked.',
			`- n8n reads and decrypts the secret whenever a trigger asks for it (\`getDecrypted\`, ${of('getDecrypted')} before it waits), by default in an`,
			'  isolate of its own, which costs more than all the rest. So it is read once in 10 seconds and kept in memory: a new secret counts',
			'  after a second, one that was taken away lets deliveries in for 10 seconds at the longest.',
			`- For every workflow with a credential, n8n also checks that the workflow may use it (\`findInaccessible\`, ${of('findInaccessible')}). No node`,
			'  can prevent that.',
			'- The triggers begin at version 1.1. For a trigger of version 1 n8n evaluates an expression for each delivery, and makes an',
			'  isolate for it, whatever the setting.',
		].join('\n'),
	].join('\n\n');
}
