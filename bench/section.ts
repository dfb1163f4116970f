/** One part of the benchmark as docs/benchmarks.md shows it. Every figure in it was measured in this run. */
export interface Section {
	title: string;
	/**
	 * Markdown below the title: what was compared, tables, what the figures say. A line `[chart:<file>]` places a chart;
	 * those without one follow at the end.
	 */
	markdown: string;
	charts: BarChart[];
	aims: Aim[];
	/** What the tables are made of, for benchmarks/results.json: medians, no texts. */
	figures?: unknown;
}

/** A figure that this package wants to reach, and what it reached. */
export interface Aim {
	/** e.g. `Trigger, lazy acquire, 1 KB: ours / Webhook with the equal job` */
	name: string;
	/** e.g. `at least 3.5` */
	aim: string;
	/** e.g. `4.1` */
	measured: string;
	met: boolean;
}

/** Grouped bars; written as one SVG for light and one for dark pages. */
export interface BarChart {
	/** File name without its end, e.g. `triggers-lazy-1kb`. */
	file: string;
	title: string;
	/** What the length of a bar means, with its unit. */
	unit: string;
	/** Names along the axis. */
	categories: string[];
	/** One bar per category for each arm. */
	series: Array<{ name: string; values: number[] }>;
}

export interface BenchOptions {
	/** Fewer sizes and rounds: minutes instead of more than an hour. The aims are then not judged by it. */
	quick: boolean;
	/** Instead of the part's own number, to try it out. */
	rounds?: number;
	/** The packed package. */
	tarball: string;
	/** Takes a line of progress. */
	log: (line: string) => void;
}

/** A part of the benchmark: runs its arms in turn, several rounds, and says what it saw. */
export type Suite = (options: BenchOptions) => Promise<Section>;

/** The middle value; the mean of the two middle ones where their number is even. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
