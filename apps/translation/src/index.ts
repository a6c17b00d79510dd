export { main } from './main.js';
export { translationTask } from './task.js';
