// Run by timeZones.test.ts in a process of its own, because a process has one time zone.
/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { expect } from 'expect'; // jest's own

import { bodyText } from '../fixtures/fixture';
import { take } from './take';

/** The offset of a time; every case is read without it too, as if the vendor had left it out. */
const OFFSET = /(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|[+-]\d\d:?\d\d)"/g;

async function main(): Promise<void> {
	// Fixtures of actions say what they expect in jest's words, which are there only in a test.
	Object.assign(globalThis, { expect });
	const { triggerFixtures } = await import('../fixtures');
	const events = triggerFixtures.map(({ title, adapter, cases }) => [
		title,
		cases.map(({ name, body, parameters }) => {
			const choice = [parameters?.events ?? '*'].flat() as string[];
			const text = bodyText(body);
			return [
				name,
				[text, text.replace(OFFSET, '$1"')].map((each) => take(adapter, JSON.parse(each), undefined, choice)),
			];
		}),
	]);
	// How this machine reads a time without an offset shows that the time zone is in force.
	const localNoon = new Date('2026-02-13T12:00:00').toISOString();
	process.stdout.write(JSON.stringify({ localNoon, events }));
}

void main();
