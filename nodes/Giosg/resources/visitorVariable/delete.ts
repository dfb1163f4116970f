import { mapConcurrently, type Operation, toList } from '../../../shared/action';
import { organizationId, REQUESTS_AT_ONCE } from '../../api';
import { keysField, readVisitor, roomField, visitorField } from '../../fields';
import { deleteVariable } from './variable';

/** Deletes variables of a visitor in one room, one request per key. */
export const deleteVariables: Operation = {
	name: 'Delete',
	action: 'Delete variables of visitor',
	description: 'Delete variables of a visitor in one room permanently',
	fields: [
		roomField,
		visitorField('chat'),
		{ ...keysField, required: true },
		{
			displayName: 'Ignore Missing Keys',
			name: 'ignoreMissing',
			type: 'boolean',
			default: false,
			description:
				'Whether to treat a key that is not there as deleted. giosg may not say what it does not find: a mistyped room or visitor then counts as deleted too.',
		},
	],
	async run(item) {
		const keys = toList(item.get('keys', ''));
		if (keys.length === 0) {
			throw item.fault("'Keys' is empty", 'Fill in at least one key to delete.');
		}
		const organization = await organizationId(item);
		const place = { organization, room: item.locator('room'), visitor: await readVisitor(item) };
		const mayBeMissing = item.get<boolean>('ignoreMissing') ? (['key'] as const) : [];
		await mapConcurrently(
			keys,
			REQUESTS_AT_ONCE,
			async (key) => await deleteVariable(item, place, key, mayBeMissing),
		);
		return { deleted: true };
	},
};
