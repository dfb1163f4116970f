import { type ChatService, runFor } from '../shared/action';
import { sendDetails } from './resources/visitor/sendDetails';

export const liveSupportiChat: ChatService = {
	vendor: 'liveSupporti',
	name: 'LiveSupporti',
	credential: 'liveSupportiApi',
	async showDetails(item, details) {
		const fields = { field: details };
		const { visitorId } = await runFor(item, sendDetails, { fields, leaveOutEmpty: false });
		return { visitorId: String(visitorId) };
	},
};
