/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the example workflows of the repository */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { chatEventSchema } from '../../nodes/shared/chat-event';
import packageJson from '../../package.json';

interface ExampleNode {
	name: string;
	type: string;
	credentials?: unknown;
	parameters: { content?: string; output?: string };
}
interface Example {
	name: string;
	active: boolean;
	nodes: ExampleNode[];
	/** By the node that an arrow comes from, and by its kind: `main`, or what a node is to an AI agent. */
	connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
	pinData?: Record<string, Array<{ json: unknown }>>;
}

const folder = resolve(__dirname, '../../workflows');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const ours = packageJson.n8n.nodes.map((file) => file.replace(/^.*\/(\w+)\.node\.js$/, '$1').toLowerCase());

describe.each(files)('workflows/%s', (file) => {
	const example = JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Example;
	const steps = example.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');

	test('is in the list that explains them', () => {
		expect(readFileSync(resolve(folder, 'README.md'), 'utf8')).toContain(`](${file})`);
	});

	test('is not published, and holds no credential', () => {
		expect(example.active).toBe(false);
		expect(steps.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
	});

	test('is explained by sticky notes', () => {
		const notes = example.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes.length).toBeGreaterThan(0);
		for (const { parameters } of notes) expect(parameters.content).toMatch(/^## /);
	});

	test('uses only nodes of n8n and of this package', () => {
		for (const { type } of steps) {
			const [pack, name] = type.split(/\.(?=[^.]+$)/);
			if (pack === packageJson.name) expect(ours).toContain(name.toLowerCase());
			else expect(['n8n-nodes-base', '@n8n/n8n-nodes-langchain']).toContain(pack);
		}
	});

	test('connects only nodes that it has', () => {
		const names = new Set(steps.map(({ name }) => name));
		for (const [from, kinds] of Object.entries(example.connections)) {
			expect(names).toContain(from);
			for (const { node } of Object.values(kinds).flat(2)) expect(names).toContain(node);
		}
	});

	test("has pinned data for each of our triggers, as the trigger's Output says", () => {
		for (const { name, type, parameters } of steps) {
			if (!type.startsWith(packageJson.name) || !type.endsWith('Trigger')) continue;
			const pinned = example.pinData?.[name] ?? [];
			expect(pinned.length).toBeGreaterThan(0);
			if (parameters.output === 'raw') continue;
			for (const { json } of pinned) expect(chatEventSchema.parse(json)).toEqual(json);
		}
	});
});
