// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;
const LOOK_EVERY_MS = 100;
const QUIET_LOOKS = 3;
/** What an n8n without work uses between two looks, in ticks: timers, nothing else. */
const QUIET_TICKS = 1;

/**
 * The processor time that n8n has used so far: its own and that of the processes that it started, such as its task
 * runner. The runner makes n8n the leader of a process group, which all of them belong to.
 *
 * @returns seconds, user and system time
 * @throws where there is no /proc, which is everywhere but on Linux
 */
export function cpuSeconds(pid: number): number {
	let ticks = 0;
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		let stat: string;
		try {
			stat = readFileSync(`/proc/${name}/stat`, 'utf8');
		} catch {
			continue; // it ended in the meantime
		}
		// proc(5): after the name in brackets, which may hold anything, come state, ppid and pgrp; utime is the 12th, stime the 13th.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		if (Number(fields[2]) === pid) ticks += Number(fields[11]) + Number(fields[12]);
	}
	if (ticks === 0) throw new Error(`/proc tells nothing of the process ${pid}. Did n8n end?`);
	return ticks / TICKS_PER_SECOND;
}

/**
 * Waits until n8n has nothing left to do, so that what it does afterwards is charged to who asked for it.
 *
 * @returns its processor time by then, in seconds
 * @throws when it is still busy after the timeout
 */
export async function quiet(pid: number, timeoutMs = 60_000): Promise<number> {
	const end = Date.now() + timeoutMs;
	let last = cpuSeconds(pid);
	for (let looks = 0; looks < QUIET_LOOKS;) {
		if (Date.now() > end) throw new Error(`n8n is still busy after ${timeoutMs / 1000} s`);
		await new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
		const now = cpuSeconds(pid);
		looks = (now - last) * TICKS_PER_SECOND <= QUIET_TICKS + 0.5 ? looks + 1 : 0;
		last = now;
	}
	return last;
}
