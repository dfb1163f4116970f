import { sharedRead } from '../../../../nodes/shared/trigger/secret';

/** A credential that takes a moment to read, as n8n's do. */
function slowSecret(value: string) {
	return jest.fn(async () => {
		await Promise.resolve();
		return value;
	});
}

test('deliveries at the same time share one read, those of another trigger do not', async () => {
	const [read, other] = [slowSecret('one'), slowSecret('two')];
	const secrets = [
		sharedRead('workflow/node/webhook/1', read),
		sharedRead('workflow/node/webhook/1', read),
		sharedRead('workflow/other/webhook/1', other),
	];
	expect(await Promise.all(secrets)).toEqual(['one', 'one', 'two']);
	expect(read).toHaveBeenCalledTimes(1);
	expect(other).toHaveBeenCalledTimes(1);
});

test('the next delivery reads anew: nothing is kept', async () => {
	expect(await sharedRead('workflow/node/webhook/1', slowSecret('before'))).toBe('before');
	expect(await sharedRead('workflow/node/webhook/1', slowSecret('after'))).toBe('after');
});

test('a read that fails is not kept either', async () => {
	const failing = sharedRead('workflow/node/webhook/1', () => Promise.reject(new Error('unreadable')));
	await expect(failing).rejects.toThrow('unreadable');
	expect(await sharedRead('workflow/node/webhook/1', slowSecret('after'))).toBe('after');
});
