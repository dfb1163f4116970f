/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test server, not code of the package */
import { join } from 'node:path';

import express from 'express';
import type { ErrorRequestHandler, Router } from 'express';
import { z } from 'zod';

import { faultSwitches } from './faults';
import { parseBody } from './http';
import { ChatEnded, ChatGone } from './panel';
import type { RecordedRequest } from './service';
import type { Trap } from './trap';
import type { Delivery, VendorSandbox } from './vendor';

/** A fault as JSON has it; `path` with `*` for any text, `retryAfter` in seconds or as an HTTP date. */
const faultSchema = z
	.object({
		status: z.number().int().min(200).max(599),
		retryAfter: z.union([z.number(), z.string()]),
		latencyMs: z.number().nonnegative(),
		bodyDelayMs: z.number().nonnegative(),
		drop: z.boolean(),
		redirect: z.string(),
		body: z.string(),
		contentType: z.string(),
		times: z.number().int().positive(),
		beyond: z.object({ requests: z.number().int().positive(), withinMs: z.number().positive() }).strict(),
		path: z.string(),
		method: z.string(),
	})
	.partial()
	.strict();

/** What the page's forms send: nothing in it has to be looked into. */
const inputSchema = z.record(z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** The name of a switch, or `usual`. */
const answersSchema = z.object({ as: z.enum(['usual', ...Object.keys(faultSwitches)]) }).strict();

/**
 * The page at `/` and the JSON endpoints of `/_sandbox` (a POST needs `Content-Type: application/json`, which keeps
 * other web pages out):
 *
 * - `GET state` what the page shows, `GET events` the same as server-sent events, after each change
 * - `POST <vendor>/actions/<id>` a button; answers `{ result }`; 404 where the chat is gone, 409 where it has ended, or 400,
 *   each with `{ message }`
 * - `GET <vendor>/requests`, `GET <vendor>/deliveries` the full records, credentials included
 * - `POST <vendor>/answers` the page's switch for faults: `{ as: 'usual' }` or one of `faultSwitches`
 * - `POST <vendor>/fail` a fault, `DELETE <vendor>/faults`, `POST reset`, `GET trap`
 */
export function control(vendors: VendorSandbox[], trap: Trap, reset: () => void): Router {
	const router = express.Router();
	const api = express.Router();
	const pageFolder = join(__dirname, '..', 'page');

	api.use((req, res, next) => {
		if (req.method !== 'POST' || req.is('application/json')) next();
		else res.status(415).json({ message: 'Send Content-Type: application/json.' });
	});
	api.use(express.json());

	api.get('/state', (_req, res) => void res.json(stateOf(vendors)));
	api.get('/events', (_req, res) => {
		res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
		let waiting: NodeJS.Timeout | undefined;
		const send = () => {
			waiting = undefined;
			try {
				res.write(`data: ${JSON.stringify(stateOf(vendors))}\n\n`);
			} catch {
				// in a timer nobody else would catch it; the page says that it is not connected
				res.end();
			}
		};
		// a burst of changes is one event
		const ends = vendors.map((vendor) => vendor.onChange(() => (waiting ??= setTimeout(send, 50).unref())));
		res.on('close', () => {
			clearTimeout(waiting);
			for (const end of ends) end();
		});
		send();
	});
	api.get('/trap', (_req, res) => void res.json(trap.requests));
	api.post('/reset', (_req, res) => {
		reset();
		res.json({});
	});

	const vendorOf = (name: unknown) => {
		const vendor = vendors.find((candidate) => candidate.name === name);
		if (!vendor) throw new Refusal(404, `No vendor of the name ${String(name)}.`);
		return vendor;
	};
	api.post('/:vendor/actions/:id', async (req, res) => {
		const action = vendorOf(req.params.vendor)
			.actions()
			.find(({ id }) => id === req.params.id);
		if (!action) throw new Refusal(404, `No action of the name ${req.params.id}.`);
		const result = await action.run(inputSchema.parse(req.body ?? {}));
		res.json({ result: result ?? null });
	});
	api.get('/:vendor/requests', (req, res) => void res.json(vendorOf(req.params.vendor).requests));
	api.get('/:vendor/deliveries', (req, res) => void res.json(vendorOf(req.params.vendor).deliveries));
	api.post('/:vendor/answers', (req, res) => {
		const vendor = vendorOf(req.params.vendor);
		const { as } = answersSchema.parse(req.body);
		vendor.clearFaults();
		if (as !== 'usual') vendor.fail({ ...faultSwitches[as].fault, name: as });
		res.json({});
	});
	api.post('/:vendor/fail', (req, res) => {
		vendorOf(req.params.vendor).fail(faultSchema.parse(req.body));
		res.json({});
	});
	api.delete('/:vendor/faults', (req, res) => {
		vendorOf(req.params.vendor).clearFaults();
		res.json({});
	});

	// express knows a handler of refusals by its four parameters
	// eslint-disable-next-line @typescript-eslint/no-unused-vars
	const refused: ErrorRequestHandler = (cause: unknown, _req, res, _next) => {
		if (res.headersSent) res.end();
		else res.status(statusOf(cause)).json({ message: wordsOf(cause) });
	};
	api.use(
		(req, res) => void res.status(404).json({ message: `Nothing at ${req.method} ${req.originalUrl}` }),
	);
	api.use(refused);

	router.use('/_sandbox', api);
	router.use(express.static(pageFolder, { cacheControl: false }));
	return router;
}

class Refusal extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

function statusOf(cause: unknown): number {
	if (cause instanceof Refusal) return cause.status;
	if (cause instanceof ChatGone) return 404;
	return cause instanceof ChatEnded ? 409 : 400;
}

/** A refusal for a person. */
function wordsOf(cause: unknown): string {
	if (cause instanceof z.ZodError) {
		const [{ path, message }] = cause.issues;
		return path.length > 0 ? `${path.join('.')}: ${message}.` : 'The body is not a JSON object.';
	}
	if (cause instanceof SyntaxError) return 'The body is not JSON.';
	return cause instanceof Error ? cause.message : String(cause);
}

/** One line of the page's log; times in milliseconds since 1970, no secrets. */
interface LogLine {
	direction: 'in' | 'out';
	time: number;
	what: string;
	status: number | null;
	/** Milliseconds, of what was sent. */
	ms: number | null;
	attempt: number | null;
	body: string;
	reply: string;
}

const logLength = 60;

function stateOf(vendors: VendorSandbox[]): unknown {
	return vendors.map((vendor) => {
		const { chats, webhooks, setup } = vendor.state();
		return {
			name: vendor.name,
			title: vendor.title,
			// JSON leaves their functions out
			actions: vendor.actions(),
			answers: {
				// what a test set has no name; the page says so and offers the way back
				as: vendor.faults.length === 0 ? 'usual' : (vendor.faults[0].name ?? 'other'),
				choices: Object.entries(faultSwitches).map(([id, { label }]) => ({ id, label })),
			},
			chats: chats.slice(0, 30),
			webhooks: webhooks.map((webhook) => ({ ...webhook, url: maskUrl(webhook.url) })),
			setup,
			log: [...vendor.requests.slice(-logLength).map(received), ...vendor.sent.slice(-logLength).map(sentOut)]
				.sort((a, b) => b.time - a.time)
				.slice(0, logLength),
		};
	});
}

function received(request: RecordedRequest): LogLine {
	const query = new URLSearchParams(request.query as Record<string, string>).toString();
	const path = `${request.base}${request.path}${query && `?${query}`}`;
	return {
		direction: 'in',
		time: request.time,
		what: `${request.method} ${maskUrl(path)}`,
		status: request.status,
		ms: null,
		attempt: null,
		body: maskBody(request.rawBody, request.headers['content-type']),
		reply: '',
	};
}

function sentOut(delivery: Delivery): LogLine {
	return {
		direction: 'out',
		time: delivery.time,
		what: `${delivery.method} ${maskUrl(delivery.url)}`,
		status: delivery.status,
		ms: Math.round(delivery.ms),
		attempt: delivery.kind === 'delivery' ? delivery.attempt : null,
		body: maskBody(delivery.requestBody, delivery.requestHeaders['Content-Type']),
		reply: delivery.noReply ?? maskBody(delivery.replyBody, delivery.replyHeaders['content-type']),
	};
}

const secretName = /secret|token|passw|authorization|api.?key|signature/i;
const mask = '•••';

/** Hides values in a query, and a user and password before the host. */
export function maskUrl(url: string): string {
	return url
		.replace(/\/\/[^/@?#]+@/, `//${mask}@`)
		.replace(/([?&])([^=&#]*)=([^&#]*)/g, (all, sign: string, name: string) =>
			secretName.test(name) ? `${sign}${name}=${mask}` : all,
		);
}

/** Indents JSON and forms for reading, with the values of secret names hidden at any depth. */
export function maskBody(body: string, contentType?: string): string {
	const parsed = parseBody(body, contentType);
	if (typeof parsed !== 'object' || parsed === null) return body.slice(0, 4000);
	const shown = JSON.stringify(
		parsed,
		(name, value: unknown) => (secretName.test(name) && typeof value !== 'object' ? mask : value),
		2,
	);
	return shown.slice(0, 4000);
}
