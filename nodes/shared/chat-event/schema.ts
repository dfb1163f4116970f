import { z } from 'zod';

export const vendors = ['liveSupporti', 'giosg', 'smartsupp', 'liveChat', 'chatvisor'] as const;

export const chatEventNames = [
	'chatStarted',
	'chatEnded',
	'chatMissed',
	'offlineMessage',
	'chatAssigned',
	'chatTransferred',
	'chatTagged',
	'chatRated',
	'chatUpdated',
	'messageFromVisitor',
	'messageFromAgent',
	'visitorQueued',
	'visitorUpdated',
	'other',
] as const;

const text = z.string().nullable();
const utcTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const extra = z.record(z.string(), z.unknown());

const chat = z
	.object({
		id: text.describe("The vendor's id of the chat"),
		threadId: text.describe('The id of this conversation within the chat, where the vendor has threads'),
		roomId: text.describe('The id of the room (giosg) that the chat belongs to'),
		url: text.describe('The page on which the chat was started'),
		startedAt: utcTime.nullable(),
		endedAt: utcTime.nullable(),
		durationSeconds: z.number().nullable(),
		rating: z.number().nullable().describe("The visitor's rating, on the vendor's own scale"),
		ratingComment: text,
		tags: z.array(z.string()),
		isMissed: z.boolean().nullable().describe('True when no agent answered'),
		isOffline: z
			.boolean()
			.nullable()
			.describe('True when the visitor left a message while no agent was online'),
		extra: extra.describe("What else the vendor says of the chat, under the vendor's own names"),
	})
	.strict();

const visitor = z
	.object({
		id: text,
		name: text,
		email: text,
		phone: text,
		language: text.describe('Language code as the vendor gives it, for example en'),
		country: text,
		countryCode: text.describe('Two letters, ISO 3166-1'),
		city: text,
		timezone: text,
		ipAddress: text,
		userAgent: text,
		referrer: text,
		currentPage: text.describe('Address of the page that the visitor is on'),
		customFields: extra.describe('Values that your site set for the visitor, by name'),
		extra: extra.describe("What else the vendor says of the visitor, under the vendor's own names"),
	})
	.strict();

const agent = z.object({ id: text, name: text, email: text }).strict();

const message = z
	.object({
		id: text,
		author: z.enum(['visitor', 'agent', 'bot', 'system']),
		authorId: text,
		authorName: text,
		text: text.describe(
			'Null when the message has no readable text, for example a file or an encrypted message',
		),
		sentAt: utcTime.nullable(),
		visibility: z.enum(['all', 'agents']).describe('agents: the visitor does not see it'),
	})
	.strict();

const page = z.object({ url: text, title: text }).strict();

const surveyAnswer = z.object({ question: text, answer: text }).strict();

/**
 * One event of any of the five vendors in one shape. Every key is always there: null, [] or {} where the vendor
 * does not say. Ids are strings, times are ISO 8601 in UTC with milliseconds. `raw` is there when the trigger's
 * Output is `both`, and always for `other`.
 */
export const chatEventSchema = z
	.object({
		vendor: z.enum(vendors),
		event: z.enum(chatEventNames),
		vendorEvent: z.string().describe("The vendor's own name for the event"),
		eventId: z
			.string()
			.min(1)
			.describe('The same for every redelivery of one event: the key to remove duplicates on'),
		attempt: z
			.number()
			.int()
			.nullable()
			.describe('Which attempt at delivery this is, where the vendor counts'),
		occurredAt: utcTime.nullable().describe('When it happened, by the vendor'),
		receivedAt: utcTime.describe('When n8n received it'),
		accountId: text.describe('Your account, organization or license with the vendor'),
		chat,
		visitor,
		agents: z.array(agent),
		messages: z.array(message),
		pages: z.array(page).describe('Pages that the visitor saw, where the vendor lists them'),
		survey: z.array(surveyAnswer).describe('Answers to the form shown before the chat'),
		raw: z.record(z.string(), z.unknown()).optional().describe("The vendor's body, secrets removed"),
	})
	.strict();

export type Vendor = (typeof vendors)[number];
export type ChatEventName = (typeof chatEventNames)[number];
export type ChatEvent = z.infer<typeof chatEventSchema>;
export type ChatMessage = ChatEvent['messages'][number];
