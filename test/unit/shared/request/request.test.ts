import { secretFault } from '../../../../nodes/shared/receive';
import { UserError } from 'n8n-workflow';

import { mapConcurrently } from '../../../../nodes/shared/action';
import {
	collectPages,
	credentialOf,
	joinUrl,
	path,
	type RequestContext,
	type VendorApi,
	vendorWords,
} from '../../../../nodes/shared/request';
import { checkCredentialTest, credentialTest } from '../../../../nodes/shared/request/credential';
import { pause, waitFor } from '../../../../nodes/shared/request/retry';

describe('path', () => {
	test('encodes what is put in', () => {
		expect(path`/a/${'x/y?z#é 1'}/b/${'169.26.97.99-1'}`).toBe('/a/x%2Fy%3Fz%23%C3%A9%201/b/169.26.97.99-1');
	});
	test.each(['', '.', '..'])('refuses %j, which would lead elsewhere', (value) => {
		expect(() => path`/a/${value}/b`).toThrow(UserError);
	});
});

test.each([
	['https://api.example.com', 'https://api.example.com/x'],
	['https://api.example.com/', 'https://api.example.com/x'],
	[' https://api.example.com/v2// ', 'https://api.example.com/v2/x'],
])('joinUrl of %j', (baseUrl, expected) => expect(joinUrl(baseUrl, '/x')).toBe(expected));

test.each([
	'/../x',
	'/%2e%2e/x',
	'/%2E./x',
	'/..\\x',
	'/a/../../x',
	'@evil.example.com/x',
	'.evil.example.com/x',
	':8443/x',
	'x',
])('joinUrl does not leave the base URL by %j', (pathName) =>
	expect(() => joinUrl('https://vendor.example.com/api', pathName)).toThrow('leads away from the base URL'),
);

describe('waitFor', () => {
	const now = Date.parse('2026-11-21T10:00:00Z');
	test.each<[unknown, number, number]>([
		['7', 0, 7000],
		[7, 0, 7000],
		['0', 3, 0],
		['0.2', 0, 200],
		['Sat, 21 Nov 2026 10:00:30 GMT', 0, 30_000],
		['Sat, 21 Nov 2026 09:00:00 GMT', 0, 0],
		[undefined, 0, 1000],
		[undefined, 2, 4000],
		['soon', 1, 2000],
	])('%j on attempt %d: %d ms', (header, attempt, expected) => {
		expect(waitFor(header, attempt, now)).toBe(expected);
	});
});

test('pause ends when the execution is cancelled', async () => {
	const cancel = new AbortController();
	const started = Date.now();
	const paused = pause(60_000, cancel.signal);
	cancel.abort();
	await expect(paused).rejects.toThrow('cancelled');
	expect(Date.now() - started).toBeLessThan(5_000);
});

test('credentialOf reads once in an execution, and again after it could not', async () => {
	const api: VendorApi = { name: 'Vendor', credential: 'vendorApi', baseUrlField: 'baseUrl' };
	const getCredentials = jest
		.fn()
		.mockRejectedValueOnce(new Error('not now'))
		.mockResolvedValue({ token: 'x' });
	const context = { getCredentials } as unknown as RequestContext;
	await expect(credentialOf(context, api)).rejects.toThrow('not now');
	const read = await Promise.all([credentialOf(context, api), credentialOf(context, api)]);
	expect(read).toEqual([{ token: 'x' }, { token: 'x' }]);
	expect(getCredentials.mock.calls).toEqual([['vendorApi'], ['vendorApi']]);
	await credentialOf({ getCredentials } as unknown as RequestContext, api);
	expect(getCredentials).toHaveBeenCalledTimes(3);
});

describe('mapConcurrently', () => {
	test('keeps the order and the bound', async () => {
		let running = 0;
		let most = 0;
		const results = await mapConcurrently([30, 5, 20, 1], 2, async (milliseconds, index) => {
			most = Math.max(most, ++running);
			await pause(milliseconds);
			running--;
			return index;
		});
		expect(results).toEqual([0, 1, 2, 3]);
		expect(most).toBe(2);
	});
	test('starts nothing after a task threw, and lets those under way end', async () => {
		const ended: number[] = [];
		const run = mapConcurrently([0, 1, 2, 3, 4], 2, async (entry) => {
			if (entry === 0) throw new UserError('no');
			await pause(20);
			ended.push(entry);
		});
		await expect(run).rejects.toThrow('no');
		expect(ended).toEqual([1]);
	});
	test.each([0, -1, NaN, 1000])('does with a bound of %d', async (bound) => {
		expect(await mapConcurrently([1, 2, 3], bound, async (entry) => entry)).toEqual([1, 2, 3]);
		expect(await mapConcurrently([], bound, async (entry) => entry)).toEqual([]);
	});
});

describe('collectPages', () => {
	const pages: Record<string, { items: number[]; next: string | null }> = {
		start: { items: [1, 2, 3], next: 'b' },
		b: { items: [], next: 'c' },
		c: { items: [4], next: null },
	};
	const fetchPage = async (cursor: string | undefined) => pages[cursor ?? 'start'];

	test('follows next whatever the size of a page', async () => {
		expect(await collectPages(fetchPage, Infinity)).toEqual([1, 2, 3, 4]);
	});
	test('stops at the limit, and asks for no page more than it needs', async () => {
		const asked: unknown[] = [];
		const items = await collectPages(async (cursor: string | undefined) => {
			asked.push(cursor);
			return await fetchPage(cursor);
		}, 2);
		expect(items).toEqual([1, 2]);
		expect(asked).toEqual([undefined]);
	});
	test('goes on over pages without any entry, however many: their entries may have been filtered out', async () => {
		const late = async (cursor = 0) =>
			cursor < 150 ? { items: [], next: cursor + 1 } : { items: ['open'], next: null };
		expect(await collectPages<string, number>(late, Infinity)).toEqual(['open']);
	});
	test.each<[string, () => Promise<{ items: number[]; next: string }>, RegExp]>([
		['names itself as the next', async () => ({ items: [], next: 'same' }), /leads back to a page/],
		[
			'is the same whatever the cursor says',
			async () => ({ items: [1, 2], next: `cursor ${Math.random()}` }),
			/sends the same entries again/,
		],
		[
			'comes again for ever without an entry',
			async () => ({ items: [], next: `cursor ${Math.random()}` }),
			/more than 10000 pages/,
		],
	])('a page that %s is a fault, never an early end', async (_, fetchPage, reason) => {
		await expect(collectPages(fetchPage, Infinity)).rejects.toThrow(reason);
	});
	test.each([0, -5, NaN])('takes a limit of %d as 1', async (limit) => {
		expect(await collectPages(async () => ({ items: [1, 2, 3], next: null }), limit || 0)).toEqual([1]);
	});
});

test.each<[unknown, string]>([
	[{ message: 'Agent is unknown' }, 'Agent is unknown'],
	[{ detail: 'Not found.' }, 'Not found.'],
	[{ error: { type: 'validation', message: 'Wrong format' } }, 'Wrong format'],
	[{ error: 'invalid_grant', error_description: 'Expired' }, 'Expired'],
	['Visitor\n  is unknown', 'Visitor is unknown'],
	['<html>Sign in</html>', ''],
	[{ code: 7 }, ''],
	['', ''],
	['x'.repeat(400), `${'x'.repeat(300)}…`],
])('vendorWords of %j', (body, expected) => expect(vendorWords(body)).toBe(expected));

describe('checkCredentialTest', () => {
	const { headers } = credentialTest('Example', { baseURL: 'https://api.example.com', url: '/me' }).request;
	const check = (credential: Record<string, string>, isTest = true) => {
		const request = { url: '/me', headers: isTest ? { ...headers } : {} };
		checkCredentialTest(request, credential, { 'API Key': 'apiKey' }, (secret) =>
			secretFault(secret, { min: 32, max: 64 }),
		);
		return request;
	};
	const key = 'example-api-key';

	test('takes its mark off the request', () => {
		expect(check({ apiKey: key }).headers).toEqual({});
	});
	test.each<[string, Record<string, string>, RegExp]>([
		[
			'a webhook secret that is too short',
			{ apiKey: key, webhookSecret: 'short' },
			/Webhook Secret.*32 to 64/,
		],
		[
			'a previous webhook secret that is too short',
			{ apiKey: key, webhookSecret: 'x'.repeat(32), previousWebhookSecret: 'short' },
			/Previous Webhook Secret.*32 to 64/,
		],
		['only a webhook secret', { webhookSecret: 'x'.repeat(32) }, /can be used to receive events.*API Key/],
		['nothing', {}, /Fill in API Key to call the vendor, or Webhook Secret to receive/],
	])('tells of %s', (_, credential, message) => expect(() => check(credential)).toThrow(message));
	test('does not stop an action for a webhook secret', () => {
		expect(() => check({ webhookSecret: 'short' }, false)).not.toThrow();
	});
});
