import { UserError } from 'n8n-workflow';

/** Letters, digits and `- . _ ~` (RFC 3986) and {placeholders}: no `%`, `@`, `:`, `\` and no second slash. */
const PART = String.raw`(?:[\w.~-]|\{\w+\})+`;
const TEMPLATE = new RegExp(String.raw`^(?:/(?!\.[/?]|\.$)${PART})+(?:\?(?:[\w.~=&-]|\{\w+\})+)?$`);
const SHAPE =
	"Write it like /rest/v1/customer/{customerId}: it starts with one slash, names no host, and has only letters, digits, '-', '.', '_', '~' and {placeholders} between single slashes.";

/**
 * A path that a person wrote, with the operation's values in it, encoded.
 * @param values what the placeholders stand for; an empty one may not be used
 * @returns a path below the base URL, with its query if it has one
 * @throws UserError when it could lead elsewhere (a host, `//`, `..`, `\`, `@` or anything encoded), or when a
 * placeholder has no value
 */
export function fillPath(template: string, values: Record<string, string>): string {
	if (!TEMPLATE.test(template) || template.includes('..')) {
		throw new UserError("'Path' is not a path of Chatvisor's API", { description: SHAPE });
	}
	return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
		if (!Object.hasOwn(values, name)) {
			const known = Object.keys(values).map((key) => `{${key}}`);
			throw new UserError(`'Path' holds ${placeholder}, which this operation does not know`, {
				description:
					known.length > 0
						? `It knows ${known.join(', ')}. For anything else, make 'Path' an expression.`
						: "It knows none. Make 'Path' an expression instead.",
			});
		}
		const value = values[name];
		if (/^\.*$/.test(value)) {
			throw new UserError(`'Path' needs ${placeholder}, and there is no usable value for it`, {
				description: 'Fill in the field, or check that the expression in it finds a value in the item.',
			});
		}
		return encodeURIComponent(value);
	});
}
