/**
 * The entries of a field for several values: text separated by commas, or, by an expression, a list (for entries that
 * hold a comma). Each once, as text; what is empty is left out.
 */
export function toList(value: unknown): string[] {
	const entries: unknown[] = Array.isArray(value) ? value : isPlain(value) ? String(value).split(',') : [];
	return [...new Set(entries.filter(isPlain).map((entry) => String(entry).trim()))].filter(
		(entry) => entry !== '',
	);
}

const isPlain = (value: unknown): value is string | number =>
	typeof value === 'string' || typeof value === 'number';
