/**
 * Runs a task for each entry, at most so many at once, and keeps the order of the results. After a task throws, no
 * further one is started; those under way end first, then the first thrown error is thrown.
 */
export async function mapConcurrently<Entry, Result>(
	entries: readonly Entry[],
	concurrency: number,
	task: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = new Array(entries.length);
	let failure: { error: unknown } | undefined;
	let next = 0;
	const worker = async () => {
		while (next < entries.length && failure === undefined) {
			const index = next++;
			try {
				results[index] = await task(entries[index], index);
			} catch (error) {
				failure ??= { error };
			}
		}
	};
	const workers = Math.max(1, Math.min(Math.floor(concurrency) || 1, entries.length));
	await Promise.all(Array.from({ length: workers }, worker));
	if (failure !== undefined) throw failure.error;
	return results;
}
