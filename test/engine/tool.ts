import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';
import type { z } from 'zod';

import type { Bench } from './engine';

/** What an AI agent gets of a node: LangChain's structured tool, as n8n-core makes it. */
export interface AiTool {
	name: string;
	/** What the model reads to choose the tool. */
	description: string;
	/** The values that the model has to give, made of the node's $fromAI calls. */
	schema: z.AnyZodObject;
	/** Runs the node. @returns its items' JSON as text @throws with the node's message */
	invoke(values: Record<string, unknown>): Promise<string>;
}

/** n8n itself clones a node that is `usableAsTool` like this at its start (its package n8n, tool-generation). */
function toToolType(type: INodeType): INodeType {
	const description: INodeTypeDescription = {
		...type.description,
		name: `${type.description.name}Tool`,
		displayName: `${type.description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		usableAsTool: undefined,
	};
	return Object.assign(Object.create(type) as INodeType, { description });
}

/** In place of n8n's AI Agent: a node that takes tools. */
const agentType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Takes tools',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
} as INodeType;

/** The bench's only node as an AI agent gets it. @param items as of `toolsOf` */
export async function toolOf(bench: Bench, items?: Array<Record<string, unknown>>): Promise<AiTool> {
	const [tool] = await toolsOf(bench, items);
	return tool;
}

/**
 * The bench's nodes as one AI agent gets them: each connected to the agent, and asked for by n8n-core's own engine.
 * @param items what the trigger before the agent put out; without any, nothing started the agent, as with MCP
 */
export async function toolsOf(bench: Bench, items?: Array<Record<string, unknown>>): Promise<AiTool[]> {
	const { nodeTypes } = bench.workflow;
	const nodes = Object.values(bench.workflow.nodes).map((node): INode => ({
		...node,
		type: `${node.type}Tool`,
	}));
	const agent: INode = {
		id: 'agent',
		name: 'Agent',
		type: 'agent',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const trigger: INode = { ...agent, id: 'trigger', name: 'Trigger' };
	const find = (name: string, version?: number): INodeType =>
		name === 'agent'
			? agentType
			: toToolType(nodeTypes.getByNameAndVersion(name.replace(/Tool$/, ''), version));
	const toolTypes: INodeTypes = { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
	const workflow = new Workflow({
		id: 'tool',
		nodes: [...nodes, agent, ...(items === undefined ? [] : [trigger])],
		connections: {
			...(items !== undefined && {
				[trigger.name]: { main: [[{ node: agent.name, type: NodeConnectionTypes.Main, index: 0 }]] },
			}),
			...Object.fromEntries(
				nodes.map(({ name }) => [
					name,
					{
						[NodeConnectionTypes.AiTool]: [
							[{ node: agent.name, type: NodeConnectionTypes.AiTool, index: 0 }],
						],
					},
				]),
			),
		},
		active: false,
		nodeTypes: toolTypes,
	});
	const input = (items ?? [{ chatInput: 'Please do it' }]).map(
		(json, item) => ({ json, pairedItem: { item } }) as INodeExecutionData,
	);
	const source = items === undefined ? null : { main: [{ previousNode: trigger.name }] };
	const runData = {
		[trigger.name]: [
			{ data: { main: [input] }, startTime: 0, executionTime: 0, executionIndex: 0, source: [] },
		],
	};
	const context = new ExecuteContext(
		workflow,
		agent,
		bench.additionalData(),
		'manual',
		createRunExecutionData({ resultData: { runData: items === undefined ? {} : runData } }),
		0,
		input,
		{ main: [input] },
		{ node: agent, data: { main: [input] }, source },
		[],
	);
	return (await context.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as AiTool[];
}

/** The type under which the editor asks a model for a field; none where a person has to decide. */
const askedAs: Partial<Record<INodeProperties['type'], 'string' | 'number' | 'boolean' | 'json'>> = {
	string: 'string',
	number: 'number',
	boolean: 'boolean',
	json: 'json',
	resourceLocator: 'string',
};

/** One field that a model can fill in. */
export interface ToolField {
	field: INodeProperties;
	/** The name that the editor makes of the field's display name. */
	key: string;
	/** The field's value in a tool: a $fromAI call, as the editor writes it. */
	value: INodeParameters[string];
}

/**
 * The fields of one operation that a person sees, beside Resource and Operation and what only explains.
 * @param tool the node type, where the node is a tool of an AI agent
 */
export function visibleFields(
	{ properties }: INodeTypeDescription,
	node: Pick<INode, 'typeVersion'>,
	parameters: INodeParameters,
	tool: Pick<INodeTypeDescription, 'name'> | null = null,
): INodeProperties[] {
	const known = new Set(['resource', 'operation', 'options']);
	const description = tool && ({ name: `${tool.name}Tool` } as INodeTypeDescription);
	return properties.filter(
		(field) =>
			!known.has(field.name) &&
			field.type !== 'notice' &&
			NodeHelpers.displayParameter(parameters, field, node, description),
	);
}

/** A field; of a collection, the fields in it. */
export function withInner(field: INodeProperties): INodeProperties[] {
	if (field.type === 'collection') return (field.options as INodeProperties[]).flatMap(withInner);
	if (field.type === 'fixedCollection')
		return (field.options as INodePropertyCollection[]).flatMap(({ values }) => values.flatMap(withInner));
	return [field];
}

/** A field as one that the model is asked for, or null when only a person can fill it in. */
export function askModel(field: INodeProperties): ToolField | null {
	const type = askedAs[field.type];
	if (type === undefined || field.noDataExpression) return null;
	const key = field.displayName.replace(/[^a-zA-Z0-9_-]/g, '_');
	const call = `={{ $fromAI('${key}', \`${field.description ?? ''}\`, '${type}') }}`;
	return {
		field,
		key,
		value: field.type === 'resourceLocator' ? { __rl: true, mode: 'id', value: call } : call,
	};
}

/** Every operation of an action node, with its resource. */
export function operationsOf({
	properties,
}: INodeTypeDescription): Array<{ resource: string; option: INodePropertyOptions }> {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(displayOptions?.show?.resource ?? []).flatMap((resource) =>
				(options as INodePropertyOptions[]).map((option) => ({ resource: String(resource), option })),
			),
		);
}
