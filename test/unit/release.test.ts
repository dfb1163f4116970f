/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the pages of the repository */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { version } from '../../package.json';

const read = (page: string) => readFileSync(join(resolve(__dirname, '../..'), page), 'utf8');

test('the changelog has a dated heading for the version, below what is unreleased, and links for both', () => {
	const changelog = read('CHANGELOG.md');
	const [unreleased, newest] = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
	expect(unreleased).toBe('[Unreleased]');
	expect(newest.replace(/ - \d{4}-\d\d-\d\d$/, ' - date')).toBe(`[${version}] - date`);
	expect(changelog).toMatch(
		new RegExp(`^\\[Unreleased\\]: https://.*/compare/${version}\\.\\.\\.HEAD$`, 'm'),
	);
	expect(changelog).toMatch(new RegExp(`^\\[${version}\\]: https://`, 'm'));
});

test("the README's line for Docker installs the version", () => {
	expect(read('README.md')).toContain(`"name":"n8n-nodes-live-chat-hub","version":"${version}"`);
});
