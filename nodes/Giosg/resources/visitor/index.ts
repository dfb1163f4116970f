import { operationField, showFor } from '../../../shared/action';
import { endSession } from './endSession';

export const visitorOperations = { endSession };

export const visitorFields = [
	operationField(
		'visitor',
		[
			{
				name: 'End Session',
				value: 'endSession',
				action: 'End session of visitor',
				description:
					'For a logout: end all open chats of the visitor in all rooms, and delete visitor variables there',
			},
		],
		'endSession',
	),
	...showFor('visitor', 'endSession', endSession.fields),
];
