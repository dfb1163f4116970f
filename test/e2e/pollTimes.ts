/** Poll Times that n8n takes although they are shorter than a minute, so that a test need not wait for one. */
export const everySecond = { item: [{ mode: 'custom', cronExpression: '@secondly' }] };
