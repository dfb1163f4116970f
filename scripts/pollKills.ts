// A script for people's machines, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { median } from '../bench/section';
import type { ChatEvent } from '../nodes/shared/chat-event';
import { N8nClient, nodeOutput, type Execution } from '../test/n8n/client';
import { installN8n } from '../test/n8n/install';
import { packPackage, startN8n, type N8n, type N8nOptions } from '../test/n8n/runner';
import { startSandbox, type Sandbox } from '../test/sandbox';
import { sandboxCredentials } from '../test/sandbox/credentials';
import { runScript, type CleanUp } from './runScript';

const usage = `npm run poll:kills [-- --rounds 24 --shortest 0 --longest 40 --durable]

Kills an n8n that polls, again and again, between the vendor's answer and the end of the execution, and counts what came.
  --rounds    how many times (24)
  --shortest  milliseconds from the answer to the first kill (0)
  --longest   milliseconds from the answer to the last one (40); the others are spread evenly between
  --durable   with the settings that let n8n store where the poll left off and the execution at once
`;

/** So many polls after a restart find what was left behind. */
const POLLS_AFTER_START = 4;
const POLLING = 'Polling';

const durable = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	// So that a poll comes each second here too, and the one that a kill cut off is taken up soon.
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_REAPER_INTERVAL: '1',
	N8N_SCHEDULER_LEASE_DURATION: '10',
	N8N_SCHEDULER_POLL_TIMEOUT: '8',
};

/** Sixty times that come once a minute: n8n refuses a shorter interval, and its durable scheduler `@secondly`. */
const everySecond = {
	item: Array.from({ length: 60 }, (_, second) => ({
		mode: 'custom',
		cronExpression: `${second} * * * * *`,
	})),
};

const trigger = {
	id: 'poll-1',
	name: POLLING,
	type: 'n8n-nodes-live-chat-hub.smartsuppPollTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: { pollTimes: everySecond, events: ['chatEvent:chatStarted'] },
};

const outcomes = {
	once: 'came once',
	twice: 'came twice',
	again: 'came once more, after an execution that was started and died',
	died: 'came only in an execution that was started and died',
	lost: 'came not at all',
};
type Outcome = keyof typeof outcomes;

/** Times that n8n keeps of an execution. */
const steps = {
	createdAt: 'begins to store the execution',
	startedAt: 'has stored it and starts it',
	stoppedAt: 'has ended it',
};
type Times = Record<keyof typeof steps, string>;
const stepNames = Object.keys(steps) as Array<keyof Times>;

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Resolves when the vendor has answered the next polls, with the time of the last answer (Unix time in milliseconds). */
async function answered({ vendors: { smartsupp } }: Sandbox, polls: number, quit: AbortSignal) {
	quit.throwIfAborted();
	const known = new Set(smartsupp.requests);
	return await new Promise<number>((done, refuse) => {
		const end = (settle: () => void) => {
			stop();
			quit.removeEventListener('abort', abort);
			settle();
		};
		const abort = () => end(() => refuse(quit.reason));
		const stop = smartsupp.onChange(() => {
			const now = smartsupp.requests.filter((request) => !known.has(request) && request.status === 200);
			if (now.length >= polls) end(() => done(Date.now()));
		});
		quit.addEventListener('abort', abort);
	});
}

/** What an execution began with, also when it died before its first node ran. */
function eventsOf(execution: Execution): ChatEvent[] {
	const waiting = execution.data.executionData?.nodeExecutionStack ?? [];
	const items = [
		...nodeOutput(execution, POLLING),
		...waiting.flatMap(({ data }) => (data.main?.[0] ?? []).map(({ json }) => json)),
	] as unknown as ChatEvent[];
	return items.filter(({ eventId }) => eventId);
}

/** What became of the one event of a chat. */
function outcomeOf(executions: Execution[], chat: string): Outcome {
	const events = executions.flatMap((one) =>
		eventsOf(one)
			.filter((event) => event.chat.id === chat)
			.map(({ eventId }) => ({ eventId, status: one.status })),
	);
	if (new Set(events.map(({ eventId }) => eventId)).size > 1) throw new Error('One event had several ids.');
	const came = events.filter(({ status }) => status === 'success').length;
	if (came > 1) return 'twice';
	if (came === 1) return events.length > 1 ? 'again' : 'once';
	return events.length > 0 ? 'died' : 'lost';
}

async function main(quit: AbortSignal, cleanUp: CleanUp): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '24' },
			shortest: { type: 'string', default: '0' },
			longest: { type: 'string', default: '40' },
			durable: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return void process.stdout.write(usage);
	const [rounds, shortest, longest] = [values.rounds, values.shortest, values.longest].map(Number);

	const install = await installN8n({ log: say, signal: quit });
	const packageTarball = await packPackage();
	cleanUp.push(() => rmSync(dirname(packageTarball), { recursive: true, force: true }));
	const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-kills-'));
	cleanUp.push(() => rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 }));
	const sandbox = await startSandbox();
	cleanUp.push(async () => await sandbox.close());
	const { smartsupp } = sandbox.vendors;

	const options: N8nOptions = { userFolder, install, signal: quit, env: values.durable ? durable : {} };
	let n8n: N8n = await startN8n({ ...options, packageTarball });
	cleanUp.push(async () => await n8n.stop());
	let client = new N8nClient(n8n.baseUrl);
	await client.signIn();
	const credentials = await client.createCredentials({
		smartsuppApi: sandboxCredentials(sandbox).smartsuppApi,
	});
	const { id } = await client.importWorkflow(
		{ name: 'Kills', nodes: [trigger], connections: {} },
		{ credentials },
	);
	await client.publish(id);
	await answered(sandbox, 2, quit);
	say(
		`${new Date().toISOString().slice(0, 10)}, n8n ${install.version}, ${availableParallelism()} cores` +
			(values.durable ? ', durable' : ''),
	);
	const took: Record<keyof Times, number[]> = { createdAt: [], startedAt: [], stoppedAt: [] };
	const counted = Object.fromEntries(Object.keys(outcomes).map((name) => [name, 0]));
	let last = '0';
	for (let round = 0; round < rounds; round++) {
		// Two that nobody disturbs: the first after a start takes n8n longer, the second is measured.
		for (const isMeasured of [false, true]) {
			await smartsupp.startChat();
			const at = await answered(sandbox, 1, quit);
			const taken = await client.waitForExecution(id, { after: last, status: 'success' });
			last = taken.id;
			if (isMeasured) {
				for (const step of stepNames) took[step].push(Date.parse((taken as unknown as Times)[step]) - at);
			}
		}

		const { chat } = await smartsupp.startChat();
		const at = await answered(sandbox, 1, quit);
		const delay = shortest + ((longest - shortest) * round) / Math.max(1, rounds - 1);
		await sleep(delay, undefined, { signal: quit });
		n8n.kill('SIGKILL');
		const killedAfter = Date.now() - at;
		await n8n.stop();

		n8n = await startN8n(options);
		client = new N8nClient(n8n.baseUrl);
		await client.signIn();
		await answered(sandbox, POLLS_AFTER_START, quit);
		await sleep(1000, undefined, { signal: quit });
		const summaries = (await client.executions(id)).filter((one) => Number(one.id) > Number(last));
		const executions = await Promise.all(summaries.map(async (one) => await client.execution(one.id)));
		last = summaries[0]?.id ?? last;
		const outcome = outcomeOf(executions, chat.conversation.id);
		counted[outcome] += 1;
		say(`  killed ${killedAfter} ms after the answer: ${outcomes[outcome]}`);
	}
	say(`Of ${rounds} events, each with a kill ${shortest} to ${longest} ms after the vendor's answer:`);
	for (const [name, words] of Object.entries(outcomes)) say(`  ${counted[name]} ${words}`);
	say('Undisturbed, in milliseconds from the answer, n8n');
	for (const step of stepNames) {
		say(`  ${steps[step]}: median ${median(took[step])}, at most ${Math.max(...took[step])}`);
	}
}

void runScript(main);
