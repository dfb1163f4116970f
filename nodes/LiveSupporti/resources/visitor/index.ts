import { resource } from '../../../shared/action';
import { sendDetails } from './sendDetails';

export const visitor = resource({
	name: 'Visitor',
	value: 'visitor',
	operations: { sendDetails },
	default: 'sendDetails',
});
