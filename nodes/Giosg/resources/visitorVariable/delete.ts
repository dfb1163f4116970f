import { type ItemContext, mapAtPace, type Operation } from '../../../shared/action';
import { organizationId } from '../../api';
import { keysField } from '../../fields';
import { theVisitorInRoom, visitorLane } from '../../target';
import { deleteVariable } from './variable';

const readValues = (item: ItemContext) => ({
	keys: item.list('keys'),
	mayBeMissing: item.boolean('ignoreMissing') ? (['key'] as const) : [],
});

/** Deletes variables of a visitor in one room, one request per key. */
export const deleteVariables: Operation = {
	name: 'Delete',
	action: 'Delete variables of visitor',
	description: 'Delete variables of a visitor in one room permanently',
	fields: [
		...theVisitorInRoom.fields,
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
	writes: visitorLane(theVisitorInRoom, readValues),
	async run(item) {
		const { keys, mayBeMissing } = readValues(item);
		const { room, visitor } = await theVisitorInRoom.read(item);
		const place = { organization: await organizationId(item), room, visitor };
		await mapAtPace(item, keys, async (key) => await deleteVariable(item, place, key, mayBeMissing));
		return { deleted: true };
	},
};
