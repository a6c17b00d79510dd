import { runTask } from '@rdrop/experiment';
import { imageClassificationTask } from './task.js';

/** Runs one verb of the image classification task; returns the exit code. */
export const main = (argv: string[]): Promise<number> => runTask(imageClassificationTask, argv);
