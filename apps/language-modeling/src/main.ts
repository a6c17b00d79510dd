import { runTask } from '@rdrop/experiment';
import { languageModelingTask } from './task.js';

/** Runs one verb of the language-modeling task; returns the exit code. */
export const main = (argv: string[]): Promise<number> => runTask(languageModelingTask, argv);
