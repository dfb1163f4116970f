import { fresherSecrets, type Secrets, secretsOf } from '../../../../nodes/shared/trigger/secret';

/** A credential that takes a moment to read, as n8n's do. */
function slowSecret(secret: string) {
	return jest.fn(async (): Promise<Secrets> => {
		await Promise.resolve();
		return { secret, previousSecret: '' };
	});
}

let trigger = 0;
beforeEach(() => {
	trigger++;
	jest.useFakeTimers({ now: Date.parse('2026-05-15T10:05:00Z') + trigger * 3_600_000 });
});
afterEach(() => void jest.useRealTimers());

const later = (milliseconds: number) => void jest.setSystemTime(Date.now() + milliseconds);

test('deliveries at the same time share one read, those of another trigger do not', async () => {
	const [read, other] = [slowSecret('one'), slowSecret('two')];
	const found = await Promise.all([
		secretsOf(`${trigger}/a`, read),
		secretsOf(`${trigger}/a`, read),
		secretsOf(`${trigger}/b`, other),
	]);
	expect(found.map(({ secrets }) => secrets.secret)).toEqual(['one', 'one', 'two']);
	expect([read.mock.calls.length, other.mock.calls.length]).toEqual([1, 1]);
});

test('a read serves for 10 seconds, not longer', async () => {
	await secretsOf(`${trigger}`, slowSecret('before'));
	later(9_999);
	expect((await secretsOf(`${trigger}`, slowSecret('after'))).secrets.secret).toBe('before');
	later(1);
	expect((await secretsOf(`${trigger}`, slowSecret('after'))).secrets.secret).toBe('after');
});

test('a clock that was set back makes it read anew', async () => {
	await secretsOf(`${trigger}`, slowSecret('before'));
	later(-1);
	expect((await secretsOf(`${trigger}`, slowSecret('after'))).secrets.secret).toBe('after');
});

test('what did not fit is read anew, once a second however many deliveries do not fit', async () => {
	const read = slowSecret('secret');
	for (let count = 0; count < 300; count++) {
		const used = await secretsOf(`${trigger}`, read);
		await fresherSecrets(`${trigger}`, read, used);
		later(10);
	}
	expect(read).toHaveBeenCalledTimes(3);
});

test('a secret that was changed counts with the first delivery that carries it', async () => {
	const used = await secretsOf(`${trigger}`, slowSecret('before'));
	later(1_000);
	expect((await fresherSecrets(`${trigger}`, slowSecret('after'), used))?.secrets.secret).toBe('after');
	expect((await secretsOf(`${trigger}`, slowSecret('not read'))).secrets.secret).toBe('after');
});

test('a read that fails is not kept', async () => {
	const failing = secretsOf(`${trigger}`, () => Promise.reject(new Error('unreadable')));
	await expect(failing).rejects.toThrow('unreadable');
	expect((await secretsOf(`${trigger}`, slowSecret('after'))).secrets.secret).toBe('after');
});
