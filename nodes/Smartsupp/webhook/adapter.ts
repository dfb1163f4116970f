import type { VendorAdapter } from '../../shared/receive';
import { apiWebhooksAdapter } from './apiWebhooks';
import { postHookAdapter } from './postHook';

/** The adapter for the trigger's Source. */
export function smartsuppAdapter(source: unknown): VendorAdapter {
	return source === 'postHook' ? postHookAdapter : apiWebhooksAdapter;
}
