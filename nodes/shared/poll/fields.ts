import type { INodeProperties } from 'n8n-workflow';

import type { ChatEventName } from '../chat-event';
import { byDisplayName } from '../order';
import { commonEvent, commonEventsOf } from '../receive';
import type { PollTrigger } from './poll';

/** The fields that hold what a poll asks for. */
type Offer = Pick<PollTrigger, 'adapter' | 'events'>;

const events: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	options: [],
	default: [],
	required: true,
};

/** Trigger On, in the words of the trigger with a webhook. @param start what it starts with */
export function pollEventsField(offer: Offer, start: readonly ChatEventName[]): INodeProperties {
	const offered = offer.events.map(commonEvent);
	return {
		...events,
		options: commonEventsOf(offer.adapter.events).filter(({ value }) => offered.includes(value)),
		default: start.map(commonEvent),
	};
}

const lookBack: INodeProperties = {
	displayName: 'Look Back (Hours)',
	name: 'lookBack',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 2 },
	default: 0,
	description:
		'How many hours before it was first published the trigger begins. With 0, it begins with what happens from then on. After the first poll this changes nothing, unless the node gets another name or credential: then it begins anew.',
};

const mostPerPoll: INodeProperties = {
	displayName: 'Most Chats per Poll',
	name: 'mostPerPoll',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
	default: 100,
	description:
		'How many chats in which something happened one poll takes at most, those that changed first before the others. The rest follows with the next polls.',
};

const oncePerChat: INodeProperties = {
	displayName: 'Once per Chat',
	name: 'oncePerChat',
	type: 'boolean',
	default: true,
	description:
		'Whether to take only the first of the chosen events of each chat. This n8n process remembers 1,000 chats for 24 hours and forgets them at a restart; the Remove Duplicates node on the ID of the chat is exact.',
};

/** The options that every polling trigger has. @param more those of the vendor */
export function pollOptionsField(
	{ hasTimes }: Pick<PollTrigger, 'hasTimes'>,
	more: INodeProperties[] = [],
): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: byDisplayName([...(hasTimes ? [lookBack] : []), mostPerPoll, oncePerChat, ...more]),
	};
}
