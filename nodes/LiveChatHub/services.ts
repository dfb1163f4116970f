import { chatOf, type ChatService, type ItemContext, type ServiceAction } from '../shared/action';
import type { ChatEvent } from '../shared/chat-event';
import { chatvisorChat } from '../Chatvisor/chatService';
import { giosgChat } from '../Giosg/chatService';
import { liveChatChat } from '../LiveChat/chatService';
import { liveSupportiChat } from '../LiveSupporti/chatService';
import { smartsuppChat } from '../Smartsupp/chatService';

/** The live chats that this node serves, in the order of their names. */
export const services: readonly ChatService[] = [
	chatvisorChat,
	giosgChat,
	liveChatChat,
	liveSupportiChat,
	smartsuppChat,
];

/** Names of the services that can do something, as people read a list. */
export function thoseThatCan(action: ServiceAction): string {
	const names = services.filter((service) => service[action] !== undefined).map(({ name }) => name);
	return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
}

/**
 * The chat of an item and the service that it is of.
 * @throws NodeOperationError when the service is unknown, not chosen, or has no credential, before any credential is
 * asked for
 */
export function serviceOf(item: ItemContext): { event: ChatEvent; service: ChatService } {
	const event = chatOf(item);
	const service = services.find(({ vendor }) => vendor === event.vendor);
	if (service === undefined) {
		throw item.fault(
			`The chat that started the workflow is of '${event.vendor}', which this node does not serve`,
			`It serves ${services.map(({ name }) => name).join(', ')}.`,
		);
	}
	const { name, credential } = service;
	if (![item.get<unknown>('services', [])].flat().includes(service.vendor)) {
		throw item.fault(
			`The chat that started the workflow is of ${name}, which is not chosen in 'Services'`,
			`Add ${name} to 'Services' and choose its credential, or let no chat of ${name} come here.`,
		);
	}
	if (item.context.getNode().credentials?.[credential] === undefined) {
		throw item.fault(
			`The chat that started the workflow is of ${name}, and no credential of ${name} is chosen`,
			`Open this node and choose a credential under 'Credential for ${name} API'.`,
		);
	}
	return { event, service };
}
