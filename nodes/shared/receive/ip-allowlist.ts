// Written by hand because n8n's rules keep node:net and its BlockList out of community nodes.

interface Address {
	bits: 32 | 128;
	value: bigint;
}

function parseIPv4(text: string): Address | null {
	const octets = text.split('.');
	if (
		octets.length !== 4 ||
		!octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256)
	) {
		return null;
	}
	return { bits: 32, value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n) };
}

function parseGroups(text: string): bigint[] | null {
	if (text === '') return [];
	const groups = text.split(':');
	return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
		? groups.map((group) => BigInt(`0x${group}`))
		: null;
}

function parseIPv6(text: string): Address | null {
	// A tail in IPv4 notation (RFC 4291, 2.2) stands for the last two groups.
	const tail = /^(.*:)([\d.]+)$/.exec(text);
	if (tail?.[2].includes('.')) {
		const v4 = parseIPv4(tail[2]);
		if (v4 === null) return null;
		text = `${tail[1]}${(v4.value >> 16n).toString(16)}:${(v4.value & 0xffffn).toString(16)}`;
	}
	const halves = text.split('::');
	if (halves.length > 2) return null;
	const [head, end] = [parseGroups(halves[0]), parseGroups(halves[1] ?? '')];
	if (head === null || end === null) return null;
	const gap = 8 - head.length - end.length;
	if (halves.length === 2 ? gap < 1 : gap !== 0) return null;
	const groups = [...head, ...Array<bigint>(gap).fill(0n), ...end];
	return { bits: 128, value: groups.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** An IPv4 or IPv6 address; an IPv4 address inside IPv6 (`::ffff:192.0.2.1`) counts as IPv4. Null when it is neither. */
function parseAddress(text: string): Address | null {
	const bare = text.trim().replace(/%.*$/, '');
	if (!bare.includes(':')) return parseIPv4(bare);
	const address = parseIPv6(bare);
	if (address !== null && address.value >> 32n === 0xffffn)
		return { bits: 32, value: address.value & 0xffff_ffffn };
	return address;
}

/** Some proxies write the sender's port behind the address: `203.0.113.7:51234`, `[2001:db8::1]:51234`. */
const withoutPort = (ip: string): string => {
	const [, v4, v6] = /^(?:([\d.]+)|\[([^\]]*:[^\]]*)\]):\d{1,5}$/.exec(ip.trim()) ?? [];
	return v4 ?? v6 ?? ip;
};

function parseRange(text: string): { base: Address; prefix: number } | null {
	const [addressText, prefixText, ...more] = text.split('/');
	const base = parseAddress(addressText);
	if (base === null || more.length > 0) return null;
	if (prefixText === undefined) return { base, prefix: base.bits };
	const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : NaN;
	return prefix <= base.bits ? { base, prefix } : null;
}

const entriesOf = (allowlist: string): string[] =>
	allowlist
		.split(/[,\s]+/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');

/** What of an allowlist is neither an address nor a CIDR range: its entries, or all of it when it has none. */
export function invalidEntries(allowlist: string): string[] {
	const entries = entriesOf(allowlist);
	if (entries.length === 0 && allowlist !== '') return [allowlist];
	return entries.filter((entry) => parseRange(entry) === null);
}

/**
 * Whether an address may deliver.
 * @param ip the sender's address, IPv4 or IPv6, also with a port; undefined is never allowed by a filled list
 * @param allowlist addresses and CIDR ranges separated by commas or spaces; '' allows everybody. An entry that cannot
 * be read matches nothing, so that a list of nothing else allows nobody
 */
export function isAllowed(ip: string | undefined, allowlist: string): boolean {
	if (allowlist === '') return true;
	const entries = entriesOf(allowlist);
	const address = ip === undefined ? null : parseAddress(withoutPort(ip));
	if (address === null) return false;
	return entries.some((entry) => {
		const range = parseRange(entry);
		if (range === null || range.base.bits !== address.bits) return false;
		const shift = BigInt(address.bits - range.prefix);
		return address.value >> shift === range.base.value >> shift;
	});
}
