import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type ParallelText, readParallel } from '@rdrop/datasets';
import type { DataSettings } from '../experiment-schema.js';
import type { NamedText, RawCorpus } from './raw-corpus.js';

/** Names of the files of a corpus, without language: `train` stands for `train.de` and `train.en`, plain or `.gz`. */
interface CorpusFiles {
  readonly train: string;
  readonly valid: string;
  readonly tests: readonly string[];
}

const FILES: Readonly<Record<DataSettings['corpus'], CorpusFiles>> = {
  'mini-de-en': { train: 'train', valid: 'valid', tests: ['test'] },
  'multi30k-de-en': {
    train: 'train',
    valid: 'val',
    tests: ['test_2016_flickr', 'test_2017_flickr', 'test_2017_mscoco', 'test_2018_flickr'],
  },
  'iwslt14-de-en': { train: 'train', valid: 'valid', tests: ['test'] },
  // A sample of the training text; validation and test are the whole ones.
  'iwslt14-slice-de-en': { train: 'train_sample', valid: 'valid', tests: ['test'] },
  local: { train: 'train', valid: 'valid', tests: ['test'] },
};

/** `stem` or `stem.gz`, whichever is there. */
async function existing(stem: string): Promise<string> {
  for (const file of [stem, `${stem}.gz`]) {
    try {
      await access(file);
      return file;
    } catch {
      continue;
    }
  }
  throw new DataError(`Expected the file ${stem} or ${stem}.gz, found neither.`);
}

/** Reads every split of a corpus from a folder of ordinary parallel text files. */
export async function readCorpus(folder: string, settings: DataSettings): Promise<RawCorpus> {
  const files = FILES[settings.corpus];
  const read = async (stem: string): Promise<ParallelText> =>
    readParallel(
      await existing(join(folder, `${stem}.${settings.source}`)),
      await existing(join(folder, `${stem}.${settings.target}`)),
    );
  const train = await read(files.train);
  const valid = await read(files.valid);
  const tests: NamedText[] = [];
  for (const name of files.tests) tests.push({ name, text: await read(name) });
  return { train, valid, tests };
}

/** A digest of all text of a corpus: tells whether a prepared set was made from the same. */
export function corpusDigest(corpus: RawCorpus): string {
  const hash = createHash('sha256');
  for (const text of [corpus.train, corpus.valid, ...corpus.tests.map((test) => test.text)]) {
    for (const side of [text.source, text.target]) {
      for (const line of side) hash.update(line).update('\n');
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}
