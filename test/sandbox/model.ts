import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';

import { keep } from './frame/http';
import { SandboxService } from './frame/service';

/** Not a real key. */
export const modelDemo = { apiKey: 'sandbox-model-key-example' };

/** What the model does next: it calls a tool by the name under which it was offered, or it says something. */
export type ModelTurn = { call: string; arguments?: Record<string, unknown> } | { say: string };

/** A part of JSON Schema: what tools say of their arguments. */
export interface ArgumentSchema {
	type?: string | string[];
	enum?: unknown[];
	properties?: Record<string, ArgumentSchema>;
	required?: string[];
	items?: ArgumentSchema;
	anyOf?: ArgumentSchema[];
}

export interface OfferedTool {
	name: string;
	description: string;
	parameters: ArgumentSchema;
}

/** What the model was asked, and what it did. */
export interface ModelRequest {
	tools: OfferedTool[];
	/** As they came: of Chat Completions, or the `input` of Responses. */
	messages: Array<Record<string, unknown>>;
	turn: ModelTurn;
}

type Input = Record<string, unknown>;

/**
 * A language model without a language: it speaks OpenAI's protocol (Chat Completions and Responses, both also
 * streamed), and does what a script says. Without a script it calls the first tool that it is offered once, with a
 * value for each required argument, and then says "Done.".
 */
export class ModelSandbox extends SandboxService {
	/** Oldest first. */
	readonly asked: ModelRequest[] = [];
	private turns: ModelTurn[] = [];
	private count = 0;

	constructor(private readonly context: { url: string }) {
		super();
	}

	/** The base URL of an OpenAI credential. */
	get url(): string {
		return `${this.context.url}/model/v1`;
	}

	/** The next turns, whoever asks; after them it goes on without a script. */
	script(turns: ModelTurn[]): void {
		this.turns = [...turns];
	}

	routes(): Record<string, Router> {
		const router = Router({ caseSensitive: true });
		router.use(this.signedIn);
		router.get('/models', (_req, res) => {
			res.json({ object: 'list', data: [{ id: 'sandbox-model', object: 'model', owned_by: 'sandbox' }] });
		});
		router.post('/chat/completions', (req, res) => this.completeChat(req, res));
		router.post('/responses', (req, res) => this.respond(req, res));
		return { '/model/v1': router };
	}

	protected clear(): void {
		this.asked.splice(0);
		this.turns = [];
	}

	protected errorBody(_status: number, text: string): unknown {
		return { error: { message: text, type: 'invalid_request_error' } };
	}

	private readonly signedIn: RequestHandler = (req, res, next) => {
		if (req.headers.authorization === `Bearer ${modelDemo.apiKey}`) next();
		else this.refuse(res, 401, 'Incorrect API key provided.');
	};

	private takeTurn(tools: OfferedTool[], messages: ModelRequest['messages']): ModelTurn {
		const turn = this.turns.shift() ?? byItself(tools, messages);
		keep(this.asked, { tools, messages, turn });
		return turn;
	}

	/** https://platform.openai.com/docs/api-reference/chat/create */
	private completeChat(req: Request, res: Response): void {
		const { messages = [], tools = [], stream } = req.body as Input;
		const offered = (tools as Array<{ function: OfferedTool }>).map((tool) => tool.function);
		const turn = this.takeTurn(offered, messages as ModelRequest['messages']);
		const base = { id: this.newId('chatcmpl'), created: seconds(), model: 'sandbox-model' };
		const call = 'call' in turn && {
			id: this.newId('call'),
			type: 'function',
			function: { name: turn.call, arguments: JSON.stringify(turn.arguments ?? {}) },
		};
		const message = call
			? { role: 'assistant', content: null, tool_calls: [call] }
			: { role: 'assistant', content: 'say' in turn ? turn.say : '' };
		const finish_reason = call ? 'tool_calls' : 'stop';
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		if (!stream) {
			const choices = [{ index: 0, message, finish_reason }];
			res.json({ ...base, object: 'chat.completion', choices, usage });
			return;
		}
		const chunk = (delta: object, reason: string | null) => ({
			...base,
			object: 'chat.completion.chunk',
			choices: [{ index: 0, delta, finish_reason: reason }],
		});
		const delta = call ? { ...message, tool_calls: [{ index: 0, ...call }] } : message;
		const last = { ...chunk({}, finish_reason), choices: [], usage };
		sendEvents(res, [chunk(delta, null), chunk({}, finish_reason), last, '[DONE]']);
	}

	/** https://platform.openai.com/docs/api-reference/responses/create */
	private respond(req: Request, res: Response): void {
		const { input = [], tools = [], stream } = req.body as Input;
		const messages = (
			Array.isArray(input) ? input : [{ role: 'user', content: input }]
		) as ModelRequest['messages'];
		const turn = this.takeTurn(tools as OfferedTool[], messages);
		const item =
			'call' in turn
				? {
						type: 'function_call',
						id: this.newId('fc'),
						call_id: this.newId('call'),
						name: turn.call,
						arguments: JSON.stringify(turn.arguments ?? {}),
						status: 'completed',
					}
				: {
						type: 'message',
						id: this.newId('msg'),
						role: 'assistant',
						content: [{ type: 'output_text', text: turn.say, annotations: [] }],
						status: 'completed',
					};
		const response = {
			id: this.newId('resp'),
			object: 'response',
			created_at: seconds(),
			model: 'sandbox-model',
			status: 'completed',
			error: null,
			incomplete_details: null,
			output: [item],
			usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
		};
		if (!stream) {
			res.json(response);
			return;
		}
		const at = { output_index: 0, item };
		sendEvents(res, [
			{ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
			{ type: 'response.output_item.added', ...at },
			...('say' in turn
				? [{ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: turn.say }]
				: []),
			{ type: 'response.output_item.done', ...at },
			{ type: 'response.completed', response },
		]);
	}

	private newId(kind: string): string {
		this.count += 1;
		return `${kind}_${this.count}`;
	}
}

/** Calls the first tool, unless the last thing it was told is what a tool answered. */
function byItself(tools: OfferedTool[], messages: ModelRequest['messages']): ModelTurn {
	const last = messages.at(-1);
	const isAnswered = last?.role === 'tool' || last?.type === 'function_call_output';
	if (isAnswered || tools.length === 0) return { say: 'Done.' };
	const [{ name, parameters }] = tools;
	return { call: name, arguments: exampleOf(parameters, '') as Record<string, unknown> };
}

/** A value that a schema takes, with all that it requires; a text says the name of its property. */
function exampleOf(schema: ArgumentSchema, name: string): unknown {
	const { enum: values, anyOf, properties = {}, required = [], items } = schema;
	if (values) return values[0];
	if (anyOf) return exampleOf(anyOf[0], name);
	switch ([schema.type].flat()[0]) {
		case 'object':
			return Object.fromEntries(required.map((key) => [key, exampleOf(properties[key] ?? {}, key)]));
		case 'array':
			return items ? [exampleOf(items, name)] : [];
		case 'number':
		case 'integer':
			return 1;
		case 'boolean':
			return true;
		default:
			return `A ${name}`;
	}
}

function sendEvents(res: Response, events: Array<object | string>): void {
	res.set('Content-Type', 'text/event-stream');
	res.end(
		events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join(''),
	);
}

const seconds = () => Math.floor(Date.now() / 1000);
