import { operationField, showFor } from '../../../shared/action';
import { path } from '../../../shared/request';
import { listOperation } from '../list';

/** GET /api/v5/orgs/{organization_id}/rooms */
export const roomOperations = {
	getMany: listOperation(
		[],
		['id', 'name', 'display_name', 'domain', 'language_code', 'organization_id', 'is_shared', 'is_online'],
		(organization) => path`/api/v5/orgs/${organization}/rooms`,
	),
};

export const roomFields = [
	operationField(
		'room',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many rooms',
				description: 'Retrieve the rooms of the organization, also those shared with it',
			},
		],
		'getMany',
	),
	...showFor('room', 'getMany', roomOperations.getMany.fields),
];
