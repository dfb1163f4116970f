import type { IExecuteFunctions } from 'n8n-workflow';

import { isTool } from './chat';

/**
 * What one execution of a node, or one call of it as a tool, remembers by item, found again by n8n's further tries of it
 * (Retry On Fail).
 */
export function overTries<Value>(): (context: IExecuteFunctions) => Map<number, Value> {
	const memories = new WeakMap<object, Map<number, Value>>();
	return (context) => {
		// Agents whose tools n8n calls within the agent's own execution hand that on to every call of every tool.
		const [call] = isTool(context) ? context.getInputData() : [];
		const key = call?.json ?? context.getExecuteData();
		const memory = memories.get(key) ?? new Map<number, Value>();
		memories.set(key, memory);
		return memory;
	};
}
