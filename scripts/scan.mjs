// n8n's own scan for verified community packages, on the source and on what `npm pack` would publish. The published
// scanner takes packages from the registry only; its rules are exported, so they can be run before a release.
// `node scripts/scan.mjs [folder]` scans the package in this folder, or in another.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const PUBLISHED = /^(dist\/.+|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
process.chdir(process.argv[2] ?? '.');

const work = mkdtempSync(join(tmpdir(), 'live-chat-hub-scan-'));
const findings = [];

/** Lints one folder; a folder without a file to lint is a finding, since the scanner passes it in silence. */
async function scan(title, folder, patterns, files) {
	process.stdout.write(`scan: ${title}, ${files.length} files\n`);
	if (files.length === 0) {
		findings.push(`${title}: there is nothing to lint`);
		return;
	}
	const result = await analyzePackage(folder, patterns);
	if (!result.passed || result.message) findings.push(`${title}: ${result.message}\n${result.details ?? ''}`);
}

try {
	const sources = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts')),
	);
	await scan('source', process.cwd(), SOURCE_FILE_PATTERNS, sources);

	const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], {
		encoding: 'utf8',
		maxBuffer: 1e8,
	});
	const [{ filename, files }] = JSON.parse(packed);
	const paths = files.map(({ path }) => path);
	for (const path of paths.filter((name) => !PUBLISHED.test(name)))
		findings.push(`tarball: ${path} must not be published`);

	execFileSync('tar', ['-xzf', join(work, filename), '-C', work]);
	const built = paths.filter((name) => name.endsWith('.js'));
	await scan('tarball', join(work, 'package'), ['**/*.js', 'package.json'], built);
} finally {
	rmSync(work, { recursive: true, force: true });
}

for (const finding of findings) process.stdout.write(`scan: ${finding}\n`);
process.stdout.write(findings.length === 0 ? 'scan: no findings\n' : `scan: ${findings.length} finding(s)\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
