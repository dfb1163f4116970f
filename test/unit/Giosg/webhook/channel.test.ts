import { readChannel } from '../../../../nodes/Giosg/webhook/channel';

test.each([
	['/api/v5/orgs/o/owned_chats', 'owned_chats', null],
	['/api/v5/orgs/o/owned_chats/', 'owned_chats', null],
	['/api/v5/orgs/o/owned_chats/c', 'owned_chats', 'c'],
	['/api/v5/orgs/o/owned_chats/c/messages', 'messages', 'c'],
	['/api/v5/users/u/chats/c/messages?page=2', 'messages', 'c'],
	['/api/v5/users/u/routed_chats/c/memberships', 'memberships', 'c'],
	['https://service.giosg.com/api/v5/orgs/o/owned_chats/c/messages', 'messages', 'c'],
	['/api/v6/orgs/o/owned_chats', 'owned_chats', null],
	['/api/v5/public/visitors/v/chats/c/messages', 'messages', 'c'],
	['/api/v5/orgs/o/owned_chats/*/messages', 'messages', null],
	['', '', null],
	['///', '', null],
])('%s', (path, collection, chatId) => {
	expect(readChannel(path)).toMatchObject({ collection, chatId });
});

test('finds ids by the names before them', () => {
	const channel = readChannel('/api/v5/orgs/o/rooms/r/visitors/v/chats');
	expect(['orgs', 'rooms', 'visitors', 'chats'].map(channel.id)).toEqual(['o', 'r', 'v', null]);
});
