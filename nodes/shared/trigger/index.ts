export * from './fields';
export * from './visitor';
export * from './webhook';
