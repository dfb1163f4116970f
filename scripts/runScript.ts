// For people's machines, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */

export type CleanUp = Array<() => Promise<unknown> | void>;

/**
 * Runs a script until it is done or somebody ends it (Ctrl-C), cleans up, the last thing first, and ends the process.
 * @param main does the work until `quit` is aborted; adds to `cleanUp` what undoes it
 */
export async function runScript(
	main: (quit: AbortSignal, cleanUp: CleanUp) => Promise<void>,
	quit = new AbortController(),
): Promise<never> {
	const cleanUp: CleanUp = [];
	// npm, tsx and the terminal each send a signal for one Ctrl-C: the first one counts.
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => quit.abort());
	const outcome: unknown = await main(quit.signal, cleanUp).catch((cause: unknown) => cause);
	for (const step of cleanUp.reverse()) await step();
	const isDone = !outcome || quit.signal.aborted;
	if (!isDone) process.stderr.write(`\n${outcome instanceof Error ? outcome.message : String(outcome)}\n`);
	process.exit(isDone ? 0 : 1);
}
