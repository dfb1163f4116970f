import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

/**
 * Reads a file from a web address, without any credential and without following a redirect.
 * @param most the most bytes to read; what is larger is given up as soon as that shows
 * @param timeout milliseconds until all of it has to be there
 * @returns the bytes, or why there are none, in words for a person
 */
export async function download(
	context: IExecuteFunctions,
	url: URL,
	{ most, timeout }: { most: number; timeout: number },
): Promise<Buffer | string> {
	const time = AbortSignal.timeout(timeout);
	const cancelled = context.getExecutionCancelSignal();
	try {
		const { statusCode, body } = (await context.helpers.httpRequest({
			url: url.href,
			method: 'GET',
			encoding: 'stream',
			abortSignal: cancelled === undefined ? time : AbortSignal.any([time, cancelled]),
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as IN8nHttpFullResponse & { body: AsyncIterable<Buffer> };
		const chunks: Buffer[] = [];
		let size = 0;
		// To leave the loop closes the connection.
		for await (const chunk of body) {
			if (statusCode !== 200) return `its server answered ${statusCode}`;
			size += chunk.length;
			if (size > most) return `it is larger than ${most / 1024 / 1024} MB`;
			chunks.push(chunk);
		}
		return statusCode === 200 ? Buffer.concat(chunks) : `its server answered ${statusCode}`;
	} catch {
		return time.aborted ? 'it did not come in time' : 'its server could not be reached';
	}
}
