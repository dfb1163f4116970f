/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a time zone is a process's own */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

interface Told {
	localNoon: string;
	/** By fixture and case. */
	events: Array<[string, Array<[string, unknown]>]>;
}

/** The ChatEvents of all deliveries in the fixtures, read where the clock shows another time. */
async function eventsIn(zone: string): Promise<Told> {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', resolve(__dirname, 'chatEvents.ts')],
		{ env: { ...process.env, TZ: zone, NODE_OPTIONS: '' }, maxBuffer: 64 * 1024 * 1024 },
	);
	return JSON.parse(stdout) as Told;
}

test('every delivery comes out the same, with its times and ids, whatever the time zone of n8n', async () => {
	const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu'];
	const [utc, ...others] = await Promise.all(zones.map(eventsIn));
	expect(utc.events.flatMap(([, cases]) => cases)).not.toEqual([]);
	expect([utc, ...others].map(({ localNoon }) => localNoon.slice(11, 16))).toEqual([
		'12:00',
		'17:00',
		'06:15',
	]);
	for (const { events } of others) expect(events).toEqual(utc.events);
}, 60_000);
