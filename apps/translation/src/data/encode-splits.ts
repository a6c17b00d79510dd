import {
  createTokenFile,
  DataError,
  openTokenFile,
  packRows,
  type ParallelText,
  readPairBlocks,
  writeLines,
} from '@rdrop/datasets';
import { formatDictionary } from '@rdrop/text';
import type { Learned } from './learn-training.js';
import { inFolder, pass, type PreparationContext } from './preparation-context.js';
import { preparedFile } from './prepared-layout.js';
import { encodeStep, pairSegmenter, type EncodeSettings } from './steps/pieces-steps.js';
import type { TokenizedTraining } from './tokenize-training.js';

/** What an encoded split holds, `</s>` not counted. */
export interface SplitCounts {
  readonly pairs: number;
  readonly tokens: [source: number, target: number];
}

const shapeOf = ({ source, target }: Learned['dictionaries']) => ({
  sides: 2,
  bound: Math.max(source.size, target.size),
});

/** Counts what was written by reading its index. */
async function countSplit(name: string): Promise<SplitCounts> {
  const file = await openTokenFile(name);
  try {
    const [source = new Uint16Array(0), target = new Uint16Array(0)] = file.lengths;
    const words = (lengths: Uint16Array): number => lengths.reduce((sum, length) => sum + length - 1, 0);
    return { pairs: source.length, tokens: [words(source), words(target)] };
  } finally {
    file.close();
  }
}

/** Encodes the training text on all threads into a token file. */
export async function encodeTraining(
  context: PreparationContext,
  training: TokenizedTraining,
  { codes, dictionaries }: Learned,
): Promise<SplitCounts> {
  const { data, blockPairs } = context;
  const name = inFolder(context, 'train');
  const settings: EncodeSettings = {
    data,
    codes,
    factored: training.factored,
    dictionaries: {
      source: formatDictionary(dictionaries.source),
      target: formatDictionary(dictionaries.target),
    },
  };
  const writer = await createTokenFile(name, shapeOf(dictionaries));
  try {
    const blocks = readPairBlocks([training.files], blockPairs);
    for await (const block of pass(context, blocks, encodeStep, settings)) await writer.append(block);
    await writer.finish();
  } catch (error) {
    await writer.abandon().catch(() => undefined);
    throw error;
  }
  return countSplit(name);
}

/** A split that fits in memory, as it came and as tokens. */
export interface SplitText {
  readonly raw: ParallelText;
  readonly tokens: ParallelText;
  /** Validation pairs that were held out are cleaned like the training text. */
  readonly clean: boolean;
  readonly factored: boolean;
}

/** Encodes a validation or test set, and keeps its text at every stage, to score against and to look at. */
export async function encodeSplit(
  context: PreparationContext,
  name: string,
  text: SplitText,
  { codes, dictionaries }: Learned,
): Promise<SplitCounts> {
  const { clean: cleaning, ...uncleaned } = context.data;
  const data = text.clean && cleaning !== undefined ? { ...uncleaned, clean: cleaning } : uncleaned;
  const pieces = pairSegmenter({ data, codes, factored: text.factored })(text.tokens);
  if (pieces.source.length === 0) throw new DataError(`No pair of the ${name} set is left after cleaning.`);
  const kept = ({ source, target }: ParallelText): ParallelText => ({
    source: pieces.indices.map((index) => source[index] ?? ''),
    target: pieces.indices.map((index) => target[index] ?? ''),
  });
  for (const [kind, { source, target }] of [
    ['raw', kept(text.raw)],
    ['tok', kept(text.tokens)],
    ['bpe', pieces],
  ] as const) {
    await writeLines(inFolder(context, preparedFile(name, kind, data.source)), source);
    await writeLines(inFolder(context, preparedFile(name, kind, data.target)), target);
  }
  const rows = pieces.source.map((line, i) => [
    dictionaries.source.encodeLine(line),
    dictionaries.target.encodeLine(pieces.target[i] ?? ''),
  ]);
  const shape = shapeOf(dictionaries);
  const writer = await createTokenFile(inFolder(context, name), shape);
  await writer.append(packRows(rows, shape));
  await writer.finish();
  return countSplit(inFolder(context, name));
}
