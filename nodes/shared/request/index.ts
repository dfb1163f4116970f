export * from './credential';
export * from './explain';
export * from './once';
export * from './pages';
export * from './request';
export * from './retry';
export * from './types';
export * from './url';
