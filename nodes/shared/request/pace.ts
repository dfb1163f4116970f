import { pause } from './retry';
import type { Explanation } from './types';

/** How many requests of a node are under way at first: what every vendor is known to take. */
export const FIRST_WIDTH = 5;
/** The most that are ever under way, whatever the node's options say. */
export const MOST_WIDTH = 50;

/** What the vendor answered when it took no more requests. */
interface Refusal {
	status: number;
	explanation: Explanation;
	/** Unix time in milliseconds. */
	until: number;
}

/**
 * How fast one execution of a node goes. As many as `width` go at the same time: it grows by two with each answer,
 * halves when the vendor is busy (429, 503), and from then on grows by one only after a whole round of answers. While
 * the vendor asks to wait, nothing is sent at all.
 */
export class Pace {
	private width: number;
	private heldFrom = 0;
	private refusal: Refusal | undefined;
	private heldUntil = 0;
	private answers = 0;
	/** How many waits the vendor has asked for so far. */
	waits = 0;

	/** @param most how many may be under way, at least 1 */
	constructor(private readonly most: number) {
		this.width = Math.min(FIRST_WIDTH, most);
	}

	/** How many may be under way now. */
	get limit(): number {
		return this.width;
	}

	/** The vendor took a request. */
	answered(): void {
		const isCareful = this.waits > 0;
		if (isCareful && ++this.answers < this.width) return;
		this.answers = 0;
		// By one, 100 items took 1.4 times as long as with HTTP Request, which sends all of them at once.
		this.width = Math.min(this.most, this.width + (isCareful ? 1 : 2));
	}

	/**
	 * The vendor asks to come back later. What was sent before it asked the first time tells nothing new: it belongs to
	 * the same wait, which begins once.
	 * @param waitsBefore `waits` when the refused request was sent
	 * @param wait milliseconds
	 */
	busy(waitsBefore: number, wait: number): void {
		if (waitsBefore === this.waits) {
			this.waits++;
			this.heldFrom = Date.now();
			this.width = Math.ceil(this.width / 2);
			this.answers = 0;
		}
		this.heldUntil = Math.max(this.heldUntil, this.heldFrom + wait);
	}

	/** The vendor asks for a longer wait than there is time for: until it is over, nothing more is to be sent. */
	refuse(refusal: Refusal): void {
		this.refusal = refusal;
	}

	/** Why nothing is to be sent now; undefined when something may be. */
	refused(): Refusal | undefined {
		return this.refusal !== undefined && this.refusal.until > Date.now() ? this.refusal : undefined;
	}

	/** Waits until nothing is held back any more. @throws UserError when the execution was cancelled */
	async clear(signal?: AbortSignal): Promise<void> {
		for (let left = this.heldUntil - Date.now(); left > 0; left = this.heldUntil - Date.now()) {
			await pause(left, signal);
		}
	}
}

/** So many at the same time as a pace allows, in the order in which they asked. */
export class Slots {
	private underWay = 0;
	private readonly waiting: Array<() => void> = [];

	/** @param pace how many that is now */
	constructor(private readonly pace: Pick<Pace, 'limit'>) {}

	/** Runs a task when there is a slot for it. */
	async run<Result>(task: () => Promise<Result>): Promise<Result> {
		if (this.underWay >= this.pace.limit) await new Promise<void>((go) => this.waiting.push(go));
		else this.underWay++;
		try {
			return await task();
		} finally {
			this.underWay--;
			while (this.waiting.length > 0 && this.underWay < this.pace.limit) {
				this.underWay++;
				this.waiting.shift()!();
			}
		}
	}
}

interface Paced {
	pace: Pace;
	requests: Slots;
}

const paces = new WeakMap<object, Paced>();

/** Gives the requests of one execution a pace of their own. */
export function setPace(context: object, pace: Pace): void {
	paces.set(context, { pace, requests: new Slots(pace) });
}

/** The pace of an execution's requests; undefined where there is none, for example in a list of the editor. */
export const paceOf = (context: object): Paced | undefined => paces.get(context);
