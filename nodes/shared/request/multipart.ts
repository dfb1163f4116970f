import { randomUUID } from 'node:crypto';

import type { FormFile } from './types';

/** Quotation marks and line breaks as browsers write them: https://html.spec.whatwg.org/#multipart-form-data */
const quoted = (text: string): string =>
	`"${text.replace(/["\r\n]/g, (character) => encodeURIComponent(character))}"`;

/**
 * A form with one file (RFC 7578). In one piece, and not as a FormData, which n8n's helper can send only once: a request
 * may have to be sent again.
 */
export function multipart({ field, name, contentType, content }: FormFile): { type: string; body: Buffer } {
	const boundary = `----live-chat-hub-${randomUUID()}`;
	const type = contentType.replace(/[\r\n]/g, '');
	const head = `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(field)}; filename=${quoted(name)}\r\nContent-Type: ${type}\r\n\r\n`;
	return {
		type: `multipart/form-data; boundary=${boundary}`,
		body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
	};
}
