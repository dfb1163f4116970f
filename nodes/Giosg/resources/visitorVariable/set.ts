import { mapAtPace, type Operation, pairs } from '../../../shared/action';
import { apiForKey, organizationId, toRecord } from '../../api';
import { theVisitorInRoom, visitorLane } from '../../target';
import { variablesPath } from './variable';

const variables = pairs({
	source: {
		displayName: 'Variables',
		name: 'variablesSource',
		description: 'What agents see of the visitor in the giosg console, and reports can use',
	},
	rows: {
		displayName: 'Key and Value Pairs',
		name: 'variables',
		entry: { displayName: 'Variable', name: 'variable' },
		keyField: {
			displayName: 'Key',
			name: 'key',
			placeholder: 'e.g. plan',
			description: 'The name of the variable. The key username sets the name that agents see.',
		},
		valueField: {
			displayName: 'Value',
			name: 'value',
			placeholder: 'e.g. Gold',
			description: 'What you know about the visitor',
		},
	},
	json: {
		displayName: 'JSON Object',
		name: 'variablesJson',
		default: '={{ $json }}',
		example: '{ "username": "Jason", "plan": "Gold" }',
	},
});

/**
 * POST /api/v5/orgs/{organization_id}/rooms/{room_id}/visitors/{visitor_id}/variables with key and value, once per key:
 * giosg has no request for many. A second Set of a key updates it, as giosg's own sample relies on. Of two rows with
 * one key the last counts: sent at the same time, either could be the one that stays.
 */
export const setVariables: Operation = {
	name: 'Set',
	action: 'Set variables of visitor',
	description: 'Set variables of a visitor in one room. A key that exists is updated.',
	fields: [...theVisitorInRoom.fields, ...variables.fields],
	writes: visitorLane(theVisitorInRoom, variables.read),
	async run(item) {
		const wanted = [...new Map(variables.read(item).map((pair) => [pair.name, pair])).values()];
		const { room, visitor } = await theVisitorInRoom.read(item);
		const place = { organization: await organizationId(item), room, visitor };
		const set = await mapAtPace(item, wanted, async ({ name, value }) => {
			const variable = { key: name, value };
			const { body } = await item.request(apiForKey(name), {
				method: 'POST',
				path: variablesPath(place),
				body: variable,
			});
			return body === '' ? variable : toRecord(item, body);
		});
		return { roomId: place.room, visitorId: place.visitor, variables: set };
	},
};
