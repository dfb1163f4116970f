import { resource } from '../../../shared/action';
import { path } from '../../../shared/request';
import { listOperation } from '../list';

/** GET /api/v5/orgs/{organization_id}/rooms */
const getMany = listOperation({
	name: 'Get Many',
	action: 'Get many rooms',
	description: 'Retrieve the rooms of the organization, also those shared with it',
	fields: [],
	names: [
		'id',
		'name',
		'display_name',
		'domain',
		'language_code',
		'organization_id',
		'is_shared',
		'is_online',
	],
	pathOf: (organization) => path`/api/v5/orgs/${organization}/rooms`,
});

export const room = resource({ name: 'Room', value: 'room', operations: { getMany }, default: 'getMany' });
