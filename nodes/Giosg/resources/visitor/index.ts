import { resource } from '../../../shared/action';
import { endSession } from './endSession';

export const visitor = resource({
	name: 'Visitor',
	value: 'visitor',
	operations: { endSession },
	default: 'endSession',
});
