// Runs on a developer's machine, never inside n8n.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import * as echarts from 'echarts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { version as packageVersion } from '../package.json';
import type { Aim, BarChart, Section } from './section';

/** When, where and with what a part of the benchmark ran. */
interface Conditions {
	/** The day, ISO 8601. */
	date: string;
	machine: string;
	/** How many processes wanted a core when it began; well below 1 on a machine that does nothing else. */
	loadAtStart: number;
	n8n: string;
	package: string;
}

interface Part extends Conditions {
	/** Made in the quick mode, or with fewer rounds. */
	quick: boolean;
	section: Section;
}

type Results = Record<string, Part>;

/** Nothing in it names a folder, a user or a host. */
export function conditions(n8nVersion: string): Conditions {
	const memory = Math.round(totalmem() / 1e9);
	return {
		date: new Date().toISOString().slice(0, 10),
		machine: `${availableParallelism()} cores (${cpus()[0]?.model.trim() || arch()}), ${memory} GB, ${platform()}`,
		loadAtStart: Math.round(loadavg()[0] * 10) / 10,
		n8n: n8nVersion,
		package: packageVersion,
	};
}

/**
 * Puts a part's figures into `benchmarks/results.json`, in place of those of its last run. The other parts stay, so
 * that each can be measured alone.
 */
export function keepSection(folder: string, name: string, part: Part): void {
	mkdirSync(join(folder, 'benchmarks'), { recursive: true });
	writeFileSync(
		resultsFile(folder),
		`${JSON.stringify({ ...readResults(folder), [name]: part }, null, '\t')}\n`,
	);
}

/**
 * Writes `benchmarks.md` and its charts from `benchmarks/results.json`.
 *
 * @param order the names of the parts, as they follow one another
 */
export function writeReport(folder: string, order: string[]): void {
	const results = readResults(folder);
	const parts = order.filter((name) => name in results).map((name) => results[name]);
	for (const chart of parts.flatMap(({ section }) => section.charts)) {
		for (const theme of ['light', 'dark'] as const) {
			writeFileSync(join(folder, 'benchmarks', `${chart.file}-${theme}.svg`), drawChart(chart, theme));
		}
	}
	writeFileSync(join(folder, 'benchmarks.md'), toMarkdown(parts));
}

/** A part for the terminal: its aims and its tables. */
export function toText(section: Section, now: Conditions): string {
	return [
		`## ${section.title}`,
		`n8n ${now.n8n}, ${now.machine}, load at the start ${now.loadAtStart}`,
		aimsTable(section.aims),
		section.markdown.replace(CHART_MARK, ''),
	].join('\n\n');
}

const resultsFile = (folder: string): string => join(folder, 'benchmarks', 'results.json');

function readResults(folder: string): Results {
	const file = resultsFile(folder);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

function toMarkdown(parts: Part[]): string {
	const aims = parts.flatMap(({ section }) => section.aims);
	const missed = aims.filter(({ met }) => !met).length;
	return `${[
		'# Benchmarks',
		[
			'What this package costs beside the nodes that n8n brings, in a real n8n. Every figure on this page, and the page itself, comes from:',
			'',
			'```bash\nnpm run bench\n```',
			'',
			'It takes more than an hour on a machine that does nothing else. `npm run bench -- --quick` gives an impression in some minutes, and',
			'`npm run bench -- --help` says what else there is. What is compared runs in turn, in several rounds; a figure is the median of the',
			'rounds. n8n and what sends the load share the machine. Your figures will differ; what counts is the ratio within one run.',
		].join('\n'),
		'## When and where',
		conditionsTable(parts),
		...(parts.some(({ quick }) => quick)
			? ['**Some of this is from a quick run, or one with few rounds: do not quote it.**']
			: []),
		'## Aims',
		missed === 0
			? `All are met (${aims.length}).`
			: `${aims.length - missed} of ${aims.length} are met. What was missed is explained below.`,
		aimsTable(aims),
		...parts.map(({ section }) => `## ${section.title}\n\n${withCharts(section)}`),
		'The figures of all tables and charts: [benchmarks/results.json](benchmarks/results.json).',
	].join('\n\n')}\n`;
}

function conditionsTable(parts: Part[]): string {
	return table(
		['Part', 'Date', 'n8n', 'This package', 'Machine', 'Load before'],
		parts.map(({ section, date, n8n, package: own, machine, loadAtStart }) => [
			section.title,
			date,
			n8n,
			own,
			machine,
			String(loadAtStart),
		]),
	);
}

function aimsTable(aims: Aim[]): string {
	return table(
		['What', 'Aim', 'Measured', ''],
		aims.map(({ name, aim, measured, met }) => [name, aim, measured, met ? 'met' : '**missed**']),
	);
}

/** A Markdown table. A `|` within a cell is kept from ending it. */
export function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const CHART_MARK = /^\[chart:([^\]]+)\]$/gm;

/** Puts each chart where the Markdown has a line `[chart:<file>]`, the others at its end. */
function withCharts({ markdown, charts }: Section): string {
	const placed = new Set<string>();
	const text = markdown.replace(CHART_MARK, (_, file: string) => {
		const chart = charts.find((candidate) => candidate.file === file);
		if (!chart) throw new Error(`There is no chart ${file}`);
		placed.add(file);
		return picture(chart);
	});
	return [text, ...charts.filter(({ file }) => !placed.has(file)).map(picture)].join('\n\n');
}

function picture({ file, title, unit }: BarChart): string {
	return [
		'<picture>',
		`<source media="(prefers-color-scheme: dark)" srcset="benchmarks/${file}-dark.svg">`,
		`<img alt="${escape(`${title} (${unit})`)}" src="benchmarks/${file}-light.svg">`,
		'</picture>',
	].join('\n');
}

const escape = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Okabe and Ito's colours, which the colour-blind tell apart too; darker or lighter where a theme's ground asks for it. */
const themes = {
	light: {
		text: '#1f2328',
		line: '#d1d9e0',
		bars: ['#7f7f7f', '#d55e00', '#0072b2', '#009e73', '#cc79a7', '#b8860b'],
	},
	dark: {
		text: '#f0f6fc',
		line: '#3d444d',
		bars: ['#a6a6a6', '#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#f0e442'],
	},
};

const WIDTH = 820;
const BAR = 20;
const LEGEND_GAP = 18;

/** How many rows the names of the bars take above them; none where there is only one kind of bar. */
function legendRows(names: string[]): number {
	if (names.length < 2) return 0;
	let rows = 1;
	let used = 0;
	for (const name of names) {
		const width = 30 + name.length * 7.5 + LEGEND_GAP; // its colour, and its letters as wide as fonts have them
		if (used + width > WIDTH) [rows, used] = [rows + 1, 0];
		used += width;
	}
	return rows;
}

/** Lying bars with their value beside them, so that long names and many arms stay readable. */
function drawChart({ title, unit, categories, series }: BarChart, theme: keyof typeof themes): string {
	const { text, line, bars } = themes[theme];
	const font = { color: text, fontFamily: 'system-ui, sans-serif', fontSize: 13 };
	const top = 36 + legendRows(series.map(({ name }) => name)) * 26;
	const chart = echarts.init(null, null, {
		renderer: 'svg',
		ssr: true,
		width: WIDTH,
		height: top + 48 + categories.length * (series.length * BAR + 22),
	});
	chart.setOption({
		animation: false,
		backgroundColor: 'transparent',
		color: series.length > 1 ? bars : bars.slice(2),
		title: { text: title, left: 0, textStyle: { ...font, fontSize: 15, fontWeight: 600 } },
		legend: { show: series.length > 1, top: 28, left: 0, textStyle: font, itemGap: LEGEND_GAP },
		grid: { top, left: 36, right: 56, bottom: 34, containLabel: true },
		xAxis: {
			type: 'value',
			name: unit,
			nameLocation: 'middle',
			nameGap: 26,
			nameTextStyle: font,
			axisLabel: font,
			splitLine: { lineStyle: { color: line } },
		},
		yAxis: {
			type: 'category',
			data: categories,
			inverse: true,
			axisLabel: font,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: line } },
		},
		series: series.map(({ name, values }) => ({
			name,
			type: 'bar',
			barWidth: BAR - 4,
			barGap: '20%',
			data: values,
			emphasis: { disabled: true },
			label: {
				show: true,
				position: 'right',
				...font,
				formatter: ({ value }: { value: number }) => short(value),
			},
		})),
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}

/** Three significant digits; whole numbers from 100 on. */
export function short(value: number): string {
	return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
