import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PAIRS = [
  ['der', 'the'],
  ['hund', 'dog'],
  ['katze', 'cat'],
  ['haus', 'house'],
  ['sieht', 'sees'],
  ['und', 'and'],
  ['ein', 'a'],
  ['rotes', 'red'],
  ['kleines', 'small'],
  ['läuft', 'runs'],
  ['heute', 'today'],
  ['nicht', 'not'],
] as const;

/** Word-by-word "translations" of sentence number `index`: 3 to 8 words chosen by arithmetic. */
function sentence(index: number): { de: string; en: string } {
  const words = Array.from(
    { length: 3 + (index % 6) },
    (_, at) => PAIRS[(index * 7 + at * (index % 5) + at * at) % PAIRS.length],
  );
  return { de: words.map((word) => word?.[0]).join(' '), en: words.map((word) => word?.[1]).join(' ') };
}

/** Writes a parallel corpus of a few hundred lines (`train`, `valid`, `test`, each `.de` and `.en`) into a folder. */
export async function writeTinyCorpus(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const splits = { train: [0, 240], valid: [240, 260], test: [260, 280] } as const;
  for (const [name, [from, to]] of Object.entries(splits)) {
    const lines = Array.from({ length: to - from }, (_, at) => sentence(from + at));
    await writeFile(join(folder, `${name}.de`), lines.map(({ de }) => `${de}\n`).join(''));
    await writeFile(join(folder, `${name}.en`), lines.map(({ en }) => `${en}\n`).join(''));
  }
}

/** Settings that turn a paper experiment into one of seconds; everything else stays as it is. */
export const TINY_SETTINGS: Readonly<Record<string, string | number>> = {
  'data.corpus': 'local',
  'data.name': 'tiny',
  'data.bpeMerges': 40,
  'model.dim': 16,
  'model.ffnDim': 32,
  'model.encoderLayers': 1,
  'model.decoderLayers': 1,
  'training.maxTokens': 256,
  'training.maxUpdates': 12,
  'training.logEvery': 2,
  'training.validateEvery': 4,
  'training.schedule.warmupUpdates': 4,
  'training.schedule.peak': 0.01,
  'validation.beam': 1,
  'validation.maxLengthA': 0,
  'validation.maxLengthB': 10,
  'evaluation.maxLengthB': 10,
};

/** The same as words of a command line. */
export const tinyArguments = (settings: Readonly<Record<string, string | number>> = {}): string[] =>
  Object.entries({ ...TINY_SETTINGS, ...settings }).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
