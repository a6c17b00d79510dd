import {
  cleanCorpus,
  lowercase,
  mosesTokenizer,
  punctuationNormalizer,
  removeNonPrinting,
  replaceUnicodePunctuation,
} from '@rdrop/text';
import type { ParallelText } from '@rdrop/datasets';
import type { DataSettings, Language } from '../experiment-schema.js';
import { chineseWords } from './chinese-words.js';

/** Turns one raw line into tokens divided by spaces. */
export type LineTokenizer = (line: string) => string;

/** Training text and text that is to be translated may be normalised differently. */
export type Treatment = 'training' | 'test';

const unchanged = (line: string): string => line;

/** The Moses scripts that run before the tokeniser. Chinese keeps its punctuation. */
function normalizer({ normalize }: DataSettings, side: Language, treatment: Treatment): LineTokenizer {
  if (normalize === undefined || (treatment === 'test' && !normalize.tests)) return unchanged;
  const punctuation = punctuationNormalizer({ language: side });
  const steps: LineTokenizer[] = [];
  if (normalize.unicodePunctuation && side !== 'zh') steps.push(replaceUnicodePunctuation);
  if (normalize.punctuation && side !== 'zh') steps.push(punctuation);
  if (normalize.nonPrinting) steps.push(removeNonPrinting);
  return (line) => steps.reduce((text, step) => step(text), line);
}

/** The tokeniser of one side without lower-casing: what is cleaned by its number of words. */
export function casedTokenizer(settings: DataSettings, side: Language, treatment: Treatment): LineTokenizer {
  if (settings.tokenizer === 'none') return unchanged;
  const normalize = normalizer(settings, side, treatment);
  const tokenize =
    side === 'zh'
      ? chineseWords
      : mosesTokenizer({
          language: side,
          aggressiveHyphens: settings.splitHyphens ?? false,
          escape: settings.escape ?? true,
        });
  return (line) => tokenize(normalize(line));
}

/** The tokeniser of one side: normalised and tokenised where the text is raw, then lower case where asked for. */
export function lineTokenizer(
  settings: DataSettings,
  side: Language,
  treatment: Treatment = 'test',
): LineTokenizer {
  const tokenize = casedTokenizer(settings, side, treatment);
  return settings.lowercase ? (line) => lowercase(tokenize(line)) : tokenize;
}

/** Pairs that were kept, and which they were. */
export interface KeptPairs extends ParallelText {
  /** Ascending. */
  readonly indices: readonly number[];
}

/**
 * Moses clean-corpus of a part of a corpus.
 *
 * @param factored whether the whole corpus has factors, see `hasFactors`
 */
export function cleanPairs(
  text: ParallelText,
  { ratio, minimum: min, maximum: max }: NonNullable<DataSettings['clean']>,
  factored: boolean,
): KeptPairs {
  const kept = { source: [] as string[], target: [] as string[], indices: [] as number[] };
  let reading = -1;
  // The cleaner reads a pair, and hands it on or not, before it reads the next.
  function* counted(lines: readonly string[]): Generator<string, void, undefined> {
    for (const [index, line] of lines.entries()) {
      reading = index;
      yield line;
    }
  }
  for (const pair of cleanCorpus(counted(text.source), text.target, { ratio, min, max, factored })) {
    kept.source.push(pair.source);
    kept.target.push(pair.target);
    kept.indices.push(reading);
  }
  return kept;
}
