import { sleep, UserError } from 'n8n-workflow';

/** The longest that one request waits for a vendor that asks to come back later, all waits together. */
export const LONGEST_WAIT_MILLISECONDS = 60_000;

/** The least that is waited before a third request, doubled before each further one. */
export const LEAST_WAIT_MILLISECONDS = 250;

const FIRST_WAIT_MILLISECONDS = 1000;
const STEP_MILLISECONDS = 500;

/**
 * How long a vendor asks to wait.
 * @param retryAfter the Retry-After header: seconds, or an HTTP date (RFC 9110, 10.2.3)
 * @param attempt 0 for the first; without a usable header the wait doubles from 1 second
 * @param now Unix time in milliseconds
 * @returns milliseconds, 0 or more
 */
export function waitFor(retryAfter: unknown, attempt: number, now: number): number {
	if (typeof retryAfter === 'string' || typeof retryAfter === 'number') {
		const text = String(retryAfter).trim();
		if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
		const date = Date.parse(text);
		if (!Number.isNaN(date)) return Math.max(0, date - now);
	}
	return FIRST_WAIT_MILLISECONDS * 2 ** attempt;
}

/**
 * Waits, and stops within half a second when the execution is cancelled. In steps, because the `sleep` of n8n 1.x does
 * not take a signal, and its `sleepWithAbort` is gone from n8n 2.41.
 * @throws UserError when cancelled
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	for (let left = milliseconds; left > 0; left -= STEP_MILLISECONDS) {
		throwIfCancelled(signal);
		await sleep(Math.min(left, STEP_MILLISECONDS));
	}
}

/** @throws UserError when the execution was cancelled */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new UserError('The execution was cancelled');
}
