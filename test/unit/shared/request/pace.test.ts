import {
	type ApiRequest,
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

	/** A vendor that answers 429 at first, and the times at which it was asked. */
	function busyAtFirst(retryAfter: string) {
		const sentAt: number[] = [];
		const context = {
			getNode: () => ({ name: 'Vendor', type: 'vendor', parameters: {} }),
			getCredentials: async () => ({ baseUrl: 'https://api.example.com' }),
			helpers: {
				httpRequestWithAuthentication: async () =>
					sentAt.push(Date.now()) === 1
						? { statusCode: 429, headers: { 'retry-after': retryAfter } }
						: { statusCode: 200, headers: {} },
			},
		} as unknown as RequestContext;
		setPace(context, new Pace(1));
		const api = { name: 'Vendor', credential: 'vendorApi', baseUrlField: 'baseUrl' };
		const ask = async (request: Partial<ApiRequest> = {}) =>
			await vendorRequest(context, api, { method: 'POST', path: '/x', ...request }).then(
				({ status }) => status,
				(error: Error) => error.message,
			);
		return { sentAt, ask };
	}

	test('also for what was waiting for the slot of the refused request', async () => {
		const { sentAt, ask } = busyAtFirst('2');
		const all = Promise.all([ask(), ask(), ask()]);
		await jest.runAllTimersAsync();
		expect(await all).toEqual([200, 200, 200]);
		expect(sentAt).toEqual([0, 2000, 2000, 2000]);
	});

	test('longer than a minute by not sending what follows, until it is over', async () => {
		const { sentAt, ask } = busyAtFirst('3600');
		const all = Promise.all([ask(), ask(), ask()]);
		await jest.runAllTimersAsync();
		expect(await all).toEqual(Array.from({ length: 3 }, () => 'Vendor takes no more requests for now (429)'));
		expect(sentAt).toEqual([0]);
		jest.setSystemTime(3_600_000);
		expect(await ask()).toBe(200);
	});

	test('not longer than there is time for a request when its turn comes', async () => {
		const { sentAt, ask } = busyAtFirst('2');
		const timeLeft = () => {
			const left = 1500 - Date.now();
			if (left <= 0) throw new Error('the time is over');
			return left;
		};
		const first = ask();
		const second = ask({ timeLeft });
		await jest.runAllTimersAsync();
		expect(await Promise.all([first, second])).toEqual([200, 'the time is over']);
		expect(sentAt).toEqual([0, 2000]);
	});
});
