import { FIRST_WIDTH, Pace, paceOf, type RequestContext, Slots } from '../request';

/**
 * Runs a task for each entry, at most so many at once, and keeps the order of the results. After a task throws, no
 * further one is started; those under way end first, then the first thrown error is thrown.
 */
export async function mapConcurrently<Entry, Result>(
	entries: readonly Entry[],
	concurrency: number,
	task: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	return await mapIn(new Slots({ limit: Math.max(1, Math.floor(concurrency) || 1) }), entries, task);
}

/** The same for the requests of one item: as many at once as the vendor takes in this execution of the node. */
export async function mapAtPace<Entry, Result>(
	{ context }: { context: RequestContext },
	entries: readonly Entry[],
	task: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	return await mapIn(new Slots(paceOf(context)?.pace ?? new Pace(FIRST_WIDTH)), entries, task);
}

async function mapIn<Entry, Result>(
	slots: Slots,
	entries: readonly Entry[],
	task: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = new Array(entries.length);
	let failure: { error: unknown } | undefined;
	const runOne = async (entry: Entry, index: number) => {
		if (failure !== undefined) return;
		try {
			results[index] = await task(entry, index);
		} catch (error) {
			failure ??= { error };
		}
	};
	await Promise.all(
		entries.map(async (entry, index) => await slots.run(async () => await runOne(entry, index))),
	);
	if (failure !== undefined) throw (failure as { error: unknown }).error;
	return results;
}
