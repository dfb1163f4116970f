import {
	answersFrom,
	authorOf,
	chatFrom,
	customerFrom,
	readEvent,
	sessionFields,
} from '../../../../nodes/LiveChat/webhook/chat';
import { liveChatChat } from '../../../fixtures/liveChat';

test.each([
	['smith@example.com', 'agent'],
	['b7eff798-f8df-4364-8059-649c35c9ed0c', 'visitor'],
	['B7EFF798-F8DF-4364-8059-649C35C9ED0C', 'visitor'],
	['bot-of-the-house', 'bot'],
	[null, 'system'],
])('the author %s is the %s', (id, author) => {
	expect(authorOf(id)).toBe(author);
});

test('a later session field wins, and what is no pair is left out', () => {
	expect(sessionFields([{ plan: 'Gold' }, 'x', null, { plan: 'Silver', seats: '4' }])).toEqual({
		plan: 'Silver',
		seats: '4',
	});
	expect(sessionFields('x')).toEqual({});
});

test('the answers of a form are read in each of their forms', () => {
	const form = readEvent({
		type: 'filled_form',
		fields: [
			{ label: 'A', answer: 'text' },
			{ label: 'B', answer: { label: 'one choice' } },
			{ label: 'C', answers: [{ label: 'several' }, { label: 'choices' }] },
			{ label: 'D', value: 'as in 3.2' },
			{ label: 'E', answer: '' },
			{ label: 'F' },
		],
	});
	expect(answersFrom(form).map(({ answer }) => answer)).toEqual([
		'text',
		'one choice',
		'several, choices',
		'as in 3.2',
		null,
		null,
	]);
});

test('what is more than text of a chat is kept under extra', () => {
	const { thread } = liveChatChat;
	const { chat, survey } = chatFrom({
		...liveChatChat,
		thread: {
			...thread,
			active: false,
			properties: {
				rating: { score: 0, comment: 'Slow' },
				routing: { unreplied: true, offline_message: false },
			},
			queue: { position: 1 },
			events: [
				{
					id: '1',
					type: 'file',
					name: 'logo.png',
					url: 'https://example.com/logo.png',
					content_type: 'image/png',
				},
				{
					id: '2',
					type: 'filled_form',
					form_type: 'postchat',
					fields: [{ label: 'How was it?', answer: 'Slow' }],
				},
			],
		},
	});
	expect(chat).toMatchObject({
		rating: 0,
		ratingComment: 'Slow',
		isMissed: true,
		isOffline: false,
		extra: {
			queue: { position: 1 },
			attachments: [{ id: '1', name: 'logo.png', url: 'https://example.com/logo.png' }],
			forms: [{ form_type: 'postchat', answers: [{ question: 'How was it?', answer: 'Slow' }] }],
		},
	});
	expect(survey).toEqual([]);
});

test('the visit of the thread serves where the customer has none', () => {
	const visit = { ip: '203.0.113.9', geolocation: { city: 'Osaka' } };
	expect(customerFrom({ id: 'x' }, visit).visitor).toMatchObject({ ipAddress: '203.0.113.9', city: 'Osaka' });
	expect(customerFrom({ id: 'x', visit: { ip: '203.0.113.1' } }, visit).visitor.ipAddress).toBe(
		'203.0.113.1',
	);
});

test.each([[null], ['text'], [[]], [{ thread: null, users: [null, 1] }]])(
	'%j is read as an empty chat',
	(value) => {
		expect(chatFrom(value)).toMatchObject({ chat: { id: null, tags: [] }, agents: [], messages: [] });
	},
);
