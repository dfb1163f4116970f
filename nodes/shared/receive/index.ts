export * from './body';
export * from './common-events';
export * from './ip-allowlist';
export * from './origin-proof';
export * from './receive';
export * from './repeats';
export * from './types';
