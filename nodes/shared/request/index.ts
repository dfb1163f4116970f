export * from './concurrency';
export * from './once';
export * from './operations';
export * from './pages';
export * from './request';
export * from './simplify';
export * from './url';
