import { UserError } from 'n8n-workflow';

/**
 * A URL path with its values encoded: path`/api/visitors/${visitorId}/details`.
 * @throws UserError for a value that is empty, `.` or `..`: such a segment would change which address is called
 */
export function path(strings: TemplateStringsArray, ...values: string[]): string {
	return strings.reduce((whole, part, index) => whole + encodeSegment(values[index - 1]) + part);
}

function encodeSegment(value: string): string {
	if (value === '' || value === '.' || value === '..') {
		throw new UserError(`'${value}' cannot be used as an ID`);
	}
	return encodeURIComponent(value);
}

/**
 * A base URL (which may have a path and may end in slashes) and a path that starts with a slash, put together.
 * @throws UserError when the whole would leave the base URL: by another host, or by `..`, also written as `%2e%2e`
 */
export function joinUrl(baseUrl: string, pathName: string): string {
	const base = baseUrl.trim().replace(/\/+$/, '');
	const url = base + pathName;
	if (!new URL(url).href.startsWith(`${new URL(base).href.replace(/\/$/, '')}/`)) {
		throw new UserError(`'${pathName}' leads away from the base URL in the credential`);
	}
	return url;
}
