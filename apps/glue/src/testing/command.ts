import { taskCommands, temporaryTaskFolder } from '@rdrop/experiment/testing';
import { glueTask } from '../task.js';

/** Runs `rdrop glue ...` in this process and returns what it printed. */
export const { command } = taskCommands(glueTask);

/** A temporary folder and how to remove it. */
export const temporaryFolder = () => temporaryTaskFolder('glue');

/** Settings that turn a mini experiment into one of a second. */
const TINY: Readonly<Record<string, string | number>> = {
  'model.dim': 16,
  'model.ffnDim': 16,
  'model.heads': 2,
  'model.layers': 1,
  'training.batch': 8,
  'training.maxUpdates': 12,
  'training.validateEvery': 4,
  'training.logEvery': 4,
  'training.schedule.warmupUpdates': 2,
};

/** The same as words of a command line. */
export function tinyArguments(changes: Readonly<Record<string, string | number>> = {}): string[] {
  return Object.entries({ ...TINY, ...changes }).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
}
