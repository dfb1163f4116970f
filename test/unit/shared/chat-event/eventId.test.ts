import { hashedId, slotId } from '../../../../nodes/shared/chat-event';

test('hashedId depends on every part and on their order', () => {
	expect(hashedId('a', 1)).toMatch(/^[0-9a-f]{64}$/);
	expect(hashedId('a', 1)).toBe(hashedId('a', 1));
	const ids = [hashedId('a', 'b'), hashedId('b', 'a'), hashedId('ab'), hashedId('a', null, 'b'), hashedId()];
	expect(new Set(ids).size).toBe(ids.length);
});

test('slotId stays for a redelivery within 10 minutes of the clock, and changes after', () => {
	const at = (time: string) => slotId({ id: 1 }, new Date(`2026-05-15T${time}Z`));
	expect(at('10:00:00.000')).toBe(at('10:09:59.999'));
	expect(at('10:09:59.999')).not.toBe(at('10:10:00.000'));
});
