import type { INodeProperties } from 'n8n-workflow';

import { locatorField } from '../../shared/action';

/** An agent, chosen from the list or by ID. */
export const agentField = (description: string, required = true): INodeProperties => ({
	...locatorField({
		displayName: 'Agent',
		name: 'agent',
		searchListMethod: 'searchAgents',
		placeholder: 'e.g. 596772',
		description,
	}),
	required,
});
