/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, not code of the package */
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse as parseForm } from 'node:querystring';

export interface Listening {
	server: Server;
	port: number;
	url: string;
	close: () => Promise<void>;
}

/**
 * Starts an HTTP server.
 *
 * @param port 0 for a free one
 * @returns its origin without a slash at the end, and `close`, which also ends connections that are kept alive
 */
export async function listen(listener: RequestListener, port: number, host: string): Promise<Listening> {
	const server = createServer(listener);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	const actual = (server.address() as AddressInfo).port;
	const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
	return {
		server,
		port: actual,
		url: `http://${name.includes(':') ? `[${name}]` : name}:${actual}`,
		close: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** Parses a form or JSON body by what it is; `undefined` where it is neither. */
export function parseBody(text: string, contentType = ''): unknown {
	if (contentType.startsWith('application/x-www-form-urlencoded')) return { ...parseForm(text) };
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** The file in a field of a multipart/form-data body, read as Node.js reads forms; `null` where there is none. */
export async function fileOfForm(
	body: Buffer,
	contentType: string | undefined,
	field: string,
): Promise<{ name: string; contentType: string; bytes: Buffer } | null> {
	try {
		const form = await new Response(body, { headers: { 'Content-Type': contentType ?? '' } }).formData();
		const file = form.get(field);
		if (!(file instanceof File)) return null;
		return { name: file.name, contentType: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
	} catch {
		return null;
	}
}

/** Splits `Authorization: Basic ...` at the first colon; `null` for any other header. */
export function basicAuth(header: string | undefined): { user: string; password: string } | null {
	const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return null;
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Adds to a list that keeps the last `max` entries only, so that a benchmark does not fill the memory. */
export function keep<T>(list: T[], entry: T, max = 5000): void {
	list.push(entry);
	if (list.length > max) list.splice(0, list.length - max);
}
