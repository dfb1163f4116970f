// A script for people's machines and CI, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { preProcessFile } from 'typescript';

const REPOSITORY = resolve(__dirname, '..');

/** What a cut package needs to be linted and built; jest, the sandbox and a real n8n stay with the hub. */
const BUILD_TOOLS = [
	'@langchain/langgraph',
	'@n8n/node-cli',
	'@types/node',
	'eslint',
	'gulp',
	'n8n-workflow',
	'prettier',
	'rimraf',
	'typescript',
	'unrs-resolver',
	'zod',
];
const BUILD_SCRIPTS = ['build', 'build:icons', 'dev', 'lint', 'lint:fix', 'release', 'prepublishOnly'];

/** Taken over as they are. */
const COPIED = [
	'.npmrc',
	'.prettierrc.js',
	'LICENSE',
	'eslint.config.mjs',
	'gulpfile.js',
	'scripts/check-imports.mjs',
	'tsconfig.build.json',
];

interface Manifest {
	name: string;
	version: string;
	homepage: string;
	keywords: string[];
	scripts: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] } & Record<string, unknown>;
	devDependencies: Record<string, string>;
	[key: string]: unknown;
}

interface CutOptions {
	/** The hub's folder. */
	repository?: string;
	/** Where the packages are written, each into a folder of its name; `dist-packages` by default. */
	out?: string;
}

/** A package that was written. */
export interface CutPackage {
	name: string;
	folder: string;
	/** The vendor's folder under nodes/, for example `LiveChat`. */
	vendor: string;
	/** The README has no guide in it, because docs/ has none for this vendor. */
	lacksGuide: boolean;
}

/**
 * Writes one package per vendor, with this vendor's nodes, its credential and the shared code, ready to be a repository
 * of its own. Which vendors there are is read from package.json's n8n block: a folder with a
 * trigger of its name. Any other folder, such as one that serves all vendors, is left out, and so are its examples. Does not build.
 *
 * @throws an Error that names the file and the import, when a package would import what is not in it
 */
export function writePackages({
	repository = REPOSITORY,
	out = join(repository, 'dist-packages'),
}: CutOptions = {}): CutPackage[] {
	const hub = JSON.parse(fs.readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;
	const vendors = new Set(
		hub.n8n.nodes
			.filter((file) => basename(file) === `${basename(dirname(file))}Trigger.node.js`)
			.map((file) => basename(dirname(file))),
	);
	return [...vendors].sort().map((vendor) => new Cut(repository, out, hub, vendor).write());
}

/** The making of one package. */
class Cut {
	private readonly id: string;
	private readonly name: string;
	private readonly folder: string;
	/** As its owner writes it, for example `giosg`. */
	private readonly title: string;
	private readonly hubUrl: string;
	private readonly url: string;

	constructor(
		private readonly repository: string,
		out: string,
		private readonly hub: Manifest,
		private readonly vendor: string,
	) {
		this.id = vendor.toLowerCase();
		this.name = `n8n-nodes-live-chat-${this.id}`;
		this.folder = join(out, this.name);
		this.hubUrl = hub.homepage;
		this.url = hub.homepage.replace(hub.name, this.name);
		const [, title] =
			/displayName: '(.+) Trigger'/.exec(this.read(`nodes/${vendor}/${vendor}Trigger.node.ts`)) ?? [];
		if (!title)
			throw new Error(`nodes/${vendor}/${vendor}Trigger.node.ts has no displayName that ends in Trigger`);
		this.title = title;
	}

	write(): CutPackage {
		fs.rmSync(this.folder, { recursive: true, force: true });
		for (const source of [
			`nodes/${this.vendor}`,
			'nodes/shared',
			`credentials/${this.vendor}Api.credentials.ts`,
		]) {
			this.copySource(source);
		}
		this.checkImports();
		for (const file of COPIED) this.put(file, this.read(file));
		this.put('.gitignore', 'node_modules\ndist/\n*.log\n*.tgz\n');
		this.put('.github/workflows/publish.yml', this.publishing());
		this.put('package.json', json(this.manifest()));
		this.put('tsconfig.json', json(this.compilerSettings()));
		this.put('CHANGELOG.md', this.changelog());
		const examples = this.copyWorkflows();
		const guide = this.guide(examples);
		this.put('README.md', this.readme(guide, examples));
		return { name: this.name, folder: this.folder, vendor: this.vendor, lacksGuide: guide === '' };
	}

	private read(path: string): string {
		return fs.readFileSync(join(this.repository, path), 'utf8');
	}

	private put(path: string, text: string): void {
		const target = join(this.folder, path);
		fs.mkdirSync(dirname(target), { recursive: true });
		fs.writeFileSync(target, text);
	}

	/**
	 * Copies a file or a folder; where it names the hub or the hub's guide, it then names this package. What a vendor can do
	 * for the node that serves all vendors stays away with that node.
	 */
	private copySource(path: string): void {
		if (basename(path) === 'chatService.ts') return;
		if (fs.statSync(join(this.repository, path)).isDirectory()) {
			for (const name of fs.readdirSync(join(this.repository, path))) this.copySource(`${path}/${name}`);
			return;
		}
		const text = this.read(path)
			.replaceAll(`${this.hubUrl}/blob/main/docs/${this.id}.md`, `${this.url}/blob/main/README.md`)
			.replaceAll(this.hub.name, this.name);
		this.put(path, text);
	}

	/** A vendor's folder may import the shared code and itself; anything else would be missing here. */
	private checkImports(): void {
		const files = fs
			.readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => join(this.folder, name));
		const known = new Set(files);
		for (const file of files) {
			for (const { fileName } of preProcessFile(fs.readFileSync(file, 'utf8'), true, true).importedFiles) {
				if (!fileName.startsWith('.')) continue;
				const target = resolve(dirname(file), fileName);
				if (known.has(`${target}.ts`) || known.has(join(target, 'index.ts'))) continue;
				throw new Error(
					`${relative(this.folder, file)} imports ${fileName}, which is not part of ${this.name}. ` +
						'A vendor imports only nodes/shared and its own folder.',
				);
			}
		}
	}

	private manifest(): Manifest {
		const { hub, name, title, url, vendor } = this;
		const own = (files: string[], start: string) => files.filter((file) => file.startsWith(start));
		const nodes = own(hub.n8n.nodes, `dist/nodes/${vendor}/`);
		const others = new Set(hub.n8n.nodes.map((file) => basename(dirname(file)).toLowerCase()));
		const hasActions = nodes.some((file) => !file.endsWith('Trigger.node.js'));
		return {
			...hub,
			name,
			description: `n8n trigger ${hasActions ? 'and actions ' : ''}for the live chat ${title}`,
			homepage: url,
			keywords: [...hub.keywords.filter((word) => !others.has(word)), this.id],
			repository: { type: 'git', url: `git+${url}.git` },
			bugs: { url: `${url}/issues` },
			scripts: pick(hub.scripts, BUILD_SCRIPTS),
			n8n: { ...hub.n8n, credentials: own(hub.n8n.credentials, `dist/credentials/${vendor}Api.`), nodes },
			devDependencies: pick(hub.devDependencies, BUILD_TOOLS),
		};
	}

	private compilerSettings(): object {
		const settings = JSON.parse(this.read('tsconfig.json')) as { compilerOptions: object };
		return {
			compilerOptions: { ...settings.compilerOptions, types: ['node'] },
			include: ['credentials/**/*.ts', 'nodes/**/*.ts'],
		};
	}

	/** The hub's publishing without the hub's tests, and without a lock file, which a cut package does not have. */
	private publishing(): string {
		return this.read('.github/workflows/publish.yml')
			.replace(/^ *- run: npm (run scan|test)\n/gm, '')
			.replace('npm ci', 'npm install');
	}

	private changelog(): string {
		return `# Changelog

## ${this.hub.version}

- Made from ${this.hub.name} ${this.hub.version}. What has changed is in
  [its changelog](${this.hubUrl}/blob/main/CHANGELOG.md).
`;
	}

	/** The examples that need no other vendor, with this package's nodes in them. */
	private copyWorkflows(): string[] {
		const folder = join(this.repository, 'workflows');
		const types = this.hub.n8n.nodes
			.filter((file) => basename(dirname(file)) === this.vendor)
			.map((file) => basename(file, '.node.js'))
			.map((name) => `${this.hub.name}.${name[0].toLowerCase()}${name.slice(1)}`);
		return fs.readdirSync(folder).filter((file) => {
			if (!file.endsWith('.json')) return false;
			const text = this.read(`workflows/${file}`);
			const { nodes } = JSON.parse(text) as { nodes: Array<{ type: string }> };
			const ours = nodes.map(({ type }) => type).filter((type) => type.startsWith(`${this.hub.name}.`));
			if (ours.length === 0 || !ours.every((type) => types.includes(type))) return false;
			this.put(`workflows/${file}`, text.replaceAll(`"${this.hub.name}.`, `"${this.name}.`));
			return true;
		});
	}

	/** The vendor's guide without its title, with links that work from here; '' when there is none. */
	private guide(examples: string[]): string {
		const file = `docs/${this.id}.md`;
		if (!fs.existsSync(join(this.repository, file))) return '';
		return this.read(file)
			.replace(/^# .*\n+/, '')
			.replace(/(!?)\]\(((?!#|[a-z]+:)[^)]+)\)/g, (_, image: string, target: string) => {
				const path = join('docs', target);
				if (examples.some((example) => path === join('workflows', example))) return `${image}](${path})`;
				const view = /\.(png|jpe?g|gif|svg)$/i.test(path) ? 'raw' : 'blob';
				return `${image}](${this.hubUrl}/${view}/main/${path})`;
			});
	}

	private readme(guide: string, examples: string[]): string {
		const { name, title, hub, hubUrl } = this;
		const example = examples.map((file) => `- [${file}](workflows/${file})`).join('\n');
		return `# ${title} for n8n

\`${name}\` connects [n8n](https://n8n.io) to the live chat ${title}. It is made from the same source as
[${hub.name}](${hubUrl}), which serves several live chats in one package.

## Install

In n8n, open **Settings**, then **Community nodes**, then **Install**, and enter \`${name}\`. Then click **+** in a workflow and search
for *${title}*.

${guide ? `## What it does\n\n${guide}` : `## Guide\n\nFrom your ${title} account to the first event: [the guide](${hubUrl}/blob/main/docs/${this.id}.md).\n`}
${example && `## Examples\n\nIn n8n: *Import from File*.\n\n${example}\n\n`}## This package or the hub?

| | ${name} | [${hub.name}](${hubUrl}) |
|---|---|---|
| Live chats | ${title} | several, with the same shape of events |
| n8n's verification | possible: one service per package | not possible |
| Where it runs | where n8n allows it | self-hosted n8n that allows unverified packages |

The credential is the same in both, so that you can move without entering it again: install the other package, then replace the nodes
in your workflows. Use one of the two at a time.

## License

[MIT](LICENSE)
`;
	}
}

/**
 * Builds a package in its own folder with its own settings, so that it is seen to need nothing but what is in it. The
 * tools come from the repository's node_modules.
 */
export function buildPackage({ folder }: CutPackage): void {
	npmRun(folder, 'build');
}

/** Runs n8n's strict lint and n8n's scan, of source and tarball, on a package that was built. */
function checkPackage({ folder }: CutPackage): void {
	npmRun(folder, 'lint');
	execFileSync(process.execPath, [join(REPOSITORY, 'scripts', 'scan.mjs'), folder], {
		cwd: REPOSITORY,
		stdio: 'inherit',
	});
}

function npmRun(folder: string, script: string): void {
	execFileSync('npm', ['run', '--silent', script], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const pick = (from: Record<string, string>, names: string[]) =>
	Object.fromEntries(names.map((name) => [name, from[name]]));

if (require.main === module) {
	for (const cut of writePackages()) {
		process.stdout.write(`\n==> ${cut.name}\n`);
		buildPackage(cut);
		checkPackage(cut);
		if (cut.lacksGuide)
			process.stdout.write(`There is no docs/${cut.vendor.toLowerCase()}.md for its README yet.\n`);
	}
}
