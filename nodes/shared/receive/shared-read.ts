const readsUnderWay = new Map<string, Promise<string>>();

/**
 * Deliveries that come while the secret is being read share that read: it costs n8n a query and, by default, an
 * expression isolate of its own. Nothing is kept, so that a secret that was changed, or a credential that was deleted,
 * counts from the next read on.
 * @param key names the trigger and its credential
 */
export function sharedRead(key: string, read: () => Promise<string>): Promise<string> {
	const underWay = readsUnderWay.get(key);
	if (underWay !== undefined) return underWay;
	const reading = read().finally(() => readsUnderWay.delete(key));
	readsUnderWay.set(key, reading);
	return reading;
}
