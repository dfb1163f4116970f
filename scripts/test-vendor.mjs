// Runs the tables that all vendors pass for one vendor, without a line for each test of the others.
import { spawnSync } from 'node:child_process';

const [vendor] = process.argv.slice(2);
if (!vendor) {
	process.stderr.write('Name a vendor as test/fixtures does: npm run test:vendor -- giosg\n');
	process.exit(1);
}
const tables = ['everyTrigger', 'everyOperation', 'everyValue', 'aiTool', 'hostileInput'];
const { status } = spawnSync(
	process.execPath,
	[
		'node_modules/jest/bin/jest.js',
		'--selectProjects',
		'engine',
		'--verbose=false',
		'-t',
		vendor,
		'--',
		...tables,
	],
	{ stdio: 'inherit' },
);
process.exit(status ?? 1);
