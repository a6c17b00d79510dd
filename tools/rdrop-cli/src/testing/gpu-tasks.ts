import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run of seconds on a GPU in software. */
export interface GpuTask {
  readonly task: string;
  /** The words that train and evaluate share, but for `--engine` and `--out`; data go into the folder. */
  readonly words: (folder: string) => readonly string[];
}

export const settings = (values: Readonly<Record<string, string | number>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);

/** 48 + 4 + 4 pairs of "sentences" of 2 to 5 words, told by numbers. */
function writePairs(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const splits = { train: [0, 48], valid: [48, 52], test: [52, 56] } as const;
  for (const [split, [from, to]] of Object.entries(splits)) {
    for (const [language, words] of [
      ['de', ['hund', 'katze', 'haus', 'sieht', 'und', 'rot', 'heute']],
      ['en', ['dog', 'cat', 'house', 'sees', 'and', 'red', 'today']],
    ] as const) {
      const line = (index: number) =>
        Array.from({ length: 2 + (index % 4) }, (_, at) => words[(3 * index + at * at) % words.length]);
      const lines = Array.from({ length: to - from }, (_, at) => `${line(from + at).join(' ')}\n`);
      writeFileSync(join(folder, `${split}.${language}`), lines.join(''));
    }
  }
}

/** One tiny run of each task; a new task adds its own. Every update is logged, and no run is longer than 20 of them. */
export const GPU_TASKS: readonly GpuTask[] = [
  {
    task: 'translation',
    words(folder) {
      writePairs(join(folder, 'raw'));
      return [
        ...['--experiment', 'iwslt14-de-en-rdrop', '--data', join(folder, 'data')],
        ...['--from', join(folder, 'raw')],
        ...settings({
          ...{ 'data.corpus': 'local', 'data.name': 'tiny', 'data.bpeMerges': 20 },
          ...{ 'model.dim': 8, 'model.ffnDim': 16, 'model.encoderLayers': 1, 'model.decoderLayers': 1 },
          ...{ 'training.maxTokens': 32, 'training.maxUpdates': 20, 'training.validateEvery': 20 },
          ...{ 'training.logEvery': 1, 'training.schedule.warmupUpdates': 4 },
          ...{ 'training.schedule.peak': 0.01 },
          ...{ 'validation.beam': 1, 'validation.maxLengthA': 0, 'validation.maxLengthB': 4 },
          ...{ 'evaluation.beam': 2, 'evaluation.maxLengthA': 0, 'evaluation.maxLengthB': 4 },
        }),
      ];
    },
  },
];
