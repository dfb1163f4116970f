import { LiveChatHub } from '../../../nodes/LiveChatHub/LiveChatHub.node';
import { inEditor } from '../inEditor';

test('the line below the node says what it does and where, as people call it', () => {
	const hub = new LiveChatHub();
	const parameters = { operation: 'addNote', services: ['liveSupporti', 'giosg'] };
	expect(inEditor(hub, hub.description.subtitle, parameters)).toBe('add note: LiveSupporti, giosg');
});
