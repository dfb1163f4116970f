import { MOST_WIDTH, Pace } from '../../../../nodes/shared/request/pace';

const paceThatAnswered = (answers: number, most = MOST_WIDTH) => {
	const pace = new Pace(most);
	for (let answer = 0; answer < answers; answer++) pace.answered();
	return pace;
};

test.each([
	[0, 50, 5],
	[10, 50, 15],
	[1000, 50, 50],
	[1000, 3, 3],
	[0, 1, 1],
])('after %d answers, with at most %d, %d may be under way', (answers, most, width) => {
	expect(paceThatAnswered(answers, most).limit).toBe(width);
});

test('a busy vendor halves the width once for one wait, and it grows by one for each round of answers', () => {
	const pace = paceThatAnswered(15);
	pace.busy(900, 1000, 1000);
	// These were under way when the vendor asked: the same wait.
	pace.busy(950, 1000, 1040);
	pace.busy(999, 1000, 1050);
	expect(pace.limit).toBe(10);
	for (let answer = 0; answer < 10; answer++) pace.answered();
	expect(pace.limit).toBe(11);
	pace.busy(2100, 1000, 2150);
	expect(pace.limit).toBe(5);
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

	test.each<[string, Array<[number, number, number]>, number]>([
		['as long as the vendor asks', [[0, 1000, 50]], 1050],
		[
			'from its first answer on',
			[
				[0, 1000, 50],
				[10, 1000, 90],
			],
			1050,
		],
		[
			'as long as the longest of one wait',
			[
				[0, 1000, 50],
				[10, 3000, 60],
			],
			3050,
		],
		['not at all without a refusal', [], 0],
	])('%s', async (_, refusals, until) => {
		const pace = new Pace(50);
		for (const [sentAt, wait, now] of refusals) pace.busy(sentAt, wait, now);
		expect(await heldFor(pace)).toBe(until);
	});
});
