const { existsSync } = require('node:fs');

/** Tests are transpiled without a type check, which `npm run lint` does once for the whole tree. */
const transform = { '^.+\\.ts$': ['ts-jest', { isolatedModules: true, diagnostics: false }] };

/** @param {string} name a folder of test/ and the project's name */
const project = (name, more = {}) => ({
	displayName: name,
	testEnvironment: 'node',
	transform,
	roots: [`<rootDir>/test/${name}`],
	testMatch: ['**/*.test.ts'],
	...more,
});

/** @type {import('jest').Config} */
module.exports = {
	projects: ['unit', 'engine', 'e2e']
		.filter((name) => existsSync(`${__dirname}/test/${name}`))
		.map((name) => project(name)),
};
