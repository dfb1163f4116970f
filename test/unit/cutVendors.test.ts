/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes packages into a temporary folder */
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import hub from '../../package.json';
import { writePackages, type CutPackage } from '../../scripts/cutVendors';

const repository = resolve(__dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'live-chat-hub-cut-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const packages = writePackages({ out: join(work, 'packages') });
/** The folders with a trigger of their name; a node that serves all vendors is not among them. */
const vendorFolders = new Set(
	hub.n8n.nodes.map((file) => /(\w+)Trigger\.node\.js$/.exec(file)?.[1]).filter((name) => name !== undefined),
);
const filesOf = (folder: string) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

test('every vendor of the hub gets a package, and all packages together hold what the hub holds', () => {
	const blocks = packages.map(
		({ folder }) => (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as typeof hub).n8n,
	);
	const ofVendors = hub.n8n.nodes.filter((file) => vendorFolders.has(basename(dirname(file))));
	expect(blocks.flatMap(({ nodes }) => nodes).sort()).toEqual(ofVendors.sort());
	expect(blocks.flatMap(({ credentials }) => credentials).sort()).toEqual([...hub.n8n.credentials].sort());
});

describe.each(packages)('$name', ({ name, folder, vendor }: CutPackage) => {
	const files = filesOf(folder);
	const read = (file: string) => readFileSync(join(folder, file), 'utf8');

	test('is named after its vendor, and holds no other', () => {
		expect(name).toBe(`n8n-nodes-live-chat-${vendor.toLowerCase()}`);
		const folders = files.filter((file) => file.startsWith('nodes/')).map((file) => file.split('/')[1]);
		expect(new Set(folders)).toEqual(new Set([vendor, 'shared']));
		expect(files.filter((file) => file.startsWith('credentials/'))).toEqual([
			`credentials/${vendor}Api.credentials.ts`,
		]);
	});

	test('has a manifest of its own', () => {
		const manifest = JSON.parse(read('package.json')) as typeof hub;
		expect(manifest).toMatchObject({
			name,
			version: hub.version,
			license: 'MIT',
			keywords: expect.arrayContaining(['n8n-community-node-package', vendor.toLowerCase()]),
			peerDependencies: { 'n8n-workflow': '*' },
			repository: { url: `git+${manifest.homepage}.git` },
		});
		expect(manifest.homepage).toMatch(new RegExp(`/${name}$`));
		expect(manifest).not.toHaveProperty('dependencies');
		// A tool that a script calls is one of those that are installed.
		expect(Object.values(manifest.devDependencies)).not.toContain(undefined);
		expect(Object.values(manifest.scripts)).not.toContain(undefined);
	});

	test('is published by a workflow that calls only what it has', () => {
		const manifest = JSON.parse(read('package.json')) as typeof hub;
		const runs = [...read('.github/workflows/publish.yml').matchAll(/^ +(?:- run: )?npm (?:run )?(\S+)/gm)];
		expect(runs.map(([, script]) => script)).toEqual(['install', 'config', 'release']);
		expect(manifest.scripts).toHaveProperty('release');
	});

	test('names itself, not the hub, in its code', () => {
		const code = files.filter((file) => /^(nodes|credentials)\//.test(file));
		expect(code.filter((file) => read(file).includes(hub.name))).toEqual([]);
		const codex = code.filter((file) => file.endsWith('.node.json')).map((file) => JSON.parse(read(file)));
		expect(codex.length).toBeGreaterThan(0);
		for (const { node, resources } of codex) {
			expect(node).toBe(name);
			expect(resources.primaryDocumentation[0].url).toMatch(new RegExp(`/${name}/blob/main/README.md$`));
		}
	});

	test('has a README whose links lead somewhere', () => {
		const readme = read('README.md');
		expect(readme).toContain(`enter \`${name}\``);
		const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
		for (const target of links) {
			const [, inHub] = /n8n-nodes-live-chat-hub\/(?:blob|raw)\/main\/([^#]+)/.exec(target) ?? [];
			if (inHub) {
				// A guide that is still to be written is the one page that may be missing.
				if (inHub !== `docs/${vendor.toLowerCase()}.md`)
					expect([inHub, existsSync(join(repository, inHub))]).toEqual([inHub, true]);
			} else if (!/^(https?:|#)/.test(target))
				expect([target, files.includes(target)]).toEqual([target, true]);
		}
	});

	test('has nothing of the node that serves all vendors', () => {
		expect(files.filter((file) => /LiveChatHub|chatService/.test(file))).toEqual([]);
		const own = files.filter((file) => /^(nodes|credentials|workflows)\//.test(file));
		expect(own.filter((file) => /liveChatHub|LiveChatHub|\/chatService/.test(read(file)))).toEqual([]);
	});

	test('has only examples that need nothing but this package', () => {
		for (const file of files.filter((path) => path.startsWith('workflows/'))) {
			const { nodes } = JSON.parse(read(file)) as { nodes: Array<{ type: string }> };
			const packs = new Set(nodes.map(({ type }) => type.split('.')[0]));
			expect(packs).toEqual(new Set([name, 'n8n-nodes-base']));
		}
	});
});

/** A copy of the hub that a test may change. */
function copyOfHub(): string {
	const copy = join(work, 'copy');
	const leftOut = ['.git', 'node_modules', 'dist', 'dist-packages', 'test'].map((name) =>
		join(repository, name),
	);
	cpSync(repository, copy, { recursive: true, filter: (path) => !leftOut.includes(path) });
	return copy;
}

test('a folder without a trigger of its name, such as one that serves all vendors, is left out', () => {
	const copy = copyOfHub();
	const manifest = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as typeof hub;
	manifest.n8n.nodes.push('dist/nodes/AnyChat/AnyChat.node.js');
	writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
	mkdirSync(join(copy, 'nodes', 'AnyChat'));
	writeFileSync(join(copy, 'nodes', 'AnyChat', 'AnyChat.node.ts'), "export * from '../Chatvisor/api';");
	const cut = writePackages({ repository: copy, out: join(work, 'withoutIt') });
	expect(cut.map(({ vendor }) => vendor)).toEqual(packages.map(({ vendor }) => vendor));
	rmSync(copy, { recursive: true });
});

test.each([
	[
		'another vendor',
		"import { chatvisorAdapter } from '../Chatvisor/webhook/adapter';\nexport { chatvisorAdapter };",
	],
	['another vendor, later', "export const load = async () => await import('../Chatvisor/webhook/adapter');"],
	['another vendor, by require', "export const adapter = require('../Chatvisor/webhook/adapter');"],
	['what is not under nodes', "export * from '../../test/fixtures';"],
])('a vendor that imports %s is not cut', (_, code) => {
	const copy = copyOfHub();
	expect(writePackages({ repository: copy, out: join(work, 'sound') })).toHaveLength(packages.length);
	writeFileSync(join(copy, 'nodes', 'LiveSupporti', 'stray.ts'), code);
	expect(() => writePackages({ repository: copy, out: join(work, 'stray') })).toThrow(
		/^nodes\/LiveSupporti\/stray\.ts imports .*n8n-nodes-live-chat-livesupporti/,
	);
	rmSync(copy, { recursive: true });
});
