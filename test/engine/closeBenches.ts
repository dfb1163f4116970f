import { closeBenches } from './engine';

// A server that is left behind keeps jest's worker from exiting.
afterEach(closeBenches);
