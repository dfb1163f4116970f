export * from './chat';
export * from './concurrency';
export * from './fields';
export * from './locator';
export * from './operation';
export * from './pairs';
export * from './run';
export * from './simplify';
