import { isJsonObject } from '../../nodes/shared/json';
import { toOutput } from '../../nodes/shared/receive';
import { bodyText, triggerFixtures } from '../fixtures';
import { take, takeWithRaw } from './take';

const KEY = 'plantedKey';

/** A copy of a body with a text of its own in each of its objects, and the paths of those objects. */
function planted(body: unknown): { body: unknown; paths: string[] } {
	const paths: string[] = [];
	const plant = (value: unknown, path: string): unknown => {
		const below = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`);
		if (Array.isArray(value)) return value.map((entry, index) => plant(entry, below(index)));
		if (!isJsonObject(value)) return value;
		paths.push(path);
		const copy = Object.entries(value).map(([key, inner]) => [key, plant(inner, below(key))]);
		return { ...Object.fromEntries(copy), [KEY]: textAt(path) };
	};
	return { body: plant(body, ''), paths };
}

const textAt = (path: string) => `planted in <${path}>`;

/** The paths at which a text stands in a value. */
function pathsOf(text: string, value: unknown, path = ''): string[] {
	if (value === text) return [path];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		pathsOf(text, inner, path === '' ? key : `${path}.${key}`),
	);
}

/** Copies of a body, in each of which one value that is no object became an object: no field can take it. */
function ofAnotherType(body: unknown): Array<{ body: unknown; path: string }> {
	const odd = (value: unknown, path: string): Array<{ body: unknown; path: string }> => {
		const below = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`);
		if (Array.isArray(value))
			return value.flatMap((entry, index) =>
				odd(entry, below(index)).map((each) => ({ ...each, body: value.with(index, each.body) })),
			);
		if (!isJsonObject(value)) return [{ body: { [KEY]: textAt(path) }, path }];
		return Object.entries(value).flatMap(([key, inner]) =>
			odd(inner, below(key)).map((each) => ({ ...each, body: { ...value, [key]: each.body } })),
		);
	};
	return odd(body, '');
}

// Of two fixtures of one adapter the first has all cases.
const adapters = new Map(triggerFixtures.toReversed().map((fixture) => [fixture.adapter, fixture]));

describe.each([...adapters.values()])(
	'of what $title says, nothing is lost:',
	({ adapter, places, cases }) => {
		test.each(cases)('$name', ({ body, parameters, places: own = [] }) => {
			const said = planted(JSON.parse(bodyText(body)));
			const events = take(adapter, said.body, undefined, parameters?.events as string[] | undefined);
			const isOther = events.every(({ event }) => event === 'other');
			const lost = said.paths.filter((path) => {
				if (isOther) return false;
				const place = [...own, ...(places ?? [])].find(([pattern]) => pattern.test(path));
				const expected = place && path.replace(place[0], place[1]);
				return !events
					.flatMap((event) => pathsOf(textAt(path), event))
					.some(
						(found) =>
							/(^|\.)(extra|customFields)\./.test(found) &&
							(expected === undefined || found.startsWith(`${expected}.`)),
					);
			});
			expect(lost).toEqual([]);
			for (const { event, chat, visitor, agents, messages, pages, survey, extra } of events) {
				if (event !== 'other') continue;
				const places = [chat, visitor, ...agents, ...messages, ...pages, ...survey, { extra }];
				expect(places.map((each) => each.extra)).toEqual(places.map(() => ({})));
			}
		});

		test.each(cases)('$name, with Output Flat', ({ body, parameters }) => {
			const said = planted(JSON.parse(bodyText(body)));
			const taken = takeWithRaw(adapter, said.body, undefined, parameters?.events as string[] | undefined);
			const cells = toOutput(taken, 'flat').flatMap(Object.values).join('\n');
			expect(said.paths.filter((path) => !cells.includes(textAt(path)))).toEqual([]);
		});

		test.each(cases)('$name, with a value of another type', ({ body, parameters }) => {
			const lost = ofAnotherType(JSON.parse(bodyText(body))).filter((odd) => {
				if (adapter.secretKeys.some((key) => odd.path.split('.').includes(key))) return false;
				const events = take(adapter, odd.body, undefined, parameters?.events as string[] | undefined);
				return (
					events.every(({ event }) => event !== 'other') && pathsOf(textAt(odd.path), events).length === 0
				);
			});
			expect(lost.map(({ path }) => path)).toEqual([]);
		});
	},
);
