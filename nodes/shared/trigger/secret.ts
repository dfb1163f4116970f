const readsUnderWay = new Map<string, Promise<unknown>>();

/**
 * Deliveries that come while the trigger's credential is being read share that read: it costs n8n a query and, by
 * default, an expression isolate of its own. Nothing is kept, so that a secret that was changed, or a credential that
 * was deleted, counts from the next read on.
 * @param key names the trigger and its credential
 */
export function sharedRead<Credential>(key: string, read: () => Promise<Credential>): Promise<Credential> {
	const underWay = readsUnderWay.get(key) as Promise<Credential> | undefined;
	if (underWay !== undefined) return underWay;
	const reading = read().finally(() => readsUnderWay.delete(key));
	readsUnderWay.set(key, reading);
	return reading;
}
