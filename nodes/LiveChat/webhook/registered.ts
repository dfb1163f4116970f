import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';

import { toText } from '../../shared/chat-event';
import { type ApiRequest, credentialOf } from '../../shared/request';
import { configurationAction, liveChat } from '../api';

/** The webhooks that are registered at LiveChat: https://platform.text.com/docs/management/configuration-api#webhooks */
export const webhooksApi = liveChat('webhooks.configuration:rw (of an administrator)');

/** All registrations of a Client ID, without their secrets; no pages are documented. */
export const listWebhooks = (clientId: string): ApiRequest =>
	configurationAction('list_webhooks', { owner_client_id: clientId });

export const unregisterWebhook = (id: string, clientId: string): ApiRequest =>
	configurationAction('unregister_webhook', { id, owner_client_id: clientId });

/** Marks a registration as one trigger's: publishing and unpublishing remove only one with exactly this description. */
export const descriptionOf = (instanceId: string, workflowId: string, nodeId: string): string =>
	`n8n ${instanceId}, workflow ${workflowId}, node ${nodeId}`;

/** Whose a registration is, as `descriptionOf` wrote it; each null for one of another program. */
function ownerOf(description: unknown): Record<'n8n_instance_id' | 'workflow_id' | 'node_id', string | null> {
	const [, instance, workflow, node] =
		/^n8n (\S+), workflow (.+), node (.+)$/.exec(toText(description) ?? '') ?? [];
	return { n8n_instance_id: instance ?? null, workflow_id: workflow ?? null, node_id: node ?? null };
}

/** A URL for people: another program's may carry a key in its query or in front of its host. */
export function shownUrl(url: unknown): string | null {
	const text = toText(url);
	if (text === null || !URL.canParse(text)) return text && text.replace(/[?#].*$/s, '?…');
	const { protocol, host, pathname, search } = new URL(text);
	return `${protocol}//${host}${pathname}${search && '?…'}`;
}

/**
 * A registration as a person wants to see it: whose it is, and where its deliveries go. What LiveChat should answer
 * beside these fields stays out, so that no secret comes along.
 * @param instanceId of this n8n; a copy of its database has the same, and another URL
 */
export function shownWebhook(record: IDataObject, instanceId: string): IDataObject {
	const { id, action, url, type, description = null, filters = null, owner_client_id } = record;
	const owner = ownerOf(description);
	return {
		id,
		action,
		url: shownUrl(url),
		...owner,
		is_this_n8n: owner.n8n_instance_id === instanceId,
		description,
		type,
		filters,
		owner_client_id,
	};
}

/** The credential's Client ID. @throws NodeOperationError when it has none */
export async function clientIdOf(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	itemIndex?: number,
): Promise<string> {
	const { clientId } = await credentialOf(context, webhooksApi);
	const id = String(clientId ?? '').trim();
	if (id !== '') return id;
	throw new NodeOperationError(context.getNode(), 'The LiveChat credential lacks Client ID', {
		description:
			'Open the credential and enter the Client ID of the app whose webhooks you mean: LiveChat lists them by app.',
		itemIndex,
	});
}
