/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- works in a copy of the repository */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(__dirname, '..', '..');
const copy = mkdtempSync(join(tmpdir(), 'live-chat-hub-vendor-'));
const steps = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');

beforeAll(() => {
	const leftOut = ['.git', 'node_modules', 'dist', 'dist-packages'].map((name) => join(repository, name));
	cpSync(repository, copy, { recursive: true, filter: (path) => !leftOut.includes(path) });
	symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Runs a tool of node_modules in the copy, by its script; gives what it printed if it did not succeed. */
function run(script: string, ...args: string[]): string {
	// What jest sets for its own processes makes n8n's lint rules and another jest behave differently.
	// UPDATE_SCHEMAS is what `npm run schemas` sets.
	const env = { ...process.env, JEST_WORKER_ID: undefined, NODE_ENV: undefined, UPDATE_SCHEMAS: '1' };
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(copy, 'node_modules', script), ...args],
		{
			cwd: copy,
			encoding: 'utf8',
			env,
		},
	);
	return status === 0 ? '' : `${script} ended with ${status}\n${stdout}\n${stderr}`;
}

test('the steps of CONTRIBUTING.md add a vendor that passes lint, the unit tests and what every vendor passes', () => {
	const files = [...steps.matchAll(/^`([^`]+)`:\n\n```\w+\n(.*?)^```$/gms)];
	expect(files.map(([, path]) => path)).toHaveLength(13);
	for (const [, path, text] of files) {
		mkdirSync(dirname(join(copy, path)), { recursive: true });
		writeFileSync(join(copy, path), text);
	}
	const lines = [...steps.matchAll(/^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \|$/gm)];
	expect(lines).toHaveLength(9);
	for (const [, path, after, line] of lines) {
		const text = readFileSync(join(copy, path), 'utf8');
		expect([path, text.split(after)]).toEqual([path, [expect.any(String), expect.any(String)]]);
		writeFileSync(join(copy, path), text.replace(after, `${after}\n${line}\n`));
	}
	// Nothing of the core has to know it.
	expect(lines.map(([, path]) => path).filter((path) => path.startsWith('nodes/'))).toEqual([]);

	const own = [
		...['nodes/Examplechat', 'credentials/ExamplechatApi.credentials.ts'],
		...['test/fixtures/examplechat', 'test/sandbox/vendors/examplechat.ts'],
	];
	// As they stand on the page, they are formatted; the lists that got a line are formatted by the step that says so.
	expect(run('prettier/bin/prettier.cjs', '--check', ...own)).toBe('');
	expect(run('prettier/bin/prettier.cjs', '--write', 'test', 'package.json')).toBe('');
	expect(run('typescript/bin/tsc', '--noEmit')).toBe('');
	expect(run('typescript/bin/tsc', '-p', 'tsconfig.build.json')).toBe('');
	expect(run('gulp/bin/gulp.js', 'build:icons')).toBe('');
	expect(run('eslint/bin/eslint.js', '--max-warnings=0', ...own, 'package.json')).toBe('');

	const results = join(copy, 'results.json');
	const jest = (...args: string[]) => {
		expect(run('jest/bin/jest.js', ...args, '--json', '--outputFile', results)).toBe('');
		return (JSON.parse(readFileSync(results, 'utf8')) as { numPassedTests: number }).numPassedTests;
	};
	// Six per delivery and as many per operation, and what is asked of the trigger and of the action as a whole.
	const tables = ['everyTrigger', 'everyOperation', 'everyValue', 'aiTool', 'hostileInput'];
	expect(jest('--selectProjects', 'engine', '-t', 'Examplechat', '--', ...tables)).toBeGreaterThan(50);
	expect(run('tsx/dist/cli.mjs', 'scripts/chatEventDocs.ts')).toBe('');
	expect(readFileSync(join(copy, 'docs/chat-event.md'), 'utf8')).toContain('`examplechat`');
	expect(jest('--selectProjects', 'unit')).toBeGreaterThan(500);
}, 300_000);
