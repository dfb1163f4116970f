import { type Operation, pagingFields, resource } from '../../../shared/action';
import { readList } from '../../api';
import { endpoints } from '../../endpoints';
import { withEndpoint } from '../../fields';

/** Lists conversations ("You can also poll the conversations via the REST API"); the path is not documented. */
const getMany: Operation = {
	name: 'Get Many',
	action: 'Get many conversations',
	description: 'Retrieve a list of conversations with their status and last message (assumed address)',
	fields: withEndpoint(endpoints.getConversations, [], pagingFields),
	run: async (item) => await readList(item, endpoints.getConversations),
};

export const conversation = resource({
	name: 'Conversation',
	value: 'conversation',
	operations: { getMany },
	default: 'getMany',
});
