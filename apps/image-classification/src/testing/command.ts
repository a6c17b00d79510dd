import { taskCommands, temporaryTaskFolder } from '@rdrop/experiment/testing';
import { imageClassificationTask } from '../task.js';

/** Runs `rdrop image-classification ...` in this process and returns what it printed. */
export const { command } = taskCommands(imageClassificationTask);

/** A temporary folder and how to remove it. */
export const temporaryFolder = () => temporaryTaskFolder('images');

/** `--set` for a run of a few updates in seconds. */
export function tinyArguments(changes: Readonly<Record<string, string | number>> = {}): string[] {
  const settings: Record<string, string | number> = {
    'data.imageSize': 16,
    'data.threads': 0,
    'data.holdOut': 0.05,
    'model.patch': 8,
    'model.dim': 16,
    'model.ffnDim': 16,
    'model.heads': 2,
    'model.layers': 2,
    'training.schedule': '{"kind":"cosine","peak":0.01,"warmupUpdates":2,"offset":0}',
    'training.batch': 16,
    'training.accumulate': 2,
    'training.maxUpdates': 8,
    'training.logEvery': 2,
    'training.validateEvery': 4,
    ...changes,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
}
