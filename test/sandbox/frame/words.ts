import type { PanelWebhook } from './panel';
import type { Delivery } from './vendor';

/** The last delivery to a webhook, as the page says it. */
export function lastDeliveryInWords(
	last: Delivery | undefined,
	nothingSent = 'Nothing sent yet.',
): Pick<PanelWebhook, 'state' | 'text'> {
	if (!last) return { state: 'waiting', text: nothingSent };
	if (last.status === null) return { state: 'bad', text: 'No answer to the last delivery.' };
	if (last.status >= 200 && last.status < 300) return { state: 'good', text: 'The last delivery was taken.' };
	return { state: 'bad', text: `The last delivery was refused with status ${last.status}.` };
}
