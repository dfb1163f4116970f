/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads paths of the source */
import { posix } from 'node:path';

import { preProcessFile } from 'typescript';

/** What each room of nodes/shared/ may import beside itself. */
const shared: Record<string, readonly string[]> = {
	'json.ts': [],
	'order.ts': ['n8n-workflow'],
	'chat-event': ['json.ts', 'order.ts'],
	receive: ['json.ts', 'order.ts', 'chat-event'],
	request: ['json.ts', 'order.ts', 'n8n-workflow'],
	trigger: ['json.ts', 'order.ts', 'n8n-workflow', 'chat-event', 'receive', 'request'],
	action: ['json.ts', 'order.ts', 'n8n-workflow', 'chat-event', 'request'],
	poll: ['json.ts', 'order.ts', 'n8n-workflow', 'chat-event', 'receive', 'request'],
};

/** The one folder that imports vendors: of each the file that says what it can do for a chat. */
const HUB = 'LiveChatHub';
const FOR_HUB = 'chatService.ts';

/** Where a file belongs; null where the map has no place for it. */
type Place =
	| { in: 'shared'; room: string }
	| { in: 'vendor'; vendor: string; isForHub: boolean }
	| { in: 'credentials'; vendor: string };

function placeOf(file: string): Place | null {
	const [top, folder, room] = file.split('/');
	const credential = /^credentials\/(\w+)Api\.credentials\.ts$/.exec(file)?.[1];
	if (credential !== undefined) return { in: 'credentials', vendor: credential };
	if (top !== 'nodes' || room === undefined) return null;
	if (folder !== 'shared') return { in: 'vendor', vendor: folder, isForHub: room === FOR_HUB };
	return Object.hasOwn(shared, room) ? { in: 'shared', room } : null;
}

function isAllowed(from: Place, to: Place): boolean {
	if (to.in === 'credentials') return false;
	if (from.in === 'shared') {
		return to.in === 'shared' && (to.room === from.room || shared[from.room].includes(to.room));
	}
	if (to.in === 'vendor')
		return to.vendor === from.vendor || (from.in === 'vendor' && from.vendor === HUB && to.isForHub);
	return from.in === 'vendor' || to.room === 'receive' || to.room === 'request';
}

const MAP = 'which the map of the house in CONTRIBUTING.md does not allow';

/**
 * What does not fit the map of the house: arrows between rooms that it does not have, and files that import each other
 * in a circle. Imports of types count.
 * @param files the source by path, for example `nodes/shared/json.ts`
 * @returns one sentence for each, with the file and the import
 */
export function houseFaults(files: Record<string, string>): string[] {
	const faults: string[] = [];
	const imports = new Map<string, string[]>();
	for (const [file, source] of Object.entries(files)) {
		const place = placeOf(file);
		if (place === null) {
			faults.push(`${file} lies in no room of the map of the house in CONTRIBUTING.md`);
			continue;
		}
		const targets: string[] = [];
		for (const { fileName } of preProcessFile(source, true, true).importedFiles) {
			const what = `${file} imports ${fileName}`;
			if (!fileName.startsWith('.')) {
				const knowsNoN8n = place.in === 'shared' && !shared[place.room].includes('n8n-workflow');
				if (fileName === 'n8n-workflow' && knowsNoN8n) faults.push(`${what}, ${MAP}`);
				continue;
			}
			const path = posix.join(posix.dirname(file), fileName);
			const target = [`${path}.ts`, `${path}/index.ts`].find((each) => Object.hasOwn(files, each));
			if (target === undefined) {
				faults.push(`${what}, which is no file of nodes/ or credentials/`);
				continue;
			}
			targets.push(target);
			const to = placeOf(target);
			if (to !== null && !isAllowed(place, to)) faults.push(`${what} (${target}), ${MAP}`);
		}
		imports.set(file, targets);
	}
	return [...faults, ...circles(imports)];
}

/** Each circle of imports once, as a sentence. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
	const found: string[] = [];
	const left = new Set<string>();
	const follow = (file: string, trail: string[]): void => {
		if (trail.includes(file)) {
			const circle = [...trail.slice(trail.indexOf(file)), file];
			found.push(`${circle.join(' imports ')}: a circle, ${MAP}`);
			return;
		}
		if (left.has(file)) return;
		for (const target of imports.get(file) ?? []) follow(target, [...trail, file]);
		left.add(file);
	};
	for (const file of imports.keys()) follow(file, []);
	return found;
}
