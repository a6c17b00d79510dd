import { END_OF_WORD, type BpeMerge } from './codes.js';
import { PairCounts } from './pair-counts.js';
import { SegmentedWords } from './segmented-words.js';
import { SymbolPairs } from './symbol-pairs.js';

export interface LearnBpeOptions {
  /** Most merges to learn. */
  readonly merges: number;
  /** Learning stops when no pair occurs this often. Default 2. */
  readonly minFrequency?: number;
  /** Marks the last symbol of a word. Default `</w>`; empty where a word's beginning is marked instead. */
  readonly endOfWord?: string;
  /** Called after each merge with the number learned so far. */
  readonly onMerge?: (learned: number) => void;
}

/** The reference prunes its table after every so many merges. */
const PRUNE_EVERY = 100;
/** Sets how fast the reference lets its threshold rise towards the highest count. */
const THRESHOLD_DAMPING = 10_000;

/**
 * Learns byte-pair merges from word counts (Sennrich et al. 2016; `learn_bpe.py -s merges` of subword-nmt, merge for
 * merge): again and again the most frequent pair of neighbouring symbols becomes one symbol. Among equally frequent
 * pairs the greatest in code-point order wins. May return fewer merges than asked for. Words hold no whitespace.
 */
export function learnBpe(wordCounts: ReadonlyMap<string, number>, options: LearnBpeOptions): BpeMerge[] {
  const { merges: wanted, minFrequency = 2, endOfWord = END_OF_WORD, onMerge } = options;
  if (!Number.isInteger(wanted) || wanted < 0) {
    throw new RangeError(`learnBpe: expected a whole number of merges of at least 0, got ${wanted}`);
  }
  const pairs = new SymbolPairs();
  const counts = new PairCounts();
  const words = new SegmentedWords(wordCounts, { pairs, counts, endOfWord });
  const compare = (a: number, b: number): number => pairs.compare(a, b);
  counts.saveAll();

  const merges: BpeMerge[] = [];
  let best = counts.mostFrequent(compare);
  if (best === undefined) return merges;
  let threshold = counts.get(best) / 10;
  for (let i = 0; i < wanted; i++) {
    best = counts.mostFrequent(compare);
    if (best === undefined || (i > 0 && counts.get(best) < threshold)) {
      // The best pair may be among those moved out.
      counts.prune(threshold);
      counts.restoreAll();
      best = counts.mostFrequent(compare);
      if (best === undefined) break;
      threshold = (counts.get(best) * i) / (i + THRESHOLD_DAMPING);
      counts.prune(threshold);
    }
    if (counts.get(best) < minFrequency) break;
    const [first, second] = pairs.members(best);
    merges.push([pairs.symbol(first), pairs.symbol(second)]);
    words.merge(best);
    onMerge?.(merges.length);
    if (i % PRUNE_EVERY === 0) counts.prune(threshold);
  }
  return merges;
}
