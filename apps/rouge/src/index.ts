export { main } from './main.js';
export { type Host, run } from './run.js';
