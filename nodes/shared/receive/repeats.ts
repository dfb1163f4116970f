const MOST_IDS = 1000;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** Far more triggers than one n8n runs; it only keeps the map bounded. */
const MOST_TRIGGERS = 1000;

/** Whose ids they are; `within` and `alone` are the two ways by which a message comes. */
export type SeenKind = 'event' | 'chat' | 'within' | 'alone';

/**
 * The ids that one trigger took lately, in this process only: of each kind the last 1,000, for 24 hours, so that many
 * messages do not push out the chats. The oldest goes first. n8n's static data is no place for them: it would rewrite the
 * workflow's row for each event, and of two concurrent deliveries one would lose its id.
 */
export class SeenIds {
	private readonly seenAt: Record<SeenKind, Map<string, number>> = {
		event: new Map(),
		chat: new Map(),
		within: new Map(),
		alone: new Map(),
	};

	/** @param now Unix time in milliseconds */
	has(id: string, now: number, kind: SeenKind = 'event'): boolean {
		const time = this.seenAt[kind].get(id);
		return time !== undefined && now - time < DAY_MILLISECONDS;
	}

	/**
	 * Takes an id, so that nobody else does.
	 * @param now Unix time in milliseconds
	 * @returns false when it was taken before
	 */
	claim(id: string, now: number, kind: SeenKind = 'event'): boolean {
		if (this.has(id, now, kind)) return false;
		const seenAt = this.seenAt[kind];
		seenAt.delete(id);
		seenAt.set(id, now);
		dropOldest(seenAt, MOST_IDS);
		return true;
	}

	/** Gives an id back: what came with it did not reach n8n, and the vendor will send it again. */
	release(id: string, kind: SeenKind = 'event'): void {
		this.seenAt[kind].delete(id);
	}
}

/** Removes the entries that were set first until the map has at most so many. */
export function dropOldest(map: Map<string, unknown>, most: number): void {
	for (const key of map.keys()) {
		if (map.size <= most) return;
		map.delete(key);
	}
}

const triggers = new Map<string, SeenIds>();

/**
 * The ids that a trigger has seen in this process. To be called only by what needs them: it begins the memory.
 * @param trigger names the trigger: its workflow, its node, and whether it runs as a test
 */
export function seenIdsOf(trigger: string): SeenIds {
	const seen = triggers.get(trigger) ?? new SeenIds();
	triggers.delete(trigger);
	triggers.set(trigger, seen);
	dropOldest(triggers, MOST_TRIGGERS);
	return seen;
}
