export * from './origin-proof';
export * from './types';
export * from './webhook';
