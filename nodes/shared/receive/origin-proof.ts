import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { isJsonObject } from '../chat-event/values';
import { parseJson } from './body';
import type { Delivery, OriginProof } from './types';

const sha256 = (value: string | Buffer): Buffer => createHash('sha256').update(value).digest();

/** Compares two strings or byte strings of any length in constant time. */
export function isEqual(a: string | Buffer, b: string | Buffer): boolean {
	return timingSafeEqual(sha256(a), sha256(b));
}

/** What is wrong with a stored secret, as a sentence; null when a proof can be made with it. */
export function secretFault(secret: string, { min, max }: OriginProof['secretLength']): string | null {
	const { length } = [...secret];
	if (length === 0) return 'the credential holds no webhook secret';
	if (length >= min && length <= max) return null;
	const range = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
	return `the webhook secret has ${length} characters, it needs ${range}`;
}

function singleHeader(delivery: Delivery, name: string): string | undefined {
	const value = delivery.headers[name];
	return typeof value === 'string' ? value : undefined;
}

/**
 * HMAC-SHA256 over the raw body, sent as hex (either case) in a header. The key is the secret's UTF-8 bytes.
 * @param options.header lower-case header name
 * @param options.prefix what stands before the hex, for example `sha256=`; its case does not count
 */
export function hmacSignature(options: {
	header: string;
	prefix?: string;
	secretLength?: OriginProof['secretLength'];
}): OriginProof {
	const { header, prefix = '', secretLength = { min: 1, max: Infinity } } = options;
	const pattern = new RegExp(`^${prefix}([0-9a-f]{64})$`, 'i');
	const proof = (delivery: Delivery, secret: string) => {
		const value = singleHeader(delivery, header);
		if (value === undefined) return `the header ${header} is missing`;
		const hex = pattern.exec(value.trim())?.[1];
		if (hex === undefined) return `the header ${header} is not ${prefix}hex, 64 digits of it`;
		const expected = createHmac('sha256', secret).update(delivery.rawBody).digest();
		return timingSafeEqual(Buffer.from(hex, 'hex'), expected)
			? null
			: `the signature in ${header} does not fit the body and the stored secret`;
	};
	return Object.assign(proof, { secretLength });
}

/** The secret itself in the URL's query: `?secret=<secret>`. Proxies' access logs hold it, hence its least length. */
export const urlSecret: OriginProof = Object.assign(
	(delivery: Delivery, secret: string) => {
		const value = delivery.query.secret;
		if (typeof value !== 'string' || value === '') return 'the URL carries no ?secret=';
		return isEqual(value, secret) ? null : 'the ?secret= of the URL is not the stored secret';
	},
	{ secretLength: { min: 16, max: Infinity } },
);

/** `Authorization: Basic base64("webhook:" + secret)`, as in https://webhook:<secret>@host/path. */
export const basicAuth: OriginProof = Object.assign(
	(delivery: Delivery, secret: string) => {
		const value = singleHeader(delivery, 'authorization');
		if (value === undefined) return 'the header authorization is missing';
		const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(value.trim())?.[1];
		if (encoded === undefined) return 'the header authorization is not Basic';
		return isEqual(Buffer.from(encoded, 'base64'), `webhook:${secret}`)
			? null
			: 'user or password is not webhook and the stored secret';
	},
	{ secretLength: { min: 16, max: Infinity } },
);

/** The secret itself as a top-level text of the JSON body. */
export function bodySecret(key: string): OriginProof {
	const proof = (delivery: Delivery, secret: string) => {
		const body = parseJson(delivery.rawBody);
		const value = isJsonObject(body) ? body[key] : undefined;
		if (typeof value !== 'string' || value === '') return `the body carries no ${key}`;
		return isEqual(value, secret) ? null : `the ${key} of the body is not the expected one`;
	};
	return Object.assign(proof, { secretLength: { min: 1, max: Infinity } });
}
