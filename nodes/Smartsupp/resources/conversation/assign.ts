import type { IDataObject } from 'n8n-workflow';

import type { ItemContext, Operation } from '../../../shared/action';
import { path } from '../../../shared/request';
import { dashboardNotice, smartsuppApi } from '../../api';
import { agentField } from '../agentField';
import { answered } from '../answered';
import { conversationLane, conversationTarget } from '../chat';

const readAgent = (item: ItemContext): string => item.locator('agent');

/** `PATCH /conversations/{id}/assign` with `{ id }`, the agent's. */
export const assign: Operation = {
	name: 'Assign',
	action: 'Assign conversation',
	description: 'Give a conversation to an agent (experimental: from a description of 2021)',
	writes: conversationLane(readAgent),
	fields: [
		dashboardNotice,
		...conversationTarget.fields,
		agentField('Who is to look after the conversation'),
	],
	run: async (item) => await patch(item, 'assign'),
};

/** `PATCH /conversations/{id}/unassign` with `{ id }`, the agent's. */
export const unassign: Operation = {
	name: 'Unassign',
	action: 'Unassign conversation',
	description: 'Take a conversation from an agent (experimental: from a description of 2021)',
	writes: conversationLane(readAgent),
	fields: [
		dashboardNotice,
		...conversationTarget.fields,
		agentField('Who is no longer to look after the conversation'),
	],
	run: async (item) => await patch(item, 'unassign'),
};

async function patch(item: ItemContext, change: 'assign' | 'unassign'): Promise<IDataObject> {
	const agentId = readAgent(item);
	const { conversation: id } = await conversationTarget.read(item);
	const { body } = await item.request(smartsuppApi, {
		method: 'PATCH',
		path: path`/conversations/${id}/${change}`,
		body: { id: agentId },
	});
	return answered(item, body, { id, ...(change === 'assign' && { agent_id: agentId }) });
}
