export * from './fields';
export * from './webhook';
