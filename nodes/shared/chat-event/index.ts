export * from './build';
export * from './event-id';
export * from './schema';
export * from './values';
