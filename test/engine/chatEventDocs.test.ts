/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads a page of the repository */
import { readFileSync } from 'node:fs';

import { chatEventDocs, chatEventPage } from '../../scripts/chatEventDocs';

test('docs/chat-event.md is as `npm run docs:chat-event` makes it: run that, and commit the page', async () => {
	expect(readFileSync(chatEventPage, 'utf8')).toBe(await chatEventDocs());
}, 60_000);
