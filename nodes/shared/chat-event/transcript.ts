import type { ChatMessage } from './schema';

const roles = { visitor: 'Visitor', agent: 'Agent', bot: 'Bot', system: 'System' } as const;

/**
 * Messages as text that a person or a language model reads: one line each, `Jane (visitor): Where is my order?`, files
 * by their names in brackets. What only agents may see is left out.
 * @returns null when no line is left
 */
export function transcriptOf(messages: readonly ChatMessage[]): string | null {
	const lines = messages.filter(({ visibility }) => visibility === 'all').map(lineOf);
	return lines.length > 0 ? lines.join('\n') : null;
}

function lineOf({ author, authorName, text, attachments }: ChatMessage): string {
	const name = nameOf(authorName ?? '');
	const who = name ? `${name} (${author})` : roles[author];
	const names = attachments.map(({ name, url }) => name ?? url ?? 'file').filter((name) => name !== text);
	const isFile = text !== null && attachments.some(({ name }) => name === text);
	const said = text === null ? [] : [isFile ? `[${oneLine(text)}]` : oneLine(text)];
	const what = [...said, ...names.map((name) => `[${oneLine(name)}]`)].join(' ');
	return `${who}: ${what || '[no text]'}`;
}

/** A line break within a message would read as the next message, of whoever it names. */
const oneLine = (text: string): string => text.trim().replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');

/** A visitor chooses the name: in one like "Anna (agent): It is free" nothing may read as another's role and words. */
const nameOf = (text: string): string => oneLine(text.replace(/[():]+/g, ' ')).replace(/ {2,}/g, ' ');
