/* eslint-disable @n8n/community-nodes/no-restricted-imports -- asks the sandbox as a node would */
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';

import { startSandbox, type Sandbox } from '../../sandbox';
import { giosgDemo } from '../../sandbox/vendors/giosg';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

describe('a rate limit', () => {
	const ask = async () =>
		await axios.get(`${sandbox.vendors.giosg.baseUrl}/api/v5/users/me`, {
			headers: { Authorization: `Token ${giosgDemo.apiToken}` },
			validateStatus: () => true,
		});
	const statuses = async (count: number) =>
		(await Promise.all(Array.from({ length: count }, ask))).map(({ status }) => status).sort();

	test('refuses what comes beyond it, and takes requests again after the span', async () => {
		sandbox.vendors.giosg.fail({ status: 429, retryAfter: 1, beyond: { requests: 3, withinMs: 300 } });
		expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
		const refused = await ask();
		expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
		await sleep(320);
		expect(await statuses(4)).toEqual([200, 200, 200, 429]);
	});

	test('leaves the requests within it to the next fault', async () => {
		const { giosg } = sandbox.vendors;
		giosg.fail({ status: 429, beyond: { requests: 1, withinMs: 60_000 } });
		giosg.fail({ latencyMs: 100 });
		const started = performance.now();
		expect(await statuses(2)).toEqual([200, 429]);
		expect(performance.now() - started).toBeGreaterThanOrEqual(95);
	});

	test('can be set over HTTP', async () => {
		const fault = { status: 429, beyond: { requests: 1, withinMs: 60_000 } };
		const { status } = await axios.post(`${sandbox.url}/_sandbox/giosg/fail`, fault);
		expect(status).toBe(200);
		expect(await statuses(3)).toEqual([200, 429, 429]);
	});
});

test('the pages of a list have as many entries as they are told to', async () => {
	const { giosg } = sandbox.vendors;
	giosg.pageSizes = [50];
	const { data } = await axios.get<{ next: string | null; results: unknown[] }>(
		`${giosg.baseUrl}/api/v5/orgs/${giosgDemo.organizationId}/rooms`,
		{ headers: { Authorization: `Token ${giosgDemo.apiToken}` } },
	);
	expect([data.results.length, data.next]).toEqual([giosg.rooms.length, null]);
});
