export { main } from './main.js';
export { summarizationTask } from './task.js';
