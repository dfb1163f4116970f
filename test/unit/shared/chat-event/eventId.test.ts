import { chatEventId, hashedId, slotId } from '../../../../nodes/shared/chat-event';

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

test('an end has one id, whether it is known as missed or not; a start and an offline message have others', () => {
	const of = (event: Parameters<typeof chatEventId>[1]) => chatEventId('examplechat', event, { id: 'C' });
	expect(of('chatMissed')).toBe(of('chatEnded'));
	expect(new Set([of('chatStarted'), of('chatEnded'), of('offlineMessage')]).size).toBe(3);
});
