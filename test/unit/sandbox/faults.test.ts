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

describe("the page's switch", () => {
	const ask = async (timeout = 5000) =>
		await axios.get(`${sandbox.vendors.giosg.baseUrl}/api/v5/users/me`, {
			headers: { Authorization: `Token ${giosgDemo.apiToken}` },
			validateStatus: () => true,
			timeout,
		});
	const choose = async (as: string) =>
		await axios.post(`${sandbox.url}/_sandbox/giosg/answers`, { as }, { validateStatus: () => true });
	const shown = async () => {
		const { data } = await axios.get<Array<{ name: string; answers: { as: string } }>>(
			`${sandbox.url}/_sandbox/state`,
		);
		return Object.fromEntries(data.map(({ name, answers }) => [name, answers.as]));
	};

	test.each([
		['broken', 500, undefined],
		['busy', 429, '5'],
	])(
		'%s: the API answers %i until it is switched off, and the page shows it',
		async (as, status, retryAfter) => {
			await choose(as);
			expect(await shown()).toMatchObject({ giosg: as, liveChat: 'usual' });
			for (let again = 0; again < 2; again++) {
				const answer = await ask();
				expect([answer.status, answer.headers['retry-after']]).toEqual([status, retryAfter]);
			}
			await choose('usual');
			expect([(await ask()).status, (await shown()).giosg]).toEqual([200, 'usual']);
		},
	);

	test('slow: the API takes its time, and one switch takes the place of the other', async () => {
		await choose('broken');
		await choose('slow');
		expect((await shown()).giosg).toBe('slow');
		await expect(ask(200)).rejects.toThrow('timeout');
		await choose('usual');
		expect((await ask()).status).toBe(200);
	});

	test('a reset switches it off, and another fault shows as one that the page has no name for', async () => {
		await choose('busy');
		sandbox.reset();
		expect((await shown()).giosg).toBe('usual');
		sandbox.vendors.giosg.fail({ status: 503 });
		expect((await shown()).giosg).toBe('other');
		await choose('usual');
		expect((await ask()).status).toBe(200);
	});

	test('a name that it does not have is refused, and nothing changes', async () => {
		await choose('slow');
		const { status, data } = await choose('toString');
		expect([status, data.message]).toEqual([400, expect.stringContaining('as: ')]);
		expect((await shown()).giosg).toBe('slow');
	});
});

test.each([
	{ status: 429, retryAfter: 'a\nb', latencyMs: 1 },
	{ redirect: 'http://example.com/\u{1F600}', latencyMs: 1 },
])('a fault that no answer can be made of is an error 500: %j', async (fault) => {
	sandbox.vendors.giosg.fail(fault);
	const { status } = await axios.get(`${sandbox.vendors.giosg.baseUrl}/api/v5/users/me`, {
		validateStatus: () => true,
	});
	expect(status).toBe(500);
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
