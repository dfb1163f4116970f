/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the package's own source */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { houseFaults } from './house';

const repository = resolve(__dirname, '..', '..');

const source = Object.fromEntries(
	['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(resolve(repository, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
			.map((file) => [file, readFileSync(resolve(repository, file), 'utf8')]),
	),
);

test('every file of nodes/ and credentials/ keeps to the map in CONTRIBUTING.md, and none imports in a circle', () => {
	expect(Object.keys(source).length).toBeGreaterThan(100);
	expect(houseFaults(source)).toEqual([]);
});

/** A house with one file in each room. */
const house = {
	'nodes/shared/json.ts': '',
	'nodes/shared/order.ts': "import type { INodeProperties } from 'n8n-workflow';",
	'nodes/shared/chat-event/index.ts': "import { isJsonObject } from '../json';",
	'nodes/shared/receive/index.ts': "export * from './types';",
	'nodes/shared/receive/types.ts': "import type { ChatEvent } from '../chat-event';",
	'nodes/shared/request/index.ts': "import { sleep } from 'n8n-workflow';",
	'nodes/shared/trigger/index.ts': "import { a } from '../receive';\nimport { b } from '../request';",
	'nodes/shared/action/index.ts': "import { a } from '../chat-event';\nimport { b } from '../request';",
	'nodes/shared/poll/index.ts': "import { a } from '../receive';\nimport { b } from '../chat-event';",
	'nodes/Giosg/api.ts': "import { a } from '../shared/request';",
	'nodes/Giosg/Giosg.node.ts': "import { api } from './api';\nimport { a } from '../shared/action';",
	'nodes/Giosg/chatService.ts': "import { a } from '../shared/action';",
	'nodes/Smartsupp/api.ts': '',
	'nodes/Smartsupp/chatService.ts': '',
	'nodes/LiveChatHub/LiveChatHub.node.ts':
		"import { a } from '../Giosg/chatService';\nimport { b } from '../Smartsupp/chatService';\nimport { c } from '../shared/json';",
	'credentials/GiosgApi.credentials.ts':
		"import { a } from '../nodes/shared/receive/types';\nimport { b } from '../nodes/shared/request';\nimport { c } from '../nodes/Giosg/api';",
};

test('the map allows what each room is for', () => expect(houseFaults(house)).toEqual([]));

const map = 'which the map of the house in CONTRIBUTING.md does not allow';
test.each<[string, string, string, string]>([
	['json.ts is the ground', 'nodes/shared/json.ts', './order', 'nodes/shared/order.ts'],
	['order.ts too', 'nodes/shared/order.ts', './json', 'nodes/shared/json.ts'],
	[
		'a ChatEvent knows nothing of receiving',
		'nodes/shared/chat-event/a.ts',
		'../receive/types',
		'nodes/shared/receive/types.ts',
	],
	['receiving asks nothing', 'nodes/shared/receive/a.ts', '../request', 'nodes/shared/request/index.ts'],
	['receiving knows no trigger', 'nodes/shared/receive/a.ts', '../trigger', 'nodes/shared/trigger/index.ts'],
	[
		'a request knows no ChatEvent',
		'nodes/shared/request/a.ts',
		'../chat-event',
		'nodes/shared/chat-event/index.ts',
	],
	['a request knows no action', 'nodes/shared/request/a.ts', '../action', 'nodes/shared/action/index.ts'],
	['a trigger is no action', 'nodes/shared/trigger/a.ts', '../action', 'nodes/shared/action/index.ts'],
	['an action receives nothing', 'nodes/shared/action/a.ts', '../receive', 'nodes/shared/receive/index.ts'],
	[
		'a poll is no trigger with a webhook',
		'nodes/shared/poll/a.ts',
		'../trigger',
		'nodes/shared/trigger/index.ts',
	],
	['shared knows no vendor', 'nodes/shared/receive/a.ts', '../../Giosg/api', 'nodes/Giosg/api.ts'],
	['a vendor knows no other', 'nodes/Smartsupp/a.ts', '../Giosg/api', 'nodes/Giosg/api.ts'],
	[
		'the hub asks a vendor only for what it can do for a chat',
		'nodes/LiveChatHub/a.ts',
		'../Giosg/api',
		'nodes/Giosg/api.ts',
	],
	[
		'nor the hub of all',
		'nodes/Giosg/a.ts',
		'../LiveChatHub/LiveChatHub.node',
		'nodes/LiveChatHub/LiveChatHub.node.ts',
	],
	[
		'a credential is its own vendor’s',
		'credentials/SmartsuppApi.credentials.ts',
		'../nodes/Giosg/api',
		'nodes/Giosg/api.ts',
	],
	[
		'a credential shows no fields of a node',
		'credentials/SmartsuppApi.credentials.ts',
		'../nodes/shared/action',
		'nodes/shared/action/index.ts',
	],
	[
		'nobody imports a credential',
		'nodes/Giosg/a.ts',
		'../../credentials/GiosgApi.credentials',
		'credentials/GiosgApi.credentials.ts',
	],
])('%s: %s may not import %s', (_, file, name, target) => {
	const expected = [`${file} imports ${name} (${target}), ${map}`];
	for (const statement of [
		`import { a } from '${name}';`,
		`import type { A } from '${name}';`,
		`export * from '${name}';`,
		`type A = import('${name}').A;`,
		`const a = require('${name}');`,
	]) {
		expect({ statement, faults: houseFaults({ ...house, [file]: statement }) }).toEqual({
			statement,
			faults: expected,
		});
	}
});

test.each(['chat-event', 'receive'])('%s knows nothing of n8n', (room) => {
	const file = `nodes/shared/${room}/a.ts`;
	expect(houseFaults({ ...house, [file]: "import type { INode } from 'n8n-workflow';" })).toEqual([
		`${file} imports n8n-workflow, ${map}`,
	]);
});

test.each<[string, Record<string, string>, string]>([
	[
		'a new room',
		{ 'nodes/shared/fields/index.ts': '' },
		'nodes/shared/fields/index.ts lies in no room of the map of the house in CONTRIBUTING.md',
	],
	[
		'a file beside the rooms',
		{ 'nodes/shared/helpers.ts': '' },
		'nodes/shared/helpers.ts lies in no room of the map of the house in CONTRIBUTING.md',
	],
	[
		'an import that leads out of the package',
		{ 'nodes/Giosg/a.ts': "import { version } from '../../package.json';" },
		'nodes/Giosg/a.ts imports ../../package.json, which is no file of nodes/ or credentials/',
	],
])('the map has no place for %s', (_, more, fault) =>
	expect(houseFaults({ ...house, ...more })).toEqual([fault]),
);

test.each<[string, Record<string, string>, string]>([
	[
		'two files',
		{
			'nodes/Giosg/a.ts': "import { b } from './b';",
			'nodes/Giosg/b.ts': "import type { A } from './a';",
		},
		'nodes/Giosg/a.ts imports nodes/Giosg/b.ts imports nodes/Giosg/a.ts',
	],
	[
		'a room’s index and one of its files',
		{
			'nodes/shared/poll/index.ts': "export * from './window';",
			'nodes/shared/poll/window.ts': "import { a } from '.';",
		},
		'nodes/shared/poll/index.ts imports nodes/shared/poll/window.ts imports nodes/shared/poll/index.ts',
	],
	[
		'three files behind an innocent one',
		{
			'nodes/Giosg/a.ts': "import { b } from './b';",
			'nodes/Giosg/b.ts': "import { c } from './c';",
			'nodes/Giosg/c.ts': "import { d } from './d';",
			'nodes/Giosg/d.ts': "import { b } from './b';",
		},
		'nodes/Giosg/b.ts imports nodes/Giosg/c.ts imports nodes/Giosg/d.ts imports nodes/Giosg/b.ts',
	],
	['itself', { 'nodes/Giosg/a.ts': "import { b } from './a';" }, 'nodes/Giosg/a.ts imports nodes/Giosg/a.ts'],
])('a circle of %s is refused', (_, more, circle) =>
	expect(houseFaults({ ...house, ...more })).toEqual([`${circle}: a circle, ${map}`]),
);
