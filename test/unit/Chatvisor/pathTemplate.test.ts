import { fillPath } from '../../../nodes/Chatvisor/pathTemplate';

const values = { customerId: '169.26/1 ä', userId: '' };

test.each([
	['/rest/v1/customer', '/rest/v1/customer'],
	['/rest/v1/customer/{customerId}/chat', '/rest/v1/customer/169.26%2F1%20%C3%A4/chat'],
	['/rest/v1/customer/c-{customerId}.json', '/rest/v1/customer/c-169.26%2F1%20%C3%A4.json'],
	['/rest/v1/chat?customer={customerId}&x=1', '/rest/v1/chat?customer=169.26%2F1%20%C3%A4&x=1'],
])('%s becomes %s', (template, filled) => expect(fillPath(template, values)).toBe(filled));

test.each([
	'rest/v1/customer',
	'//evil.example.com/x',
	'/rest//v1',
	'https://evil.example.com/x',
	'/rest/../v1',
	'/rest/..',
	'/./rest',
	'/rest/.',
	'/rest/%2e%2e/v1',
	'/rest/.%2E/v1',
	'/rest\\v1',
	'/@evil.example.com',
	'/evil.example.com:80/x',
	'/rest/v1/customer/',
	'/rest/v1#x',
	'/rest/v1\t/x',
	'/rest/v1\n',
	'/rest v1',
	'/rest/{customerId',
	'/',
	'',
])('%j is no path', (template) =>
	expect(() => fillPath(template, values)).toThrow("'Path' is not a path of Chatvisor's API"),
);

test.each([
	['/rest/{teamId}', '{teamId}, which this operation does not know'],
	['/rest/{constructor}', '{constructor}, which this operation does not know'],
	['/rest/{userId}', '{userId}, and there is no usable value for it'],
])('%s says what is missing', (template, message) =>
	expect(() => fillPath(template, values)).toThrow(message),
);

test.each(['.', '..', ''])('a value of %j would change the path', (customerId) =>
	expect(() => fillPath('/rest/{customerId}/x', { customerId })).toThrow('no usable value'),
);
