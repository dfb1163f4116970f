/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the pages of the repository */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const repository = resolve(__dirname, '../..');
const pages = [
	...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'workflows/README.md'],
	...readdirSync(join(repository, 'docs'))
		.filter((file) => file.endsWith('.md'))
		.map((file) => `docs/${file}`),
];

/** A page without its code, in which brackets and # mean something else. */
const textOf = (page: string) =>
	readFileSync(join(repository, page), 'utf8')
		.replace(/^```[^]*?^```$/gm, '')
		.replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()#]/g, ''));

/** GitHub's anchors: small letters, no punctuation, dashes for spaces, and a number where a heading comes again. */
function anchorsOf(page: string): string[] {
	const seen = new Map<string, number>();
	return [...textOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => {
		const anchor = heading
			.replace(/\]\([^)]*\)/g, '')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
			.replaceAll(' ', '-');
		const before = seen.get(anchor) ?? 0;
		seen.set(anchor, before + 1);
		return before ? `${anchor}-${before}` : anchor;
	});
}

/** Addresses of other sites are left out: the tests ask nobody. */
const linksOf = (page: string) =>
	[...textOf(page).matchAll(/\]\(\s*([^)\s]+)[^)]*\)|^\[[^\]]+\]: +(\S+)|(?:href|src|srcset)="([^"]+)"/gm)]
		.map(([, inline, reference, html]) => inline ?? reference ?? html)
		.filter((target) => !/^[a-z]+:/i.test(target));

test.each(pages)('every link in %s leads to a file and a heading that exist', (page) => {
	const lost = linksOf(page).filter((target) => {
		const [path, anchor] = target.split('#');
		const file = path ? join(repository, dirname(page), path) : join(repository, page);
		if (!existsSync(file)) return true;
		return anchor !== undefined && !anchorsOf(relative(repository, file)).includes(anchor);
	});
	expect(lost).toEqual([]);
});

test('links are found', () => {
	expect(linksOf('README.md')).toContain('docs/livesupporti.md');
	expect(linksOf('docs/smartsupp.md')).toContain('#what-is-documented-and-what-is-assumed');
});

test('every picture is shown on a page, and is small enough to read it on a telephone', () => {
	const shown = pages.flatMap((page) =>
		linksOf(page).map((target) => join(repository, dirname(page), target)),
	);
	const folder = join(repository, 'docs/screenshots');
	for (const file of readdirSync(folder).map((name) => join(folder, name))) {
		expect(shown).toContain(file);
		expect([file, statSync(file).size < 150_000]).toEqual([file, true]);
	}
});
