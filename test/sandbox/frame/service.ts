/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, not code of the package */
import type { IncomingHttpHeaders } from 'node:http';

import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express';

import { answerByFault, Faults } from './faults';
import type { Fault } from './faults';
import { keep, parseBody } from './http';

/** A request that an API of the sandbox received. */
export interface RecordedRequest {
	method: string;
	/** Path below the base URL as received, not decoded: `/api/visitors/169.26%2F1/details`. */
	path: string;
	/** The mount path, for example `/livesupporti-app`. */
	base: string;
	query: Record<string, unknown>;
	headers: IncomingHttpHeaders;
	rawBody: string;
	/** Parsed JSON or form; undefined where it is neither. */
	body: unknown;
	/** Milliseconds since 1970. */
	time: number;
	/** Of the answer; null while there is none, and for a dropped connection. */
	status: number | null;
}

/** An API that the sandbox plays: it records what it is asked, and answers otherwise on purpose where a test says so. */
export abstract class SandboxService {
	/** Routers by mount path, for example `{ '/livesupporti': router }`; each is a base URL. */
	abstract routes(): Record<string, Router>;
	/** Forgets the service's own data (webhooks, chats ...); the frame's part of `reset()` is done already. */
	protected abstract clear(): void;

	readonly requests: RecordedRequest[] = [];
	/** The most API requests that were being answered at the same time. */
	maxConcurrency = 0;

	#open = 0;
	readonly #faults = new Faults();
	readonly #listeners = new Set<() => void>();

	/** Those that are on. */
	get faults(): readonly Fault[] {
		return this.#faults.all;
	}

	/** Answers on purpose as `fault` says; several are used up in the order in which they were added. */
	fail(fault: Fault): void {
		this.#faults.add(fault);
		this.changed();
	}

	clearFaults(): void {
		this.#faults.clear();
		this.changed();
	}

	/** Back to the state after the start: no records, faults or data. */
	reset(): void {
		this.requests.splice(0);
		this.maxConcurrency = this.#open;
		this.#faults.clear();
		this.clear();
		this.changed();
	}

	/** Calls `listener` after every change that the page may show. */
	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** To be called after a change that came by no request, action or delivery. */
	protected changed(): void {
		for (const listener of this.#listeners) listener();
	}

	/**
	 * The service's body for an HTTP status of 4xx or 5xx, also used for faults: an object is sent as JSON, a string
	 * as text.
	 */
	protected errorBody(_status: number, text: string): unknown {
		return text;
	}

	/** Answers with `errorBody`. */
	protected refuse(res: Response, status: number, text: string): void {
		const body = this.errorBody(status, text);
		res.status(status);
		if (typeof body === 'string') res.type('text/plain').send(body);
		else res.json(body);
	}

	/** What comes before and after the service's own router: counting, the raw body, the record, faults, 404. */
	mount(base: string, router: Router): Router {
		return express
			.Router()
			.use(this.#count, express.raw({ type: () => true, limit: '20mb' }), this.#record(base), this.#byFault)
			.use(router)
			.use((req, res) => this.refuse(res, 404, `Nothing at ${req.method} ${req.originalUrl}`))
			.use(this.#unexpected);
	}

	readonly #count: RequestHandler = (_req, res, next) => {
		this.#open += 1;
		this.maxConcurrency = Math.max(this.maxConcurrency, this.#open);
		let counted = true;
		const leave = () => {
			if (counted) this.#open -= 1;
			counted = false;
		};
		// 'finish' comes first for an answer, 'close' alone for a dropped connection
		res.once('finish', leave).once('close', leave);
		next();
	};

	#record(base: string): RequestHandler {
		return (req, res, next) => {
			// without a body, express.raw leaves none
			const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
			const rawBody = bytes.toString('utf8');
			const entry: RecordedRequest = {
				method: req.method,
				path: req.url.split('?')[0],
				base,
				query: { ...req.query },
				headers: req.headers,
				rawBody,
				body: parseBody(rawBody, req.headers['content-type']),
				time: Date.now(),
				status: null,
			};
			req.body = entry.body;
			res.locals.bytes = bytes;
			keep(this.requests, entry);
			res.once('finish', () => (entry.status = res.statusCode));
			res.once('close', () => this.changed());
			next();
		};
	}

	readonly #byFault: RequestHandler = (req: Request, res, next) => {
		const fault = this.#faults.take(req.method, req.url.split('?')[0]);
		if (!fault) next();
		else answerByFault(fault, req, res, next, (status) => this.refuse(res, status, `${status} on purpose`));
	};

	readonly #unexpected: ErrorRequestHandler = (cause: unknown, _req, res, next) => {
		if (res.headersSent) {
			next(cause);
			return;
		}
		const { status, message } = cause as { status?: number; message?: string };
		this.refuse(res, status ?? 500, message ?? String(cause));
	};
}
