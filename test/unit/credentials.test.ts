import {
	type IAuthenticate,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeTypes,
	Workflow,
} from 'n8n-workflow';

import { ChatvisorApi } from '../../credentials/ChatvisorApi.credentials';
import { GiosgApi } from '../../credentials/GiosgApi.credentials';
import { LiveChatApi } from '../../credentials/LiveChatApi.credentials';
import { LiveSupportiApi } from '../../credentials/LiveSupportiApi.credentials';
import { SmartsuppApi } from '../../credentials/SmartsuppApi.credentials';

type Authenticate = Extract<IAuthenticate, (...given: never[]) => unknown>;

test.each<[string, ICredentialType, ICredentialDataDecryptedObject, Partial<IHttpRequestOptions>]>([
	['Chatvisor', new ChatvisorApi(), { apiToken: ' t\n' }, { headers: { Authorization: 'Bearer t' } }],
	['giosg', new GiosgApi(), { apiToken: ' t\n' }, { headers: { Authorization: 'Token t' } }],
	['Smartsupp', new SmartsuppApi(), { accessToken: ' t\n' }, { headers: { Authorization: 'Bearer t' } }],
	[
		'LiveChat',
		new LiveChatApi(),
		{ accountId: ' a ', personalAccessToken: ' t\n' },
		{ auth: { username: 'a', password: 't' } },
	],
	[
		'LiveSupporti',
		new LiveSupportiApi(),
		{ email: ' jo@example.com ', apiKey: ' k\n' },
		{ auth: { username: 'jo@example.com', password: 'k' } },
	],
])('%s: white space around what was pasted does not count', async (_, type, credential, expected) => {
	const request = await (type.authenticate as Authenticate)(credential, { url: 'https://example.com' });
	expect(request).toMatchObject(expected);
});

test.each<[unknown, string, object]>([
	['app', 'list_webhooks', { owner_client_id: 'app' }],
	[' app\n', 'list_webhooks', { owner_client_id: 'app' }],
	[' ', 'list_groups', {}],
	['', 'list_groups', {}],
	[undefined, 'list_groups', {}],
])("LiveChat's Test with the Client ID %j asks for %s", (clientId, action, body) => {
	const { request } = new LiveChatApi().test;
	// As n8n resolves them.
	const node: INode = {
		...({ id: '1', name: 'Test', type: 'test', typeVersion: 1, position: [0, 0] } as const),
		parameters: {},
	};
	const nodeTypes = {
		getByNameAndVersion: () => ({ description: { properties: [] } }),
	} as unknown as INodeTypes;
	const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const resolved = (text: unknown) =>
		expression.getSimpleParameterValue(node, text as string, 'internal', { $credentials: { clientId } });
	expect(resolved(request.url)).toBe(`/v3.6/configuration/action/${action}`);
	expect(JSON.parse(String(resolved(request.body)))).toEqual(body);
});
