import { dropOldest } from '../receive';

/** The secrets that deliveries are proved with; '' where there is none. */
export interface Secrets {
	secret: string;
	previousSecret: string;
}

interface Kept {
	secrets: Secrets;
	/** When the read began, Unix time in milliseconds. */
	readAt: number;
}

/** How long a read serves: so long at most, a credential that was changed or deleted still lets deliveries in. */
const KEPT_MILLISECONDS = 10_000;
/** How old a kept read has to be before a proof that fails with it is made again with a new one. */
const FRESH_MILLISECONDS = 1000;
const MOST_TRIGGERS = 1000;

const kept = new Map<string, Kept>();
const underWay = new Map<string, Promise<Kept>>();

/**
 * The secrets of a trigger, read from its credential and kept in memory for 10 seconds: a read costs n8n a query and, by
 * default, an expression isolate of its own. Deliveries that come while it is being read share that read.
 * @param key names the trigger and its credential
 * @param read takes them from the credential; it must not throw
 * @param oldest how old a kept read may be, in milliseconds
 */
export async function secretsOf(
	key: string,
	read: () => Promise<Secrets>,
	oldest = KEPT_MILLISECONDS,
): Promise<Kept> {
	dropExpired();
	const known = kept.get(key);
	if (known !== undefined && ageOf(known) < oldest) return known;
	const reading = underWay.get(key) ?? readAnew(key, read);
	underWay.set(key, reading);
	return await reading;
}

/** Secrets that a proof failed with, read anew unless they are younger than a second; null when they are. */
export async function fresherSecrets(
	key: string,
	read: () => Promise<Secrets>,
	used: Kept,
): Promise<Kept | null> {
	if (ageOf(used) < FRESH_MILLISECONDS) return null;
	const fresher = await secretsOf(key, read, FRESH_MILLISECONDS);
	return fresher === used ? null : fresher;
}

async function readAnew(key: string, read: () => Promise<Secrets>): Promise<Kept> {
	const readAt = Date.now();
	try {
		const fresh = { secrets: await read(), readAt };
		kept.delete(key);
		kept.set(key, fresh);
		dropOldest(kept, MOST_TRIGGERS);
		return fresh;
	} finally {
		underWay.delete(key);
	}
}

/** Infinite when the clock was set back: then nobody knows. */
function ageOf({ readAt }: Kept): number {
	const age = Date.now() - readAt;
	return age >= 0 ? age : Infinity;
}

/** The oldest stand first. */
function dropExpired(): void {
	for (const [key, entry] of kept) {
		if (ageOf(entry) < KEPT_MILLISECONDS) return;
		kept.delete(key);
	}
}
