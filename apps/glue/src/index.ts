export { main } from './main.js';
export { glueTask } from './task.js';
