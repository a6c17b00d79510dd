import { bpeSegmenter } from '../bpe/bpe-segmenter.js';
import type { BpeMerge } from '../bpe/codes.js';
import { learnBpe } from '../bpe/learn-bpe.js';
import { countWords } from '../bpe/vocabulary.js';
import { cleanCorpus } from '../moses/clean-corpus.js';
import { lowercase } from '../moses/clean-text.js';
import type { MosesLanguage } from '../moses/languages.js';
import { mosesTokenizer } from '../moses/tokenizer.js';
import { trainSentences, xmlSentences } from './source-files.js';
import { splitEveryNth } from './split-corpus.js';

/** Something for each side of a parallel corpus. */
export interface ParallelLines<Lines = string[]> {
  readonly source: Lines;
  readonly target: Lines;
}

export interface PrepareIwsltOptions {
  readonly source: MosesLanguage;
  readonly target: MosesLanguage;
  /** Most merges of the joint byte-pair encoding. Default 10 000. */
  readonly merges?: number;
  /** Bounds of a training pair, as {@link cleanCorpus} takes them. Default 1 to 175 words, ratio 1.5. */
  readonly min?: number;
  readonly max?: number;
  readonly ratio?: number;
  /** Every so many training pairs one is held out for validation. Default 23. */
  readonly holdOutEvery?: number;
}

export interface PreparedIwslt {
  /** Tokenised, lower-cased lines before byte-pair encoding. */
  readonly words: Readonly<Record<'train' | 'valid' | 'test', ParallelLines>>;
  /** The same lines in pieces. */
  readonly pieces: Readonly<Record<'train' | 'valid' | 'test', ParallelLines>>;
  /** Learned on the source side of `words.train` followed by its target side. */
  readonly merges: BpeMerge[];
}

/**
 * The official preparation of IWSLT14 (`prepare-iwslt14.sh` of fairseq and of R-Drop): from the lines of the two
 * `train.tags` files, and those of the development and test files in the order they are to be joined, to the pieces the
 * model sees. The validation pairs are taken out before the byte-pair encoding is learned.
 */
export function prepareIwslt(
  train: ParallelLines<Iterable<string>>,
  test: ParallelLines<Iterable<string>>,
  options: PrepareIwsltOptions,
): PreparedIwslt {
  const { merges: wanted = 10_000, holdOutEvery = 23 } = options;
  const pairs = splitEveryNth(trainPairs(train, options), holdOutEvery);
  const words = { train: sides(pairs.train), valid: sides(pairs.valid), test: testLines(test, options) };
  const counts = countWords(words.train.target, countWords(words.train.source));
  const merges = learnBpe(counts, { merges: wanted });
  const segment = bpeSegmenter(merges);
  const segmented = ({ source, target }: ParallelLines): ParallelLines => ({
    source: source.map(segment),
    target: target.map(segment),
  });
  const pieces = {
    train: segmented(words.train),
    valid: segmented(words.valid),
    test: segmented(words.test),
  };
  return { words, pieces, merges };
}

/** The training pairs: tags off, tokenised, cleaned, lower-cased, in this order. */
function* trainPairs(
  lines: ParallelLines<Iterable<string>>,
  options: PrepareIwsltOptions,
): Generator<{ source: string; target: string }, void, undefined> {
  const { min = 1, max = 175, ratio = 1.5 } = options;
  const source = map(trainSentences(lines.source), mosesTokenizer({ language: options.source }));
  const target = map(trainSentences(lines.target), mosesTokenizer({ language: options.target }));
  for (const pair of cleanCorpus(source, target, { min, max, ratio })) {
    yield { source: lowercase(pair.source), target: lowercase(pair.target) };
  }
}

/** The test sentences are tokenised and lower-cased, but none is left out. */
function testLines(lines: ParallelLines<Iterable<string>>, options: PrepareIwsltOptions): ParallelLines {
  const tokenizeSource = mosesTokenizer({ language: options.source });
  const tokenizeTarget = mosesTokenizer({ language: options.target });
  const source = [...map(xmlSentences(lines.source), (line) => lowercase(tokenizeSource(line)))];
  const target = [...map(xmlSentences(lines.target), (line) => lowercase(tokenizeTarget(line)))];
  if (source.length !== target.length) {
    throw new Error(
      `prepareIwslt: expected as many target as source segments, got ${target.length} and ${source.length}`,
    );
  }
  return { source, target };
}

function sides(pairs: readonly { source: string; target: string }[]): ParallelLines {
  return { source: pairs.map(({ source }) => source), target: pairs.map(({ target }) => target) };
}

function* map<From, To>(items: Iterable<From>, apply: (item: From) => To): Generator<To, void, undefined> {
  for (const item of items) yield apply(item);
}
