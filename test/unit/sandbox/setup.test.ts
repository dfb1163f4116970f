import type { ICredentialType } from 'n8n-workflow';

import { ChatvisorApi } from '../../../credentials/ChatvisorApi.credentials';
import { GiosgApi } from '../../../credentials/GiosgApi.credentials';
import { LiveChatApi } from '../../../credentials/LiveChatApi.credentials';
import { LiveSupportiApi } from '../../../credentials/LiveSupportiApi.credentials';
import { SmartsuppApi } from '../../../credentials/SmartsuppApi.credentials';
import { startSandbox, type Sandbox } from '../../sandbox';
import { sandboxCredentials } from '../../sandbox/credentials';
import type { PanelState } from '../../sandbox/frame/panel';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

const credentials: ICredentialType[] = [
	new ChatvisorApi(),
	new GiosgApi(),
	new LiveChatApi(),
	new LiveSupportiApi(),
	new SmartsuppApi(),
];

test.each(credentials)('$displayName: the page says what to enter, as n8n shows it', (credential) => {
	const data: Record<string, string> =
		sandboxCredentials(sandbox)[credential.name as keyof ReturnType<typeof sandboxCredentials>];
	const vendor = credential.name.replace(/Api$/, '') as keyof Sandbox['vendors'];
	const { setup }: PanelState = sandbox.vendors[vendor].state();
	expect(setup).toMatchObject({
		credential: credential.displayName,
		fields: credential.properties
			.filter(({ name }) => data[name])
			.map(({ name, displayName }) => ({ name: displayName, value: data[name] })),
	});
	expect(setup!.webhook.join(' ')).toContain('Production URL');
});
