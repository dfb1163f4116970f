import { operationField, showFor } from '../../../shared/action';
import { path } from '../../../shared/request';
import { olderPapersNotice } from '../../fields';
import { listOperation } from '../list';

/** GET /api/v5/orgs/{organization_id}/teams, which older documents of giosg name. */
export const teamOperations = {
	getMany: listOperation(
		[olderPapersNotice],
		['id', 'name', 'organization_id'],
		(organization) => path`/api/v5/orgs/${organization}/teams`,
	),
};

export const teamFields = [
	operationField(
		'team',
		[
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many teams',
				description: 'Retrieve the teams of the organization',
			},
		],
		'getMany',
	),
	...showFor('team', 'getMany', teamOperations.getMany.fields),
];
