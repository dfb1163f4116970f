// Runs in tests and scripts, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import axios, { isAxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import { parse } from 'flatted';
import type {
	IConnections,
	IDataObject,
	INode,
	IPinData,
	IRunExecutionData,
	IWorkflowSettings,
} from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';

export interface Owner {
	email: string;
	password: string;
}

/** Of the n8n that a test or a benchmark starts and throws away. */
export const exampleOwner: Owner = { email: 'owner@example.com', password: 'Example-password-1' };

export interface Credential {
	id: string;
	name: string;
}

export type CredentialsByType = Record<string, Credential>;

export interface WorkflowInput {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** What nodes put out in a manual run, without running. */
	pinData?: IPinData;
}

export interface Workflow extends Required<Omit<WorkflowInput, 'pinData'>> {
	id: string;
	versionId: string;
	/** The published version; null or absent when the workflow is not published. */
	activeVersionId?: string | null;
	active: boolean;
	isArchived?: boolean;
	staticData?: unknown;
}

const executionStatuses = [
	'canceled',
	'crashed',
	'error',
	'new',
	'running',
	'success',
	'unknown',
	'waiting',
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export interface ExecutionSummary {
	/** A number that grows by one per execution of the instance. */
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string | null;
	stoppedAt: string | null;
}

export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

export interface ImportOptions {
	/** Credentials to put into the nodes, by credential type. */
	credentials?: CredentialsByType;
	/** Changes the JSON text before it is read, e.g. to point an HTTP Request node at a stub. */
	replace?: (json: string) => string;
	/** Webhook ids by node name, for nodes that must keep the URL they have. */
	webhookIds?: Record<string, string>;
	/** Instead of the workflow's own name. */
	name?: string;
}

interface PublicationStatus {
	status: 'failed' | 'in_progress' | 'not_published' | 'partial' | 'published';
	liveVersionId: string | null;
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

/** What n8n answered instead of what was asked for. Short: axios' own carries sockets, which no test report survives. */
export class N8nRequestError extends Error {
	/**
	 * @param status HTTP status, 0 when there was no answer
	 * @param answer n8n's message, or the code of the broken connection
	 */
	constructor(
		request: string,
		readonly status: number,
		readonly answer: string,
	) {
		super(status ? `${request} answered ${status}: ${answer}` : `${request} got no answer: ${answer}`);
		this.name = 'N8nRequestError';
	}
}

/**
 * Drives an n8n through the REST API of its editor, the way the editor does: as a signed-in owner.
 * Every method rejects with an {@link N8nRequestError} when n8n refuses.
 */
export class N8nClient {
	/** Sent with every request; a browser needs it as `n8n-browserId` in its local storage to share the session. */
	readonly browserId = 'live-chat-hub';
	/** The value of the cookie `n8n-auth`, once signed in. */
	authCookie = '';
	private readonly http: AxiosInstance;

	/** @param baseUrl e.g. `http://127.0.0.1:5678` */
	constructor(readonly baseUrl: string) {
		this.http = axios.create({
			baseURL: baseUrl,
			// n8n closes what is idle for 5 s, and a test may hold up this process for minutes before it asks again.
			httpAgent: new Agent({ keepAlive: false }),
			proxy: false,
			timeout: 60_000,
			validateStatus: () => true,
			headers: { 'browser-id': this.browserId },
		});
	}

	/**
	 * Any request of the editor's API.
	 *
	 * @param path after `/rest`, e.g. `/workflows`
	 * @returns what the answer holds under `data`
	 */
	async rest<T>(
		method: 'DELETE' | 'GET' | 'PATCH' | 'POST',
		path: string,
		body?: unknown,
		params?: IDataObject,
	): Promise<T> {
		const answer = await this.request<{ data: T }>(method, `/rest${path}`, body, params);
		return answer.data?.data;
	}

	/** Creates the owner of a new instance and signs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.rest('POST', '/owner/setup', { ...owner, firstName: 'Demo', lastName: 'Owner' });
	}

	/** Signs in. */
	async login({ email, password }: Owner): Promise<void> {
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Signs in, as the owner of a new instance when it has none yet. */
	async signIn(owner = exampleOwner): Promise<void> {
		const settings = await this.rest<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) await this.setUpOwner(owner);
		else await this.login(owner);
	}

	/** The descriptions of all node types, as the editor reads them: `name` is `<package>.<node>`. */
	async nodeTypes(): Promise<
		Array<{ name: string; displayName: string; version: number | number[] } & IDataObject>
	> {
		return (
			await this.request<Array<{ name: string; displayName: string; version: number }>>(
				'GET',
				'/types/nodes.json',
			)
		).data;
	}

	/** Stores a credential. */
	async createCredential(name: string, type: string, data: IDataObject): Promise<Credential> {
		const created = await this.rest<Credential>('POST', '/credentials', { name, type, data });
		return { id: created.id, name: created.name };
	}

	/**
	 * Stores a credential of each type.
	 *
	 * @param nameOf what to call the one of a type; its type by default
	 */
	async createCredentials(
		dataByType: Record<string, IDataObject>,
		nameOf = (type: string) => type,
	): Promise<CredentialsByType> {
		const created: CredentialsByType = {};
		for (const [type, data] of Object.entries(dataByType)) {
			created[type] = await this.createCredential(nameOf(type), type, data);
		}
		return created;
	}

	/** Replaces what a stored credential holds. */
	async updateCredential(id: string, name: string, type: string, data: IDataObject): Promise<Credential> {
		await this.rest('PATCH', `/credentials/${id}`, { name, type, data });
		return { id, name };
	}

	/** What the editor does when a credential is opened or saved: the credential type's own test. */
	async testCredential(
		credential: Credential & { type: string },
	): Promise<{ status: 'Error' | 'OK'; message: string }> {
		// As the editor does, with the stored values, whose secrets come as placeholders that n8n fills in again.
		const stored = await this.rest<{ data?: IDataObject }>(
			'GET',
			`/credentials/${credential.id}`,
			undefined,
			{ includeData: true },
		);
		return await this.rest('POST', '/credentials/test', {
			credentials: { ...credential, data: stored.data ?? {} },
		});
	}

	/** Stores a credential and tests it, as saving it in the editor does. */
	async createAndTestCredential(
		name: string,
		type: string,
		data: IDataObject,
	): Promise<{ status: 'Error' | 'OK'; message: string }> {
		return await this.testCredential({ ...(await this.createCredential(name, type, data)), type });
	}

	/** Stores a workflow, unpublished. */
	async createWorkflow(workflow: WorkflowInput): Promise<Workflow> {
		// `active` is required by n8n 1.x.
		return await this.rest('POST', '/workflows', { settings: {}, ...workflow, active: false });
	}

	/**
	 * Runs a workflow as *Execute workflow* in the editor does, with pinned data.
	 *
	 * @param trigger the node to start from: one with pinned data, or one that waits for nothing
	 * @returns when the execution has ended
	 */
	async runManually(id: string, trigger: string): Promise<Execution> {
		const { executionId } = await this.rest<{ executionId?: string }>('POST', `/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
			// n8n 1.x runs what the editor sends, n8n 2.x what is stored.
			workflowData: await this.workflow(id),
		});
		if (!executionId) throw new Error(`"${trigger}" waits for a delivery: it has no pinned data`);
		return await this.waitForExecution(id, { after: String(Number(executionId) - 1) });
	}

	/** Saves a new version of a workflow; what is published stays published as it was. */
	async updateWorkflow(id: string, changes: Partial<WorkflowInput>): Promise<Workflow> {
		return await this.rest('PATCH', `/workflows/${id}`, changes);
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	/**
	 * Publishes the saved version and waits until its triggers run. n8n tries a trigger that throws five times.
	 *
	 * @param timeoutMs how long to wait for n8n to settle
	 * @throws an Error with the trigger's message when it could not be published; the workflow is left as n8n left it
	 */
	async publish(id: string, timeoutMs = 60_000): Promise<Workflow> {
		const { versionId } = await this.workflow(id);
		const workflow = await this.rest<Workflow>('POST', `/workflows/${id}/activate`, { versionId });
		const settled = await until(timeoutMs, async () => {
			const now = await this.publicationStatus(id);
			if (now === undefined) return true; // n8n 1.x publishes before it answers
			const messages = now.triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
			if (now.status === 'failed' || now.status === 'partial') {
				throw new Error(`"${workflow.name}" could not be published: ${messages.join('; ') || now.status}`);
			}
			return now.status === 'published' && now.liveVersionId === versionId;
		});
		if (!settled) throw new Error(`"${workflow.name}" was not published within ${timeoutMs} ms`);
		return workflow;
	}

	/** Unpublishes and waits until the triggers are gone, 30 s at most. */
	async unpublish(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		const gone = await until(30_000, async () => {
			const status = (await this.publicationStatus(id))?.status;
			return status === undefined || status === 'not_published';
		});
		if (!gone) throw new Error(`Workflow ${id} is still published`);
	}

	/** `undefined` where n8n has no such route (1.x). */
	async publicationStatus(id: string): Promise<PublicationStatus | undefined> {
		return await this.rest<PublicationStatus>('GET', `/workflows/${id}/publication-status`).catch(
			(cause: unknown) =>
				cause instanceof N8nRequestError && cause.status === 404 ? undefined : Promise.reject(cause),
		);
	}

	/** Removes a workflow for good; it is unpublished on the way, for which n8n gets 30 s. */
	async archiveAndDelete(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/archive`, {});
		// n8n answers 409 while it still takes the triggers down.
		const deleted = await until(
			30_000,
			async () =>
				await this.rest('DELETE', `/workflows/${id}`).then(
					() => true,
					(cause: unknown) =>
						cause instanceof N8nRequestError && cause.status === 409 ? false : Promise.reject(cause),
				),
		);
		if (!deleted) throw new Error(`Workflow ${id} is still being unpublished after 30 s`);
	}

	/** The workflow's newest executions, the newest first, 100 at most. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const list = await this.rest<{ results: ExecutionSummary[] }>('GET', '/executions', undefined, {
			// Without a status n8n reads what runs and what has ended apart, and misses what ends in between.
			filter: JSON.stringify({ workflowId, status: executionStatuses }),
			limit: 100,
		});
		return list.results;
	}

	/** One execution with what every node put out. */
	async execution(id: string): Promise<Execution> {
		const execution = await this.rest<Omit<Execution, 'data'> & { data: string }>('GET', `/executions/${id}`);
		return { ...execution, data: parse(execution.data) as IRunExecutionData };
	}

	/**
	 * Waits for an execution that has ended.
	 *
	 * @param options.after only executions with a higher id than this one
	 * @param options.status the status it has to end with; any by default
	 * @param options.timeoutMs 20,000 by default
	 * @returns the oldest of those that match
	 * @throws an Error that names what was there instead, with the execution's own message
	 */
	async waitForExecution(
		workflowId: string,
		{
			after = '0',
			status,
			timeoutMs = 20_000,
		}: { after?: string; status?: ExecutionStatus; timeoutMs?: number } = {},
	): Promise<Execution> {
		const unfinished = ['new', 'running', 'waiting', 'unknown'];
		const wanted = ({ status: has }: ExecutionSummary) =>
			status ? has === status : !unfinished.includes(has);
		let seen: ExecutionSummary[] = [];
		let found: ExecutionSummary | undefined;
		await until(timeoutMs, async () => {
			seen = (await this.executions(workflowId)).filter(({ id }) => Number(id) > Number(after)).reverse();
			found = seen.find(wanted);
			return Boolean(found);
		});
		if (found) return await this.execution(found.id);
		const details = await Promise.all(
			seen.slice(-3).map(async ({ id, status: has }) => {
				const { data } = await this.execution(id);
				return `${id} ${has} ${data.resultData?.error?.message ?? ''}`.trim();
			}),
		);
		throw new Error(
			`No ${status ?? 'ended'} execution of workflow ${workflowId} after ${after} within ${timeoutMs} ms. ` +
				`There was: ${details.join(', ') || 'none'}`,
		);
	}

	/**
	 * @param node a node with a webhookId
	 * @param kind `production` once the workflow is published, `test` while the editor listens
	 * @param path the path of the node's webhook description
	 */
	webhookUrl(
		node: Pick<INode, 'name' | 'webhookId'>,
		kind: 'production' | 'test' = 'production',
		path = 'webhook',
	): string {
		if (!node.webhookId) throw new Error(`The node "${node.name}" has no webhook id`);
		return `${this.baseUrl}/${kind === 'test' ? 'webhook-test' : 'webhook'}/${node.webhookId}/${path}`;
	}

	/** Waits until the URL takes deliveries: n8n answers to a publish before its routes are there. */
	async waitForWebhook(url: string, timeoutMs = 10_000): Promise<void> {
		const live = await until(timeoutMs, async () => await this.webhookIsLive(url));
		if (!live) throw new Error(`${url} takes no deliveries after ${timeoutMs} ms`);
	}

	/** Waits until the URL is unknown to n8n. */
	async waitForWebhookGone(url: string, timeoutMs = 10_000): Promise<void> {
		const gone = await until(timeoutMs, async () => !(await this.webhookIsLive(url)));
		if (!gone) throw new Error(`${url} still takes deliveries after ${timeoutMs} ms`);
	}

	private async webhookIsLive(url: string): Promise<boolean> {
		// The one request that starts nothing. To an Origin n8n names the methods of the route: OPTIONS alone, and 204
		// all the same, where there is none.
		const { headers } = await this.send('OPTIONS', url, undefined, undefined, { Origin: this.baseUrl });
		const methods = String(headers['access-control-allow-methods'] ?? '').split(', ');
		return methods.some((method) => /^(GET|POST|PUT|PATCH|DELETE|HEAD)$/.test(method));
	}

	/** Stores one of workflows/*.json (or an object of that shape) with {@link prepareWorkflow}. */
	async importWorkflow(source: WorkflowInput | string, options: ImportOptions = {}): Promise<Workflow> {
		return await this.createWorkflow(prepareWorkflow(source, options));
	}

	private async request<T>(
		method: string,
		path: string,
		body?: unknown,
		params?: IDataObject,
	): Promise<AxiosResponse<T>> {
		const answer = await this.send<T>(method, path, body, params);
		for (const cookie of answer.headers['set-cookie'] ?? []) {
			this.authCookie = /^n8n-auth=([^;]+)/.exec(cookie)?.[1] ?? this.authCookie;
		}
		if (answer.status >= 400) {
			const { message } = (answer.data ?? {}) as { message?: unknown };
			const text = typeof message === 'string' ? message : JSON.stringify(answer.data);
			throw new N8nRequestError(`${method} ${path}`, answer.status, String(text).slice(0, 500));
		}
		return answer;
	}

	private async send<T>(
		method: string,
		url: string,
		data?: unknown,
		params?: IDataObject,
		headers: Record<string, string> = {},
	): Promise<AxiosResponse<T>> {
		if (this.authCookie) headers.Cookie = `n8n-auth=${this.authCookie}`;
		const outcome = await this.http
			.request<T>({ method, url, data, params, headers })
			.catch((cause: unknown) => new N8nRequestError(`${method} ${url}`, 0, shortly(cause)));
		if (outcome instanceof N8nRequestError) throw outcome;
		return outcome;
	}
}

/**
 * Reads a workflow file and makes it importable: credential ids of this instance instead of those of the instance it
 * was exported from, and a webhook id for every trigger and webhook node without one (n8n's REST API gives none).
 *
 * @param source a file's path, or what such a file holds
 */
export function prepareWorkflow(
	source: WorkflowInput | string,
	options: ImportOptions = {},
): Required<Omit<WorkflowInput, 'pinData'>> {
	const { credentials = {}, replace = (json: string) => json, webhookIds = {} } = options;
	const text = typeof source === 'string' ? readFileSync(source, 'utf8') : JSON.stringify(source);
	const { name, nodes, connections, settings = {} } = JSON.parse(replace(text)) as WorkflowInput;
	return {
		name: options.name ?? name,
		connections,
		settings,
		nodes: nodes.map((node) => {
			const types = new Set([...Object.keys(node.credentials ?? {}), ...ownCredentialTypes(node)]);
			const known = [...types].filter((type) => type in credentials);
			const webhookId =
				webhookIds[node.name] ?? node.webhookId ?? (takesDeliveries(node) ? randomUUID() : undefined);
			return {
				...node,
				...(webhookId && { webhookId }),
				...(known.length > 0 && {
					credentials: {
						...node.credentials,
						...Object.fromEntries(known.map((type) => [type, credentials[type]])),
					},
				}),
			};
		}),
	};
}

/**
 * The JSON of the items that a node put out on its first output in its last run.
 *
 * @returns an empty list when the node did not run
 */
export function nodeOutput(execution: Execution, nodeName: string): IDataObject[] {
	const runs = execution.data.resultData.runData[nodeName] ?? [];
	return (runs.at(-1)?.data?.main?.[0] ?? []).map(({ json }) => json);
}

/**
 * `n8n-nodes-live-chat-hub.giosgTrigger`, `.giosgPollTrigger`, `.giosg` and `.giosgTool` use `giosgApi`, the hub those of its services, and n8n's
 * model its own, also where the file names no credential.
 */
function ownCredentialTypes({ type, parameters }: INode): string[] {
	if (type === '@n8n/n8n-nodes-langchain.lmChatOpenAi') return ['openAiApi'];
	const own = /^n8n-nodes-live-chat-hub\.(.+?)(PollTrigger|Trigger|Tool)?$/.exec(type);
	if (!own) return [];
	const services = own[1] === 'liveChatHub' ? ((parameters.services ?? []) as string[]) : [own[1]];
	return services.map((service) => `${service}Api`);
}

function takesDeliveries(node: INode): boolean {
	return /Trigger$|\.(webhook|wait|form)$/i.test(node.type);
}

/** Asks every 50 ms until the answer is yes; resolves to false when the time is over. */
async function until(timeoutMs: number, check: () => Promise<boolean>): Promise<boolean> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		if (await check()) return true;
		if (Date.now() > end) return false;
		await new Promise((next) => setTimeout(next, 50));
	}
}

function shortly(cause: unknown): string {
	if (isAxiosError(cause)) return cause.code ?? cause.message;
	return cause instanceof Error ? cause.message : String(cause);
}
