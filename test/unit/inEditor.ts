import {
	type INode,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type NodeParameterValue,
	Workflow,
} from 'n8n-workflow';

/** What n8n's editor makes of an expression in a node's description, such as its subtitle. */
export function inEditor(
	{ description }: INodeType,
	expression: string | undefined,
	parameters: INodeParameters,
): NodeParameterValue | undefined {
	const node: INode = {
		...({ id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0] } as const),
		parameters,
	};
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, expression, 'internal', {}) as NodeParameterValue;
}
