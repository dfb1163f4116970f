import { type Operation, operationField, showFor, simplifyField } from '../../../shared/action';
import { path } from '../../../shared/request';
import { getCurrentUser } from '../../api';
import { olderPapersNotice } from '../../fields';
import { listOperation, simplified } from '../list';

const names = ['id', 'full_name', 'alias', 'email', 'title', 'organization_id', 'is_online'];

/** GET /api/v5/users/me */
const getCurrent: Operation = {
	fields: [simplifyField],
	run: async (item) => simplified(item, [await getCurrentUser(item)], names),
};

export const userOperations = {
	getCurrent,
	/** GET /api/v5/orgs/{organization_id}/users, which older documents of giosg name. */
	getMany: listOperation(
		[olderPapersNotice],
		names,
		(organization) => path`/api/v5/orgs/${organization}/users`,
	),
};

export const userFields = [
	operationField(
		'user',
		[
			{
				name: 'Get Current',
				value: 'getCurrent',
				action: 'Get current user',
				description: 'Retrieve the user whose API token the credential holds',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many users',
				description: 'Retrieve the users of the organization',
			},
		],
		'getMany',
	),
	...Object.entries(userOperations).flatMap(([name, { fields }]) => showFor('user', name, fields)),
];
