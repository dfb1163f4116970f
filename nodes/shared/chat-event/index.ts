export * from './build';
export * from './event-id';
export * from './flat';
export * from './schema';
export * from './transcript';
export * from './values';
