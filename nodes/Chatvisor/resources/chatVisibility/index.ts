import { type Operation, resource } from '../../../shared/action';
import { write } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';

/** Shows or hides the chat ("REST API to set the visibility of the chat"); nothing else is documented. */
const set: Operation = {
	name: 'Set',
	action: 'Set chat visibility',
	description: 'Show or hide the chat on your website (address to be filled in)',
	writes: () => 'visibility',
	fields: withEndpoint(
		endpoints.setChatVisibility,
		[],
		[
			{
				displayName: 'Visible',
				name: 'visible',
				type: 'boolean',
				default: true,
				description:
					'Whether visitors see the chat on your website. Action Rules in Chatvisor can still hide it.',
			},
		],
	),
	run: async (item) =>
		await write(item, endpoints.setChatVisibility, {
			body: () => ({ visible: item.boolean('visible', true) }),
		}),
};

export const chatVisibility = resource({
	name: 'Chat Visibility',
	value: 'chatVisibility',
	operations: { set },
	default: 'set',
});
