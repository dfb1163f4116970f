import { resource } from '../../../shared/action';
import { path } from '../../../shared/request';
import { olderPapersNotice } from '../../fields';
import { listOperation } from '../list';

/** GET /api/v5/orgs/{organization_id}/teams, which older documents of giosg name. */
const getMany = listOperation({
	name: 'Get Many',
	action: 'Get many teams',
	description: 'Retrieve the teams of the organization',
	fields: [olderPapersNotice],
	names: ['id', 'name', 'organization_id'],
	pathOf: (organization) => path`/api/v5/orgs/${organization}/teams`,
});

export const team = resource({ name: 'Team', value: 'team', operations: { getMany }, default: 'getMany' });
