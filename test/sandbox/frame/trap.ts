/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, not code of the package */
import type { IncomingHttpHeaders } from 'node:http';

import { keep, listen } from './http';

export interface TrappedRequest {
	method: string;
	/** Path and query as received. */
	url: string;
	headers: IncomingHttpHeaders;
	rawBody: string;
}

/** Another origin (another port), where nothing may ever arrive that carries a credential. */
export interface Trap {
	url: string;
	requests: TrappedRequest[];
	reset(): void;
	close(): Promise<void>;
}

/** Starts a server that answers 200 `{}` to everything and keeps what it got. */
export async function startTrap(host: string): Promise<Trap> {
	const requests: TrappedRequest[] = [];
	const { url, close } = await listen(
		(req, res) => {
			const chunks: Buffer[] = [];
			req.on('data', (chunk: Buffer) => chunks.push(chunk));
			req.on('end', () => {
				const rawBody = Buffer.concat(chunks).toString('utf8');
				keep(requests, { method: req.method ?? '', url: req.url ?? '', headers: req.headers, rawBody });
				res.setHeader('Content-Type', 'application/json').end('{}');
			});
		},
		0,
		host,
	);
	return { url, requests, close, reset: () => requests.splice(0) };
}
