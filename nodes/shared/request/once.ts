/**
 * Makes something that is asked for once in an execution of a node, also when items run at the same time. What fails is
 * forgotten: the next item may be luckier, for example after a timeout.
 */
export function oncePerExecution<Answer>(): (context: object, ask: () => Promise<Answer>) => Promise<Answer> {
	const answers = new WeakMap<object, Promise<Answer>>();
	return async (context, ask) => {
		const known = answers.get(context);
		if (known) return await known;
		const asked = ask();
		answers.set(context, asked);
		asked.catch(() => answers.delete(context));
		return await asked;
	};
}
