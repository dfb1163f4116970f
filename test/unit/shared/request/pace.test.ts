import {
	MOST_WIDTH,
	Pace,
	type RequestContext,
	setPace,
	vendorRequest,
} from '../../../../nodes/shared/request';

const paceThatAnswered = (answers: number, most = MOST_WIDTH) => {
	const pace = new Pace(most);
	for (let answer = 0; answer < answers; answer++) pace.answered();
	return pace;
};

test.each([
	[0, 50, 5],
	[10, 50, 25],
	[1000, 50, 50],
	[1000, 3, 3],
	[1000, 8, 8],
	[0, 1, 1],
])('after %d answers, with at most %d, %d may be under way', (answers, most, width) => {
	expect(paceThatAnswered(answers, most).limit).toBe(width);
});

test('a busy vendor halves the width once for one wait, and it grows by one for each round of answers', () => {
	const pace = paceThatAnswered(7);
	const sent = pace.waits;
	pace.busy(sent, 1000);
	// These were under way when the vendor asked: the same wait.
	pace.busy(sent, 1000);
	pace.busy(sent, 1000);
	expect(pace.limit).toBe(10);
	for (let answer = 0; answer < 10; answer++) pace.answered();
	expect(pace.limit).toBe(11);
	pace.busy(pace.waits, 1000);
	expect(pace.limit).toBe(6);
	for (let wait = 0; wait < 5; wait++) pace.busy(pace.waits, 1000);
	expect(pace.limit).toBe(1);
});

describe('how long everything is held back', () => {
	beforeEach(() => jest.useFakeTimers({ now: 0 }));
	afterEach(() => jest.useRealTimers());

	async function heldFor(pace: Pace): Promise<number> {
		const clear = pace.clear();
		await jest.runAllTimersAsync();
		await clear;
		return Date.now();
	}

	/** Refusals of requests that were all sent at first: when each came, and how long it asks to wait. */
	test.each<[string, Array<[number, number]>, number]>([
		['as long as the vendor asks', [[50, 1000]], 1050],
		[
			'from its first answer on',
			[
				[50, 1000],
				[90, 1000],
			],
			1050,
		],
		[
			'as long as the longest of one wait',
			[
				[50, 1000],
				[60, 3000],
			],
			3050,
		],
		['not at all without a refusal', [], 0],
	])('%s', async (_, refusals, until) => {
		const pace = new Pace(50);
		for (const [at, wait] of refusals) {
			jest.setSystemTime(at);
			pace.busy(0, wait);
		}
		expect(await heldFor(pace)).toBe(until);
	});

	test('also for what was waiting for the slot of the refused request', async () => {
		const sentAt: number[] = [];
		const context = {
			getNode: () => ({ name: 'Vendor', type: 'vendor', parameters: {} }),
			getCredentials: async () => ({ baseUrl: 'https://api.example.com' }),
			helpers: {
				httpRequestWithAuthentication: async () =>
					sentAt.push(Date.now()) === 1
						? { statusCode: 429, headers: { 'retry-after': '2' } }
						: { statusCode: 200, headers: {} },
			},
		} as unknown as RequestContext;
		setPace(context, new Pace(1));
		const api = { name: 'Vendor', credential: 'vendorApi', baseUrlField: 'baseUrl' };
		const all = Promise.all(
			['/a', '/b', '/c'].map(async (path) => await vendorRequest(context, api, { method: 'POST', path })),
		);
		await jest.runAllTimersAsync();
		expect((await all).map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(sentAt).toEqual([0, 2000, 2000, 2000]);
	});
});
