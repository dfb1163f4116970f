// Runs on a developer's machine, never inside n8n.
import type { VendorSandbox } from '../test/sandbox/frame/vendor';
import { median } from './section';
import type { BenchN8n, Published } from './workflow';

/** How long the vendor takes for every answer. */
export const LATENCY_MS = 50;
/** Requests per second that the vendor takes in the part with 429s. */
export const LIMIT = 20;

/** The least time in which a vendor with that limit takes so many requests, all of them sent at the first moment it allows. */
export const leastMs = (requests: number): number => Math.floor((requests - 1) / LIMIT) * 1000 + LATENCY_MS;

/** What one execution did, and what the vendor saw of it. */
export interface VendorRun {
	ms: number;
	/** Processor seconds of n8n. */
	cpu: number;
	isSuccess: boolean;
	/** Requests that the vendor got, and how many of them it answered with 429. */
	requests: number;
	refused: number;
	/** The most requests under way at the same time. */
	atOnce: number;
}

/** Runs a workflow on a vendor that answers after 50 ms, and takes no more than its limit where it has one. */
export async function runOn(
	vendor: VendorSandbox,
	n8n: BenchN8n,
	workflow: Published,
	{ body, isLimited }: { body: unknown; isLimited: boolean },
): Promise<VendorRun> {
	if (isLimited) {
		const beyond = { requests: LIMIT, withinMs: 1000 };
		vendor.fail({ status: 429, retryAfter: 1, latencyMs: LATENCY_MS, beyond });
	}
	vendor.fail({ latencyMs: LATENCY_MS });
	const { ms, cpu, status } = await n8n.run(workflow, body);
	return {
		ms,
		cpu,
		isSuccess: status === 'success',
		requests: vendor.requests.length,
		refused: vendor.requests.filter((request) => request.status === 429).length,
		atOnce: vendor.maxConcurrency,
	};
}

export const middle = <Key extends string>(samples: Array<Record<Key, number>>, key: Key): number =>
	median(samples.map((sample) => sample[key]));

/** The medians of each arm, for benchmarks/results.json. */
export const mediansOf = <Key extends string>(
	samples: Record<string, Array<Record<Key, number>>>,
	keys: readonly Key[],
) =>
	Object.fromEntries(
		Object.entries(samples).map(([arm, list]) => [
			arm,
			Object.fromEntries(keys.map((key) => [key, Number(middle(list, key).toPrecision(5))])),
		]),
	);
