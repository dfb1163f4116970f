// Runs the e2e tests, with another release of n8n where one is named; everything else is for jest.
import { spawnSync } from 'node:child_process';

const jestArguments = process.argv.slice(2);
const at = jestArguments.indexOf('--n8n');
if (at >= 0) {
	const [, version] = jestArguments.splice(at, 2);
	if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
		process.stderr.write('Name the release of n8n in full: npm run test:e2e -- --n8n 2.30.8\n');
		process.exit(1);
	}
	process.env.LIVE_CHAT_HUB_N8N = version;
}
const { status } = spawnSync(
	process.execPath,
	['node_modules/jest/bin/jest.js', '--selectProjects', 'e2e', '--runInBand', ...jestArguments],
	{ stdio: 'inherit' },
);
process.exit(status ?? 1);
