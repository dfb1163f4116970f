import type { IDataObject } from 'n8n-workflow';

import { type ItemContext, type NamedFile, type Result, withAttachments } from '../../shared/action';
import { isJsonObject } from '../../shared/json';
import { credentialOf } from '../../shared/request';
import { readChats } from '../api';

/** Where LiveChat's documents have the files of chats; they name no other host, and no token for it. */
const FILES_ORIGIN = 'https://cdn.livechat-files.com';

type Records = (records: IDataObject[]) => Promise<Result[]>;

/**
 * What gives the records, with the files of their conversations where Download Attachments is on. Where the base URL is,
 * files may be too: whoever has LiveChat behind an address of their own has its files there.
 * @param threadOf the thread in a record
 */
export function downloader(item: ItemContext, threadOf: (record: IDataObject) => unknown): Records {
	const isOn = item.boolean('downloadAttachments');
	return async (records) => {
		if (!isOn) return records;
		const { baseUrl } = await credentialOf(item.context, readChats);
		const origins = [FILES_ORIGIN, new URL(String(baseUrl).trim()).origin];
		return await withAttachments(
			item,
			records,
			(record) => filesOf(threadOf(record)),
			(origin) => origins.includes(origin),
		);
	};
}

function filesOf(thread: unknown): NamedFile[] {
	const events = isJsonObject(thread) && Array.isArray(thread.events) ? thread.events : [];
	return events.filter(isJsonObject).flatMap(({ type, url, name, content_type }): NamedFile[] =>
		type === 'file' && typeof url === 'string'
			? [
					{
						url,
						name: typeof name === 'string' ? name : null,
						contentType: typeof content_type === 'string' ? content_type : null,
					},
				]
			: [],
	);
}
