import type { IBinaryData, IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import { isJsonObject } from '../json';
import { download, type FormFile, throwIfCancelled } from '../request';
import { isTool } from './chat';
import { type ItemContext, ItemWithFiles } from './operation';

/** Which file of the item is sent. */
export const fileField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	hint: 'The name of the input field that holds the file, as the node before shows it under Binary',
	description: 'The field of the item that holds the file to send',
};

/**
 * The file in the item's binary data, wherever n8n keeps it.
 * @param most the most bytes that the vendor takes
 * @throws NodeOperationError when the item has none, or one that is empty or too large
 */
export async function readFile(item: ItemContext, most: number): Promise<Omit<FormFile, 'field'>> {
	const { context, itemIndex } = item;
	const given = item.get<unknown>(fileField.name, null);
	const file = isFile(given) ? given : item.text(fileField.name);
	if (isTool(context)) {
		throw item.fault(
			'An AI agent cannot hand over a file',
			'Send the file in a step of the workflow before or after the agent.',
		);
	}
	const found = (() => {
		try {
			return context.helpers.assertBinaryData(itemIndex, file);
		} catch {
			throw item.fault(
				`The item has no file in the field '${String(file)}'`,
				`Check '${fileField.displayName}'. A node before this one has to give the file, for example HTTP Request with 'Response Format' set to 'File'.`,
			);
		}
	})();
	const fileName = found.fileName ?? `file${found.fileExtension ? `.${found.fileExtension}` : ''}`;
	const tooLarge = () =>
		item.fault(
			`The file '${fileName}' is larger than ${inMegabytes(most)}`,
			'Send a smaller file, or a link to it in a message.',
		);
	// Known of most files, so that a huge one need not be read.
	if (((found as { bytes?: number }).bytes ?? 0) > most) throw tooLarge();
	const content = await context.helpers.getBinaryDataBuffer(itemIndex, file);
	if (content.length > most) throw tooLarge();
	if (content.length === 0)
		throw item.fault(`The file '${fileName}' is empty`, 'Check the node that gives it.');
	return { name: fileName, contentType: found.mimeType || 'application/octet-stream', content };
}

/** A file itself, as an expression such as `{{ $('HTTP Request').item.binary.data }}` gives it; n8n's own nodes take it too. */
const isFile = (value: unknown): value is IBinaryData =>
	isJsonObject(value) && typeof value.mimeType === 'string' && ('data' in value || 'id' in value);

const inMegabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;

/** For an operation whose records name files. */
export const downloadField: INodeProperties = {
	displayName: 'Download Attachments',
	name: 'downloadAttachments',
	type: 'boolean',
	default: false,
	description:
		'Whether to put out the files of the chat as well, as binary data: up to 50 for each input item, of up to 10 MB each. What could not be downloaded is named under attachments.',
};

const MOST_FILES = 50;
const MOST_BYTES = 10 * 1024 * 1024;

/** A file that a record names. */
export interface NamedFile {
	name: string | null;
	url: string;
	/** Its MIME type, where the vendor says it. */
	contentType: string | null;
}

/**
 * The records with their files as binary data (`attachment_0`, `attachment_1` ...), each listed in `attachments` with
 * where it is or why it could not be downloaded: a file that does not come never costs its record. No credential goes
 * along.
 * @param filesOf the files that a record names
 * @param isOrigin whether files may be read from an origin: what an address in a chat may lead to is the vendor's word
 * @throws UserError when the execution was cancelled
 */
export async function withAttachments(
	item: ItemContext,
	records: readonly IDataObject[],
	filesOf: (record: IDataObject) => NamedFile[],
	isOrigin: (origin: string) => boolean,
): Promise<ItemWithFiles[]> {
	const { context } = item;
	const items: ItemWithFiles[] = [];
	let count = 0;
	for (const record of records) {
		const binary: IBinaryKeyData = {};
		const attachments: IDataObject[] = [];
		for (const { name, url, contentType } of filesOf(record)) {
			throwIfCancelled(context.getExecutionCancelSignal());
			const content = count++ < MOST_FILES ? await fetch(url) : `more than ${MOST_FILES} files are asked for`;
			if (typeof content === 'string') {
				attachments.push({ name, url, not_downloaded: content });
				continue;
			}
			const field = `attachment_${attachments.length}`;
			binary[field] = await context.helpers.prepareBinaryData(
				content,
				fileName(name),
				contentType ?? undefined,
			);
			attachments.push({ name, url, field });
		}
		items.push(new ItemWithFiles({ ...record, attachments }, binary));
	}
	return items;

	async function fetch(address: string): Promise<Buffer | string> {
		const url = URL.canParse(address) ? new URL(address) : null;
		if (url === null || !isOrigin(url.origin)) {
			return `it lies on another server (${url?.host || 'none that can be read'})`;
		}
		return await download(context, url, { most: MOST_BYTES, timeout: item.timeout() });
	}
}

/** A name without a folder: what somebody in a chat called a file may not say where it is stored. */
const fileName = (name: string | null): string =>
	name
		?.split(/[/\\]/)
		.at(-1)
		?.replace(/\p{Cc}/gu, '')
		.trim() || 'file';
