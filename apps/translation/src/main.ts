import { runTask } from '@rdrop/experiment';
import { translationTask } from './task.js';

/** Runs one verb of the translation task; returns the exit code. */
export const main = (argv: string[]): Promise<number> => runTask(translationTask, argv);
