import type { IExecuteFunctions } from 'n8n-workflow';

/** What one execution of a node remembers by item, found again by n8n's further tries of it (Retry On Fail). */
export function overTries<Value>(): (context: IExecuteFunctions) => Map<number, Value> {
	const memories = new WeakMap<object, Map<number, Value>>();
	return (context) => {
		const execution = context.getExecuteData();
		const memory = memories.get(execution) ?? new Map<number, Value>();
		memories.set(execution, memory);
		return memory;
	};
}
