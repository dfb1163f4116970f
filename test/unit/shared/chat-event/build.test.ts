import { buildChatEvent, type ChatEventParts, flatten } from '../../../../nodes/shared/chat-event';

const known: ChatEventParts = {
	vendor: 'examplechat',
	event: 'chatEnded',
	vendorEvent: 'ended',
	eventId: 'event-1',
	receivedAt: '2026-05-15T10:05:00.000Z',
};

describe('what a visitor typed into a form', () => {
	const survey = [
		{ type: 'Name', question: 'Who are you?', answer: 'Jo Example' },
		{ type: 'email', question: 'E-mail', answer: null },
		{ type: 'email', question: 'E-mail again', answer: 'jo@example.com' },
		{ type: 'question', question: 'Phone', answer: '1' },
		{ type: 'phone', question: 'Telefon:', answer: '407' },
	];

	test('stands for what the record of the visitor does not say', () => {
		expect(buildChatEvent({ ...known, survey }).visitor).toMatchObject({
			name: 'Jo Example',
			email: 'jo@example.com',
			phone: '407',
		});
	});

	test('does not replace what it says', () => {
		const visitor = { name: 'Johanna Example', email: 'johanna@example.com' };
		expect(buildChatEvent({ ...known, survey, visitor }).visitor).toMatchObject({ ...visitor, phone: '407' });
	});
});

test('Flat: one level, lists of simple values joined, everything else one JSON text, null where nothing is', () => {
	const event = buildChatEvent({
		...known,
		chat: { id: 'c1', tags: ['sales', 'vip'], durationSeconds: 60, isMissed: false, extra: { plan: 'gold' } },
		visitor: { email: 'jo@example.com', customFields: { orders: 3 } },
		agents: [
			{ id: 'a1', name: 'Anna' },
			{ id: 'b@example.com', email: 'b@example.com', extra: { role: 'x' } },
		],
		messages: [{ author: 'visitor', text: 'Hi' }],
	});
	expect(flatten({ ...event, raw: { whole: 'body' } })).toMatchObject({
		vendor: 'examplechat',
		event_id: 'event-1',
		received_at: '2026-05-15T10:05:00.000Z',
		chat_id: 'c1',
		chat_tags: 'sales, vip',
		chat_duration_seconds: 60,
		chat_is_missed: false,
		chat_extra: '{"plan":"gold"}',
		visitor_email: 'jo@example.com',
		visitor_country_code: null,
		visitor_custom_fields: '{"orders":3}',
		visitor_extra: null,
		agents: 'Anna, b@example.com',
		agent_ids: 'a1, b@example.com',
		agents_extra: '[{},{"role":"x"}]',
		messages: expect.stringMatching(/^\[\{.*"text":"Hi".*\}\]$/),
		transcript: 'Visitor: Hi',
		pages: null,
		extra: null,
	});
	expect(flatten({ ...event, raw: { whole: 'body' } })).not.toHaveProperty('raw');
});
