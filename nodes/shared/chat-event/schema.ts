import { z } from 'zod';

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
		startedAt: utcTime.nullable().describe('When the chat started'),
		endedAt: utcTime.nullable().describe('When the chat ended'),
		durationSeconds: z.number().nullable().describe('How long the chat took, in seconds'),
		rating: z.number().nullable().describe("The visitor's rating, on the vendor's own scale"),
		ratingComment: text.describe('What the visitor wrote with the rating'),
		tags: z.array(z.string()).describe('Tags of the chat'),
		isMissed: z
			.boolean()
			.nullable()
			.describe("True when the chat ended and the visitor's last words stayed without an answer"),
		isOffline: z
			.boolean()
			.nullable()
			.describe('True when the visitor left a message while no agent was online'),
		extra: extra.describe("What else the vendor says of the chat, under the vendor's own names"),
	})
	.strict();

const visitor = z
	.object({
		id: text.describe("The vendor's id of the visitor"),
		name: text.describe('Name that the visitor gave, or that your site set'),
		email: text.describe('E-mail address'),
		phone: text.describe('Phone number'),
		language: text.describe('Language code as the vendor gives it, for example en'),
		country: text.describe('Name of the country'),
		countryCode: text.describe('Two letters, ISO 3166-1'),
		city: text.describe('Name of the city'),
		timezone: text.describe('Time zone as the vendor gives it, for example Europe/Prague'),
		ipAddress: text.describe('IP address'),
		userAgent: text.describe("What the visitor's browser says of itself"),
		referrer: text.describe('Address of the page that led the visitor to your site'),
		currentPage: text.describe('Address of the page that the visitor is on'),
		customFields: extra.describe('Values that your site set for the visitor, by name'),
		extra: extra.describe("What else the vendor says of the visitor, under the vendor's own names"),
	})
	.strict();

const agent = z
	.object({
		id: text.describe("The vendor's id of the agent"),
		name: text.describe('Name'),
		email: text.describe('E-mail address'),
		extra: extra.describe("What else the vendor says of the agent, under the vendor's own names"),
	})
	.strict();

const attachment = z
	.object({
		name: text.describe('File name'),
		url: text.describe('Where the file is; some vendors ask for a token there, or forget it after a while'),
		contentType: text.describe('Media type, for example image/png'),
		sizeBytes: z.number().nullable().describe('Size in bytes'),
	})
	.strict();

const message = z
	.object({
		id: text.describe("The vendor's id of the message"),
		author: z.enum(['visitor', 'agent', 'bot', 'system']).describe('Who wrote it'),
		authorId: text.describe("The vendor's id of who wrote it"),
		authorName: text.describe('Name of who wrote it'),
		text: text.describe(
			'What it says; a file is its name, a button in brackets. Null when nothing of it can be read, for example of an encrypted message',
		),
		sentAt: utcTime.nullable().describe('When it was sent'),
		visibility: z.enum(['all', 'agents']).describe('agents: the visitor does not see it'),
		attachments: z.array(attachment).describe('Files and pictures that came with it'),
		extra: extra.describe("What else the vendor says of the message, under the vendor's own names"),
	})
	.strict();

const page = z
	.object({
		url: text.describe('Address'),
		title: text.describe('Title'),
		extra: extra.describe("What else the vendor says of the page, under the vendor's own names"),
	})
	.strict();

const surveyAnswer = z
	.object({
		id: text.describe("The vendor's id of the field"),
		type: text.describe('What is asked for, as the vendor calls it, for example email'),
		question: text.describe('The question or the name of the field'),
		answer: text.describe('What the visitor answered'),
		extra: extra.describe("What else the vendor says of the answer, under the vendor's own names"),
	})
	.strict();

/**
 * One event of any vendor in one shape. Every key is always there: null, [] or {} where the vendor
 * does not say. Ids are strings, times are ISO 8601 in UTC with milliseconds. `raw` is there when the trigger's
 * Output is `both`, and always for `other`.
 */
export const chatEventSchema = z
	.object({
		vendor: z.string().min(1).describe('Which live chat it comes from'),
		event: z.enum(chatEventNames).describe('What happened, in one vocabulary for all vendors'),
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
		chat: chat.describe('The chat that it is about'),
		visitor: visitor.describe('Who chats with you'),
		agents: z.array(agent).describe('Agents that the event names'),
		messages: z.array(message).describe('Messages that the event carries'),
		pages: z.array(page).describe('Pages that the visitor saw, where the vendor lists them'),
		survey: z
			.array(surveyAnswer)
			.describe('Answers to forms that the visitor filled in, such as the one before the chat'),
		transcript: text.describe(
			'The messages as text for a note or a language model, one line each; what only agents may see is left out',
		),
		extra: extra.describe("What else the vendor says of the delivery, under the vendor's own names"),
		raw: z
			.record(z.string(), z.unknown())
			.optional()
			.describe(
				"The vendor's body, secrets removed. Only there when Output is Chat Event and Raw, and for the event other",
			),
	})
	.strict();

/** What each event says, in one sentence. docs/chat-event.md prints it. */
export const chatEventMeanings: Record<ChatEventName, string> = {
	chatStarted: 'A chat with a visitor started.',
	chatEnded: 'A chat ended: it was closed, resolved or left.',
	chatMissed: 'A chat ended, and the last words of the visitor stayed without an answer.',
	offlineMessage: 'A visitor left a message while no agent was online.',
	chatAssigned: 'An agent took a chat or was given one.',
	chatTransferred: 'A chat went to another agent or group.',
	chatTagged: 'A chat got a tag or lost one.',
	chatRated: 'A visitor rated a chat.',
	chatUpdated: 'Something else about a chat changed.',
	messageFromVisitor: 'A visitor wrote a message.',
	messageFromAgent: 'An agent, or a bot on your side, wrote a message.',
	visitorQueued: 'A visitor waits for an agent.',
	visitorUpdated: 'What the vendor knows of a visitor changed.',
	other: 'Anything else, also a body that nobody documents: what came is under `raw`.',
};

export type ChatEventName = (typeof chatEventNames)[number];
export type ChatEvent = z.infer<typeof chatEventSchema>;
export type ChatMessage = ChatEvent['messages'][number];
export type ChatAttachment = ChatMessage['attachments'][number];
