import { hmacSignature } from '../../shared/receive';

/**
 * `X-Smartsupp-Hmac`: hex HMAC-SHA256 of the raw body, keyed with the app's shared secret, as in "Verification" of
 * https://docs.smartsupp.com/rest-api/webhooks. How long the secret is, Smartsupp does not say.
 */
export const smartsuppSignature = hmacSignature({ header: 'x-smartsupp-hmac' });
