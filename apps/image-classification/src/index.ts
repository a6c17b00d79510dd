export { main } from './main.js';
export { imageClassificationTask } from './task.js';
