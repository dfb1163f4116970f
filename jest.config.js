const { existsSync } = require('node:fs');

const { compilerOptions } = require('./tsconfig.json');

/** Tests are transpiled without a type check, which `npm run lint` does once for the whole tree. */
const transform = {
	'^.+\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: { ...compilerOptions, isolatedModules: true } }],
};

/** @param {string} name a folder of test/ and the project's name */
const project = (name, more = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	transform,
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	...more,
});

/** The unit tests with the zod that an n8n may ship one day; n8n 2.41 ships 3.25. */
const zod4 = project('unit', { displayName: 'zod4', moduleNameMapper: { '^zod$': 'zod4' } });

const setup = {
	engine: { setupFilesAfterEnv: ['<rootDir>/test/engine/closeBenches.ts'] },
	// The e2e tests share one n8n, which is booted once per run.
	e2e: {
		globalSetup: '<rootDir>/test/e2e/global-setup.ts',
		globalTeardown: '<rootDir>/test/e2e/global-teardown.ts',
		setupFilesAfterEnv: ['<rootDir>/test/e2e/timeout.ts'],
	},
};

/** @type {import('jest').Config} */
module.exports = {
	// jest leaves a core free; on two cores that is half of them.
	maxWorkers: '100%',
	reporters: ['default', '<rootDir>/test/endOfRun.cjs'],
	projects: [
		...['unit', 'engine', 'e2e']
			.filter((name) => existsSync(`${__dirname}/test/${name}`))
			.map((name) => project(name, setup[name])),
		zod4,
		project('queue', { setupFilesAfterEnv: ['<rootDir>/test/queue/timeout.ts'] }),
		project('browser', { setupFilesAfterEnv: ['<rootDir>/test/browser/timeout.ts'] }),
	],
};
