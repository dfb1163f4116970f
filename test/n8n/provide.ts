// Runs in tests, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs a program with apt where it is missing.
 *
 * @param program its absolute path once it is installed
 * @throws an Error that says which program is missing and how to install it, where there is no apt or no root
 */
export async function provide(debianPackage: string, program: string): Promise<void> {
	if (existsSync(program)) return;
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new Error(`${program} is not there. Install it, on Debian with: apt-get install ${debianPackage}`);
	}
	process.stdout.write(`Installing ${debianPackage} ...\n`);
	await run('apt-get', ['update'], { maxBuffer: 1e8 });
	await run('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { maxBuffer: 1e8 });
}
