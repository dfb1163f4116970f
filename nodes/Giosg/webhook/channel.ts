/** A channel taken apart: what its entries are, and the ids on the way to them. */
export interface Channel {
	/** What the entries are, for example `messages`; '' when the channel names nothing. */
	collection: string;
	/** The id that follows a name, for example that of `orgs`; null when there is none. */
	id(name: string): string | null;
	/** The chat that the entries belong to, where the channel names it. */
	chatId: string | null;
}

/**
 * Takes a channel apart. It is the path of the related API endpoint, for example
 * /api/v5/orgs/{organization_id}/owned_chats/{chat_id}/messages: names and ids in turn.
 * https://docs.giosg.com/api_reference/giosg_live/giosg_real_time_api
 */
export function readChannel(path: string): Channel {
	const segments = path
		.replace(/[?#].*$/s, '')
		.replace(/^.*?\/api\/v\d+\/(public\/)?/s, '')
		.split('/')
		.filter((segment) => segment !== '');
	const ids = new Map<string, string>();
	for (let index = 0; index + 1 < segments.length; index += 2) {
		if (segments[index + 1] !== '*') ids.set(segments[index], segments[index + 1]);
	}
	const id = (name: string) => ids.get(name) ?? null;
	return {
		collection: segments[Math.floor((segments.length - 1) / 2) * 2] ?? '',
		id,
		chatId: id('owned_chats') ?? id('chats') ?? id('routed_chats'),
	};
}
