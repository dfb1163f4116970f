// Runs in the e2e tests, never inside n8n.
import type { IConnections, IDataObject, INode, INodeParameters, NodeConnectionType } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import type { CredentialsByType, Execution, WorkflowInput } from '../n8n/client';

/** An arrow of the canvas, from a node to another by their names, main output 0 to main input 0 unless given. */
export interface Arrow {
	from: string;
	to: string;
	output?: number;
	input?: number;
	/** Of both ends, e.g. `ai_tool`. */
	kind?: NodeConnectionType;
}

/** A node of a workflow that a test draws; `type` without a package's name is one of n8n's own nodes. */
export function nodeOf(
	name: string,
	type: string,
	typeVersion: number,
	parameters: object = {},
	more: Partial<INode> = {},
): INode {
	return {
		id: randomUUID(),
		name,
		type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters: parameters as INodeParameters,
		...more,
	};
}

/** A node of this package. */
export const ours = (name: string, type: string, typeVersion: number, parameters: object = {}): INode =>
	nodeOf(name, `n8n-nodes-live-chat-hub.${type}`, typeVersion, parameters);

/** Arrows from each node to the next one. */
export const inARow = (...names: string[]): Arrow[] =>
	names.slice(1).map((to, index) => ({ from: names[index], to }));

/** A workflow of nodes and arrows. */
export function draw(nodes: INode[], arrows: Arrow[], more: Partial<WorkflowInput> = {}): WorkflowInput {
	const connections: IConnections = {};
	for (const { from, to, output = 0, input = 0, kind = 'main' } of arrows) {
		const outputs = ((connections[from] ??= {})[kind] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]!.push({ node: to, type: kind, index: input });
	}
	return { name: 'Drawn by a test', nodes, connections, settings: { executionOrder: 'v1' }, ...more };
}

/** Details for the agent, a row each. */
export const detailRows = (rows: Record<string, string>): IDataObject => ({
	resource: 'visitor',
	operation: 'sendDetails',
	detailsSource: 'fields',
	fields: { field: Object.entries(rows).map(([name, value]) => ({ name, value })) },
});

/** Puts the credential of n8n's OpenAI nodes in, which `prepareWorkflow` does only for this package's. */
export const withCredential = (node: INode, type: string, credentials: CredentialsByType): INode => ({
	...node,
	credentials: { [type]: credentials[type] },
});

/** What an execution stopped with: what happened, and what to do. */
export function faultOf({ data }: Execution): { message: string; description: string } {
	const { message = '', description } = (data.resultData.error ?? {}) as {
		message?: string;
		description?: string | null;
	};
	return { message, description: description ?? '' };
}
