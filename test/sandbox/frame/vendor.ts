/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, not code of the package */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';

import { keep } from './http';
import type { PanelAction, PanelState } from './panel';
import { SandboxService } from './service';

/** One HTTP exchange that a vendor started: a delivery's attempt, or a handshake. */
export interface Delivery {
	kind: 'delivery' | 'handshake';
	method: string;
	url: string;
	/** 1 for the first. */
	attempt: number;
	requestHeaders: Record<string, string>;
	requestBody: string;
	/** null when no answer came, then `noReply` says why. */
	status: number | null;
	replyHeaders: Record<string, string>;
	replyBody: string;
	noReply: string | null;
	/** Milliseconds since 1970. */
	time: number;
	/** Milliseconds from sending to the whole answer. */
	ms: number;
}

/** What one attempt sends. Only these headers are sent, beside Host, Content-Length and Connection. */
export interface Outgoing {
	body?: string | Buffer;
	headers: Record<string, string>;
}

export interface DeliverOptions {
	/** The vendor's waits before the second, third ... attempt in milliseconds, before `retryScale`. */
	delaysMs?: number[];
	/** Which statuses the vendor takes as delivered; any 2xx unless given. */
	accepts?: (status: number) => boolean;
	/** Statuses after which the vendor does not try again. */
	stopOn?: number[];
	/** How many redirects the vendor follows; 0 unless given. */
	maxRedirects?: number;
	/** Milliseconds until the vendor gives an attempt up; 100,000 unless given. */
	timeoutMs?: number;
	method?: string;
}

export interface VendorContext {
	/** The sandbox's origin, without a slash at the end. */
	url: string;
	/** Factor for the vendor's waits between attempts. */
	retryScale: number;
}

/**
 * One vendor of the sandbox: its API (mounted by `routes`), what it sends, and its panel on the page.
 *
 * A new vendor is one class in `test/sandbox/vendors/` and one line in `test/sandbox/index.ts`.
 */
export abstract class VendorSandbox extends SandboxService {
	/** The key in `sandbox.vendors` and in `/_sandbox/<name>`. */
	abstract readonly name: string;
	/** As the page's tab says it. */
	abstract readonly title: string;

	/** What a person can do with it. */
	abstract actions(): PanelAction[];
	/** What the page shows; no secrets. */
	abstract state(): PanelState;

	/** Everything this vendor sent, handshakes included, oldest first. */
	readonly sent: Delivery[] = [];

	#stopping = new AbortController();
	readonly #agents = {
		httpAgent: new HttpAgent({ keepAlive: true }),
		httpsAgent: new HttpsAgent({ keepAlive: true }),
	};

	constructor(protected readonly context: VendorContext) {
		super();
	}

	/** What the vendor delivered, one entry per attempt, oldest first. */
	get deliveries(): Delivery[] {
		return this.sent.filter(({ kind }) => kind === 'delivery');
	}

	/** Back to the state after the start: no records, faults, data or waiting retries. */
	reset(): void {
		this.stop();
		this.#stopping = new AbortController();
		this.sent.splice(0);
		super.reset();
	}

	/** Cancels what is on its way and closes the connections that are kept alive. */
	stop(): void {
		this.#stopping.abort();
		this.#agents.httpAgent.destroy();
		this.#agents.httpsAgent.destroy();
	}

	/**
	 * Delivers with the vendor's retries; resolves after the last attempt, with all attempts, and never rejects.
	 *
	 * @param message makes what attempt 1, 2 ... sends (vendors that number their attempts sign each anew)
	 */
	async deliver(
		url: string,
		message: (attempt: number) => Outgoing,
		options: DeliverOptions = {},
	): Promise<Delivery[]> {
		const { delaysMs = [], accepts = is2xx, stopOn = [] } = options;
		const { signal } = this.#stopping;
		const attempts: Delivery[] = [];
		for (let attempt = 1; attempt <= delaysMs.length + 1; attempt++) {
			if (attempt > 1) {
				await sleep(delaysMs[attempt - 2] * this.context.retryScale, undefined, { signal }).catch(() => {});
			}
			if (signal.aborted) break;
			const delivery = await this.send('delivery', url, message(attempt), { ...options, attempt });
			attempts.push(delivery);
			if (delivery.status !== null && (accepts(delivery.status) || stopOn.includes(delivery.status))) break;
		}
		return attempts;
	}

	/** Sends one request over real HTTP and records it; never rejects. */
	async send(
		kind: Delivery['kind'],
		url: string,
		{ body, headers }: Outgoing,
		options: DeliverOptions & { attempt?: number } = {},
	): Promise<Delivery> {
		const { signal } = this.#stopping;
		const method = options.method ?? 'POST';
		const delivery: Delivery = {
			kind,
			method,
			url,
			attempt: options.attempt ?? 1,
			requestHeaders: headers,
			requestBody: body === undefined ? '' : body.toString('utf8'),
			status: null,
			replyHeaders: {},
			replyBody: '',
			noReply: null,
			time: Date.now(),
			ms: 0,
		};
		const from = performance.now();
		try {
			const reply = await axios.request<Buffer>({
				url,
				method,
				data: typeof body === 'string' ? Buffer.from(body, 'utf8') : body,
				// axios adds these by itself, `false` keeps them out: a vendor's client sends what it names
				headers: {
					Accept: false,
					'Accept-Encoding': false,
					'Content-Type': false,
					'User-Agent': false,
					...headers,
				},
				responseType: 'arraybuffer',
				maxRedirects: options.maxRedirects ?? 0,
				timeout: options.timeoutMs ?? 100_000,
				validateStatus: () => true,
				proxy: false,
				signal,
				...this.#agents,
			});
			delivery.status = reply.status;
			delivery.replyHeaders = Object.fromEntries(
				Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
			);
			delivery.replyBody = Buffer.from(reply.data).toString('utf8');
		} catch (cause) {
			delivery.noReply = cause instanceof Error ? cause.message || cause.name : String(cause);
		}
		delivery.ms = performance.now() - from;
		// after a reset, what was on its way belongs to a time that is forgotten
		if (!signal.aborted) {
			keep(this.sent, delivery);
			this.changed();
		}
		return delivery;
	}
}

function is2xx(status: number): boolean {
	return status >= 200 && status < 300;
}
