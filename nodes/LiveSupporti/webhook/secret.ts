/** LiveSupporti's own limits for the Secret of a WebHook, in characters. */
export const webhookSecretLength = { min: 32, max: 64 };
