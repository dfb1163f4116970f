import type { ItemContext } from '../../../shared/action';
import { expectObject, path, refusal } from '../../../shared/request';
import { apiForKey, missingPart, type MissingPart } from '../../api';

/** Where a visitor's variables are. */
export interface VariablesPlace {
	organization: string;
	room: string;
	visitor: string;
}

export const variablesPath = ({ organization, room, visitor }: VariablesPlace): string =>
	path`/api/v5/orgs/${organization}/rooms/${room}/visitors/${visitor}/variables`;

/**
 * DELETE .../variables/{key}: 204, and 404 when the room, the visitor or the key is not there.
 * @param mayBeMissing what may be missing; a 404 that does not say what it lacks is then taken for the key's
 * @returns whether there was something to delete
 */
export async function deleteVariable(
	item: ItemContext,
	place: VariablesPlace,
	key: string,
	mayBeMissing: readonly MissingPart[],
): Promise<boolean> {
	const api = apiForKey(key);
	const response = await item.request(api, {
		method: 'DELETE',
		path: variablesPath(place) + path`/${key}`,
		...(mayBeMissing.length > 0 && { acceptStatus: [404] }),
	});
	if (response.status === 404) {
		if (mayBeMissing.includes(missingPart(response.body) ?? 'key')) return false;
		throw refusal(item.context, api, response, item.itemIndex);
	}
	// A web page instead of giosg's answer would leave the variable where it is.
	if (response.body !== '') expectObject(item.context, api, response.body, item.itemIndex);
	return true;
}
