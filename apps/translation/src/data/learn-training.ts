import { DataError, readPairBlocks } from '@rdrop/datasets';
import {
  bpeSegmenter,
  countWords,
  type Dictionary,
  dictionaryFromCounts,
  formatCodes,
  learnBpe,
  parseCodes,
  type SymbolCounts,
} from '@rdrop/text';
import { readFile } from 'node:fs/promises';
import type { CorpusFiles } from './corpus-files.js';
import { pass, type PreparationContext } from './preparation-context.js';
import { countPiecesStep, type SegmentSettings, type Sides } from './steps/pieces-steps.js';
import { countWordsStep } from './steps/count-words-step.js';
import type { TokenizedTraining } from './tokenize-training.js';
import { joinCounts, WordCounts } from './word-counts.js';

/** What is learned from the training text. */
export interface Learned {
  /** Text of the codes files. */
  readonly codes: Sides<string>;
  readonly merges: number;
  readonly dictionaries: Sides<Dictionary>;
  /** See `PreparedInfo`. */
  readonly wordsLeftOut: number;
}

/** Words of the training text, counted on all threads. */
async function countTraining(
  context: PreparationContext,
  training: TokenizedTraining,
): Promise<Sides<WordCounts>> {
  const counts = { source: new WordCounts(), target: new WordCounts() };
  const blocks = readPairBlocks([training.files], context.blockPairs);
  for await (const { source, target } of pass(context, blocks, countWordsStep, null)) {
    counts.source.add(source);
    counts.target.add(target);
  }
  return counts;
}

/** Codes that came with the corpus, or merges learned on the words: joint, on the source and then the target side. */
async function codesFor(
  { data }: PreparationContext,
  words: Sides<ReadonlyMap<string, number>>,
  given: string | undefined,
): Promise<Sides<string>> {
  if (given !== undefined) {
    const codes = await readFile(given, 'utf8').catch((error: unknown) => {
      throw new DataError(`Cannot read the codes file ${given}.`, { cause: error });
    });
    return { source: codes, target: codes };
  }
  const learn = (counts: ReadonlyMap<string, number>): string =>
    formatCodes(learnBpe(counts, { merges: data.bpeMerges }));
  if (data.bpe === 'separate') return { source: learn(words.source), target: learn(words.target) };
  const joint = learn(joinCounts(words.source, words.target));
  return { source: joint, target: joint };
}

/** Pieces of words, as often as the words occur. */
function piecesOfWords(words: ReadonlyMap<string, number>, codes: string): Map<string, number> {
  const segment = bpeSegmenter(parseCodes(codes), { remember: 0 });
  const pieces = new Map<string, number>();
  for (const [word, count] of words) {
    for (const [piece, times] of countWords([segment(word)])) {
      pieces.set(piece, (pieces.get(piece) ?? 0) + times * count);
    }
  }
  return pieces;
}

/** Pieces of the training text: from the words where their counts are exact and every pair stays, else from the text. */
async function countPieces(
  context: PreparationContext,
  training: TokenizedTraining,
  known: { readonly words: Sides<WordCounts>; readonly codes: Sides<string> },
): Promise<Sides<SymbolCounts>> {
  const { words, codes } = known;
  const exact = words.source.dropped === 0 && words.target.dropped === 0;
  if (exact && context.data.clean?.unit !== 'pieces') {
    return {
      source: { symbols: piecesOfWords(words.source.counts, codes.source), lines: training.pairs },
      target: { symbols: piecesOfWords(words.target.counts, codes.target), lines: training.pairs },
    };
  }
  const symbols = { source: new Map<string, number>(), target: new Map<string, number>() };
  const settings: SegmentSettings = { data: context.data, codes, factored: training.factored };
  const blocks = readPairBlocks([training.files], context.blockPairs);
  let lines = 0;
  for await (const block of pass(context, blocks, countPiecesStep, settings)) {
    symbols.source = joinCounts(symbols.source, block.source);
    symbols.target = joinCounts(symbols.target, block.target);
    lines += block.pairs;
  }
  return { source: { symbols: symbols.source, lines }, target: { symbols: symbols.target, lines } };
}

function dictionariesFor({ data }: PreparationContext, pieces: Sides<SymbolCounts>): Sides<Dictionary> {
  const options = data.maxSymbols === undefined ? {} : { maxSymbols: data.maxSymbols };
  const { source, target } = pieces;
  if (data.dictionary === 'separate') {
    return { source: dictionaryFromCounts(source, options), target: dictionaryFromCounts(target, options) };
  }
  const joined = dictionaryFromCounts(
    { symbols: joinCounts(source.symbols, target.symbols), lines: source.lines + target.lines },
    options,
  );
  return { source: joined, target: joined };
}

/** Learns merges and dictionaries from the tokenised training text. */
export async function learnFromTraining(
  context: PreparationContext,
  training: TokenizedTraining,
  corpus: CorpusFiles,
): Promise<Learned> {
  const words = await countTraining(context, training);
  const codes = await codesFor(
    context,
    { source: words.source.counts, target: words.target.counts },
    corpus.codes,
  );
  const pieces = await countPieces(context, training, { words, codes });
  return {
    codes,
    merges: parseCodes(codes.source).length,
    dictionaries: dictionariesFor(context, pieces),
    wordsLeftOut: words.source.dropped + words.target.dropped,
  };
}
