import { rm } from 'node:fs/promises';
import {
  blockLines,
  buildWholeFolder,
  DataError,
  type ParallelText,
  readPairBlocks,
  writeTextAtomic,
} from '@rdrop/datasets';
import { formatDictionary, lowercase, mosesDetokenizer } from '@rdrop/text';
import type { DataSettings } from '../experiment-schema.js';
import { CorpusDigest } from './corpus-digest.js';
import { type CorpusFiles, type CorpusPart, storedDirection } from './corpus-files.js';
import { encodeSplit, encodeTraining, type SplitCounts, type SplitText } from './encode-splits.js';
import { type Learned, learnFromTraining } from './learn-training.js';
import { inFolder, type PreparationContext, type PreparationOptions } from './preparation-context.js';
import {
  codesFile,
  dictionaryFile,
  INFO_FILE,
  PREPARED_VERSION,
  type PreparedInfo,
} from './prepared-layout.js';
import { readPreparedInfo } from './prepared-corpus.js';
import { pairTokenizer } from './steps/tokenize-step.js';
import { tokenizeTraining } from './tokenize-training.js';

/** Reads a validation or test set and makes tokens of it; nothing is left out. */
async function readSplit(
  context: PreparationContext,
  part: CorpusPart,
  digest: CorpusDigest,
): Promise<SplitText> {
  const { data } = context;
  const raw = { source: [] as string[], target: [] as string[] };
  for await (const block of digest.of(part.name, readPairBlocks(part.files))) {
    raw.source.push(...blockLines(block, 'source'));
    raw.target.push(...blockLines(block, 'target'));
  }
  const tokens = pairTokenizer({ data, form: part.form, treatment: 'test', factored: false })(raw);
  const lower = ({ source, target }: ParallelText): ParallelText => ({
    source: source.map(lowercase),
    target: target.map(lowercase),
  });
  return {
    raw: part.form === 'raw' || data.tokenizer === 'none' ? raw : running(tokens, data),
    tokens: data.lowercase ? lower(tokens) : tokens,
    clean: false,
    factored: false,
  };
}

/** Running text, as far as it can be told from tokens, where raw text was expected and tokens came. */
function running({ source, target }: ParallelText, data: DataSettings): ParallelText {
  return {
    source: source.map(mosesDetokenizer({ language: data.source })),
    target: target.map(mosesDetokenizer({ language: data.target })),
  };
}

async function writeLearned(context: PreparationContext, { codes, dictionaries }: Learned): Promise<void> {
  const { source, target } = context.data;
  await writeTextAtomic(inFolder(context, codesFile(source)), [codes.source]);
  await writeTextAtomic(inFolder(context, codesFile(target)), [codes.target]);
  await writeTextAtomic(inFolder(context, dictionaryFile(source)), [formatDictionary(dictionaries.source)]);
  await writeTextAtomic(inFolder(context, dictionaryFile(target)), [formatDictionary(dictionaries.target)]);
}

async function build(corpus: CorpusFiles, context: PreparationContext): Promise<void> {
  const { data } = context;
  if (corpus.valid === undefined && data.holdOutEvery === undefined) {
    throw new DataError(
      'The corpus has no validation set, and data.holdOutEvery does not say how many pairs to hold out.',
    );
  }
  const digest = new CorpusDigest();
  // First what is small: a fault in it must not show after hours of work on the training text.
  const valid = corpus.valid === undefined ? undefined : await readSplit(context, corpus.valid, digest);
  const tests = new Map<string, SplitText>();
  for (const test of corpus.tests) tests.set(test.name, await readSplit(context, test, digest));
  const training = await tokenizeTraining(corpus, context, digest);
  const { heldOut, factored } = training;
  const learned = await learnFromTraining(context, training, corpus);
  await writeLearned(context, learned);
  const splits: Record<string, SplitCounts> = { train: await encodeTraining(context, training, learned) };
  await rm(training.files.source);
  await rm(training.files.target);
  const validation = heldOut === undefined ? valid : { ...heldOut, clean: true, factored };
  if (validation !== undefined) splits['valid'] = await encodeSplit(context, 'valid', validation, learned);
  for (const [name, text] of tests) splits[name] = await encodeSplit(context, name, text, learned);
  const info: PreparedInfo = {
    version: PREPARED_VERSION,
    settings: JSON.stringify(data),
    rawDigest: digest.hex(),
    testForm: corpus.tests[0]?.form ?? 'raw',
    tests: corpus.tests.map((test) => test.name),
    merges: learned.merges,
    wordsLeftOut: learned.wordsLeftOut,
    sourceVocabulary: learned.dictionaries.source.size,
    targetVocabulary: learned.dictionaries.target.size,
    pairs: Object.fromEntries(Object.entries(splits).map(([name, { pairs }]) => [name, pairs])),
    tokens: Object.fromEntries(Object.entries(splits).map(([name, { tokens }]) => [name, tokens])),
  };
  await writeTextAtomic(inFolder(context, INFO_FILE), [`${JSON.stringify(info, null, 2)}\n`]);
}

/**
 * Prepares a corpus as the reference scripts do: tokenise, clean the training text, lower-case, hold validation pairs out,
 * learn byte-pair merges on the training text, segment every split, build the dictionaries, encode. The training text goes
 * through it in blocks, on all threads, with a bounded memory. The set appears under `folder` whole or not at all.
 */
export async function prepareCorpus(
  corpus: CorpusFiles,
  settings: DataSettings,
  folder: string,
  options: PreparationOptions = {},
): Promise<void> {
  await buildWholeFolder(
    folder,
    (building) => build(corpus, { ...options, data: storedDirection(settings), folder: building }),
    async () => (await readPreparedInfo(folder, settings)) !== undefined,
  );
}
