import { mkdir } from 'node:fs/promises';
import { writeMiniWiki } from '@rdrop/datasets';

/** Writes a generated text of a few thousand words as `wiki.*.tokens` into a folder. */
export async function writeTinyText(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeMiniWiki(folder, { train: 3000, valid: 400, test: 300 });
}

/** Settings that turn a paper experiment into one of seconds; everything else stays as it is. */
export const TINY_SETTINGS: Readonly<Record<string, string | number>> = {
  'data.corpus': 'local',
  'data.name': 'tiny',
  'model.dim': 16,
  'model.ffnDim': 32,
  'model.heads': 2,
  'model.layers': 1,
  'training.block': 24,
  'training.rows': 4,
  'training.accumulate': 2,
  'training.maxUpdates': 12,
  'training.logEvery': 2,
  'training.validateEvery': 4,
  'training.schedule.peak': 0.02,
  'training.schedule.warmupUpdates': 4,
  'evaluation.block': 24,
  'evaluation.context': 16,
};

/** What an adaptive experiment needs besides. */
export const TINY_ADAPTIVE: Readonly<Record<string, string | number>> = {
  'model.words.cutoffs': '[40,90]',
  'model.words.factor': 2,
  'training.schedule.periodUpdates': 6,
  'training.schedule.peak': 0.3,
};

/** Settings as words of a command line. */
export const tinyArguments = (settings: Readonly<Record<string, string | number>> = {}): string[] =>
  Object.entries({ ...TINY_SETTINGS, ...settings }).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
