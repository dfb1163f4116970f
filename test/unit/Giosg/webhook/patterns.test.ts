/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads the guide */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { patternNotices } from '../../../../nodes/Giosg/webhook/patterns';
import { giosgPatterns } from '../../../sandbox/vendors/giosg';

const proven = Object.values(giosgPatterns).sort();
const found = (text: string, pattern: RegExp) =>
	[...new Set([...text.matchAll(pattern)].map(([, path]) => path))].sort();

test('the channel patterns to paste, in the node and in the guide, are those that the sandbox delivers by', () => {
	const help = patternNotices.map(({ displayName }) => displayName).join('\n');
	expect(found(help, /<li>([^<]+)<\/li>/g)).toEqual(proven);
	const guide = readFileSync(resolve(__dirname, '../../../../docs/giosg.md'), 'utf8');
	expect(found(guide, /^\|[^|]+\| `(\/api\/v5\/[^`]+)` \|/gm)).toEqual(proven);
});
