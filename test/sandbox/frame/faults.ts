/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a test server that waits on purpose */
import type { Request, Response } from 'express';

/**
 * How an API answers on purpose, instead of as usual. `latencyMs` and `bodyDelayMs` (milliseconds) alone leave the
 * answer as it is and only delay it; together with any other they delay that one.
 */
export interface Fault {
	/** What the page's switch for it is called; none for a fault that a test set. */
	name?: string;
	/** HTTP status, for example 401, 429, 500, 503 (with `body` or `redirect` alone: 200 or 302). */
	status?: number;
	/** `Retry-After`: seconds, or a Date, sent as an HTTP date. A string is sent as it is. */
	retryAfter?: number | Date | string;
	/** Answer that much later. */
	latencyMs?: number;
	/** Headers at once, the body that much later. */
	bodyDelayMs?: number;
	/** Destroy the socket without an answer. */
	drop?: boolean;
	/** `Location` to send to, with status 302 or the given one. */
	redirect?: string;
	/** This body in place of the vendor's: `''` for an empty one, HTML for one that is not JSON. */
	body?: string;
	/** Content-Type of `body`, `text/html; charset=utf-8` unless given. */
	contentType?: string;
	/** Only for the next so many requests; until `clearFaults()` when absent. */
	times?: number;
	/**
	 * A rate limit: only for requests beyond so many in any span of so many milliseconds. The others are left to the
	 * next fault, or to the vendor; refused ones do not count.
	 */
	beyond?: { requests: number; withinMs: number };
	/** Only where the undecoded path below the vendor's base URL matches; in a string, `*` is any text. */
	path?: string | RegExp;
	method?: string;
}

/** What a person can switch on at the page, by the name of the switch. The page adds *as usual*. */
export const faultSwitches: Record<string, { label: string; fault: Fault }> = {
	broken: { label: 'Error 500: something broke at the vendor', fault: { status: 500 } },
	busy: {
		label: 'Error 429: too many requests, try again in 5 seconds',
		fault: { status: 429, retryAfter: 5 },
	},
	slow: { label: 'Slowly: every answer takes 10 seconds longer', fault: { latencyMs: 10_000 } },
};

/** The faults of one vendor, used up in the order in which they were added. */
export class Faults {
	private list: Array<Fault & { left: number; passed: number[] }> = [];

	add(fault: Fault): void {
		this.list.push({ ...fault, left: fault.times ?? Infinity, passed: [] });
	}

	clear(): void {
		this.list = [];
	}

	/** Those that are on. */
	get all(): readonly Fault[] {
		return this.list;
	}

	/** Finds the first fault that applies and uses it up by one; `undefined` for "answer as usual". */
	take(method: string, path: string): Fault | undefined {
		const fault = this.list.find(
			(candidate) =>
				(candidate.method === undefined || candidate.method.toUpperCase() === method) &&
				(candidate.path === undefined || pathMatches(candidate.path, path)) &&
				isBeyondLimit(candidate),
		);
		if (fault && --fault.left <= 0) this.list = this.list.filter((other) => other !== fault);
		return fault;
	}
}

function isBeyondLimit({ beyond, passed }: Fault & { passed: number[] }): boolean {
	if (beyond === undefined) return true;
	const now = performance.now();
	while (passed.length > 0 && passed[0] <= now - beyond.withinMs) passed.shift();
	if (passed.length >= beyond.requests) return true;
	passed.push(now);
	return false;
}

function pathMatches(pattern: string | RegExp, path: string): boolean {
	if (pattern instanceof RegExp)
		return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(path);
	const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`).test(path);
}

/**
 * Answers by the fault, or calls `next` when the fault only delays, or with what makes the fault impossible.
 *
 * @param standard the vendor's own body for an error status, as the vendor's clients would see it
 */
export function answerByFault(
	fault: Fault,
	req: Request,
	res: Response,
	next: (cause?: unknown) => void,
	standard: (status: number) => void,
): void {
	if (fault.bodyDelayMs !== undefined) delayBody(res, fault.bodyDelayMs);
	const answer = () => {
		if (res.destroyed) return;
		if (fault.drop) {
			req.socket.destroy();
			return;
		}
		const status = fault.status ?? (fault.redirect === undefined ? undefined : 302);
		if (fault.retryAfter !== undefined) {
			const { retryAfter } = fault;
			res.set('Retry-After', retryAfter instanceof Date ? retryAfter.toUTCString() : String(retryAfter));
		}
		if (fault.redirect !== undefined) {
			res.status(status!).set('Location', fault.redirect).end();
		} else if (fault.body !== undefined) {
			res.status(status ?? 200).set('Content-Type', fault.contentType ?? 'text/html; charset=utf-8');
			res.end(fault.body);
		} else if (status !== undefined) {
			standard(status);
		} else {
			next();
		}
	};
	later(fault.latencyMs, () => {
		try {
			answer();
		} catch (cause) {
			// in a timer nobody else would catch it, and the process would end
			next(cause);
		}
	});
}

/** Express ends every answer through `res.end`, so that one place separates headers and body. */
function delayBody(res: Response, ms: number): void {
	const end = res.end.bind(res) as (...args: unknown[]) => Response;
	res.end = ((...args: unknown[]) => {
		res.flushHeaders();
		later(ms, () => end(...args));
		return res;
	}) as Response['end'];
}

/** Unreferenced timers: a closed sandbox must not hold the process for a slow answer nobody waits for. */
function later(ms: number | undefined, run: () => void): void {
	if (ms === undefined) run();
	else setTimeout(run, ms).unref();
}
