// Runs on a developer's machine, never inside n8n.
import type { IConnections, INode } from 'n8n-workflow';

import type { Credential } from '../test/n8n/client';
import { chatEventItem } from '../test/fixtures/operation';
import { startN8n, type N8n } from '../test/n8n/runner';
import { startSandbox, type Sandbox } from '../test/sandbox';
import { sandboxCredentials } from '../test/sandbox/credentials';
import { liveSupportiDemo } from '../test/sandbox/vendors/liveSupporti';
import { OWN, profile, type Load, type Shares } from './cpuProfile';
import { short, table } from './report';
import type { Aim, BarChart, Section, Suite } from './section';
import { LATENCY_MS, leastMs, LIMIT, mediansOf, middle, runOn, type VendorRun } from './vendorRun';
import {
	BenchN8n,
	connect,
	httpRequest,
	inTurn,
	loop,
	own,
	splitOut,
	timesAsLong,
	type Published,
} from './workflow';

/** Most at Once: by itself the node goes up to 50; held at 5, as many as it starts with. */
const AT_ONCE = { ours: 50, ours5: 5 };
/** The items sent in the part with 429s. */
const LIMITED_ITEMS = 100;
/** HTTP Request's batching for that limit: half of it, because the vendor counts over any second, not from batch to batch. */
const BATCH = LIMIT / 2;

const freeArms = ['ours', 'ours5', 'loop', 'all'] as const;
const limitedArms = ['ours', 'loop', 'loopRetry', 'all', 'allRetry', 'batches'] as const;
type FreeArm = (typeof freeArms)[number];
type LimitedArm = (typeof limitedArms)[number];
type Arm = FreeArm | LimitedArm;
const PROFILED_ITEMS = 1000;

const arms: Record<Arm, string> = {
	ours: 'this package',
	ours5: 'this package, Most at Once 5',
	loop: 'HTTP Request in a loop',
	all: 'HTTP Request, all items at once',
	loopRetry: 'HTTP Request in a loop, Retry On Fail',
	allRetry: 'HTTP Request, all items at once, Retry On Fail',
	batches: `HTTP Request, Batching of ${BATCH} per second`,
};
const armNames = Object.keys(arms) as Arm[];

interface Sample extends VendorRun {
	/** Items whose details the vendor does not show at the end. */
	lost: number;
}

/** What the arms did with one number of items, in the order of the rounds. */
interface Cell {
	items: number;
	samples: Record<FreeArm, Sample[]>;
}

/** The items of a cell: visitors with what the agent is to see of them. */
const itemsOf = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		...chatEventItem('liveSupporti', {
			eventId: `bench-${index}`,
			visitor: { id: `203.0.113.7-${1232000 + index}` },
			accountId: liveSupportiDemo.accountId,
			agents: [{ id: liveSupportiDemo.agentId }],
		}),
		plan: 'Gold',
		orders: String(index),
	}));

/** The same request for each item: with n8n's HTTP Request in several ways, and with this package. */
function workflowOf(
	arm: Arm,
	{ vendors: { liveSupporti } }: Sandbox,
	basic: Credential,
): { nodes: INode[]; connections: IConnections } {
	const each = splitOut('Each', 'body.items');
	if (arm === 'ours' || arm === 'ours5') {
		const show = own('Show', 'liveSupporti', {
			resource: 'visitor',
			operation: 'sendDetails',
			fields: {
				field: [
					{ name: 'Plan', value: '={{ $json.plan }}' },
					{ name: 'Orders', value: '={{ $json.orders }}' },
				],
			},
			options: arm === 'ours' ? {} : { concurrency: AT_ONCE.ours5 },
		});
		return { nodes: [each, show], connections: connect('Start > Each > Show') };
	}
	const show = httpRequest(
		'Show',
		'httpBasicAuth',
		basic,
		{
			method: 'POST',
			url: `=${liveSupporti.baseUrl}/api/visitors/{{ encodeURIComponent($json.visitor.id) }}/details`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody:
				"={{ { AccountId: $json.accountId, AgentId: $json.agents[0].id, VisitorId: $json.visitor.id, Fields: [{ name: 'Plan', value: $json.plan }, { name: 'Orders', value: $json.orders }] } }}",
			options: arm === 'batches' ? { batching: { batch: { batchSize: BATCH, batchInterval: 1000 } } } : {},
		},
		// Three tries a second apart, as the switch has it by itself.
		{ retryOnFail: arm === 'loopRetry' || arm === 'allRetry' },
	);
	return arm === 'loop' || arm === 'loopRetry'
		? {
				nodes: [each, loop('Loop'), show],
				connections: connect('Start > Each > Loop', 'Loop:1 > Show > Loop'),
			}
		: { nodes: [each, show], connections: connect('Start > Each > Show') };
}

async function measure(
	n8n: BenchN8n,
	sandbox: Sandbox,
	workflow: Published,
	{ count, isLimited }: { count: number; isLimited: boolean },
): Promise<Sample> {
	const { liveSupporti } = sandbox.vendors;
	const items = itemsOf(count);
	sandbox.reset();
	// LiveSupporti takes details only while there is a chat.
	for (const { visitor } of items) await liveSupporti.startChat({ visitorId: visitor.id ?? '' });
	const run = await runOn(liveSupporti, n8n, workflow, { body: { items }, isLimited });
	return {
		...run,
		lost: items.filter(({ visitor, orders }) => liveSupporti.detailsOf(visitor.id ?? '').Orders !== orders)
			.length,
	};
}

/** Publishes the arms. @returns what runs one of them with so many items */
async function publishArms(n8n: N8n, sandbox: Sandbox) {
	const bench = await BenchN8n.on(n8n);
	const basic = await bench.client.createCredential('LiveSupporti by hand', 'httpBasicAuth', {
		user: liveSupportiDemo.email,
		password: liveSupportiDemo.apiKey,
	});
	const liveSupportiApi = await bench.client.createCredential(
		'LiveSupporti',
		'liveSupportiApi',
		sandboxCredentials(sandbox).liveSupportiApi,
	);
	const workflows = {} as Record<Arm, Published>;
	for (const arm of armNames) {
		const { nodes, connections } = workflowOf(arm, sandbox, basic);
		workflows[arm] = await bench.publish(arms[arm], nodes, connections, { liveSupportiApi });
	}
	return async (arm: Arm, count: number, isLimited = false): Promise<Sample> => {
		const sample = await measure(bench, sandbox, workflows[arm], { count, isLimited });
		const isDone = sample.isSuccess && sample.lost === 0 && sample.requests === count;
		if (!isLimited && !isDone) throw new Error(`${arms[arm]} did not do its job: ${JSON.stringify(sample)}`);
		return sample;
	};
}

/** The action part: one request for each item. End Session, with many requests for one item, has a part of its own. */
export const actions: Suite = async ({ quick, rounds = quick ? 3 : 5, tarball, log }): Promise<Section> => {
	const sandbox = await startSandbox();
	const n8n = await startN8n({ packageTarball: tarball }).catch(async (cause: unknown) => {
		await sandbox.close();
		throw cause;
	});
	const cells: Cell[] = [];
	let limited: Record<LimitedArm, Sample[]>;
	try {
		const run = await publishArms(n8n, sandbox);
		for (const arm of armNames) await run(arm, 20);
		for (const items of quick ? [1, 10, 100] : [1, 10, 100, 1000]) {
			log(`${items} items`);
			cells.push({ items, samples: await inTurn(freeArms, rounds, async (arm) => await run(arm, items)) });
		}
		log(`${LIMITED_ITEMS} items, ${LIMIT} requests a second`);
		limited = await inTurn(limitedArms, rounds, async (arm) => await run(arm, LIMITED_ITEMS, true));
	} finally {
		await n8n.stop();
		await sandbox.close();
	}
	log('the profile');
	const shares = await profile(loadActions, tarball);
	return toSection(cells, limited, shares, rounds);
};

/** For `npm run bench:profile`: 1,000 items, with 50 under way, so that n8n hardly waits for the vendor; after a warm-up. */
export const loadActions: Load = async (n8n) => {
	const sandbox = await startSandbox();
	const run = await publishArms(n8n, sandbox);
	await run('ours', 200);
	return async () => {
		await run('ours', PROFILED_ITEMS);
		await sandbox.close();
	};
};

const keys = ['ms', 'cpu', 'requests', 'refused', 'lost', 'atOnce'] as const;

function toSection(
	cells: Cell[],
	limited: Record<LimitedArm, Sample[]>,
	shares: Shares,
	rounds: number,
): Section {
	const lost = limited.ours.reduce((sum, sample) => sum + sample.lost, 0);
	const least = leastMs(LIMITED_ITEMS);
	const timesLeast = middle(limited.ours, 'ms') / least;
	const sentTwice = limited.ours.reduce((sum, sample) => sum + sentAgain(sample), 0);
	const aims: Aim[] = [
		...cells
			.filter(({ items }) => items >= 100)
			.map(({ items, samples }): Aim => {
				const ratio = timesAsLong(samples.ours, samples.all);
				return {
					name: `Action, ${items} items, each to another chat: time of this package / *${arms.all}*`,
					aim: 'at most 1.2',
					measured: ratio.toFixed(2),
					met: ratio <= 1.2,
				};
			}),
		{
			name: `Action, ${LIMITED_ITEMS} items, a vendor that takes ${LIMIT} requests a second: time / the least possible (${least} ms)`,
			aim: 'at most 1.3',
			measured: timesLeast.toFixed(2),
			met: timesLeast <= 1.3,
		},
		{
			name: `Action, ${LIMITED_ITEMS} items, a vendor that takes ${LIMIT} requests a second: items that this package sends twice, all rounds together`,
			aim: '0',
			measured: String(sentTwice),
			met: sentTwice === 0,
		},
		{
			name: `Action, ${LIMITED_ITEMS} items, a vendor that takes ${LIMIT} requests a second: items that this package loses, all rounds together`,
			aim: '0',
			measured: String(lost),
			met: lost === 0 && limited.ours.every(({ isSuccess }) => isSuccess),
		},
	];
	const chart: BarChart = {
		file: 'actions-items',
		title: 'One request for each item, a vendor that answers after 50 ms',
		unit: 'items per second, more is better',
		categories: cells.map(({ items }) => (items === 1 ? '1 item' : `${items} items`)),
		series: freeArms.map((arm) => ({
			name: arms[arm],
			values: cells.map(({ items, samples }) => (items * 1000) / middle(samples[arm], 'ms')),
		})),
	};
	const figures = {
		rounds,
		cells: cells.map(({ items, samples }) => ({ items, medians: mediansOf(samples, keys) })),
		limited: { items: LIMITED_ITEMS, requestsPerSecond: LIMIT, medians: mediansOf(limited, keys) },
		profile: shares,
	};
	return {
		title: 'Actions: one request for each item',
		markdown: toMarkdown(cells, limited, shares, rounds),
		charts: [chart],
		aims,
		figures,
	};
}

/** Requests for items that had arrived before. */
const sentAgain = ({ requests, refused, lost }: Sample): number =>
	requests - refused - (LIMITED_ITEMS - lost);

/** How long the vendor's 50 ms and the requests under way at the same time make it at least. */
const bound = (arm: FreeArm, items: number) =>
	Math.ceil(items / { ours: AT_ONCE.ours, ours5: AT_ONCE.ours5, loop: 1, all: items }[arm]) * LATENCY_MS;

function toMarkdown(
	cells: Cell[],
	limited: Record<LimitedArm, Sample[]>,
	shares: Shares,
	rounds: number,
): string {
	const { items, samples } = cells.at(-1)!;
	const times = (arm: FreeArm) => short(timesAsLong(samples[arm], samples.ours));
	const refused = limitedArms.filter((arm) => middle(limited[arm], 'lost') > 0);
	return [
		[
			'LiveSupporti, *Show Visitor Details*: a POST for each item, two fields in each. The sandbox answers after 50 ms. All workflows',
			'start with the same Webhook and Split Out, and send the same body:',
			'',
			`- **${arms.ours}**: the LiveSupporti node as it comes. It starts with 5 requests under way and finds out how many the vendor takes, up to ${AT_ONCE.ours}.`,
			`- **${arms.ours5}**: the same, held at 5 by its option.`,
			`- **${arms.loop}**: Loop Over Items, one item at a time, with n8n's HTTP Request in it.`,
			`- **${arms.all}**: HTTP Request as it comes, without a loop: it sends all items at the same time, however many there are.`,
			'',
			`Time is from n8n's \`startedAt\` to its \`stoppedAt\` of the execution, the median of ${rounds} rounds; the arms take their turn in each,`,
			'another one first each time. It counts only when the sandbox shows the right details for every item. *At least* is what the 50 ms and',
			'the requests under way allow: (items / under way) × 50 ms. *CPU* is the processor time of n8n per item, all of the execution.',
			'`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE` is true.',
		].join('\n'),
		'[chart:actions-items]',
		table(
			['Items', 'Workflow', 'Time ms', 'At least ms', 'As long as ours', 'Most under way', 'CPU ms per item'],
			cells.flatMap((cell) =>
				freeArms.map((arm) => [
					String(cell.items),
					arms[arm],
					short(middle(cell.samples[arm], 'ms')),
					String(bound(arm, cell.items)),
					`${short(timesAsLong(cell.samples[arm], cell.samples.ours))} ×`,
					short(middle(cell.samples[arm], 'atOnce')),
					short((middle(cell.samples[arm], 'cpu') * 1000) / cell.items),
				]),
			),
		),
		`With ${items} items, the loop takes ${times('loop')} times as long as this package, and HTTP Request without a loop ${times('all')} times.` +
			` Held at 5, it takes ${times('ours5')} times as long.`,
		'### When the vendor refuses with 429',
		[
			`${LIMITED_ITEMS} items, and a vendor that takes ${LIMIT} requests in any second and answers the others with 429 and \`Retry-After: 1\`. *Items lost*`,
			'are those that the agent does not see at the end, *Sent again* are requests for items that had arrived before. *Retry On Fail* is the switch in',
			"the node's settings, as it comes: three tries, a second apart. *Batching* is HTTP Request's own option, set by hand to half of what the",
			'vendor takes.',
		].join('\n'),
		table(
			['Workflow', 'Time ms', 'Execution', 'Requests', '429s', 'Items lost', 'Sent again'],
			limitedArms.map((arm) => {
				const of = (key: 'lost' | 'ms' | 'refused' | 'requests') => middle(limited[arm], key);
				return [
					arms[arm],
					short(of('ms')),
					limited[arm].every(({ isSuccess }) => isSuccess) ? 'succeeds' : 'ends with an error',
					short(of('requests')),
					short(of('refused')),
					short(of('lost')),
					short(of('requests') - of('refused') - (LIMITED_ITEMS - of('lost'))),
				];
			}),
		),
		[
			'This package waits as long as the vendor says and sends the refused request again, that one alone. HTTP Request ends the node at the',
			'first refusal; Retry On Fail then sends *all* items of the node again, the same first ones each time. In a loop of one item, Retry On',
			refused.includes('loopRetry')
				? 'Fail did not get through either.'
				: 'Fail is enough: whoever builds it that way loses nothing, and pays with the time of a loop.',
			...(middle(limited.loop, 'refused') === 0
				? [`Here the loop was too slow to be refused at all: it stays below ${LIMIT} requests a second.`]
				: []),
		].join('\n'),
		`### What n8n does with ${PROFILED_ITEMS} items`,
		[
			`Where n8n's main thread spends its busy time (${short(shares.busySeconds)} s) while it sends ${PROFILED_ITEMS} items, 50 under way (\`npm run bench:profile -- actions\`):`,
			'',
			table(
				['Package', 'Share'],
				shares.packages.slice(0, 10).map(([name, share]) => [name, `${short(share * 100)} %`]),
			),
			'',
			`This package itself: ${short((shares.packages.find(([name]) => name === OWN)?.[1] ?? 0) * 100)} %; with all that it calls in n8n until it waits: ${short(shares.ownWithCallees * 100)} %.`,
			'`@n8n/expression-runtime` and `n8n-workflow` are the five expressions of each item (visitor, account, agent, two values): each is read once,',
			'and there is nothing to save but expressions. What the profile of this and of End Session led to: a credential was read from the database and',
			'decrypted twice for each request, once for its base URL and once by n8n to sign. The first is now read once for all items of a node,',
			"which End Session with its hundreds of requests felt most. The second, and a new connection for each request, are n8n's own, and the same for",
			'HTTP Request.',
		].join('\n'),
	].join('\n\n');
}
