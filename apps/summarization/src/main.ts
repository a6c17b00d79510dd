import { runTask } from '@rdrop/experiment';
import { summarizationTask } from './task.js';

/** Runs one verb of the summarization task; returns the exit code. */
export const main = (argv: string[]): Promise<number> => runTask(summarizationTask, argv);
