import { Giosg } from '../../nodes/Giosg/Giosg.node';
import { chatEventItem } from '../fixtures';
import { startSandbox, type Sandbox } from '../sandbox';
import { type GiosgChat, giosgDemo, giosgPatterns, giosgVisitors } from '../sandbox/vendors/giosg';
import { Bench } from './engine';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());
beforeEach(() => sandbox.reset());

const startTrigger = async (
	parameters: object,
	webhookSecret: string = giosgDemo.webhookSecret,
	credential: object = {},
): Promise<Bench> => {
	const bench = await Bench.start({
		nodes: [{ type: 'giosgTrigger', credentials: ['giosgApi'], parameters: parameters as never }],
		credentials: { giosgApi: { webhookSecret, ...credential } },
	});
	return bench;
};
const secretUrl = (bench: Bench) => `${bench.webhookUrl}?secret=${giosgDemo.webhookSecret}`;

describe('the trigger', () => {
	let bench: Bench;
	afterEach(async () => await bench.close());
	const seen = () => bench.runs.map((run) => bench.output(run)[0]);

	test('follows a chat from its start to its end, on every channel pattern that its help offers', async () => {
		bench = await startTrigger({ events: ['*'], sender: 'any' });
		await bench.publish();
		const { giosg } = sandbox.vendors;
		for (const pattern of Object.values(giosgPatterns)) giosg.addWebhook(secretUrl(bench), pattern);
		const { chat } = await giosg.startChat();
		expect(seen().map(({ event }) => event)).toEqual(
			expect.arrayContaining(['chatStarted', 'chatAssigned', 'chatUpdated', 'messageFromVisitor']),
		);
		expect(seen()).toContainEqual(
			expect.objectContaining({
				vendorEvent: 'memberships added',
				visitor: expect.objectContaining({ id: giosgVisitors[0].id }),
			}),
		);
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		expect(seen()).toContainEqual(expect.objectContaining({ event: 'messageFromAgent' }));
		await giosg.endChat(chat.resource.id);
		// By the organization's channel, the room's and the bot's.
		expect(seen().filter(({ event }) => event === 'chatEnded')).toHaveLength(3);
		expect(giosg.deliveries.every(({ status }) => status === 200)).toBe(true);
		expect(JSON.stringify([bench.runs, bench.logs])).not.toMatch(/bearer-token|token-of-the|symmetric-key/);
	});

	test('takes what happens in a room that another organization shares, by the pattern for rooms alone', async () => {
		bench = await startTrigger({ events: ['*'] });
		const { giosg } = sandbox.vendors;
		const { chats, messages, roomChats, roomMessages } = giosgPatterns;
		for (const pattern of [chats, messages, roomChats, roomMessages])
			giosg.addWebhook(secretUrl(bench), pattern);
		await giosg.startChat({ roomId: giosgDemo.partnerRoomId });
		expect(
			seen()
				.map(({ event }) => event)
				.sort(),
		).toEqual(['chatStarted', 'messageFromVisitor']);
		expect(seen()[0]).toMatchObject({
			accountId: giosgDemo.organizationId,
			chat: { roomId: giosgDemo.partnerRoomId },
		});
	});

	test('takes the messages of visitors alone, so that it does not answer itself', async () => {
		bench = await startTrigger({ events: ['*'], sender: 'visitor' });
		const { giosg } = sandbox.vendors;
		giosg.addWebhook(secretUrl(bench), giosgPatterns.messages);
		const { chat } = await giosg.startChat();
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		await giosg.botSays(chat.resource.id, 'Hello, I am a bot');
		expect(seen().map(({ event }) => event)).toEqual(['messageFromVisitor']);
	});

	test.each([
		[true, ['visitor', 'agent', 'visitor']],
		[undefined, ['visitor', 'bot', 'agent', 'visitor']],
		[false, ['visitor', 'bot', 'agent', 'visitor']],
	])('Not From My Own App %s: takes messages of %j', async (notFromMyOwnApp, authors) => {
		bench = await startTrigger({ events: ['*'], sender: 'any', options: { notFromMyOwnApp } });
		const { giosg } = sandbox.vendors;
		giosg.addWebhook(secretUrl(bench), giosgPatterns.messages);
		const { chat } = await giosg.startChat();
		const yes = { type: 'button', text: 'Yes, please', value: 'yes' };
		await giosg.botSays(chat.resource.id, 'Shall I look it up?', [{ actions: [yes] }]);
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		await giosg.press(chat.resource.id, yes);
		const messages = seen().flatMap(({ messages }) => messages as Array<Record<string, unknown>>);
		expect(messages.map(({ author }) => author)).toEqual(authors);
		expect(messages.at(-1)).toMatchObject({ text: 'Yes, please' });
		const bots = messages.filter(({ author }) => author === 'bot');
		for (const { text } of bots) expect(text).toBe('Shall I look it up?\n[Yes, please]');
	});

	test('says of a chat whether its visitor waited in vain', async () => {
		bench = await startTrigger({ events: ['chatEvent:chatEnded'] });
		const { giosg } = sandbox.vendors;
		giosg.addWebhook(secretUrl(bench));
		const [missed, answered] = [await giosg.startChat(), await giosg.startChat()];
		await giosg.say(answered.chat.resource.id, 'agent', 'Hello Maria');
		for (const { chat } of [missed, answered]) await giosg.endChat(chat.resource.id);
		expect(seen().map(({ event, chat }) => [event, (chat as { isMissed: unknown }).isMissed])).toEqual([
			['chatEnded', true],
			['chatEnded', null],
		]);
	});

	test('a chat that comes by two channels starts once and ends once', async () => {
		bench = await startTrigger({
			events: ['chatEvent:chatStarted', 'chatEvent:chatEnded', 'chatEvent:messageFromVisitor'],
			options: { dropRepeats: true },
		});
		const { giosg } = sandbox.vendors;
		for (const pattern of Object.values(giosgPatterns)) giosg.addWebhook(secretUrl(bench), pattern);
		const { chat } = await giosg.startChat();
		await giosg.endChat(chat.resource.id);
		expect(
			seen()
				.map(({ event }) => event)
				.sort(),
		).toEqual(['chatEnded', 'chatStarted', 'messageFromVisitor']);
	});

	test('refuses an endpoint URL without the secret, attempt after attempt', async () => {
		bench = await startTrigger({ events: ['*'] });
		sandbox.vendors.giosg.addWebhook(bench.webhookUrl);
		const { deliveries } = await sandbox.vendors.giosg.startChat();
		expect(deliveries.map(({ status, attempt }) => [status, attempt])).toEqual([
			[401, 1],
			[401, 2],
		]);
		expect(bench.runs).toHaveLength(0);
		expect(bench.logs.join()).toContain('the URL carries no ?secret=');
	});

	test('takes a redelivery once, although its token of the bot user is another one', async () => {
		bench = await startTrigger({ events: ['*'], options: { dropRepeats: true } });
		sandbox.vendors.giosg.addWebhook(secretUrl(bench));
		await sandbox.vendors.giosg.startChat();
		const [again] = await sandbox.vendors.giosg.deliverAgain();
		expect(again.replyBody).toBe('{"received":true,"ignored":"repeated"}');
		expect(bench.runs).toHaveLength(1);
	});

	test.each([
		['', 'Every delivery would be refused'],
		['too-short', '9 characters, it needs at least 16'],
	])('says at publishing that the webhook secret %j cannot be used', async (webhookSecret, message) => {
		bench = await startTrigger({ events: ['*'] }, webhookSecret);
		await expect(bench.publish()).rejects.toThrow(message);
	});
});

describe('Include Visitor', () => {
	let bench: Bench;
	afterEach(async () => await bench.close());
	const [jason] = giosgVisitors;
	const { organizationId, roomId } = giosgDemo;

	/** A trigger whose credential can ask as well, on all chats. */
	const start = async (parameters: object = {}, credential: object = {}, pattern = giosgPatterns.chats) => {
		const { giosg } = sandbox.vendors;
		bench = await startTrigger({ events: ['*'], sender: 'any', ...parameters }, giosgDemo.webhookSecret, {
			apiToken: giosgDemo.apiToken,
			baseUrl: giosg.baseUrl,
			...credential,
		});
		giosg.addWebhook(secretUrl(bench), pattern);
		giosg.setVariable(jason.id, 'username', 'Jason Miller');
		giosg.setVariable(jason.id, 'E-Mail', 'jason@example.com');
		giosg.setVariable(jason.id, 'plan', 'Gold');
		return giosg;
	};
	const visitors = () => bench.runs.map((run) => bench.output(run)[0].visitor);
	const asked = () => sandbox.vendors.giosg.requests.map(({ path }) => path.replace(/^.*\//, ''));
	const warnings = () => bench.logs.filter((line) => line.startsWith('warn'));

	const known = {
		id: jason.id,
		name: 'Jason Miller',
		email: 'jason@example.com',
		phone: null,
		customFields: { username: 'Jason Miller', 'E-Mail': 'jason@example.com', plan: 'Gold' },
	};
	const unknown = { id: null, name: null, email: null, customFields: {} };

	test.each<[string, object]>([
		['the organization from the delivery', {}],
		['that of the credential', { organizationId }],
	])('is on by itself: who is among the members, with name, e-mail and variables (%s)', async (_, more) => {
		const giosg = await start({}, more);
		const { chat, deliveries } = await giosg.startChat({ visitorId: jason.id });
		expect(deliveries.map(({ status }) => status)).toEqual([200]);
		expect(visitors()).toMatchObject([known]);
		// Three variables are two pages.
		expect(asked()).toEqual(['memberships', 'variables', 'variables']);
		await giosg.endChat(chat.resource.id);
		expect(visitors()).toMatchObject([known, known]);
		expect(warnings()).toEqual([]);
	});

	test('finds who is in a room that another organization shares, too', async () => {
		const giosg = await start({}, {}, giosgPatterns.roomChats);
		giosg.setVariable(jason.id, 'username', 'Jason of Partner', giosgDemo.partnerRoomId);
		await giosg.startChat({ visitorId: jason.id, roomId: giosgDemo.partnerRoomId });
		expect(visitors()).toMatchObject([{ id: jason.id, name: 'Jason of Partner', email: null }]);
		expect(asked()).toEqual(['memberships', 'memberships', 'variables']);
		expect(warnings()).toEqual([]);
	});

	test('is for whoever chats, also where an agent or a bot wrote', async () => {
		const giosg = await start({}, {}, giosgPatterns.messages);
		const { chat } = await giosg.startChat({ visitorId: jason.id });
		await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
		// What the delivery says itself comes first, and is not asked for.
		expect(visitors()).toMatchObject([{ id: jason.id, name: 'Jason', email: null }, known]);
		expect(asked()).toEqual(['memberships', 'variables', 'variables']);
	});

	test('asks for the variables alone where the event names the visitor', async () => {
		const giosg = await start({}, {}, giosgPatterns.memberships);
		await giosg.startChat({ visitorId: jason.id });
		expect(visitors()).toMatchObject([known]);
		expect(asked()).toEqual(['variables', 'variables']);
	});

	test.each<[string, (giosg: Sandbox['vendors']['giosg']) => void, object]>([
		['that are not to be read', (giosg) => (giosg.readsVariables = false), known],
		['that giosg stumbles over', (giosg) => giosg.fail({ path: '*/variables', status: 500 }), known],
		['that take long', (giosg) => giosg.fail({ path: '*/variables', latencyMs: 7000 }), known],
	])(
		'variables %s cost nothing but themselves',
		async (_, spoil, { id, name }: Partial<typeof known>) => {
			const giosg = await start();
			spoil(giosg);
			await giosg.startChat({ visitorId: jason.id });
			expect(visitors()).toMatchObject([{ id, name, email: null, customFields: {} }]);
			expect(warnings()).toEqual([]);
		},
		15_000,
	);

	test.each<[string, (giosg: Sandbox['vendors']['giosg']) => void, RegExp | null]>([
		['giosg answers 500', (giosg) => giosg.fail({ path: '*/memberships', status: 500 }), /\(500\)/],
		['giosg asks to come back', (giosg) => giosg.fail({ path: '*/memberships', status: 429 }), /\(429\)/],
		['giosg is slow', (giosg) => giosg.fail({ path: '*/memberships', latencyMs: 7000 }), /giosg/],
		['giosg answers with a page', (giosg) => giosg.fail({ body: '<html></html>' }), /giosg/],
		['giosg knows no such chat', (giosg) => giosg.fail({ path: '*/memberships', status: 404 }), null],
	])(
		'%s: the event comes out without it',
		async (_, spoil, warning) => {
			const giosg = await start();
			spoil(giosg);
			const started = Date.now();
			const { deliveries } = await giosg.startChat({ visitorId: jason.id });
			expect(deliveries.map(({ status }) => status)).toEqual([200]);
			expect(visitors()).toMatchObject([unknown]);
			expect(Date.now() - started).toBeLessThan(7000);
			expect(warnings()).toHaveLength(warning === null ? 0 : 1);
			if (warning !== null) expect(warnings()[0]).toMatch(warning);
			expect(JSON.stringify([bench.runs, bench.logs])).not.toContain(giosgDemo.apiToken);
		},
		15_000,
	);

	test.each<[string, (chat: GiosgChat) => void]>([
		['several visitors', ({ members }) => members.push({ ...members[0], member_id: 'another-visitor' })],
		['no visitor', ({ members }) => members.splice(0)],
	])('a chat of %s names nobody', async (_, change) => {
		const giosg = await start({ events: ['chatEvent:chatEnded'] });
		const { chat } = await giosg.startChat({ visitorId: jason.id });
		change(chat);
		await giosg.endChat(chat.resource.id);
		expect(visitors()).toMatchObject([unknown]);
		expect(warnings()).toEqual([]);
	});

	test.each<[string, object, object, RegExp | null]>([
		['a credential that only receives', {}, { apiToken: '' }, null],
		[
			'the same, where somebody asked for it',
			{ options: { includeVisitor: true } },
			{ apiToken: '' },
			/lacks API Token/,
		],
		['None, where no credential is shown', { authentication: 'none' }, {}, null],
		['the option off', { options: { includeVisitor: false } }, {}, null],
	])('with %s giosg is not asked, and nothing is lost', async (_, parameters, credential, warning) => {
		const giosg = await start(parameters, credential);
		await giosg.startChat({ visitorId: jason.id });
		expect(visitors()).toMatchObject([unknown]);
		expect(giosg.requests).toHaveLength(0);
		expect(warnings()).toHaveLength(warning === null ? 0 : 1);
		if (warning !== null) expect(warnings()[0]).toMatch(warning);
	});

	test('with Output Raw giosg is not asked', async () => {
		const giosg = await start({ output: 'raw' });
		await giosg.startChat({ visitorId: jason.id });
		expect(bench.output(bench.runs[0])).toMatchObject([{ action: 'added', resource: { room_id: roomId } }]);
		expect(giosg.requests).toHaveLength(0);
	});

	test('what is filtered or repeated is not asked about', async () => {
		const giosg = await start({ events: ['chatEvent:chatStarted'], options: { dropRepeats: true } });
		const { chat } = await giosg.startChat({ visitorId: jason.id });
		const before = giosg.requests.length;
		await giosg.deliverAgain();
		await giosg.endChat(chat.resource.id);
		expect(bench.runs).toHaveLength(1);
		expect(giosg.requests).toHaveLength(before);
	});
});

describe('the actions', () => {
	const [jason] = giosgVisitors;
	const { organizationId, roomId, salesRoomId, helpRoomId, partnerRoomId } = giosgDemo;
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const ofChat = (value: string) => ({ __rl: true, mode: 'chat', value });

	const run = async (
		parameters: object,
		{
			items = [{}],
			credential = {},
			onError,
		}: { items?: object[]; credential?: object; onError?: 'continueRegularOutput' } = {},
	) => {
		const bench = await Bench.start({
			nodes: [{ type: 'giosg', credentials: ['giosgApi'], parameters: parameters as never, onError }],
			credentials: {
				giosgApi: {
					apiToken: giosgDemo.apiToken,
					organizationId,
					baseUrl: sandbox.vendors.giosg.baseUrl,
					...credential,
				},
			},
		});
		const result = await bench.execute(items as Array<Record<string, unknown>>);
		await bench.close();
		const { error } = result.data.resultData;
		return {
			output: bench.output(result),
			message: error?.message ?? '',
			description: (error as { description?: string } | undefined)?.description ?? '',
		};
	};
	const endSession = { resource: 'visitor', operation: 'endSession', visitor: byId(jason.id) };
	const set = {
		resource: 'visitorVariable',
		operation: 'set',
		target: 'ids',
		room: byId(roomId),
		visitor: byId(jason.id),
		variables: { variable: [{ key: 'plan', value: 'Gold' }] },
	};
	const remove = {
		resource: 'visitorVariable',
		operation: 'delete',
		target: 'ids',
		room: byId(roomId),
		visitor: byId(jason.id),
		keys: 'plan',
	};

	describe('End Session', () => {
		test('may run twice: the second time there is nothing left to do', async () => {
			const { giosg } = sandbox.vendors;
			await giosg.startChat({ visitorId: jason.id });
			giosg.setVariable(jason.id, 'plan', 'Gold');
			const first = await run({ ...endSession, keys: 'plan' });
			const second = await run({ ...endSession, keys: 'plan' });
			expect(first.output).toMatchObject([{ isComplete: true, chatsEnded: 1, keysDeleted: 1 }]);
			expect(second.output).toMatchObject([
				{ isComplete: true, chatsEnded: 0, keysDeleted: 0, failures: [] },
			]);
		});

		test.each([true, false])(
			'is done with a visitor whom no room knows (giosg says what is missing: %s)',
			async (says) => {
				sandbox.vendors.giosg.saysWhatIsMissing = says;
				const { output } = await run({ ...endSession, visitor: byId('nobody'), keys: 'plan' });
				expect(output).toMatchObject([{ isComplete: true, chatsEnded: 0, keysDeleted: 0, failures: [] }]);
			},
		);

		test.each([true, false])(
			'counts a chat that has ended meanwhile as done (refused: %s)',
			async (refused) => {
				const { giosg } = sandbox.vendors;
				giosg.refusesEndedChats = refused;
				const { chat } = await giosg.startChat({ visitorId: jason.id });
				// Ended between listing and ending: the list still has it open.
				giosg.fail({
					path: `*/rooms/${roomId}/visitors/*/chats`,
					body: JSON.stringify({ next: null, previous: null, results: [{ ...chat.resource }] }),
					contentType: 'application/json',
					times: 1,
				});
				await giosg.endChat(chat.resource.id);
				const { output } = await run(endSession);
				expect(output).toMatchObject([{ isComplete: true, failures: [] }]);
				const [{ rooms }] = output as Array<{ rooms: Array<Record<string, unknown>> }>;
				expect(rooms[0][refused ? 'chatsEndedBefore' : 'chatsEnded']).toEqual([chat.resource.id]);
			},
		);

		test('reports a chat and a room that fail, and does all the others', async () => {
			const { giosg } = sandbox.vendors;
			const { chat: stuck } = await giosg.startChat({ visitorId: jason.id });
			await giosg.startChat({ visitorId: jason.id });
			await giosg.startChat({ visitorId: jason.id, roomId: salesRoomId });
			for (const room of [roomId, salesRoomId]) giosg.setVariable(jason.id, 'plan', 'Gold', room);
			giosg.fail({ method: 'PATCH', path: `*/owned_chats/${stuck.resource.id}`, status: 500 });
			giosg.fail({ method: 'GET', path: `*/rooms/${helpRoomId}/visitors/*`, status: 403 });
			giosg.fail({ method: 'DELETE', path: `*/rooms/${salesRoomId}/*`, status: 500, times: 1 });
			const { output } = await run({ ...endSession, keys: 'plan' });
			expect(output).toMatchObject([
				{
					isComplete: false,
					chatsEnded: 2,
					keysDeleted: 1,
					failures: [
						{ roomId: helpRoomId, roomName: 'Help Center', chatId: null, key: null },
						{ roomId, chatId: stuck.resource.id, key: null, message: expect.stringContaining('(500)') },
						{ roomId: salesRoomId, chatId: null, key: 'plan' },
					],
				},
			]);
			giosg.clearFaults();
			expect((await run({ ...endSession, keys: 'plan' })).output).toMatchObject([
				{ isComplete: true, chatsEnded: 1, keysDeleted: 1 },
			]);
		});

		test('says of a chat in a shared room who has to end it', async () => {
			await sandbox.vendors.giosg.startChat({ visitorId: jason.id, roomId: partnerRoomId });
			const { output } = await run(endSession);
			expect(output).toMatchObject([
				{
					failures: [
						{ roomName: 'Partner Shop', message: expect.stringContaining('belongs to another organization') },
					],
				},
			]);
		});

		test('fails when nothing at all worked', async () => {
			const chosen = { ...endSession, rooms: 'chosen', roomIds: [roomId, salesRoomId] };
			const { message, description } = await run(chosen, {
				credential: { apiToken: 'another-example-token' },
			});
			expect(message).toContain('giosg does not accept the API token (401)');
			expect(description).toContain('Open the credential');
		});

		test.each([true, false])(
			'does not take a mistyped room for one without the visitor (giosg says what is missing: %s)',
			async (says) => {
				const { giosg } = sandbox.vendors;
				giosg.saysWhatIsMissing = says;
				await giosg.startChat({ visitorId: jason.id });
				const chosen = { ...endSession, rooms: 'chosen', keys: 'plan' };
				const { output } = await run({ ...chosen, roomIds: [roomId, salesRoomId, 'no-such-room'] });
				expect(output).toMatchObject([
					{
						isComplete: false,
						chatsEnded: 1,
						rooms: [
							{ id: roomId, name: 'Support' },
							{ id: salesRoomId, name: 'Sales' },
						],
						failures: [{ roomId: 'no-such-room', message: expect.stringContaining('lists no room') }],
					},
				]);
				const { message } = await run({ ...chosen, roomIds: 'no-such-room' });
				expect(message).toContain("giosg lists no room with the ID 'no-such-room'");
			},
		);

		test('is not done where giosg lists no room', async () => {
			const { giosg } = sandbox.vendors;
			await giosg.startChat({ visitorId: jason.id });
			giosg.rooms.splice(0);
			const { message, description } = await run({ ...endSession, keys: 'plan' });
			expect(message).toContain('giosg lists no room of the organization');
			expect(description).toContain("Check 'Organization ID'");
		});

		test('asks for rooms when none are chosen', async () => {
			expect((await run({ ...endSession, rooms: 'chosen', roomIds: '={{ [] }}' })).message).toContain(
				"'Room Names or IDs' is empty",
			);
		});

		test.each([
			[3, 2, 4],
			[50, 10, 51],
		])('reads every page, with up to %d requests under way', async (concurrency, least, most) => {
			const { giosg } = sandbox.vendors;
			for (let count = 0; count < 12; count++) await giosg.startChat({ visitorId: jason.id });
			giosg.fail({ latencyMs: 20 });
			giosg.maxConcurrency = 0;
			const { output } = await run({ ...endSession, keys: 'a, b, c, d', options: { concurrency } });
			expect(output).toMatchObject([{ isComplete: true, chatsEnded: 12 }]);
			expect(giosg.maxConcurrency).toBeGreaterThanOrEqual(least);
			// The vendor sees the end of an answer a moment later than who gets it.
			expect(giosg.maxConcurrency).toBeLessThanOrEqual(most);
		});

		test('finds the visitor of a chat', async () => {
			const { chat } = await sandbox.vendors.giosg.startChat({ visitorId: jason.id });
			const { output } = await run({ ...endSession, visitor: ofChat(chat.resource.id) });
			expect(output).toMatchObject([{ visitorId: jason.id, chatsEnded: 1 }]);
		});
	});

	describe('values', () => {
		const keysOf = (keys: unknown) => ({ ...endSession, keys });

		test.each<[string, object, string]>([
			['End Session, keys of a missing field', keysOf('={{ $json.none }}'), "'Variable Keys' is empty"],
			['End Session, keys that are null', keysOf('={{ null }}'), "'Variable Keys' is empty"],
			['End Session, no key between commas', keysOf(' , '), "'Variable Keys' is empty"],
			['End Session, keys that are a list of nothing', keysOf('={{ [] }}'), "'Variable Keys' is empty"],
			[
				'End Session of a chat, keys of a missing field',
				{ ...keysOf('={{ $json.none }}'), visitor: ofChat('any') },
				"'Variable Keys' is empty",
			],
			[
				'End Session, a visitor of a missing field',
				{ ...endSession, visitor: byId('={{ $json.none }}') },
				"'Visitor' is empty",
			],
			['Delete, keys of a missing field', { ...remove, keys: '={{ $json.none }}' }, "'Keys' is empty"],
			[
				'Delete, a switch that is no switch',
				{ ...remove, ignoreMissing: '={{ "sometimes" }}' },
				"'Ignore Missing Keys' is",
			],
			[
				'Get Many, a state that is none',
				{ resource: 'chat', operation: 'getMany', state: '={{ "closed" }}' },
				"'State' has the unknown value 'closed'",
			],
		])('%s: a named fault, and giosg is not asked', async (_, parameters, message) => {
			expect((await run(parameters)).message).toContain(message);
			expect(sandbox.vendors.giosg.requests).toHaveLength(0);
		});

		test('End Session without keys ends the chats alone', async () => {
			const { giosg } = sandbox.vendors;
			await giosg.startChat({ visitorId: jason.id });
			giosg.setVariable(jason.id, 'plan', 'Gold');
			expect((await run({ ...endSession, keys: '' })).output).toMatchObject([
				{ chatsEnded: 1, keysDeleted: 0 },
			]);
			expect(giosg.variablesOf(jason.id)).toEqual({ plan: 'Gold' });
		});

		test('End Session says of a forgotten key that its variable stays', () => {
			const keys = new Giosg().description.properties.find(
				({ displayName }) => displayName === 'Variable Keys',
			);
			expect(keys?.hint).toContain('stays');
		});

		test('false as text is false', async () => {
			sandbox.vendors.giosg.visit(jason.id);
			expect((await run({ ...remove, ignoreMissing: '={{ "false" }}' })).message).toContain('the key (404)');
			expect((await run({ ...remove, ignoreMissing: '={{ "true" }}' })).output).toEqual([{ deleted: true }]);
		});

		test('room and visitor are taken as plain texts too', async () => {
			sandbox.vendors.giosg.visit(jason.id);
			const { output } = await run({ ...set, room: roomId, visitor: jason.id });
			expect(output).toMatchObject([{ roomId, visitorId: jason.id }]);
		});

		test('variables of one visitor are set in the order of the items', async () => {
			const { giosg } = sandbox.vendors;
			giosg.visit(jason.id);
			giosg.fail({ latencyMs: 100, times: 1 });
			await run(
				{ ...set, variables: { variable: [{ key: 'plan', value: '={{ $json.plan }}' }] } },
				{ items: ['Trial', 'Silver', 'Gold'].map((plan) => ({ plan })) },
			);
			expect(giosg.variablesOf(jason.id)).toEqual({ plan: 'Gold' });
			expect(giosg.maxConcurrency).toBe(1);
		});

		test('a credential that only receives is told before giosg is asked', async () => {
			const { message } = await run(set, {
				credential: { apiToken: '', webhookSecret: giosgDemo.webhookSecret },
			});
			expect(message).toContain('API Token');
			expect(sandbox.vendors.giosg.requests).toHaveLength(0);
		});
	});

	describe('the chat that started the workflow', () => {
		const ofTrigger = { ...set, target: 'trigger' };
		const started = (parts: object = {}) => chatEventItem('giosg', { accountId: organizationId, ...parts });

		test('is found behind a lookup, whichever event brought it', async () => {
			const { giosg } = sandbox.vendors;
			const bench = await Bench.start({
				nodes: [
					{ type: 'giosgTrigger', credentials: ['giosgApi'], parameters: { events: ['*'] } },
					{
						type: 'giosg',
						name: 'Lookup',
						credentials: ['giosgApi'],
						parameters: { resource: 'user', operation: 'getCurrent' },
					},
					{
						type: 'giosg',
						name: 'Show',
						credentials: ['giosgApi'],
						parameters: { variables: { variable: [{ key: 'owner', value: '={{ $json.full_name }}' }] } },
					},
				],
				credentials: {
					giosgApi: {
						apiToken: giosgDemo.apiToken,
						baseUrl: giosg.baseUrl,
						webhookSecret: giosgDemo.webhookSecret,
					},
				},
			});
			for (const pattern of Object.values(giosgPatterns)) giosg.addWebhook(secretUrl(bench), pattern);
			const { chat } = await giosg.startChat({ visitorId: jason.id });
			await giosg.say(chat.resource.id, 'agent', 'Hello Jason');
			await giosg.endChat(chat.resource.id);
			await bench.close();
			const outcomes = bench.runs.map((run) => [
				run.data.resultData.error?.message,
				bench.output(run, 'Lookup')[0].chat,
				bench.output(run, 'Show')[0],
			]);
			expect(outcomes.length).toBeGreaterThan(6);
			for (const outcome of outcomes) {
				expect(outcome).toMatchObject([undefined, undefined, { roomId, visitorId: jason.id }]);
			}
			expect(giosg.variablesOf(jason.id)).toEqual({ owner: 'Kate Berg' });
		});

		test('is asked for its members once, also when it names neither visitor nor room', async () => {
			const { giosg } = sandbox.vendors;
			const { chat } = await giosg.startChat({ visitorId: jason.id });
			const { output } = await run(ofTrigger, { items: [started({ chat: { id: chat.resource.id } })] });
			expect(output).toMatchObject([{ roomId, visitorId: jason.id }]);
			const asked = giosg.requests.filter(({ path }) => path.endsWith('/memberships'));
			// One visitor, one page.
			expect(asked).toHaveLength(1);
		});

		test('is not asked for its members when it names the visitor', async () => {
			sandbox.vendors.giosg.visit(jason.id);
			await run(ofTrigger, {
				items: [started({ chat: { id: 'chat-1', roomId }, visitor: { id: jason.id } })],
			});
			expect(sandbox.vendors.giosg.requests.map(({ method }) => method)).toEqual(['POST']);
		});

		test.each<[string, object, string, string]>([
			['of another vendor', chatEventItem('liveChat', { chat: { id: 'c' } }), 'liveChat, not of giosg', 'IF'],
			['that is none', { name: 'Jason' }, 'No live chat started this workflow', "'Given by ID'"],
			['without a chat', started(), "names no 'Room'", "'Given by ID'"],
			[
				'in a room, without a visitor',
				started({ chat: { roomId } }),
				"names no 'Visitor'",
				"fill in 'Visitor'",
			],
		])('a chat %s says what to do, and giosg is not asked', async (_, item, said, advice) => {
			const { message, description } = await run(ofTrigger, { items: [item] });
			expect(message).toContain(said);
			expect(description).toContain(advice);
			expect(sandbox.vendors.giosg.requests).toHaveLength(0);
		});

		test('a chat among agents, or of several visitors, says what to do', async () => {
			const { chat } = await sandbox.vendors.giosg.startChat();
			const items = [started({ chat: { id: chat.resource.id, roomId } })];
			chat.members.push({ ...chat.members[0], member_id: 'another-visitor' });
			const several = await run(ofTrigger, { items });
			expect(several.message).toContain('giosg lists 2 visitors');
			expect(several.description).toContain('Get Members');
			chat.members.splice(0);
			const none = await run(ofTrigger, { items });
			expect(none.message).toContain("names no 'Visitor'");
			expect(none.description).toContain('chat among agents');
		});
	});

	describe('long lists', () => {
		const openChats = { resource: 'chat', operation: 'getMany', state: 'open', returnAll: true };

		test('an open chat is found behind 150 pages of ended ones', async () => {
			const { giosg } = sandbox.vendors;
			giosg.filtersOwnedChats = false;
			giosg.pageSizes = [1];
			for (let count = 0; count < 150; count++) {
				const { chat } = await giosg.startChat({ visitorId: jason.id });
				await giosg.endChat(chat.resource.id);
			}
			const { chat: open } = await giosg.startChat({ visitorId: jason.id });
			expect((await run(openChats)).output).toMatchObject([{ id: open.resource.id, is_ended: false }]);
			expect(giosg.requests).toHaveLength(151);
		});

		test('a list that leads back to itself is a fault, and no early end', async () => {
			const { giosg } = sandbox.vendors;
			const next = `${giosg.baseUrl}/api/v5/orgs/${organizationId}/owned_chats?cursor=1`;
			giosg.fail({
				body: JSON.stringify({ next, previous: null, results: [{ id: 'chat-1', is_ended: true }] }),
				contentType: 'application/json',
			});
			const { message, output } = await run(openChats);
			expect(message).toContain('does not end');
			expect(output).toEqual([]);
		});
	});

	describe('the organization', () => {
		test('is read once when the credential does not say it, also for items that run at the same time', async () => {
			sandbox.vendors.giosg.visit(jason.id);
			const { output } = await run(set, {
				items: [{}, {}, {}, {}, {}, {}, {}],
				credential: { organizationId: ' ' },
			});
			expect(output).toHaveLength(7);
			const paths = sandbox.vendors.giosg.requests.map(({ path }) => path);
			expect(paths.filter((path) => path.endsWith('/users/me'))).toHaveLength(1);
			expect(paths.at(-1)).toContain(organizationId);
		});

		test('is asked for again after giosg did not tell', async () => {
			sandbox.vendors.giosg.fail({ status: 500, times: 1 });
			const { output } = await run(
				{ resource: 'team', operation: 'getMany', options: { concurrency: 1 } },
				{ items: [{}, {}], credential: { organizationId: '' }, onError: 'continueRegularOutput' },
			);
			expect(output[0]).toMatchObject({ error: expect.stringContaining('(500)') });
			expect(output[1]).toMatchObject({ name: 'Support team' });
		});

		test('has to be entered when the token belongs to none', async () => {
			sandbox.vendors.giosg.fail({ body: '{"id":"user-1"}', contentType: 'application/json' });
			const { message, description } = await run(set, { credential: { organizationId: '' } });
			expect(message).toContain('which organization the API token belongs to');
			expect(description).toContain("'Organization ID'");
		});
	});

	describe('refusals', () => {
		test.each<[string, object, object, string, string]>([
			[
				'no subscription',
				set,
				{ apiToken: giosgDemo.tokenWithoutSubscription },
				'subscription (403)',
				'HTTP API',
			],
			[
				'no settings permission',
				set,
				{ apiToken: giosgDemo.tokenWithoutSettings },
				"'settings' permission (403)",
				'permission',
			],
			[
				'another organization',
				set,
				{ organizationId: 'other' },
				'no access to this organization (403)',
				"'Organization ID'",
			],
			['a wrong token', set, { apiToken: 'another-example-token' }, 'API token (401)', 'deleted'],
			[
				'an unknown room',
				{ ...set, room: byId('none') },
				{},
				"the room (404): The room was not found. [key 'plan']",
				'room',
			],
			['an unknown visitor', { ...set, visitor: byId('none') }, {}, 'the visitor (404)', 'visitor'],
			['an unknown key', remove, {}, 'the key (404)', 'key'],
			[
				'a mistyped visitor, when missing keys are ignored',
				{ ...remove, visitor: byId('none'), ignoreMissing: true },
				{},
				'the visitor (404)',
				'visitor',
			],
		])('%s', async (_, parameters, credential, message, description) => {
			sandbox.vendors.giosg.visit(jason.id);
			const result = await run(parameters, { credential });
			expect(result.message).toContain(message);
			expect(result.description).toContain(description);
			expect(`${result.message} ${result.description}`).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
		});

		test.each([
			['Visitor not found in room.', 'the visitor'],
			['The key was not found for this visitor in this room.', 'the key'],
			['No VisitorVariable matches the given query.', 'the key'],
			['No Room matches the given query.', 'the room'],
			['Not found.', 'it'],
		])('a 404 with the words %j is about %s', async (detail, part) => {
			sandbox.vendors.giosg.fail({
				status: 404,
				body: JSON.stringify({ detail }),
				contentType: 'application/json',
			});
			expect((await run(set)).message).toContain(`giosg does not find ${part} (404)`);
		});

		test('missing keys are ignored also when giosg does not say that it is a key, and left to be seen otherwise', async () => {
			sandbox.vendors.giosg.visit(jason.id);
			sandbox.vendors.giosg.saysWhatIsMissing = false;
			expect((await run({ ...remove, ignoreMissing: true })).output).toEqual([{ deleted: true }]);
			expect((await run(remove)).message).toContain("giosg does not find it (404): Not found. [key 'plan']");
		});

		test('a 400 says which field giosg did not take', async () => {
			sandbox.vendors.giosg.fail({
				status: 400,
				body: '{"value":["Ensure this field has no more than 255 characters."]}',
				contentType: 'application/json',
			});
			expect((await run(set)).message).toBe(
				"giosg does not accept the values (400): value: Ensure this field has no more than 255 characters. [key 'plan']",
			);
		});

		test('a 403 in other words names all three reasons', async () => {
			sandbox.vendors.giosg.fail({ status: 403 });
			const { message, description } = await run(set);
			expect(message).toContain('giosg does not allow this (403)');
			for (const reason of ['subscription', "'settings'", 'organization'])
				expect(description).toContain(reason);
		});

		test('a next page on another server is not asked for', async () => {
			sandbox.vendors.giosg.nextOrigin = sandbox.trap.url;
			const { message } = await run({ resource: 'room', operation: 'getMany', returnAll: true });
			expect(message).toContain('next page on another server');
			expect(sandbox.trap.requests).toHaveLength(0);
		});

		test('a chat without a visitor says what to do', async () => {
			const { chat } = await sandbox.vendors.giosg.startChat();
			chat.members.splice(0);
			const { message, description } = await run({ ...set, visitor: ofChat(chat.resource.id) });
			expect(message).toContain('has no visitor among its members');
			expect(description).toContain('By ID');
		});

		test('fields that are empty are named', async () => {
			expect((await run({ ...set, variables: {} })).message).toContain("'Key and Value Pairs' is empty");
			expect((await run({ ...remove, keys: ' , ' })).message).toContain("'Keys' is empty");
			expect((await run({ ...set, room: byId('={{ $json.none }}') })).message).toContain("'Room' is empty");
		});
	});

	describe('a message', () => {
		const send = { resource: 'message', operation: 'send', target: 'ids', text: 'Hello' };
		const started = async () => (await sandbox.vendors.giosg.startChat()).chat;

		test('of somebody who is no member leads to joining, and goes out with it', async () => {
			const { resource, messages } = await started();
			const { message, description } = await run({ ...send, chatId: resource.id });
			expect(message).toContain('giosg does not find the chat among those of the user (404)');
			expect(description).toContain("Switch on 'Join First'");
			expect(messages).toHaveLength(1);
			const { output } = await run({ ...send, chatId: resource.id, joinFirst: true });
			expect(output).toMatchObject([{ message: 'Hello', sender_id: giosgDemo.agentId }]);
		});

		test.each([
			['a'.repeat(2001), 2001],
			['😀'.repeat(2001), 2001],
		])('that is too long is told before any request', async (text, length) => {
			const { message } = await run({ ...send, chatId: 'c', text });
			expect(message).toBe(`'Text' has ${length} characters, and giosg takes 2000 at most`);
			expect(sandbox.vendors.giosg.requests).toEqual([]);
		});

		test('of 2,000 characters goes out', async () => {
			const { resource } = await started();
			const text = 'a'.repeat(2000);
			const { output } = await run({ ...send, chatId: resource.id, joinFirst: true, text });
			expect(output).toMatchObject([{ message: text }]);
		});

		test('to a chat that has ended is refused, and not for want of joining', async () => {
			const { resource } = await started();
			await sandbox.vendors.giosg.endChat(resource.id);
			const { message, description } = await run({ ...send, chatId: resource.id, joinFirst: true });
			expect(message).toContain('does not let the user join (400)');
			expect(description).toContain('The chat may have ended');
		});

		test('asks once whose the token is, for all items', async () => {
			const chats = [await started(), await started()];
			const items = chats.map(({ resource }) => ({ id: resource.id }));
			await run({ ...send, joinFirst: true }, { items });
			const { requests } = sandbox.vendors.giosg;
			expect(requests.filter(({ path }) => path === '/api/v5/users/me')).toHaveLength(1);
			expect(chats.map(({ messages }) => messages.at(-1)!.message)).toEqual(['Hello', 'Hello']);
		});

		test('messages in one chat arrive in the order of the items', async () => {
			const { resource, messages } = await started();
			sandbox.vendors.giosg.fail({ method: 'POST', latencyMs: 100, times: 1 });
			const items = ['one', 'two', 'three'].map((words) => ({ id: resource.id, words }));
			await run({ ...send, joinFirst: true, text: '={{ $json.words }}' }, { items });
			expect(messages.slice(1).map(({ message }) => message)).toEqual(['one', 'two', 'three']);
		});
	});

	test('a user joins only where nobody is, when that is asked for', async () => {
		const { giosg } = sandbox.vendors;
		const { chat } = await giosg.startChat();
		await giosg.say(chat.resource.id, 'agent', 'Hello');
		const join = { resource: 'chat', operation: 'join', target: 'ids', chatId: chat.resource.id };
		const { message, description } = await run({ ...join, user: giosgDemo.botUserId, exclusive: true });
		expect(message).toContain('does not let the user join (400)');
		expect(description).toContain('Somebody else takes part already');
		expect((await run({ ...join, user: giosgDemo.botUserId })).output).toMatchObject([
			{ member_id: giosgDemo.botUserId },
		]);
	});

	test('an operation that giosg does not document says so, and no other does', async () => {
		const { description } = new Giosg();
		const marked = description.properties
			.filter(({ type, displayName }) => type === 'notice' && displayName.includes('We assume'))
			.map(({ displayOptions }) => `${displayOptions?.show?.resource} ${displayOptions?.show?.operation}`);
		expect(marked.sort()).toEqual([
			'chat get',
			'chat getMessages',
			'chat join',
			'message send',
			'team getMany',
			'user getMany',
		]);
	});

	test('the lists of rooms and users read every page, and can be searched', async () => {
		const bench = await Bench.start({
			nodes: [{ type: 'giosg', name: 'giosg', credentials: ['giosgApi'] }],
			credentials: {
				giosgApi: { apiToken: giosgDemo.apiToken, baseUrl: sandbox.vendors.giosg.baseUrl },
			},
		});
		const users = await bench.searchList('giosg', 'searchUsers', 'berg');
		expect(users.results.map(({ name }) => name)).toEqual(['Kate Berg', 'Tom Berg']);
		const { results } = await bench.searchList('giosg', 'searchRooms');
		expect(results.map(({ name }) => name)).toEqual(['Help Center', 'Partner Shop', 'Sales', 'Support']);
		expect((await bench.searchList('giosg', 'searchRooms', 'SAL')).results).toEqual([
			{ name: 'Sales', value: salesRoomId },
		]);
		const chosenFrom = await bench.loadOptions('giosg', 'getRooms');
		expect(chosenFrom).toHaveLength(4);
		expect(chosenFrom).toContainEqual({ name: 'Sales', value: salesRoomId });
		await bench.close();
	});

	test('ending a chat that has ended is fine', async () => {
		const { chat } = await sandbox.vendors.giosg.startChat();
		await sandbox.vendors.giosg.endChat(chat.resource.id);
		const { output } = await run({
			resource: 'chat',
			operation: 'end',
			target: 'ids',
			chatId: chat.resource.id,
		});
		expect(output).toMatchObject([{ id: chat.resource.id, is_ended: true }]);
	});
});
