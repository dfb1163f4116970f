/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a test bench that runs n8n's own engine: it serves HTTP and keeps n8n-core's settings in a folder of its own */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { createGunzip, createInflate } from 'node:zlib';

// n8n-core writes a config file with a generated key there, as soon as it is loaded.
const userFolder = mkdtempSync(join(tmpdir(), 'live-chat-hub-engine-'));
process.env.N8N_USER_FOLDER = userFolder;
process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));

// What a test expects to fail is no news.
process.env.N8N_LOG_LEVEL = 'silent';

import 'reflect-metadata';
import express from 'express';
import {
	ExecutionLifecycleHooks,
	HookContext,
	LoadOptionsContext,
	PackageDirectoryLoader,
	PollContext,
	WebhookContext,
	WorkflowExecute,
} from 'n8n-core';
import getRawBody from 'raw-body';
import {
	createRunExecutionData,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type IBinaryKeyData,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IVersionedNodeType,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

export const PACKAGE = 'n8n-nodes-live-chat-hub';

let loader: PackageDirectoryLoader | undefined;

/** The package as n8n loads it: package.json's n8n block, dist/. */
async function loadPackage(): Promise<PackageDirectoryLoader> {
	if (loader === undefined) {
		loader = new PackageDirectoryLoader(resolve(__dirname, '../..'));
		await loader.loadAll();
	}
	return loader;
}

/** Credentials in the clear, by type; authenticated by the package's own credential types. */
class PlainCredentials extends ICredentialsHelper {
	constructor(
		private readonly types: PackageDirectoryLoader,
		public data: Record<string, ICredentialDataDecryptedObject>,
	) {
		super();
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.types.getCredential(typeName).type;
		if (typeof authenticate !== 'function') throw new Error(`${typeName} has no authenticate function`);
		return await authenticate(credentials, request);
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Not used by the engine');
	}

	async getDecrypted(_: unknown, __: unknown, type: string): Promise<ICredentialDataDecryptedObject> {
		if (this.data[type] === undefined) throw new Error(`No credential of type ${type}`);
		const defaults = this.types
			.getCredential(type)
			.type.properties.map(({ name, default: value }) => [name, value]);
		return { ...Object.fromEntries(defaults), ...this.data[type] };
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}

	getCredentialsProperties() {
		return [];
	}
}

/** A node of a test's workflow. */
export interface BenchNode {
	/** The type's name without the package, for example `liveSupportiTrigger`. */
	type: string;
	name?: string;
	parameters?: INodeParameters;
	/** Credential types that are chosen in the node. */
	credentials?: string[];
	onError?: INode['onError'];
	/** The node's Retry On Fail. */
	retryOnFail?: { maxTries: number; waitBetweenTries: number };
}

export interface BenchOptions {
	/** The nodes; each is connected to the next. */
	nodes: BenchNode[];
	/** Stored credentials by type; missing fields take the credential type's defaults. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** The workflow's time zone; n8n's default without it. */
	timezone?: string;
	/** Makes storing the execution fail, as a full disk would. */
	failStoring?: () => boolean;
}

const open = new Set<Bench>();

/** Closes the benches that a test left open, as one does that fails before its `close`. */
export async function closeBenches(): Promise<void> {
	await Promise.all([...open].map(async (bench) => await bench.close()));
}

/** A workflow on n8n's own engine: published, delivered to over real HTTP, and run. */
export class Bench {
	/** The runs that deliveries started, in the order of their deliveries. */
	readonly runs: IRun[] = [];

	/** What the nodes logged, as `level: message`. */
	readonly logs: string[] = [];

	private server?: Server;
	private pollContext?: PollContext;
	private saved = '{}';

	private constructor(
		readonly workflow: Workflow,
		readonly credentials: PlainCredentials,
		private readonly options: BenchOptions,
	) {}

	static async start(options: BenchOptions): Promise<Bench> {
		const types = await loadPackage();
		const credentials = new PlainCredentials(types, options.credentials ?? {});
		const nodes: INode[] = options.nodes.map(
			({ type, name, parameters, credentials: chosen = [], onError, retryOnFail }, index) => {
				const isOurs = type in types.known.nodes;
				const versions = isOurs ? types.getNode(type).type : undefined;
				const { defaultVersion, version } = { defaultVersion: undefined, ...versions?.description } as {
					defaultVersion?: number;
					version?: number | number[];
				};
				return {
					id: `node-${index}`,
					name: name ?? `${type} ${index}`,
					type: `${PACKAGE}.${type}`,
					typeVersion: defaultVersion ?? [version ?? 1].flat().at(-1)!,
					position: [index * 200, 0],
					parameters: parameters ?? {},
					webhookId: `hook-${index}`,
					credentials: Object.fromEntries(
						chosen.map((credential) => [credential, { id: credential, name: credential }]),
					),
					...(onError && { onError }),
					...(retryOnFail && { retryOnFail: true, ...retryOnFail }),
				};
			},
		);
		const connections = Object.fromEntries(
			nodes
				.slice(1)
				.map((node, index) => [
					nodes[index].name,
					{ main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
				]),
		);
		const workflow = new Workflow({
			id: `workflow-${Math.random().toString(36).slice(2)}`,
			name: 'Bench',
			nodes,
			connections,
			active: true,
			nodeTypes: nodeTypesOf(types),
			staticData: {},
			...(options.timezone && { settings: { timezone: options.timezone } }),
		});
		const bench = new Bench(workflow, credentials, options);
		open.add(bench);
		await bench.listen();
		return bench;
	}

	/** The production URL of the workflow's trigger. */
	get webhookUrl(): string {
		return `${this.url}/webhook/${this.trigger.webhookId}/webhook`;
	}

	/** What a secret is derived from that a vendor is given for this very trigger. */
	get identity(): { workflowId: string; webhookId: string } {
		return { workflowId: this.workflow.id, webhookId: this.trigger.webhookId! };
	}

	get trigger(): INode {
		return this.workflow.getNode(Object.keys(this.workflow.nodes)[0])!;
	}

	/** The JSON of the items that a node put out in a run. */
	output(run: IRun | undefined, nodeName = this.trigger.name): Array<Record<string, unknown>> {
		const data = run?.data.resultData.runData[nodeName]?.[0].data?.main[0];
		return (data ?? []).map(({ json }) => json);
	}

	/**
	 * Runs the webhook methods as publishing does: checkExists, and create where it says no. A trigger that polls is polled
	 * once, and what it keeps is saved.
	 */
	async publish(): Promise<void> {
		if (this.triggerType.description.polling) {
			this.pollContext = undefined;
			await this.poll();
			this.saved = JSON.stringify(this.workflow.staticData);
		}
		for (const description of this.descriptions) {
			if (!(await this.runHook('checkExists', description.name)))
				await this.runHook('create', description.name);
		}
	}

	async unpublish(): Promise<void> {
		for (const description of this.descriptions) await this.runHook('delete', description.name);
	}

	/**
	 * One poll, as n8n 2.41 makes it: with the same context each time, and what the node keeps is saved only when it puts
	 * something out.
	 * @returns the JSON of the items with which it started a run; [] when it started none
	 */
	async poll(): Promise<Array<Record<string, unknown>>> {
		this.pollContext ??= this.logged(
			new PollContext(this.workflow, this.trigger, this.additionalData(), 'trigger', 'activate'),
		);
		const polled = await this.triggerType.poll!.call(this.pollContext);
		if (polled === null) return [];
		this.saved = JSON.stringify(this.workflow.staticData);
		this.runs.push(await this.run(polled, 'trigger'));
		return this.output(this.runs.at(-1));
	}

	/** The poll of *Fetch Test Event*: nothing of it is kept. */
	async testPoll(): Promise<Array<Record<string, unknown>>> {
		const kept = JSON.stringify(this.workflow.staticData);
		const context = new PollContext(this.workflow, this.trigger, this.additionalData(), 'manual', 'manual');
		const polled = await this.triggerType.poll!.call(this.logged(context));
		expect(JSON.stringify(this.workflow.staticData)).toBe(kept);
		return (polled?.[0] ?? []).map(({ json }) => json);
	}

	/** What the node has kept, as n8n has it in its database. */
	get savedStaticData(): string {
		return this.saved;
	}

	/** n8n begins anew with what it saved. */
	restart(): void {
		this.pollContext = undefined;
		this.workflow.overrideStaticData(JSON.parse(this.saved) as IDataObject);
	}

	/** Runs one webhook method; true when the node has none of that name. */
	async runHook(
		method: 'checkExists' | 'create' | 'delete',
		name: 'default' | 'setup' = 'default',
		activation: WorkflowActivateMode = 'activate',
	): Promise<boolean> {
		const hook = this.triggerType.webhookMethods?.[name]?.[method];
		if (hook === undefined) return true;
		const data = this.webhookDataOf(name);
		const mode: WorkflowExecuteMode = activation === 'manual' ? 'manual' : 'trigger';
		const context = new HookContext(this.workflow, this.trigger, this.additionalData(), mode, activation, {
			...data,
			isTest: activation === 'manual',
		});
		return await hook.call(this.logged(context));
	}

	/** Calls one of a node type's methods that fill lists to search in. */
	async searchList(nodeName: string, method: string, filter?: string, paginationToken?: string) {
		const { context, methods } = this.editorOf(nodeName);
		return await methods.listSearch![method].call(context, filter, paginationToken);
	}

	/** Calls one of a node type's methods that fill lists to choose several from. */
	async loadOptions(nodeName: string, method: string) {
		const { context, methods } = this.editorOf(nodeName);
		return await methods.loadOptions![method].call(context);
	}

	/**
	 * Runs the workflow from its first node with the given items.
	 * @param options.binary the binary data of each item
	 * @param options.mode how it was started; by hand unless given
	 */
	async execute(
		items: Array<Record<string, unknown>>,
		signal?: AbortSignal,
		options: { binary?: IBinaryKeyData; mode?: WorkflowExecuteMode } = {},
	): Promise<IRun> {
		const { binary, mode = 'manual' } = options;
		const data = items.map((json) => ({ json, ...(binary && { binary }) }) as INodeExecutionData);
		return await this.run([data], mode, signal);
	}

	async close(): Promise<void> {
		open.delete(this);
		this.server?.closeAllConnections();
		await new Promise((done) => this.server?.close(done));
	}

	private editorOf(nodeName: string) {
		const node = this.workflow.getNode(nodeName)!;
		const type = this.workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const context = new LoadOptionsContext(this.workflow, node, this.additionalData(), '');
		return { context, methods: type.methods! };
	}

	private get url(): string {
		return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
	}

	private get triggerType(): INodeType {
		return this.workflow.nodeTypes.getByNameAndVersion(this.trigger.type, this.trigger.typeVersion);
	}

	private get descriptions() {
		return this.triggerType.description.webhooks ?? [];
	}

	private webhookDataOf(name: string): IWebhookData {
		const description = this.descriptions.find((webhook) => webhook.name === name)!;
		return {
			httpMethod: description.httpMethod as IWebhookData['httpMethod'],
			node: this.trigger.name,
			path: `${this.trigger.webhookId}/${description.path}`,
			webhookDescription: description,
			workflowId: this.workflow.id,
			workflowExecuteAdditionalData: this.additionalData(),
			webhookId: this.trigger.webhookId,
		};
	}

	/** What n8n hands to every context: here only credentials and addresses. */
	additionalData(): IWorkflowExecuteAdditionalData {
		const url = this.server === undefined ? 'http://127.0.0.1' : this.url;
		return {
			credentialsHelper: this.credentials,
			currentNodeExecutionIndex: 0,
			restApiUrl: `${url}/rest`,
			instanceBaseUrl: url,
			formBaseUrl: `${url}/form`,
			formWaitingBaseUrl: `${url}/form-waiting`,
			formTestBaseUrl: `${url}/form-test`,
			webhookBaseUrl: `${url}/webhook`,
			webhookWaitingBaseUrl: `${url}/webhook-waiting`,
			webhookTestBaseUrl: `${url}/webhook-test`,
			variables: {},
			setExecutionStatus: () => {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private logged<Context extends object>(context: Context): Context {
		const write = (level: string) => (message: string) => this.logs.push(`${level}: ${message}`);
		const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
		Object.defineProperty(context, 'logger', { value: logger });
		return context;
	}

	/** Serves the webhooks as n8n 2.41 does: what it reads of the body, and what it answers for which result. */
	private async listen(): Promise<void> {
		const app = express().disable('x-powered-by');
		// A kept connection outlives its bench, and the next one may get the same port.
		app.use((_, response, next) => {
			response.set('Connection', 'close');
			next();
		});
		app.use('/webhook/:id/webhook', (request, response) => void this.serve(request, response));
		this.server = createServer(app);
		await new Promise<void>((done) => this.server!.listen(0, '127.0.0.1', done));
	}

	private async serve(request: express.Request, response: express.Response): Promise<void> {
		const name = this.descriptions.find(({ httpMethod }) => httpMethod === request.method)?.name;
		if (name === undefined) {
			response.status(404).end();
			return;
		}
		Object.assign(request, { readRawBody: async () => await readRawBody(request) });
		try {
			if (
				/^(application\/json|text\/plain|application\/x-www-form-urlencoded)/.test(
					request.headers['content-type'] ?? '',
				)
			) {
				await readRawBody(request);
			}
			const additionalData = { ...this.additionalData(), httpRequest: request, httpResponse: response };
			const context = new WebhookContext(
				this.workflow,
				this.trigger,
				additionalData as unknown as IWorkflowExecuteAdditionalData,
				'webhook',
				this.webhookDataOf(name),
				[],
				null,
			);
			const result: IWebhookResponseData = await this.triggerType.webhook!.call(this.logged(context));
			if (result.workflowData !== undefined) {
				if (this.options.failStoring?.()) throw new Error('The execution could not be stored');
				this.runs.push(await this.run(result.workflowData, 'webhook'));
			}
			if (result.noWebhookResponse !== true) {
				response.status(200).json(result.webhookResponse ?? { message: 'Webhook call received' });
			}
		} catch (error) {
			response.status(500).json({ message: `n8n would answer 500: ${(error as Error).message}` });
		}
	}

	private async run(
		data: INodeExecutionData[][],
		mode: WorkflowExecuteMode,
		signal?: AbortSignal,
	): Promise<IRun> {
		const additionalData = this.additionalData();
		additionalData.hooks = new ExecutionLifecycleHooks(mode, 'execution-1', {
			id: this.workflow.id,
			name: 'Bench',
			nodes: Object.values(this.workflow.nodes),
			connections: this.workflow.connectionsBySourceNode,
		} as never);
		const runData = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node: this.trigger, data: { main: data }, source: null }],
			},
		});
		const running = new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(this.workflow);
		signal?.addEventListener('abort', () => running.cancel());
		return await running;
	}
}

function nodeTypesOf(types: PackageDirectoryLoader): INodeTypes {
	const get = (name: string): INodeType | IVersionedNodeType =>
		// A node as a tool has a type of its own: n8n's clone of the node's.
		types.getNode(name.replace(`${PACKAGE}.`, '').replace(/Tool$/, '')).type;
	return {
		getByName: get,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(get(name), version),
		getKnownTypes: () => ({}),
	};
}

const LARGEST_BODY_BYTES = 16 * 1024 * 1024;

async function readRawBody(request: express.Request): Promise<void> {
	const read = request as express.Request & { rawBody?: Buffer };
	if (read.rawBody !== undefined) return;
	const encoding = request.headers['content-encoding'];
	const stream =
		encoding === 'gzip'
			? request.pipe(createGunzip())
			: encoding === 'deflate'
				? request.pipe(createInflate())
				: request;
	read.rawBody = await getRawBody(stream, { limit: LARGEST_BODY_BYTES });
}

/** The values that a field of a built node offers while other fields have the given values; [] when it is not shown. */
export async function optionsOf(type: string, field: string, parameters: INodeParameters): Promise<string[]> {
	const { description } = (await loadPackage()).getNode(type).type as INodeType;
	const node = { typeVersion: [description.version].flat().at(-1)! };
	return description.properties
		.filter(({ name }) => name === field)
		.filter((property) => NodeHelpers.displayParameter(parameters, property, node, description))
		.flatMap(({ options = [] }) => options.map((option) => String((option as INodePropertyOptions).value)));
}

/**
 * The folder of a built node's output schemas below nodes/, which follows the node's version: v1.1.0 for 1.1, v1.0.0
 * for 1.
 */
export async function schemaFolderOf(type: string): Promise<string> {
	const { sourcePath, type: node } = (await loadPackage()).getNode(type);
	const { description } = node as INodeType;
	const [major, minor = '0'] = String([description.version].flat().at(-1)).split('.');
	return `${basename(dirname(sourcePath))}/__schema__/v${major}.${minor}.0`;
}
