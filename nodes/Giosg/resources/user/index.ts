import { type Operation, resource, simplifyField } from '../../../shared/action';
import { path } from '../../../shared/request';
import { getCurrentUser } from '../../api';
import { olderPapersNotice } from '../../fields';
import { listOperation, simplifier } from '../list';

const names = ['id', 'full_name', 'alias', 'email', 'title', 'organization_id', 'is_online'];

/** GET /api/v5/users/me */
const getCurrent: Operation = {
	name: 'Get Current',
	action: 'Get current user',
	description: 'Retrieve the user whose API token the credential holds',
	fields: [simplifyField],
	async run(item) {
		const simplify = simplifier(item, names);
		return simplify([await getCurrentUser(item)]);
	},
};

/** GET /api/v5/orgs/{organization_id}/users, which older documents of giosg name. */
const getMany = listOperation({
	name: 'Get Many',
	action: 'Get many users',
	description: 'Retrieve the users of the organization',
	fields: [olderPapersNotice],
	names,
	pathOf: (organization) => path`/api/v5/orgs/${organization}/users`,
});

export const user = resource({
	name: 'User',
	value: 'user',
	operations: { getCurrent, getMany },
	default: 'getMany',
});
