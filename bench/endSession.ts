// Runs on a developer's machine, never inside n8n.
import type { IConnections, INode } from 'n8n-workflow';

import { FIRST_WIDTH, MOST_WIDTH } from '../nodes/shared/request';
import type { Credential } from '../test/n8n/client';
import { startN8n } from '../test/n8n/runner';
import { startSandbox, type Sandbox } from '../test/sandbox';
import { sandboxCredentials } from '../test/sandbox/credentials';
import { giosgDemo, giosgVisitors } from '../test/sandbox/vendors/giosg';
import { short, table } from './report';
import type { Section, Suite } from './section';
import { leastMs, LIMIT, mediansOf, middle, runOn, type VendorRun } from './vendorRun';
import {
	BenchN8n,
	connect,
	httpRequest,
	inTurn,
	loop,
	node,
	own,
	splitOut,
	timesAsLong,
	type Published,
} from './workflow';

const ROOMS = 20;
const CHATS = 5;
const KEYS = ['username', 'plan', 'openOrders', 'language', 'lastOrder'];
/** Rooms, chats of each room, each chat ended, each variable deleted. */
const REQUESTS = 1 + ROOMS + ROOMS * CHATS + ROOMS * KEYS.length;

const [{ id: visitorId }] = giosgVisitors;

const arms = {
	ours: 'this package, End Session',
	oneByOne: 'HTTP Request, each request in a loop',
	perRoom: 'HTTP Request, a loop over the rooms',
	allAtOnce: 'HTTP Request, no loop',
};
type Arm = keyof typeof arms;
const armNames = Object.keys(arms) as Arm[];

interface Sample extends VendorRun {
	/** Chats that are still open and variables that are still there. */
	left: number;
	/** How many requests of each kind giosg got, one kind after the other: rooms, chats, ended, deleted. */
	stages: number[];
}

/** The same logout, built with n8n's own nodes in three ways, and with this package. */
function workflowsOf(
	{ vendors: { giosg } }: Sandbox,
	header: Credential,
): Record<Arm, { nodes: INode[]; connections: IConnections }> {
	const organization = `${giosg.baseUrl}/api/v5/orgs/${giosgDemo.organizationId}`;
	const visitor = "{{ $('Start').first().json.body.visitorId }}";
	const pages = {
		pagination: {
			pagination: {
				paginationMode: 'responseContainsNextURL',
				nextURL: '={{ $response.body.next }}',
				paginationCompleteWhen: 'other',
				completeExpression: '={{ !$response.body.next }}',
			},
		},
	};
	// Retry On Fail as it comes, three tries a second apart: what n8n offers against a vendor that is busy.
	const http = (name: string, parameters: INode['parameters']) =>
		httpRequest(name, 'httpHeaderAuth', header, parameters, { retryOnFail: true });
	const set = (name: string, fields: Record<string, [type: string, value: string]>, executeOnce = false) =>
		node(
			name,
			'n8n-nodes-base.set',
			3.5,
			{
				assignments: {
					assignments: Object.entries(fields).map(([field, [type, value]]) => ({
						id: field,
						name: field,
						type,
						value,
					})),
				},
				options: {},
			},
			{ executeOnce },
		);
	const keys = "={{ $('Start').first().json.body.keys }}";
	const common = [
		http('Rooms', { url: `${organization}/rooms`, options: pages }),
		splitOut('Each Room', 'results'),
		http('Chats', {
			url: `=${organization}/rooms/{{ $json.id }}/visitors/${visitor}/chats?is_ended=false`,
			options: pages,
		}),
		splitOut('Each Chat', 'results'),
		http('End', {
			method: 'PATCH',
			url: `=${organization}/owned_chats/{{ $json.id }}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{ "is_ended": true }',
		}),
		http('Delete', {
			method: 'DELETE',
			url: `=${organization}/rooms/{{ $json.roomId }}/visitors/${visitor}/variables/{{ $json.key }}`,
		}),
	];
	return {
		ours: {
			nodes: [
				own('End Session', 'giosg', {
					resource: 'visitor',
					operation: 'endSession',
					visitor: { __rl: true, mode: 'id', value: '={{ $json.body.visitorId }}' },
					keys: "={{ $json.body.keys.join(',') }}",
				}),
			],
			connections: connect('Start > End Session'),
		},
		oneByOne: {
			nodes: [
				...common,
				...['Loop Rooms', 'Loop Chats', 'Loop Keys'].map(loop),
				set(
					'Keys',
					{
						pair: [
							'array',
							"={{ $('Each Room').all().flatMap((room) => $('Start').first().json.body.keys.map((key) => ({ roomId: room.json.id, key }))) }}",
						],
					},
					true,
				),
				splitOut('Each Key', 'pair'),
			],
			connections: connect(
				'Start > Rooms > Each Room > Loop Rooms',
				'Loop Rooms:1 > Chats > Loop Rooms > Each Chat > Loop Chats',
				'Loop Chats:1 > End > Loop Chats > Keys > Each Key > Loop Keys',
				'Loop Keys:1 > Delete > Loop Keys',
			),
		},
		perRoom: {
			nodes: [
				...common,
				loop('Loop Rooms'),
				set('Keys', { roomId: ['string', '={{ $json.room_id }}'], key: ['array', keys] }, true),
				splitOut('Each Key', 'key', 'allOtherFields'),
			],
			connections: connect(
				'Start > Rooms > Each Room > Loop Rooms',
				'Loop Rooms:1 > Chats > Each Chat > End > Keys > Each Key > Delete > Loop Rooms',
			),
		},
		allAtOnce: {
			nodes: [
				...common,
				set('Keys', { roomId: ['string', '={{ $json.id }}'], key: ['array', keys] }),
				splitOut('Each Key', 'key', 'allOtherFields'),
			],
			connections: connect(
				'Start > Rooms > Each Room > Chats > Each Chat > End',
				'Each Room > Keys > Each Key > Delete',
			),
		},
	};
}

/** 20 rooms that know the visitor, each with 5 open chats and 5 variables. */
async function fill({ vendors: { giosg } }: Sandbox): Promise<void> {
	const [room] = giosg.rooms;
	const ids = Array.from({ length: ROOMS }, (_, index) => room.id.slice(0, -2) + String(index + 10));
	giosg.rooms.splice(0, Infinity, ...ids.map((id, index) => ({ ...room, id, name: `Room ${index + 1}` })));
	// What giosg once documented as its default; the sandbox's usual one to three make every list a chain.
	giosg.pageSizes = [50];
	for (const roomId of ids) {
		for (let chat = 0; chat < CHATS; chat++) await giosg.startChat({ visitorId, roomId });
		for (const key of KEYS) giosg.setVariable(visitorId, key, 'known', roomId);
	}
}

async function measure(
	n8n: BenchN8n,
	sandbox: Sandbox,
	workflow: Published,
	isLimited: boolean,
): Promise<Sample> {
	const { giosg } = sandbox.vendors;
	sandbox.reset();
	await fill(sandbox);
	const run = await runOn(giosg, n8n, workflow, { body: { visitorId, keys: KEYS }, isLimited });
	const openChats = giosg.chats.filter(({ resource }) => !resource.is_ended).length;
	const variables = giosg.rooms.flatMap(({ id }) => Object.keys(giosg.variablesOf(visitorId, id) ?? {}));
	const kinds = [/^GET .*\/rooms$/, /^GET .*\/chats$/, /^PATCH /, /^DELETE /];
	return {
		...run,
		left: openChats + variables.length,
		stages: kinds.map(
			(kind) => giosg.requests.filter(({ method, path }) => kind.test(`${method} ${path}`)).length,
		),
	};
}

/** End Session over 20 rooms, and the same logout of HTTP Request nodes. */
export const endSession: Suite = async ({
	quick,
	rounds = quick ? 3 : 5,
	tarball,
	log,
}): Promise<Section> => {
	const sandbox = await startSandbox();
	const n8n = await startN8n({ packageTarball: tarball }).catch(async (cause: unknown) => {
		await sandbox.close();
		throw cause;
	});
	try {
		const bench = await BenchN8n.on(n8n);
		const header = await bench.client.createCredential('giosg by hand', 'httpHeaderAuth', {
			name: 'Authorization',
			value: `Token ${giosgDemo.apiToken}`,
		});
		const giosgApi = await bench.client.createCredential('giosg', 'giosgApi', {
			...sandboxCredentials(sandbox).giosgApi,
			organizationId: giosgDemo.organizationId,
		});
		const workflows = workflowsOf(sandbox, header);
		const published = {} as Record<Arm, Published>;
		for (const arm of armNames) {
			const { nodes, connections } = workflows[arm];
			published[arm] = await bench.publish(arms[arm], nodes, connections, { giosgApi });
		}
		const run = async (arm: Arm, isLimited = false) => {
			const sample = await measure(bench, sandbox, published[arm], isLimited);
			const isDone = sample.isSuccess && sample.left === 0 && sample.requests === REQUESTS;
			if (!isLimited && !isDone) {
				throw new Error(`${arms[arm]} did not do its job: ${JSON.stringify(sample)}`);
			}
			return sample;
		};
		for (const arm of armNames) await run(arm);
		log('without a limit');
		const free = await inTurn(armNames, rounds, run);
		log(`${LIMIT} requests a second`);
		const limited = await inTurn(armNames, rounds, async (arm) => await run(arm, true));
		return toSection(free, limited, rounds);
	} finally {
		await n8n.stop();
		await sandbox.close();
	}
};

type Samples = Record<Arm, Sample[]>;
const keys = ['ms', 'cpu', 'requests', 'refused', 'left', 'atOnce'] as const;

/** Requests for what had been done before. */
const sentAgain = ({ requests, refused, left }: Sample): number => requests - refused - (REQUESTS - left);

function toSection(free: Samples, limited: Samples, rounds: number): Section {
	const faster = timesAsLong(free.oneByOne, free.ours);
	const ratio = timesAsLong(free.ours, free.allAtOnce);
	const least = leastMs(REQUESTS);
	const timesLeast = middle(limited.ours, 'ms') / least;
	const sentTwice = limited.ours.reduce((sum, sample) => sum + sentAgain(sample), 0);
	const left = limited.ours.reduce((sum, sample) => sum + sample.left, 0);
	return {
		title: 'End Session',
		markdown: toMarkdown(free, limited, rounds),
		charts: [
			{
				file: 'end-session',
				title: `End Session: ${ROOMS} rooms, ${ROOMS * CHATS} open chats, ${ROOMS * KEYS.length} variables, 50 ms for each answer`,
				unit: 'seconds, less is better',
				categories: armNames.map((arm) => arms[arm]),
				series: [{ name: 'Time', values: armNames.map((arm) => middle(free[arm], 'ms') / 1000) }],
			},
		],
		aims: [
			{
				name: `End Session, ${ROOMS} rooms: time of *${arms.oneByOne}* / this package`,
				aim: 'at least 5',
				measured: faster.toFixed(2),
				met: faster >= 5,
			},
			{
				name: `End Session, ${ROOMS} rooms: time of this package / *${arms.allAtOnce}*`,
				aim: 'at most 1.2',
				measured: ratio.toFixed(2),
				met: ratio <= 1.2,
			},
			{
				name: `End Session, a vendor that takes ${LIMIT} requests a second: time / the least possible (${least} ms)`,
				aim: 'at most 1.3',
				measured: timesLeast.toFixed(2),
				met: timesLeast <= 1.3,
			},
			{
				name: `End Session, a vendor that takes ${LIMIT} requests a second: chats and variables that this package sends twice, all rounds together`,
				aim: '0',
				measured: String(sentTwice),
				met: sentTwice === 0,
			},
			{
				name: `End Session, a vendor that takes ${LIMIT} requests a second: chats and variables left over, all rounds together`,
				aim: '0',
				measured: String(left),
				met: left === 0 && limited.ours.every(({ isSuccess }) => isSuccess),
			},
		],
		figures: {
			rounds,
			stages: free.ours[0].stages,
			free: mediansOf(free, keys),
			limited: mediansOf(limited, keys),
		},
	};
}

function toMarkdown(free: Samples, limited: Samples, rounds: number): string {
	const [{ stages }] = free.ours;
	const ratio = (arm: Arm) => timesAsLong(free[arm], free.ours);
	const fails = (arm: Arm) => !limited[arm].every(({ isSuccess, left }) => isSuccess && left === 0);
	const through = armNames.filter((arm) => arm !== 'ours' && !fails(arm)).map((arm) => `*${arms[arm]}*`);
	const slower = armNames.filter((arm) => ratio(arm) < 1);
	return [
		[
			`A visitor logs out who is known in ${ROOMS} rooms, with ${CHATS} open chats and ${KEYS.length} variables in each. The work is ${REQUESTS} requests: 1 for the`,
			`rooms, ${stages[1]} for the chats, ${stages[2]} to end them, ${stages[3]} to delete the variables. The sandbox answers after 50 ms, 50 entries to a page. The arms:`,
			'',
			`- **${arms.ours}**: one giosg node. It starts with ${FIRST_WIDTH} requests under way and finds out how many giosg takes, up to ${MOST_WIDTH}.`,
			`- **${arms.oneByOne}**: HTTP Request nodes, and Loop Over Items before each of them, one request at a time.`,
			`- **${arms.perRoom}**: one loop; within a room, its ${CHATS} chats and then its ${KEYS.length} variables go out at once.`,
			`- **${arms.allAtOnce}**: HTTP Request nodes one after the other; n8n sends all items of a node at once, up to ${Math.max(stages[2], stages[3])}.`,
			'',
			"HTTP Request reads all pages (its own Pagination) and has Retry On Fail on. A workflow's time, median of",
			`${rounds} rounds, counts only when the sandbox has no open chat and no variable left.`,
		].join('\n'),
		'[chart:end-session]',
		table(
			['Workflow', 'Time ms', 'As long as ours', 'Most under way', 'CPU s'],
			armNames.map((arm) => [
				arms[arm],
				short(middle(free[arm], 'ms')),
				`${short(ratio(arm))} ×`,
				short(middle(free[arm], 'atOnce')),
				short(middle(free[arm], 'cpu')),
			]),
		),
		...(slower.length > 0
			? [
					`**Slower than ${slower.map((arm) => `*${arms[arm]}*, by ${short(1 / ratio(arm))} times`).join(' and ')}**: without a limit of its own, n8n sends everything at once. The next table shows what that costs.`,
				]
			: []),
		'### When giosg refuses with 429',
		`The same with a vendor that takes ${LIMIT} requests in any second and answers the others with 429 and \`Retry-After: 1\`. *Left over* are open chats and variables.`,
		table(
			['Workflow', 'Time ms', 'Execution', 'Requests', '429s', 'Left over'],
			armNames.map((arm) => [
				arms[arm],
				short(middle(limited[arm], 'ms')),
				limited[arm].every(({ isSuccess }) => isSuccess) ? 'succeeds' : 'ends with an error',
				short(middle(limited[arm], 'requests')),
				short(middle(limited[arm], 'refused')),
				`${short(middle(limited[arm], 'left'))} of ${ROOMS * (CHATS + KEYS.length)}`,
			]),
		),
		[
			`The aim of *5 times* is judged by *${arms.oneByOne}*. ${through.length > 0 ? `Of the HTTP Request workflows, ${through.join(' and ')} gets everything done here` : 'No HTTP Request workflow gets everything done here'}; the job`,
			'is to end *all* chats, also when the vendor is busy. Retry On Fail does not help where several items go out at once: it sends those',
			'that were done again, and giosg refuses to end a chat twice (assumed). Against a vendor that never refuses, take the first table.',
		].join('\n'),
	].join('\n\n');
}
