import { resource } from '../../../shared/action';
import { deleteVariables } from './delete';
import { setVariables } from './set';

export const visitorVariable = resource({
	name: 'Visitor Variable',
	value: 'visitorVariable',
	operations: { delete: deleteVariables, set: setVariables },
	default: 'set',
});
