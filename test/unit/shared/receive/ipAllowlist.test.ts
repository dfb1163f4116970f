import { invalidEntries, isAllowed } from '../../../../nodes/shared/receive/ip-allowlist';

test.each<[string | undefined, string, boolean]>([
	['203.0.113.7', '', true],
	[undefined, '', true],
	[undefined, '203.0.113.7', false],
	['203.0.113.7', '203.0.113.7', true],
	['203.0.113.8', '203.0.113.7', false],
	['::ffff:203.0.113.7', '203.0.113.7', true],
	['::ffff:cb00:7107', '203.0.113.7', true],
	['203.0.113.7', '::ffff:203.0.113.7', true],
	['203.0.113.200', '203.0.113.0/24', true],
	['203.0.114.1', '203.0.113.0/24', false],
	['178.63.128.65', '10.0.0.0/8, 178.63.128.64/29 , 178.63.179.192/29', true],
	['178.63.128.72', '178.63.128.64/29', false],
	['198.51.100.1', '0.0.0.0/0', true],
	['2001:db8::1', '0.0.0.0/0', false],
	['2001:db8::1', '2001:db8::/32', true],
	['2001:DB8:0:0:0:0:0:1', '2001:db8::1', true],
	['2001:db9::1', '2001:db8::/32', false],
	['2001:db8:ffff::', '2001:db8::/33', false],
	['::1', '::1', true],
	['fe80::1%eth0', 'fe80::/10', true],
	['::', '::/0', true],
	['203.0.113.7', '203.0.113.7/33', false],
	['203.0.113.7', 'everybody', false],
	['203.0.113.7', '203.0.113', false],
	['not an address', '0.0.0.0/0', false],
	['203.0.113.7', 'nonsense, 203.0.113.7', true],
	['203.0.113.7', ' ', false],
	['203.0.113.7', ', ,', false],
	['64:ff9b::203.0.113.7', '64:ff9b::/96', true],
])('%s and the list %j: %s', (ip, allowlist, expected) => {
	expect(isAllowed(ip, allowlist)).toBe(expected);
});

test('names the entries that are no address', () => {
	expect(
		invalidEntries(
			'203.0.113.7, 203.0.113.256, 1.2.3, 01.2.3.4, ::1/129, ::1, 2001:db8::1::2, 1.2.3.4/, a/8 10.0.0.0/8',
		),
	).toEqual(['203.0.113.256', '1.2.3', '01.2.3.4', '::1/129', '2001:db8::1::2', '1.2.3.4/', 'a/8']);
});

test('a filled list without an address is named whole', () => {
	expect(invalidEntries(', ,')).toEqual([', ,']);
	expect(invalidEntries('')).toEqual([]);
});
