// A script for people's machines and CI, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import axios from 'axios';
import { expect } from 'expect'; // jest's own
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

import {
	type ChatEvent,
	type ChatEventName,
	chatEventMeanings,
	chatEventNames,
	chatEventSchema,
} from '../nodes/shared/chat-event';
import { commonEvent, commonEventsOf } from '../nodes/shared/receive';
import { Bench } from '../test/engine/engine';
import { bodyText, type DeliveryCase, type TriggerFixture } from '../test/fixtures/fixture';

/** Where the page is kept. */
export const chatEventPage = resolve(__dirname, '..', 'docs', 'chat-event.md');

/** The deliveries that the page shows whole, one of each vendor. */
const EXAMPLES = [
	{ vendor: 'chatvisor', vendorEvent: 'newConversation' },
	{ vendor: 'giosg', vendorEvent: 'messages added' },
	{ vendor: 'liveChat', vendorEvent: 'incoming_chat' },
	{ vendor: 'liveSupporti', vendorEvent: 'ChatStarted' },
	{ vendor: 'smartsupp', vendorEvent: 'conversation.closed' },
];

const RECEIVED_AT = Date.parse('2026-05-15T10:05:00Z');
const SLOT_MILLISECONDS = 10 * 60 * 1000;

/** What one documented delivery comes out as. */
interface Observation {
	/** The vendor as its trigger is called, for example `giosg`. */
	title: string;
	event: ChatEvent;
	/** The same delivery has another eventId in the next 10 minutes. */
	isSlotted: boolean;
}

/**
 * Delivers every body of test/fixtures to its trigger on n8n's own engine, twice: now, and 10 minutes later.
 *
 * @throws an Error that names a delivery which was not taken
 */
async function observe(): Promise<Observation[]> {
	// Fixtures of actions say what they expect in jest's words, which are there only in a test.
	if (!('expect' in globalThis)) Object.assign(globalThis, { expect });
	const { triggerFixtures } = await import('../test/fixtures');
	const seen: Observation[] = [];
	for (const fixture of triggerFixtures) {
		for (const delivery of fixture.cases) {
			const bench = await Bench.start({
				nodes: [
					{
						type: fixture.node,
						credentials: [fixture.credentialType],
						parameters: { events: ['*'], sender: 'any', ...fixture.parameters, ...delivery.parameters },
					},
				],
				credentials: { [fixture.credentialType]: fixture.credential },
			});
			try {
				const first = await eventsOf(bench, fixture, delivery, RECEIVED_AT);
				const later = await eventsOf(bench, fixture, delivery, RECEIVED_AT + SLOT_MILLISECONDS);
				const { type, typeVersion } = bench.trigger;
				const { displayName } = bench.workflow.nodeTypes.getByNameAndVersion(type, typeVersion).description;
				seen.push(
					...first.map((event, index) => ({
						title: displayName.replace(/ Trigger$/, ''),
						event,
						isSlotted: event.eventId !== later[index].eventId,
					})),
				);
			} finally {
				await bench.close();
			}
		}
	}
	return seen;
}

async function eventsOf(
	bench: Bench,
	fixture: TriggerFixture,
	delivery: DeliveryCase,
	now: number,
): Promise<ChatEvent[]> {
	const text = bodyText(delivery.body);
	const proof = fixture.prove(text, fixture.credential.webhookSecret, bench.identity);
	const restore = setClock(now);
	try {
		const reply = await axios.post(
			`${bench.webhookUrl}${proof.query ?? ''}`,
			Buffer.from(proof.body ?? text),
			{
				headers: { 'Content-Type': 'application/json', ...proof.headers },
				proxy: false,
				validateStatus: () => true,
			},
		);
		if (reply.status !== 200) {
			throw new Error(`${fixture.title}, ${delivery.name}: the trigger answered ${reply.status}`);
		}
	} finally {
		restore();
	}
	return bench.output(bench.runs.at(-1)).map((event) => chatEventSchema.parse(event));
}

/** Stops the clock that `new Date()` reads, so that the page is the same whenever it is made. */
function setClock(now: number): () => void {
	const real = globalThis.Date;
	globalThis.Date = class extends real {
		constructor(...given: [] | [number]) {
			super(...((given.length === 0 ? [now] : given) as [number]));
		}

		static override now = () => now;
	} as DateConstructor;
	return () => {
		globalThis.Date = real;
	};
}

interface Field {
	/** From the event on, for example `chat.tags[]`. */
	path: string[];
	type: string;
	canBeNull: boolean;
	description: string;
	/** What it is, without null. */
	schema: z.ZodTypeAny;
}

/** The fields of one object of the schema, and the objects and lists of objects in it as groups of their own. */
function fieldsOf(schema: z.ZodTypeAny, path: string[] = []): { fields: Field[]; groups: Field[] } {
	const fields: Field[] = [];
	const groups: Field[] = [];
	for (const [name, value] of Object.entries((schema as z.ZodObject<z.ZodRawShape>).shape)) {
		const { inner, canBeNull } = unwrap(value);
		const field = {
			path: [...path, name],
			type: typeOf(inner),
			canBeNull,
			description: value.description ?? '',
			schema: inner,
		};
		if (!field.description) throw new Error(`${field.path.join('.')} has no description in the schema`);
		fields.push(field);
		if (objectIn(inner)) groups.push(field);
	}
	return { fields, groups };
}

function unwrap(schema: z.ZodTypeAny, canBeNull = false): { inner: z.ZodTypeAny; canBeNull: boolean } {
	if (schema instanceof z.ZodNullable) return unwrap(schema.unwrap() as z.ZodTypeAny, true);
	if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap() as z.ZodTypeAny, canBeNull);
	return { inner: schema, canBeNull };
}

/** The object whose fields a group lists: the value's own, or that of a list's entries. */
function objectIn(schema: z.ZodTypeAny): z.ZodTypeAny | undefined {
	const inner = schema instanceof z.ZodArray ? (schema.element as z.ZodTypeAny) : schema;
	return inner instanceof z.ZodObject ? inner : undefined;
}

function typeOf(schema: z.ZodTypeAny): string {
	if (schema instanceof z.ZodArray) return `list of ${typeOf(schema.element as z.ZodTypeAny)}s`;
	if (schema instanceof z.ZodEnum) {
		const values = schema.options as string[];
		return values.length > 6 ? 'text, see above' : values.map(code).join(', ');
	}
	if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return 'object';
	if (schema instanceof z.ZodBoolean) return 'true or false';
	if (schema instanceof z.ZodNumber) return 'number';
	if (schema instanceof z.ZodString) return schema.safeParse('not a time').success ? 'text' : 'time';
	throw new Error('The schema has a type that scripts/chatEventDocs.ts does not know');
}

const isEmpty = (value: unknown) =>
	value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** Whether an event says something at a path; for lists, in any entry. */
function isFilled(value: unknown, [name, ...further]: string[]): boolean {
	if (Array.isArray(value)) return value.some((entry) => isFilled(entry, [name, ...further]));
	if (name === undefined) return !isEmpty(value);
	if (typeof value !== 'object' || value === null) return false;
	const next = (value as Record<string, unknown>)[name];
	return further.length === 0 ? !isEmpty(next) : isFilled(next, further);
}

const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: string[], rows: string[][]) =>
	[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const distinct = (values: string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en'));
const code = (text: string) => `\`${text}\``;

function fieldTable(fields: Field[], seen: Observation[], titles: string[]): string {
	return table(
		['Field', 'Type', 'Null?', 'What it holds', ...titles],
		fields.map(({ path, type, canBeNull, description }) => [
			code(path.at(-1)!),
			type,
			canBeNull ? 'yes' : '',
			description,
			...titles.map((title) =>
				seen.some((one) => one.title === title && isFilled(one.event, path)) ? '✓' : '',
			),
		]),
	);
}

/** The fields of an object, or of a list's entries, and then those of the objects in it. */
function sectionsOf({ path, type, schema }: Field, seen: Observation[], titles: string[]): string[] {
	const { fields, groups } = fieldsOf(objectIn(schema)!, path);
	const name = code(path.join('.'));
	const heading = type === 'object' ? name : `Each entry of ${name}`;
	return [
		`### ${heading}\n\n${fieldTable(fields, seen, titles)}`,
		...groups.flatMap((group) => sectionsOf(group, seen, titles)),
	];
}

function eventTable(seen: Observation[], titles: string[]): string {
	return table(
		['`event`', 'What happened', "The vendors' own names (`vendorEvent`)"],
		chatEventNames.map((name) => [
			code(name),
			chatEventMeanings[name],
			byVendor(
				seen.filter(({ event }) => event.event === name),
				titles,
			).join('; '),
		]),
	);
}

/** A table for each vendor's source, made of the adapters' tables of events. */
function vendorTables(fixtures: TriggerFixture[]): string {
	const sources = new Map(fixtures.map(({ adapter, title }) => [adapter, title] as const).reverse());
	return [...sources]
		.reverse()
		.map(([{ vendor, events }, title]) => {
			const common = commonEventsOf(events);
			const rows = Object.entries(events)
				// What is nothing but a common event stands among those alone, as in Trigger On.
				.filter(([key]) => !common.some(({ value }) => value === commonEvent(key as ChatEventName)))
				.map(([value, { name, description, event, onlyAny }]) => [
					onlyAny ? `${name} (only with *Any Event*)` : name,
					code(value),
					description,
					[event].flat().map(code).join(' or '),
				]);
			const names = common.map(({ name }) => `*${name}*`).join(', ');
			const own =
				rows.length > 0 ? table(['Trigger On', 'Value', 'When', '`event`'], rows) : 'None of its own.';
			return `**${title}** (\`vendor\`: \`${vendor}\`). Common events: ${names}.\n\n${own}`;
		})
		.join('\n\n');
}

/** For example `giosg: changed, removed`, a vendor per entry. */
function byVendor(seen: Observation[], titles: string[]): string[] {
	return titles.flatMap((title) => {
		const names = distinct(seen.filter((one) => one.title === title).map(({ event }) => event.vendorEvent));
		return names.length > 0 ? [`${title}: ${names.map(code).join(', ')}`] : [];
	});
}

/** The vendor's names of one vendor's events whose eventId changes with the 10 minutes of receipt. */
function slottedNames(seen: Observation[]): string[] {
	return distinct(seen.filter(({ isSlotted }) => isSlotted).map(({ event }) => event.vendorEvent)).map(
		(name) => {
			const always = seen.every(({ event, isSlotted }) => event.vendorEvent !== name || isSlotted);
			return `${code(name)}${always ? '' : ' (some)'}`;
		},
	);
}

function example(seen: Observation[], { vendor, vendorEvent }: (typeof EXAMPLES)[number]): string {
	const found = seen.find(({ event }) => event.vendor === vendor && event.vendorEvent === vendorEvent);
	if (!found) throw new Error(`No delivery in test/fixtures comes out as ${vendor} ${vendorEvent}`);
	return `### ${found.title}: \`${vendorEvent}\`\n\n\`\`\`json\n${JSON.stringify(found.event, null, 2)}\n\`\`\``;
}

/**
 * The text of docs/chat-event.md: the fields from the zod schema, and what each vendor fills from the deliveries that
 * the vendors document. Needs the built package.
 *
 * @throws an Error that names a field without a description, or a delivery that its trigger does not take
 */
export async function chatEventDocs(): Promise<string> {
	const seen = await observe();
	const titles = distinct(seen.map(({ title }) => title));
	const { fields, groups } = fieldsOf(chatEventSchema);
	const sections = groups.flatMap((group) => sectionsOf(group, seen, titles));
	const { triggerFixtures } = await import('../test/fixtures');
	const slotted = titles.flatMap((title) => {
		const names = slottedNames(seen.filter((one) => one.title === title));
		return names.length > 0 ? [`- ${title}: ${names.join(', ')}`] : [];
	});

	return `# ChatEvent: the one shape of all events

<!-- Made by \`npm run docs:chat-event\` from nodes/shared/chat-event/schema.ts and test/fixtures. Do not edit it by hand. -->

Every trigger of this package puts out this shape when its *Output* is *Chat Event* (the default), so that one workflow can
serve several live chats. *Chat Event and Raw* adds \`raw\`, the vendor's own body with secrets removed; *Raw* puts out that body alone.

- Every field is always there: where the vendor does not say, it is \`null\`, an empty list or an empty object. Only \`raw\` may
  be missing.
- Ids are text, also where the vendor sends a number; of numbers above 2^53 no digit is lost.
- Times are ISO 8601 in UTC with milliseconds, for example \`2026-05-15T10:05:00.000Z\`, whatever the vendor sends. A time
  without an offset is taken for UTC, wherever n8n runs.
- Nothing that the vendor says is lost: what no field takes stands in the nearest \`extra\`, under the vendor's own name (of \`other\`,
  under \`raw\`). Only secrets go.
- *Flat* puts the same fields side by side (\`chat_id\`, \`visitor_email\` ...) for a table or a sheet; what has fields of its own is one JSON
  text there; the body of \`other\` is in \`extra\`. Actions of this package cannot find the chat in *Flat* or *Raw*. n8n's *Data Table* takes only
  columns that it has: make one for each field, or keep the fields that you need with *Edit Fields* before it.
- Where the vendor does not say who the visitor is, *Include Visitor* among the options asks it: on by itself at giosg, off at Smartsupp,
  LiveChat and Chatvisor. LiveSupporti has no way to ask, and the *LiveChat Poll Trigger* brings the visitor anyway.

## Which events there are

${eventTable(seen, titles)}

### By vendor

*Trigger On* begins with the common events, the same words at every vendor that has them: *Chat Started*, *Visitor's Message* and so on
(in an expression \`chatEvent:\` and the \`event\`, for example \`chatEvent:chatStarted\`). A common event brings what became it, by whichever
of the vendor's events it came. Below them stand the vendor's own events, as in these tables; one that is nothing but a common
event, such as giosg's *Chat Started*, is offered as that alone. Any other event comes out as \`other\` where *Any Event* is chosen, with what came under
\`raw\`. A body of unknown shape always comes out as \`other\`, whatever is chosen; put a *Filter* node on \`event\` where that matters.

${vendorTables(triggerFixtures)}

## The fields

A ✓ means that at least one of the deliveries that the vendor documents, and that are kept in \`test/fixtures\`, fills the field.
An empty cell means that none of them does; a live account may send more.

${fieldTable(fields, seen, titles)}

${sections.join('\n\n')}

## The same event twice

Vendors send an event again when they got no answer in time. \`eventId\` is the same for every such repeat, and is the field to look
at:

| What happened | What \`eventId\` is made of (as a fingerprint, SHA-256) |
| --- | --- |
| A message | the vendor, \`message\`, the chat's id and the message's id |
| A chat started, ended (missed or not: that is one end), or was left as an offline message | the vendor, the \`event\` (\`chatEnded\` for each end), the chat's and the thread's id, and, where the vendor opens a closed chat again under the same ids, the time |
| Anything else | the vendor's own id of the delivery (as it is), else what identifies the event |

So a message has the same id in a delivery of its own, within the start of its chat, and in a poll; and it has another id than the start of
its chat. Your account is not part of the id: with several accounts, \`vendor\`, \`accountId\` and \`eventId\` together are the key.

- In one n8n process, *Drop Repeated Deliveries* among the trigger's options is enough. It keeps the last 1,000 ids for 24 hours, and
  forgets them when n8n restarts.
- With several n8n processes, or to remember for longer, put n8n's *Remove Duplicates* node behind the trigger: *Remove Items
  Processed in Previous Executions*, *Value to Dedupe On* \`{{ $json.eventId }}\`. It is
  not exact: of two copies that run at the same moment, as in queue mode, both may get through.
- In a database, use \`eventId\` together with \`vendor\` as the unique key. This alone is exact. How
  to, and what was measured: [operations.md](operations.md#repeated-deliveries).

**The 10-minute rule.** Some deliveries name neither an id nor a time. Two equal ones may then be one event sent twice, or two events.
For these, \`eventId\` is made of what was sent and of the 10 minutes (\`:00\` to \`:10\`, \`:10\` to \`:20\` and so on) in which it was
received: a repeat within them has the same id, and one that falls into the next 10 minutes has another and passes. This is the case
for everything of an unknown shape, and of the documented deliveries for these (*some*: only where they leave id and time out):

${slotted.join('\n')}

## Whole examples

${EXAMPLES.map((one) => example(seen, one)).join('\n\n')}
`;
}

if (require.main === module) {
	void chatEventDocs().then((page) => {
		writeFileSync(chatEventPage, page);
		process.stdout.write(`docs/chat-event.md: ${page.split('\n').length - 1} lines\n`);
	});
}
