export * from './fields';
export * from './list';
export * from './mark';
export * from './poll';
