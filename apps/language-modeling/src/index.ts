export { main } from './main.js';
export { languageModelingTask } from './task.js';
