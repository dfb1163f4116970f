import { operationField, showFor } from '../../../shared/action';
import { deleteVariables } from './delete';
import { setVariables } from './set';

export const visitorVariableOperations = { delete: deleteVariables, set: setVariables };

export const visitorVariableFields = [
	operationField(
		'visitorVariable',
		[
			{
				name: 'Delete',
				value: 'delete',
				action: 'Delete variables of visitor',
				description: 'Delete variables of a visitor in one room permanently',
			},
			{
				name: 'Set',
				value: 'set',
				action: 'Set variables of visitor',
				description: 'Set variables of a visitor in one room. A key that exists is updated.',
			},
		],
		'set',
	),
	...Object.entries(visitorVariableOperations).flatMap(([name, { fields }]) =>
		showFor('visitorVariable', name, fields),
	),
];
