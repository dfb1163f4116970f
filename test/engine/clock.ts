/** For `jest.useFakeTimers`: only the clock is set, and it does not tick. */
export const onlyTheClock = {
	doNotFake: [
		'clearImmediate',
		'clearInterval',
		'clearTimeout',
		'hrtime',
		'nextTick',
		'performance',
		'queueMicrotask',
		'setImmediate',
		'setInterval',
		'setTimeout',
	],
} satisfies Parameters<typeof jest.useFakeTimers>[0];
