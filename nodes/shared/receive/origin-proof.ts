import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { isJsonObject } from '../json';
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

/** A header that came once; undefined when it is missing or came several times. */
export function singleHeader(delivery: Delivery, name: string): string | undefined {
	const value = delivery.headers[name];
	return typeof value === 'string' ? value : undefined;
}

const digestBytes = { sha1: 20, sha256: 32 };

/**
 * HMAC over the raw body, sent in a header. The key is the secret's UTF-8 bytes.
 * @param options.header lower-case header name
 * @param options.algorithm sha256 unless given
 * @param options.encoding hex (either case) unless given
 * @param options.prefix what stands before the digest, for example `sha256=`; its case does not count
 */
export function hmacSignature(options: {
	header: string;
	algorithm?: 'sha1' | 'sha256';
	encoding?: 'hex' | 'base64';
	prefix?: string;
	secretLength?: OriginProof['secretLength'];
}): OriginProof {
	const { header, algorithm = 'sha256', encoding = 'hex', prefix = '' } = options;
	const { secretLength = { min: 1, max: Infinity } } = options;
	const bytes = digestBytes[algorithm];
	const length = encoding === 'hex' ? bytes * 2 : Math.ceil(bytes / 3) * 4;
	const alphabet = encoding === 'hex' ? '[0-9a-f]' : '[a-z0-9+/=]';
	const pattern = new RegExp(`^${prefix}(${alphabet}{${length}})$`, 'i');
	const proof = (delivery: Delivery, secret: string) => {
		const value = singleHeader(delivery, header);
		if (value === undefined) return `the header ${header} is missing`;
		const digest = pattern.exec(value.trim())?.[1];
		if (digest === undefined) {
			const hint = otherEncodings.find(({ isSuch }) => isSuch(value.trim().slice(prefix.length)))?.hint;
			return `the header ${header} is not ${prefix}${encoding}, ${length} digits of it${hint ? ` (${hint})` : ''}`;
		}
		const sent = Buffer.from(digest, encoding);
		const expected = createHmac(algorithm, secret).update(delivery.rawBody).digest();
		return sent.length === bytes && timingSafeEqual(sent, expected)
			? null
			: `the signature in ${header} does not fit the body and the stored secret`;
	};
	return Object.assign(proof, { secretLength });
}

/** What a signature looks like that a vendor, or a proxy, made in another way than is expected. */
const otherEncodings = [
	{ isSuch: (text: string) => /^[0-9a-f]{40}$/i.test(text), hint: 'it looks like SHA-1 in hex' },
	{ isSuch: (text: string) => /^[0-9a-f]{64}$/i.test(text), hint: 'it looks like SHA-256 in hex' },
	{ isSuch: (text: string) => /^[a-z0-9+/]{27}=$/i.test(text), hint: 'it looks like SHA-1 in base64' },
	{ isSuch: (text: string) => /^[a-z0-9+/]{43}=$/i.test(text), hint: 'it looks like SHA-256 in base64' },
];

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

/**
 * The secret itself as a top-level text of the JSON body. A body whose bytes do not hold the secret is refused before it
 * is parsed, so that nobody without it makes n8n read megabytes of JSON.
 */
export function bodySecret(key: string): OriginProof {
	const proof = (delivery: Delivery, secret: string) => {
		const isThere = secret !== '' && delivery.rawBody.includes(secret);
		const body = isThere ? parseJson(delivery.rawBody) : undefined;
		const value = isJsonObject(body) ? body[key] : undefined;
		return typeof value === 'string' && isEqual(value, secret)
			? null
			: `the body carries no ${key}, or another than the expected one`;
	};
	return Object.assign(proof, { secretLength: { min: 1, max: Infinity } });
}
