import { runTask } from '@rdrop/experiment';
import { glueTask } from './task.js';

/** Runs one verb of the GLUE task; returns the exit code. */
export const main = (argv: string[]): Promise<number> => runTask(glueTask, argv);
