import type { INodeParameters } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { ChatEvent } from '../../nodes/shared/chat-event';
import { startSandbox, type Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { giosgDemo } from '../sandbox/vendors/giosg';
import { liveChatDemo } from '../sandbox/vendors/liveChat';
import { Bench } from './engine';
import { pollingBench } from './polling';

// What all polling triggers have in common is in everyPoll.

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

async function publish(
	node: string,
	credentialType: keyof ReturnType<typeof sandboxCredentials>,
	events: string[],
	parameters: INodeParameters = {},
): Promise<Bench> {
	const bench = await pollingBench(sandbox, { node, credentialType }, events, parameters);
	await bench.publish();
	return bench;
}

const poll = async (bench: Bench) => (await bench.poll()) as unknown as ChatEvent[];
const namesOf = (found: ChatEvent[]) => found.map(({ event }) => event);

describe('Chatvisor', () => {
	test('a customer whose conversation was done and who writes again starts a chat, as the WebHook has it', async () => {
		const { chatvisor } = sandbox.vendors;
		const bench = await publish('chatvisorPollTrigger', 'chatvisorApi', ['chatStarted', 'chatEnded']);
		await chatvisor.startChat();
		const [{ customerId }] = chatvisor.chats;
		expect(namesOf(await poll(bench))).toEqual(['chatStarted']);
		await chatvisor.setStatus(customerId, 'DONE');
		expect(namesOf(await poll(bench))).toEqual(['chatEnded']);
		await chatvisor.visitorSays(customerId, 'One more thing');
		expect(namesOf(await poll(bench))).toEqual(['chatStarted']);
	});

	test('reads a list of several pages whole, and says where an assumed address is wrong', async () => {
		const { chatvisor } = sandbox.vendors;
		chatvisor.largestPage = 2;
		const bench = await publish('chatvisorPollTrigger', 'chatvisorApi', ['chatStarted']);
		for (let count = 0; count < 5; count++) await chatvisor.startChat();
		expect(await poll(bench)).toHaveLength(5);
		await expect(
			publish('chatvisorPollTrigger', 'chatvisorApi', ['chatStarted'], { path: '/rest/v2/talks' }),
		).rejects.toThrow('Chatvisor does not know GET /rest/v2/talks (404)');
	});
});

describe('giosg', () => {
	test('names the visitor, from the members of the chat, unless that is switched off', async () => {
		const { giosg } = sandbox.vendors;
		const asked = await publish('giosgPollTrigger', 'giosgApi', ['chatStarted']);
		const unasked = await publish('giosgPollTrigger', 'giosgApi', ['chatStarted'], {
			options: { includeVisitor: false },
		});
		const { chat } = await giosg.startChat();
		expect(await poll(asked)).toMatchObject([
			{ accountId: giosgDemo.organizationId, visitor: { id: chat.visitorId } },
		]);
		expect(await poll(unasked)).toMatchObject([{ visitor: { id: null } }]);
	});

	test('asks for the organization of another token as soon as somebody enters one', async () => {
		const { giosg } = sandbox.vendors;
		const bench = await publish('giosgPollTrigger', 'giosgApi', ['chatStarted']);
		const asksWho = () => giosg.requests.filter(({ path }) => path === '/api/v5/users/me').length;
		await poll(bench);
		expect(asksWho()).toBe(1);
		Object.assign(bench.credentials.data.giosgApi, { webhookSecret: 'example-another-secret-0123456789' });
		await poll(bench);
		expect(asksWho()).toBe(2);
	});
});

describe('Smartsupp', () => {
	test.each(['camel', 'snake'] as const)(
		'is searched in %s case, and asked for it once',
		async (spelling) => {
			const { smartsupp } = sandbox.vendors;
			smartsupp.spelling = spelling;
			const bench = await publish('smartsuppPollTrigger', 'smartsuppApi', ['chatEnded']);
			const { chat } = await smartsupp.startChat();
			await smartsupp.endChat(chat.conversation.id);
			smartsupp.requests.splice(0);
			expect(await poll(bench)).toMatchObject([{ vendorEvent: 'conversation.closed' }]);
			expect(smartsupp.requests).toHaveLength(1);
		},
	);

	test('brings neither notes nor what the system tells as messages', async () => {
		const { smartsupp } = sandbox.vendors;
		const events = ['messageFromVisitor', 'messageFromAgent'];
		const bench = await publish('smartsuppPollTrigger', 'smartsuppApi', events);
		const { chat } = await smartsupp.startChat();
		const { id } = chat.conversation;
		await smartsupp.say(id, 'agent', 'Gold customer', { type: 'note' });
		await smartsupp.say(id, 'agent', 'Kate joined', { type: 'event', sub_type: 'system' });
		expect((await poll(bench)).map(({ transcript }) => transcript)).toHaveLength(1);
	});

	test('finds a message of which the list tells as last_message alone', async () => {
		const { smartsupp } = sandbox.vendors;
		const bench = await publish('smartsuppPollTrigger', 'smartsuppApi', ['messageFromVisitor']);
		const { chat } = await smartsupp.startChat();
		const told = (text: string, updated_at = chat.conversation.updated_at) => {
			const { created_at } = chat.messages.at(-1)!;
			Object.assign(chat.conversation, {
				updated_at,
				last_message_text: undefined,
				last_message: { text, created_at },
			});
		};
		told('Hello, my order has not arrived yet.');
		expect(await poll(bench)).toHaveLength(1);
		const unmoved = chat.conversation.updated_at;
		await sleep(5);
		await smartsupp.say(chat.conversation.id, 'visitor', 'Is anybody there?');
		told('Is anybody there?', unmoved);
		expect(await poll(bench)).toMatchObject([{ messages: [{ text: 'Is anybody there?' }] }]);
		expect(await poll(bench)).toEqual([]);
	});

	test('knows a conversation that goes on while more than a page of others begins', async () => {
		const { smartsupp } = sandbox.vendors;
		const bench = await publish('smartsuppPollTrigger', 'smartsuppApi', ['chatEnded']);
		const { chat } = await smartsupp.startChat();
		await poll(bench);
		for (let count = 0; count < 120; count++) await smartsupp.startChat();
		await poll(bench);
		await smartsupp.endChat(chat.conversation.id);
		expect(await poll(bench)).toMatchObject([{ chat: { id: chat.conversation.id } }]);
	});
});

describe('LiveChat', () => {
	test('tells a missed chat as one, to whom wants any end, with its messages and its end', async () => {
		const { liveChat } = sandbox.vendors;
		const ended = await publish('liveChatPollTrigger', 'liveChatApi', ['chatEnded']);
		const missed = await publish('liveChatPollTrigger', 'liveChatApi', ['chatMissed']);
		const first = await liveChat.startChat();
		await liveChat.missChat(first.chat.id);
		const second = await liveChat.startChat();
		await liveChat.say(second.chat.id, 'agent', 'How can I help?');
		await liveChat.endChat(second.chat.id);
		const all = await poll(ended);
		expect(namesOf(all).sort()).toEqual(['chatEnded', 'chatMissed']);
		for (const { accountId, transcript, visitor, survey } of all) {
			expect(accountId).toBe(liveChatDemo.organizationId);
			expect(transcript).toMatch(/\(visitor\): /);
			expect(visitor.email).toMatch(/@example\.com$/);
			expect(survey).toHaveLength(2);
		}
		expect(await poll(missed)).toMatchObject([{ event: 'chatMissed', chat: { id: first.chat.id } }]);
	});

	test('finds the end of one thread and the start of the next within the same chat', async () => {
		const { liveChat } = sandbox.vendors;
		const bench = await publish('liveChatPollTrigger', 'liveChatApi', ['chatStarted', 'chatEnded']);
		const { chat } = await liveChat.startChat();
		const [{ chat: before }] = await poll(bench);
		await liveChat.say(chat.id, 'agent', 'How can I help?');
		await sleep(3);
		await liveChat.endChat(chat.id);
		const action = await Bench.start({
			nodes: [
				{
					type: 'liveChat',
					credentials: ['liveChatApi'],
					parameters: {
						...{ resource: 'chat', operation: 'resume', target: 'ids' },
						chat: { __rl: true, mode: 'id', value: chat.id },
					},
				},
			],
			credentials: { liveChatApi: { ...sandboxCredentials(sandbox).liveChatApi } },
		});
		await action.execute([{}]);
		const found = await poll(bench);
		expect(
			found.map(({ event, chat: { threadId } }) => [event, threadId === before.threadId]).sort(),
		).toEqual([
			['chatEnded', true],
			['chatStarted', false],
		]);
		expect(await poll(bench)).toEqual([]);
	});

	test('makes one call when nothing happened, and one more for each chat in which something did', async () => {
		const { liveChat } = sandbox.vendors;
		const bench = await publish('liveChatPollTrigger', 'liveChatApi', ['chatStarted', 'messageFromVisitor']);
		for (let count = 0; count < 3; count++) await liveChat.startChat();
		liveChat.requests.splice(0);
		await poll(bench);
		expect(liveChat.requests).toHaveLength(4);
		await poll(bench);
		expect(liveChat.requests).toHaveLength(5);
	});
});
