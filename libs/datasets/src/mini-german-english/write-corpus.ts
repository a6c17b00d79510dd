import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, describeSystemError } from '../data-error.js';
import { type ParallelFiles } from '../text-files/read-parallel.js';
import { writeLines } from '../text-files/write-lines.js';
import { generateMiniCorpus, type MiniCorpusOptions } from './corpus.js';

/** The parts of the generated corpus, which are also the names of its files. */
export const miniParts = ['train', 'valid', 'test'] as const;

/**
 * Generates the German-English corpus and writes it as parallel text: `train.de`, `train.en`, `valid.*`, `test.*`, one
 * sentence a line, natural case and punctuation. The folder is made when it is missing.
 */
export async function writeMiniCorpus(
  folder: string,
  options: MiniCorpusOptions = {},
): Promise<Record<(typeof miniParts)[number], ParallelFiles>> {
  const corpus = generateMiniCorpus(options);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new DataError(`Cannot make the folder ${folder}: ${describeSystemError(error)}.`, { cause: error });
  }
  const filesOf = (part: string): ParallelFiles => ({
    source: join(folder, `${part}.de`),
    target: join(folder, `${part}.en`),
  });
  for (const part of miniParts) {
    const { source, target } = filesOf(part);
    await writeLines(
      source,
      corpus[part].map(({ german }) => german),
    );
    await writeLines(
      target,
      corpus[part].map(({ english }) => english),
    );
  }
  return { train: filesOf('train'), valid: filesOf('valid'), test: filesOf('test') };
}
