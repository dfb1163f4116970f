import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { searchResults } from '../shared/action';
import { expectObjects, type VendorApi, vendorRequest } from '../shared/request';

/** Where visitor details go, as in "Display custom visitor information": https://livesupporti.com/api/visitors/... */
export const detailsApi: VendorApi = {
	name: 'LiveSupporti',
	credential: 'liveSupportiApi',
	baseUrlField: 'baseUrl',
	needs: { 'E-Mail': 'email', 'API Key': 'apiKey' },
};

/** Agents and groups, as in "How to use LiveSupporti REST API": https://app.livesupporti.com/api */
export const restApi: VendorApi = { ...detailsApi, baseUrlField: 'apiBaseUrl' };

async function search(
	context: ILoadOptionsFunctions,
	path: string,
	filter: string | undefined,
): Promise<INodeListSearchResult> {
	const { body } = await vendorRequest(context, restApi, { method: 'GET', path });
	return searchResults(expectObjects(context, restApi, body), filter, (entry: IDataObject) => ({
		name: String(entry.Name ?? entry.Email ?? entry.Id),
		value: String(entry.Id),
	}));
}

export const listSearch = {
	async searchAgents(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await search(this, '/api/agents', filter);
	},
	async searchGroups(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		return await search(this, '/api/groups', filter);
	},
};
