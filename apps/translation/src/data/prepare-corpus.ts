import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ParallelText, writeLines, writeTextAtomic } from '@rdrop/datasets';
import {
  type BpeMerge,
  bpeSegmenter,
  buildDictionary,
  countWords,
  type Dictionary,
  formatCodes,
  formatDictionary,
  learnBpe,
} from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import { corpusDigest } from './corpora.js';
import {
  CODES_FILE,
  dictionaryFile,
  INFO_FILE,
  PREPARED_VERSION,
  preparedFile,
  type PreparedInfo,
} from './prepared-layout.js';
import { readPreparedInfo } from './prepared-corpus.js';
import type { RawCorpus } from './raw-corpus.js';
import { cleanTraining, tokenizeParallel } from './text-pipeline.js';

interface Split {
  readonly name: string;
  readonly raw: ParallelText;
  readonly tokenized: ParallelText;
}

function* both(text: ParallelText): Generator<string> {
  yield* text.source;
  yield* text.target;
}

/** Joint merges, learned on the source side followed by the target side of the training text. */
function learnMerges(training: ParallelText, settings: DataSettings): BpeMerge[] {
  return learnBpe(countWords(both(training)), { merges: settings.bpeMerges });
}

function buildDictionaries(
  training: ParallelText,
  settings: DataSettings,
): { source: Dictionary; target: Dictionary } {
  if (settings.dictionary === 'separate') {
    return { source: buildDictionary(training.source), target: buildDictionary(training.target) };
  }
  const joined = buildDictionary(both(training));
  return { source: joined, target: joined };
}

const countTokens = (lines: readonly string[]) =>
  lines.reduce((sum, line) => sum + line.split(' ').filter((token) => token !== '').length, 0);

/**
 * Gives the finished set its name. Where another process made the same set meanwhile, that one stays: somebody may be
 * reading it already.
 */
async function publish(building: string, folder: string): Promise<void> {
  try {
    await rename(building, folder);
  } catch (error) {
    const occupied = (await stat(folder).catch(() => undefined)) !== undefined;
    if (!occupied) throw error;
    const isWhole = (await readPreparedInfo(folder)) !== undefined;
    if (!isWhole) await rm(folder, { recursive: true, force: true });
    await (isWhole ? rm(building, { recursive: true, force: true }) : rename(building, folder));
  }
}

/**
 * Prepares a corpus as the official script does: tokenise, clean the training text, lower-case, learn joint byte-pair
 * merges on the training text, segment every split, build the dictionaries. The set appears under `folder` whole or not
 * at all.
 */
export async function prepareCorpus(
  corpus: RawCorpus,
  settings: DataSettings,
  folder: string,
): Promise<PreparedInfo> {
  const split = (name: string, raw: ParallelText): Split => ({
    name,
    raw,
    tokenized: tokenizeParallel(raw, settings),
  });
  const training = split('train', corpus.train);
  const cleaned = cleanTraining(training.tokenized, settings);
  const splits = [
    { ...training, tokenized: cleaned },
    split('valid', corpus.valid),
    ...corpus.tests.map((test) => split(test.name, test.text)),
  ];
  const merges = learnMerges(cleaned, settings);
  const segment = bpeSegmenter(merges);
  const segmented = splits.map(({ name, tokenized }) => ({
    name,
    text: { source: tokenized.source.map(segment), target: tokenized.target.map(segment) },
  }));
  const trainingBpe = segmented[0]?.text ?? { source: [], target: [] };
  const dictionaries = buildDictionaries(trainingBpe, settings);
  const info: PreparedInfo = {
    version: PREPARED_VERSION,
    settings: JSON.stringify(settings),
    rawDigest: corpusDigest(corpus),
    tests: corpus.tests.map((test) => test.name),
    merges: merges.length,
    sourceVocabulary: dictionaries.source.size,
    targetVocabulary: dictionaries.target.size,
    pairs: Object.fromEntries(segmented.map(({ name, text }) => [name, text.source.length])),
    tokens: Object.fromEntries(
      segmented.map(({ name, text }) => [name, [countTokens(text.source), countTokens(text.target)]]),
    ),
  };

  await mkdir(dirname(folder), { recursive: true });
  const building = await mkdtemp(`${folder}.building-`);
  // Temporary folders are private; the cache is as readable as the folder it lies in.
  await chmod(building, (await stat(dirname(folder))).mode);
  try {
    const write = async (name: string, kind: 'raw' | 'tok' | 'bpe', text: ParallelText): Promise<void> => {
      await writeLines(join(building, preparedFile(name, kind, settings.source)), text.source);
      await writeLines(join(building, preparedFile(name, kind, settings.target)), text.target);
    };
    for (const { name, raw, tokenized } of splits) {
      // The training text is read back as BPE only; the other splits also as tokens and as they came, to score against.
      if (name === 'train') continue;
      await write(name, 'raw', raw);
      await write(name, 'tok', tokenized);
    }
    for (const { name, text } of segmented) await write(name, 'bpe', text);
    await writeTextAtomic(join(building, CODES_FILE), [formatCodes(merges)]);
    await writeTextAtomic(join(building, dictionaryFile(settings.source)), [
      formatDictionary(dictionaries.source),
    ]);
    await writeTextAtomic(join(building, dictionaryFile(settings.target)), [
      formatDictionary(dictionaries.target),
    ]);
    await writeTextAtomic(join(building, INFO_FILE), [`${JSON.stringify(info, null, 2)}\n`]);
    await publish(building, folder);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    throw error;
  }
  return info;
}
