import type { IDataObject, INode, IPollFunctions } from 'n8n-workflow';

import { liveChatPoll } from '../../../nodes/LiveChat/poll/chats';
import type { ChatEvent } from '../../../nodes/shared/chat-event';
import { runPoll } from '../../../nodes/shared/poll';

const AGENT = 'kate@example.com';
const VISITOR = 'b7eff798-f8df-4364-8059-649c35c9ed0c';
const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 4, 15, 10, minute, second)).toISOString();

/** Chats to a page of the list. */
const PAGE = 5;

interface Thread {
	id: string;
	active: boolean;
	created_at: string;
	events: IDataObject[];
}

const message = (id: string, created_at: string, author_id = VISITOR) => ({
	...{ id, type: 'message', text: id, author_id, created_at, visibility: 'all' },
});
const thread = (created_at: string, events: IDataObject[] = [], active = true): Thread => ({
	...{ id: `thread of ${created_at}`, active, created_at, events },
});

/** A LiveChat with the given threads, each the last one of its chat, and a trigger that polls it. */
function pollOf(parameters: Record<string, unknown>) {
	const threads = new Map<string, Thread>();
	const requests: string[] = [];
	const answers: Record<string, (body: IDataObject) => IDataObject> = {
		list_chats({ page_id = 0 }) {
			const start = Number(page_id);
			const newestFirst = [...threads].sort(([, a], [, b]) => b.created_at.localeCompare(a.created_at));
			return {
				chats_summary: newestFirst
					.slice(start, start + PAGE)
					.map(([id, { events, ...last_thread_summary }]) => ({
						id,
						users: [{ id: VISITOR, type: 'customer', name: 'Jason' }],
						last_thread_summary,
						last_event_per_type: events.length > 0 ? { message: { event: events.at(-1) } } : {},
					})),
				...(start + PAGE < threads.size && { next_page_id: String(start + PAGE) }),
			};
		},
		list_threads: ({ chat_id }) => ({ threads: [threads.get(String(chat_id))] }),
	};
	const kept: IDataObject = {};
	const node = { id: Math.random().toString(), name: 'Polling', credentials: {} } as INode;
	const context = {
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => node,
		getMode: () => 'trigger',
		getCredentials: async () => ({
			accountId: 'account',
			personalAccessToken: 'example',
			baseUrl: 'https://api.example.com',
			organizationId: 'organization',
		}),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflowStaticData: () => kept,
		logger: { error: () => {}, warn: () => {} },
		helpers: {
			httpRequestWithAuthentication: async (_: string, { url, body }: { url: string; body: string }) => {
				const action = url.split('/').at(-1) ?? '';
				requests.push(action);
				return { statusCode: 200, headers: {}, body: answers[action](JSON.parse(body) as IDataObject) };
			},
		},
	} as unknown as IPollFunctions;
	const poll = async () => ((await runPoll(context, liveChatPoll))?.[0] ?? []).map(({ json }) => json);
	return { threads, requests, poll };
}

let now: string;
beforeEach(() => jest.spyOn(Date, 'now').mockImplementation(() => Date.parse(now)));
afterEach(() => jest.restoreAllMocks());

const namesOf = (found: IDataObject[]) => (found as unknown as ChatEvent[]).map(({ event }) => event);

test.each([
	['from its start on', 1, ['chatStarted', 'messageFromVisitor']],
	['at once', 120, ['chatStarted', ...Array.from({ length: 120 }, () => 'messageFromVisitor')]],
])('a chat of more than 100 messages comes as what it is, found %s', async (_, count, names) => {
	const { threads, poll } = pollOf({ events: ['chatEvent:chatStarted', 'chatEvent:messageFromVisitor'] });
	now = at(0);
	await poll();
	const events = Array.from({ length: 120 }, (_, index) => message(`message ${index}`, at(1, index * 10)));
	threads.set('chat', thread(at(1), events.slice(0, count)));
	now = at(30);
	const found = (await poll()) as unknown as ChatEvent[];
	expect(namesOf(found as unknown as IDataObject[]).sort()).toEqual([...names].sort());
	expect(new Set(found.map(({ chat }) => chat.id))).toEqual(new Set(['chat']));
	threads.set('chat', thread(at(1), events));
	expect(await poll()).toHaveLength(120 - count);
});

test('a later message comes as a message, in LiveChat’s own words too', async () => {
	const { threads, poll } = pollOf({
		events: ['chatEvent:chatStarted', 'chatEvent:messageFromVisitor'],
		output: 'raw',
	});
	now = at(0);
	await poll();
	threads.set('chat', thread(at(1), [message('first', at(1))]));
	now = at(2);
	await poll();
	threads.set('chat', thread(at(1), [message('first', at(1)), message('second', at(3))]));
	now = at(4);
	expect(await poll()).toMatchObject([{ action: 'incoming_event', payload: { event: { id: 'second' } } }]);
});

test('a deleted message does not come, though LiveChat tells an administrator what it was', async () => {
	const { threads, poll } = pollOf({
		events: ['chatEvent:chatStarted', 'chatEvent:messageFromVisitor', 'chatEvent:chatEnded'],
	});
	now = at(0);
	await poll();
	const deleted = { ...message('gone', at(2)), text: 'My card is 4111', deleted: true };
	threads.set('chat', thread(at(1), [message('first', at(1)), deleted, message('last', at(3))], false));
	now = at(4);
	const found = await poll();
	expect(namesOf(found)).toEqual(['chatStarted', 'messageFromVisitor', 'messageFromVisitor', 'chatMissed']);
	expect(JSON.stringify(found)).not.toContain('4111');
});

test('an end of which LiveChat lists no event comes, though others wrote long after the last words', async () => {
	const { threads, poll } = pollOf({ events: ['chatEvent:chatEnded'] });
	now = at(0);
	await poll();
	threads.set('quiet', thread(at(1), [message('how can I help?', at(1), AGENT)]));
	now = at(2);
	expect(await poll()).toEqual([]);
	threads.set('busy', thread(at(3), [message('goodbye', at(40), AGENT)], false));
	now = at(41);
	expect(namesOf(await poll())).toEqual(['chatEnded']);
	threads.get('quiet')!.active = false;
	now = at(42);
	expect(await poll()).toMatchObject([{ event: 'chatEnded', chat: { id: 'quiet' } }]);
	expect(await poll()).toEqual([]);
});

test('weeks in which nothing comes of what was chosen cost one request a poll', async () => {
	const { threads, requests, poll } = pollOf({ events: ['chatEvent:chatMissed'] });
	now = '2026-05-01T10:00:00.000Z';
	await poll();
	for (let day = 1; day <= 20; day++) {
		now = `2026-05-${String(day).padStart(2, '0')}T11:00:00.000Z`;
		threads.set(`chat ${day}`, thread(now, [message('hello', now, AGENT)], false));
		expect(await poll()).toEqual([]);
	}
	requests.splice(0);
	await poll();
	expect(requests).toEqual(['list_chats']);
});
