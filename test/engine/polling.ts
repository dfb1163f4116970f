import type { INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../sandbox';
import { sandboxCredentials } from '../sandbox/credentials';
import { Bench } from './engine';

/** A trigger that polls the sandbox for the given events of anyone; to be published. */
export async function pollingBench(
	sandbox: Sandbox,
	{ node, credentialType }: { node: string; credentialType: keyof ReturnType<typeof sandboxCredentials> },
	events: readonly string[],
	parameters: INodeParameters = {},
): Promise<Bench> {
	return await Bench.start({
		nodes: [
			{
				type: node,
				credentials: [credentialType],
				parameters: {
					events: events.map((event) => `chatEvent:${event}`),
					sender: 'any',
					path: '/rest/v1/conversation',
					...parameters,
				},
			},
		],
		credentials: { [credentialType]: { ...sandboxCredentials(sandbox)[credentialType] } },
	});
}
