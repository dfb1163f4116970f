// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import axios from 'axios';
import type { IConnections, INode } from 'n8n-workflow';
import { Agent } from 'node:http';

import {
	N8nClient,
	type Credential,
	type CredentialsByType,
	type ExecutionStatus,
	type ExecutionSummary,
} from '../test/n8n/client';
import type { N8n } from '../test/n8n/runner';
import { cpuSeconds, quiet } from './process';
import { median } from './section';

/** A node as a workflow holds it, its name as id. The position does not matter to an execution. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
	more: Partial<INode> = {},
): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters, ...more };
}

/** n8n's Webhook as the start of every arm. */
const start = (path: string): INode =>
	node('Start', 'n8n-nodes-base.webhook', 2.1, {
		httpMethod: 'POST',
		path,
		responseMode: 'lastNode',
		responseData: 'noData',
		options: {},
	});

/** One item for each entry of a list. */
export const splitOut = (name: string, field: string, include = 'noOtherFields'): INode =>
	node(name, 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: field, include, options: {} });

/** One item at a time: its first output is what comes after the loop, its second the way through it. */
export const loop = (name: string): INode =>
	node(name, 'n8n-nodes-base.splitInBatches', 3, { batchSize: 1, options: {} });

/** n8n's HTTP Request with a credential of the given generic type. */
export const httpRequest = (
	name: string,
	authType: 'httpBasicAuth' | 'httpHeaderAuth',
	credential: Credential,
	parameters: INode['parameters'],
	more: Partial<INode> = {},
): INode =>
	node(
		name,
		'n8n-nodes-base.httpRequest',
		4.5,
		{ authentication: 'genericCredentialType', genericAuthType: authType, options: {}, ...parameters },
		{ credentials: { [authType]: credential }, ...more },
	);

/** A node of this package with its defaults, apart from what is given. */
export const own = (name: string, type: string, parameters: INode['parameters']): INode =>
	node(name, `n8n-nodes-live-chat-hub.${type}`, 1, parameters);

/**
 * Connections from lines such as `Start > Rooms > Loop`. `Loop:1 > Chats` leaves a node by its second output.
 */
export function connect(...lines: string[]): IConnections {
	const connections: IConnections = {};
	for (const line of lines) {
		const steps = line.split(' > ');
		for (let index = 1; index < steps.length; index++) {
			const [from, output = '0'] = steps[index - 1].split(':');
			const main = ((connections[from] ??= {}).main ??= []);
			for (let number = 0; number <= Number(output); number++) main[number] ??= [];
			main[Number(output)]!.push({ node: steps[index].split(':')[0], type: 'main', index: 0 });
		}
	}
	return connections;
}

/** A published workflow that starts with a webhook. */
export interface Published {
	id: string;
	url: string;
}

/** How one execution went. */
export interface Run {
	/** Milliseconds from n8n's `startedAt` to its `stoppedAt`: the nodes' work, without what n8n stores afterwards. */
	ms: number;
	/** Processor seconds of n8n from the request that starts it until n8n has stored it. */
	cpu: number;
	status: ExecutionStatus;
}

/** An n8n that runs the arms of one part of the benchmark. */
export class BenchN8n {
	private constructor(
		readonly client: N8nClient,
		private readonly pid: number,
	) {}

	static async on({ baseUrl, pid }: N8n): Promise<BenchN8n> {
		const client = new N8nClient(baseUrl);
		await client.signIn();
		return new BenchN8n(client, pid);
	}

	/** Stores a workflow whose first node is to be the webhook `Start`, and publishes it. */
	async publish(
		name: string,
		nodes: INode[],
		connections: IConnections,
		credentials: CredentialsByType,
	): Promise<Published> {
		const { client } = this;
		const path = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
		const workflow = await client.importWorkflow(
			{ name, nodes: [start(path), ...nodes], connections },
			{ credentials },
		);
		await client.publish(workflow.id);
		const url = `${client.baseUrl}/webhook/${path}`;
		await client.waitForWebhook(url);
		return { id: workflow.id, url };
	}

	/**
	 * Starts one execution and waits for its end. n8n answers at the end, so that nothing asks it meanwhile.
	 *
	 * @throws an Error when n8n has not stored the execution 10 s after it answered
	 */
	async run({ id, url }: Published, body: unknown): Promise<Run> {
		const after = (await this.client.executions(id))[0]?.id;
		const before = await quiet(this.pid);
		await axios.post(url, body, { httpAgent: new Agent(), proxy: false, validateStatus: () => true });
		const { status, startedAt, stoppedAt } = await this.ended(id, after);
		const cpu = cpuSeconds(this.pid) - before;
		return { status, cpu, ms: Date.parse(stoppedAt!) - Date.parse(startedAt!) };
	}

	private async ended(id: string, after = '0'): Promise<ExecutionSummary> {
		for (let tries = 0; tries < 100; tries++) {
			const [last] = await this.client.executions(id);
			if (Number(last?.id ?? 0) > Number(after) && last.stoppedAt) return last;
			await new Promise((next) => setTimeout(next, 100));
		}
		throw new Error(`n8n has not stored an execution of workflow ${id}`);
	}
}

/** The arms in the order of a round: another one begins each time, so that none always comes after the same one. */
export const turns = <Arm>(arms: readonly Arm[], round: number): Arm[] =>
	arms.map((_, turn) => arms[(round + turn) % arms.length]);

/** Lets every arm take its turn in each round. */
export async function inTurn<Arm extends string, Sample>(
	arms: readonly Arm[],
	rounds: number,
	run: (arm: Arm) => Promise<Sample>,
): Promise<Record<Arm, Sample[]>> {
	const samples = Object.fromEntries(arms.map((arm) => [arm, [] as Sample[]])) as Record<Arm, Sample[]>;
	for (let round = 0; round < rounds; round++) {
		for (const arm of turns(arms, round)) samples[arm].push(await run(arm));
	}
	return samples;
}

/** How many times as long as the other an arm took: the median of the rounds' ratios, because a round's runs share their conditions. */
export const timesAsLong = (samples: Array<{ ms: number }>, as: Array<{ ms: number }>): number =>
	median(samples.map(({ ms }, round) => ms / as[round].ms));
