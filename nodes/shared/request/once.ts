/**
 * Makes something that is asked for once in an execution of a node, also when items run at the same time. What fails is
 * forgotten: the next item may be luckier, for example after a timeout.
 */
export function oncePerExecution<Answer>(): (
	context: object,
	ask: () => Promise<Answer>,
	/** What it is of, where an execution asks for several. */
	key?: string,
) => Promise<Answer> {
	const answers = new WeakMap<object, Map<string, Promise<Answer>>>();
	return async (context, ask, key = '') => {
		const ofContext = answers.get(context) ?? new Map<string, Promise<Answer>>();
		answers.set(context, ofContext);
		const known = ofContext.get(key);
		if (known) return await known;
		const asked = ask();
		ofContext.set(key, asked);
		asked.catch(() => ofContext.delete(key));
		return await asked;
	};
}
