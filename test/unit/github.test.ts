/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the repository's own files */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

import packageJson from '../../package.json';

const repository = resolve(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

interface Job {
	permissions?: Record<string, string>;
	strategy?: { matrix: { node: number[] } };
	steps: Array<{ run?: string; uses?: string; with?: Record<string, unknown> }>;
}
interface WorkflowFile {
	on: { push: { tags?: string[] } };
	permissions?: Record<string, string>;
	jobs: Record<string, Job>;
}
const workflow = (name: string) => parse(read(`.github/workflows/${name}`)) as WorkflowFile;
const stepsOf = ({ jobs }: WorkflowFile) => Object.values(jobs).flatMap(({ steps }) => steps);

describe.each(['ci.yml', 'publish.yml'])('.github/workflows/%s', (name) => {
	test('runs only scripts that package.json has', () => {
		const scripts = stepsOf(workflow(name)).flatMap(({ run = '' }) =>
			[...run.matchAll(/npm (?:run )?(\S+)/g)].map(([, script]) => script),
		);
		expect(scripts.length).toBeGreaterThan(3);
		for (const script of scripts)
			expect([...Object.keys(packageJson.scripts), 'ci', 'config']).toContain(script);
	});

	test('installs what the lock file says before it runs anything else of npm', () => {
		for (const { steps } of Object.values(workflow(name).jobs)) {
			const ofNpm = steps.map(({ run = '' }) => run).filter((run) => /^npm /.test(run));
			expect(ofNpm[0]).toBe('npm ci');
		}
	});

	test('may write nothing to the repository', () => {
		const { permissions, jobs } = workflow(name);
		for (const job of Object.values(jobs)) expect((job.permissions ?? permissions)?.contents).toBe('read');
	});
});

test('CI runs on the oldest Node that package.json names, and on the one that n8n runs on', () => {
	const [, oldest] = /^>=(\d+)/.exec(packageJson.engines.node)!;
	const [, n8nNode] = /NODE_VERSION = '(\d+)\./.exec(read('test/n8n/install.ts'))!;
	expect(workflow('ci.yml').jobs.check.strategy?.matrix.node).toEqual([Number(oldest), Number(n8nNode)]);
});

test('a pushed version is published with provenance, by `npm run release`', () => {
	const publish = workflow('publish.yml');
	expect(publish.on.push.tags).toEqual(['*.*.*']);
	expect(publish.jobs.publish.permissions).toEqual({ 'id-token': 'write', contents: 'read' });
	expect(stepsOf(publish).at(-1)?.run).toMatch(/\nnpm run release\n$/);
});

test('dependabot leaves alone what package.json pins', () => {
	const { updates } = parse(read('.github/dependabot.yml')) as {
		updates: Array<{ 'package-ecosystem': string; ignore?: Array<{ 'dependency-name': string }> }>;
	};
	expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
	const ignored = updates[0].ignore!.map((entry) => entry['dependency-name']);
	const isIgnored = (name: string) =>
		ignored.some((entry) => entry === name || (entry.endsWith('*') && name.startsWith(entry.slice(0, -1))));
	const pinned = Object.entries(packageJson.devDependencies).filter(([, range]) => !/(^|@)\^/.test(range));
	expect(pinned.map(([name]) => name).filter((name) => !isIgnored(name))).toEqual([]);
});

const forms = readdirSync(join(repository, '.github', 'ISSUE_TEMPLATE')).filter(
	(name) => name !== 'config.yml',
);

interface FormField {
	type: string;
	id?: string;
	attributes: { label?: string; value?: string; options?: Array<string | { required?: boolean }> };
	validations?: { required?: boolean };
}

describe.each(forms)('.github/ISSUE_TEMPLATE/%s', (name) => {
	const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`)) as {
		name: string;
		description: string;
		body: FormField[];
	};
	const fields = form.body.filter(({ type }) => type !== 'markdown');
	const byId = Object.fromEntries(fields.map((field) => [field.id, field]));

	test('is a form as GitHub reads it', () => {
		expect([typeof form.name, typeof form.description]).toEqual(['string', 'string']);
		for (const { type, attributes } of form.body) {
			expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
			expect(type === 'markdown' ? attributes.value : attributes.label).toEqual(expect.any(String));
		}
		expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
	});

	test("asks for n8n's version, the vendor, the node's Output, and that nothing secret is in it", () => {
		expect(byId['n8n-version'].validations).toEqual({ required: true });
		expect(byId['no-secrets'].attributes.options).toEqual([expect.objectContaining({ required: true })]);
		expect(byId.output.attributes.label).toContain('Output');
		const titles = packageJson.n8n.nodes
			.filter((file) => /(?<!Poll)Trigger\.node\.js$/.test(file))
			.map((file) => read(file.replace('dist/', '').replace(/js$/, 'ts')))
			.map((source) => /displayName: '(.+) Trigger'/.exec(source)![1]);
		expect(byId.vendor.attributes.options).toEqual(expect.arrayContaining(titles));
	});
});
